//! How a path is asked for.

use super::Wanted;

/// What a dialog asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Asks {
    Folder,
    /// A file of this kind, known by its endings.
    File(&'static str, &'static [&'static str]),
    /// A file to be written: name, kind and ending.
    Save(&'static str, &'static str, &'static str),
}

impl Wanted {
    /// Title and kind of the dialog.
    pub fn asks(self) -> (&'static str, Asks) {
        use Asks::{File, Folder, Save};
        match self {
            Self::DatasetFolder => ("Choose the dataset's folder", Folder),
            Self::DatasetZip => ("Choose the dataset's zip file", File("Zip", &["zip"])),
            Self::DownloadFolder => ("Choose the folder for the dataset", Folder),
            Self::Model | Self::ModelFolder => ("Choose the model's folder", Folder),
            Self::ModelZip => ("Choose the model's zip file", File("Zip", &["zip"])),
            Self::Output | Self::Export => ("Choose the folder for the files", Folder),
            Self::SaveBundle => (
                "Save for offline use",
                Save("vectorsearch-bundle.zip", "Bundle", "zip"),
            ),
            Self::OpenBundle => ("Choose a bundle", File("Bundle", &["zip"])),
            Self::KaggleKey => ("Choose kaggle.json", File("Key", &["json", "txt"])),
            Self::QueryImage => (
                "Choose a picture",
                File("Pictures", &["jpg", "jpeg", "png", "webp"]),
            ),
            Self::Results => ("Save the results", Save("results.csv", "CSV", "csv")),
            Self::Report => ("Save the report", Save("quality.html", "HTML", "html")),
            Self::Verdicts => (
                "Save the verdicts",
                Save("review_verdicts.csv", "CSV", "csv"),
            ),
            Self::OtherRun => ("Choose the folder of another run", Folder),
            Self::Runtime => (
                "Choose ONNX Runtime",
                File(
                    "ONNX Runtime",
                    &["tgz", "gz", "zip", "whl", "so", "dll", "dylib"],
                ),
            ),
        }
    }
}
