//! The dataset: which products there are, what is known of them, and the bytes of their pictures.
//!
//! [`Dataset::open`] finds `styles.csv` and the images in a folder or a zip file (`layout`), reads the rows as pandas
//! does or repairs them (`table`), matches rows and files (`survey`), looks at the first bytes of every image
//! (`probe`) and accounts for all of it in a [`CheckReport`]. Nothing is decoded, unpacked or written.
//!
//! What comes out is plain data in the order of the csv file; a picture is read when somebody asks for it, from any
//! thread.

mod column;
mod csv_file;
mod filter;
mod fingerprint;
mod images;
mod layout;
mod location;
mod probe;
mod problem;
mod report;
pub mod sample;
mod sniff;
mod source;
mod stamp;
mod survey;
mod table;
mod text;
mod unpack;

use std::fmt;
use std::path::{Path, PathBuf};

pub use column::Column;
pub use filter::{Filter, Filtered};
pub use location::DatasetLocation;
pub use probe::CheckProgress;
pub use problem::ReadProblem;
pub use report::{Bucket, CheckReport, LedgerEntry};
pub use sample::write_sample;
pub use table::{Delimiter, MISSING_LABEL, RowPolicy};
pub use text::TextEncoding;
pub use unpack::{UnpackedDataset, unpack_dataset};

use crate::archive::unfinished;
use crate::job::Control;
use crate::{Error, Result};
use layout::Layout;
use source::{Node, Place, Source};
use survey::{Candidate, Survey};
use table::Rows;

/// One usable product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The number that ties row, image and vector together.
    pub id: i64,
    /// The display name as pandas would write it back; empty where pandas reads NaN.
    pub name: String,
    /// The image file relative to the folder of the csv file, with forward slashes.
    pub image_path: String,
    /// The line of the csv file, counted from 1; 0 without a csv file.
    pub line: u64,
}

/// A dataset that was opened and checked.
pub struct Dataset {
    /// Where it lies.
    pub location: DatasetLocation,
    /// The usable products, in the order of the csv file, or of the paths where there is none.
    pub products: Vec<Product>,
    /// Their attributes, in the order of the csv file.
    pub columns: Vec<Column>,
    /// What the check found.
    pub report: CheckReport,
    source: Box<dyn Source>,
    root: Option<PathBuf>,
    /// Per product.
    images: Vec<Node>,
    stamps: Vec<u64>,
    fingerprint: String,
    catalog: String,
    rows: RowPolicy,
}

impl Dataset {
    /// Opens and checks a dataset. Only headers of images are read; `control` can stop it between files.
    pub fn open(
        location: &DatasetLocation,
        rows: RowPolicy,
        control: &Control,
        progress: &CheckProgress,
    ) -> Result<Self> {
        let source = source::open(location)?;
        let layout = Layout::find(&*source, control).map_err(|error| at(error, location))?;
        let mut report = CheckReport {
            image_files: layout.images.len(),
            notes: notes(location, &layout),
            ..CheckReport::default()
        };
        let text =
            csv_file::read(&*source, &layout, &mut report).map_err(|error| at(error, location))?;
        let survey = match &text {
            Some(text) => {
                let rows =
                    Rows::new(text, rows).map_err(|error| at_csv(error, location, &report))?;
                report.delimiter = rows.delimiter;
                let survey = Survey::of_rows(rows, &layout, &mut report, control)?;
                if report.rows + survey.candidates.len() == 0 {
                    return Err(at_csv(csv_file::header_only(), location, &report));
                }
                survey
            }
            None => Survey::of_images(&layout),
        };
        let files: Vec<&Node> = survey
            .candidates
            .iter()
            .map(|candidate| &layout.images[candidate.image])
            .collect();
        let probes = probe::probe_all(&*source, &files, control, progress)?;
        let accepted = accept(survey.candidates, probes, &layout, &mut report);
        report.finish();
        let columns = columns(&survey.attributes, &accepted);
        let catalog = fingerprint::catalog(text.as_deref(), &layout);
        Ok(Self {
            catalog,
            rows,
            ..Self::assemble(location, source, &layout, accepted, columns, report)
        })
    }

    fn assemble(
        location: &DatasetLocation,
        source: Box<dyn Source>,
        layout: &Layout,
        accepted: Vec<Accepted<'_>>,
        columns: Vec<Column>,
        report: CheckReport,
    ) -> Self {
        let mut products = Vec::with_capacity(accepted.len());
        let mut images = Vec::with_capacity(accepted.len());
        let mut stamps = Vec::with_capacity(accepted.len());
        for Accepted { candidate, stamp } in accepted {
            let image = &layout.images[candidate.image];
            products.push(Product {
                id: candidate.id,
                name: candidate.name,
                image_path: layout.relative(&image.path).to_owned(),
                line: candidate.line,
            });
            images.push(image.clone());
            stamps.push(stamp);
        }
        Self {
            fingerprint: fingerprint::fingerprint(&products, &stamps),
            catalog: String::new(),
            rows: RowPolicy::default(),
            root: root(location, &layout.base),
            location: location.clone(),
            products,
            columns,
            report,
            source,
            images,
            stamps,
        }
    }

    /// The bytes of a product's image file. May be called from many threads at once.
    pub fn read_image(&self, index: usize) -> Result<Vec<u8>, ReadProblem> {
        let image = self.images.get(index).ok_or(ReadProblem::Missing)?;
        self.source.read_image(image)
    }

    /// The folder that [`Product::image_path`] is relative to; nothing for zip files and the sample.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// A SHA-256 over ids, names, image paths and stamps: another one means another dataset. It does not depend on
    /// where the dataset lies.
    pub fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    /// A SHA-256 over the csv file, or over the images' paths where there is none: another one means other rows. It
    /// does not depend on the images, so that a damaged one can be replaced.
    pub fn catalog_fingerprint(&self) -> String {
        self.catalog.clone()
    }

    /// How malformed rows were treated.
    pub fn row_policy(&self) -> RowPolicy {
        self.rows
    }

    /// A number that changes when the product's image file does, as far as size and first and last bytes (in a zip:
    /// size and checksum) tell. It lets a job see which single images were replaced.
    pub fn image_stamp(&self, index: usize) -> u64 {
        self.stamps.get(index).copied().unwrap_or_default()
    }

    /// The column of this name, in any case.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let mut columns = self.columns.iter();
        columns.find(|column| column.name.eq_ignore_ascii_case(name))
    }
}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dataset")
            .field("location", &self.location)
            .field("products", &self.products.len())
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

struct Accepted<'a> {
    candidate: Candidate<'a>,
    stamp: u64,
}

/// Keeps the candidates whose image looks like one and enters all of them into the report.
fn accept<'a>(
    candidates: Vec<Candidate<'a>>,
    probes: Vec<Result<u64, String>>,
    layout: &Layout,
    report: &mut CheckReport,
) -> Vec<Accepted<'a>> {
    let mut accepted = Vec::with_capacity(candidates.len());
    for (mut candidate, probe) in candidates.into_iter().zip(probes) {
        let repaired = candidate.repaired.take();
        let (bucket, note) = match (&probe, repaired) {
            (Ok(_), None) => (Bucket::Intact, String::new()),
            (Ok(_), Some(repair)) => (Bucket::Repaired, repair),
            (Err(reason), repair) => (Bucket::Unreadable, survey::with_repair(reason, repair)),
        };
        if bucket == Bucket::Intact {
            report.intact += 1;
            report.rows += 1;
        } else {
            let path = layout.relative(&layout.images[candidate.image].path);
            let entry = survey::entry(
                candidate.line,
                Some(candidate.id),
                candidate.raw,
                bucket,
                note,
            );
            report.enter(LedgerEntry {
                path: Some(path.to_owned()),
                ..entry
            });
        }
        if let Ok(stamp) = probe {
            accepted.push(Accepted { candidate, stamp });
        }
    }
    accepted
}

fn columns(attributes: &[String], accepted: &[Accepted<'_>]) -> Vec<Column> {
    let column = |(at, name): (usize, &String)| {
        let values = accepted.iter().map(|product| &product.candidate.values[at]);
        Column::encode(name, values)
    };
    attributes.iter().enumerate().map(column).collect()
}

/// What is worth knowing before the rows are looked at.
fn notes(location: &DatasetLocation, layout: &Layout) -> Vec<String> {
    let mut notes = layout.notes.clone();
    if let DatasetLocation::Folder(folder) = location
        && let Some(unfinished) = unfinished(folder)
    {
        let archive = unfinished.archive.display();
        notes.push(format!(
            "Images are still missing: {archive} was not unpacked to its end"
        ));
    }
    notes
}

/// Adds the place to an error that has none.
fn at(error: Error, location: &DatasetLocation) -> Error {
    match location {
        DatasetLocation::Folder(path) | DatasetLocation::Zip(path) if error.path().is_none() => {
            error.at(path)
        }
        _ => error,
    }
}

/// Adds the path of the csv file.
fn at_csv(error: Error, location: &DatasetLocation, report: &CheckReport) -> Error {
    let csv = report.csv.as_deref().unwrap_or_default();
    match location {
        DatasetLocation::Folder(path) | DatasetLocation::Zip(path) => error.at(path.join(csv)),
        DatasetLocation::Sample => error,
    }
}

fn root(location: &DatasetLocation, base: &Node) -> Option<PathBuf> {
    match (location, &base.place) {
        (DatasetLocation::Folder(path), Place::Path(base)) if base.as_os_str().is_empty() => {
            Some(path.clone())
        }
        (DatasetLocation::Folder(path), Place::Path(base)) => Some(path.join(base)),
        _ => None,
    }
}
