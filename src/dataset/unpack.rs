//! From a downloaded zip file to a dataset folder.
//!
//! A dataset can be used inside its zip file as well; unpacked, its pictures can be replaced and other programs can
//! read them. Only what belongs to the dataset is written, at the paths that it has inside: the csv file and its
//! images, not the second copy that Kaggle's archive holds, nor what macOS adds. So the paths are the same whether
//! the dataset is read from the zip file or from the folder.

use std::path::{Path, PathBuf};

use super::layout::Layout;
use super::source::{Place, Zip};
use crate::Result;
use crate::archive::{Archive, Damaged, UnpackProgress, Unpacked, Wanted};
use crate::job::Control;

/// A dataset that was unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpackedDataset {
    /// The folder it is in now.
    pub folder: PathBuf,
    /// The files in it.
    pub files: Unpacked,
    /// Files that the archive does not hold whole; they were left out.
    pub damaged: Vec<Damaged>,
}

/// Unpacks the dataset in `zip` into the folder `target` (made if need be): `styles.csv` and `images/`, wherever in
/// the archive they are. Files that are there and whole are kept; an unpacking that was stopped or killed goes on
/// with the same call. A folder that holds other files of the same names is left alone, with an error.
pub fn unpack_dataset(
    zip: &Path,
    target: &Path,
    control: &Control,
    progress: &UnpackProgress,
) -> Result<UnpackedDataset> {
    let source = Zip::open(zip)?;
    let layout = Layout::find(&source, control)?;
    let wanted = wanted(&layout);
    let archive: &Archive = source.archive();
    let (files, damaged) = archive.unpack_whole_ones(&wanted, target, control, progress)?;
    Ok(UnpackedDataset {
        folder: target.to_path_buf(),
        files,
        damaged,
    })
}

fn wanted(layout: &Layout) -> Vec<Wanted> {
    let files = layout.images.iter().chain(&layout.csv);
    let member = |file: &super::source::Node| match file.place {
        Place::Member(entry) => Some(Wanted {
            entry,
            name: layout.relative(&file.path).to_owned(),
        }),
        Place::Path(_) => None,
    };
    files.filter_map(member).collect()
}
