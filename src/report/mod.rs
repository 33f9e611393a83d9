//! The quality of a run as one page to hand in.
//!
//! One HTML file holds everything: pictures as data URIs, charts as SVG, styles inline, no script, nothing fetched. It
//! opens in any browser without a network, follows light and dark, and prints.

mod album;
mod charts;
mod figures;
mod page;
mod sections;

use std::io::Write;
use std::path::Path;

use crate::Result;
use crate::artifact::{MetadataRow, Verification, write_atomically};
use crate::dataset::Dataset;
use crate::index::NeighbourGraph;
use crate::job::Control;
use crate::quality::{QualityReport, RunLabels};

/// What the page is made of.
#[derive(Clone, Copy)]
pub struct ReportInput<'a> {
    /// The figures.
    pub report: &'a QualityReport,
    /// Names of the products, by row.
    pub metadata: &'a [MetadataRow],
    /// Neighbours of the products.
    pub graph: &'a NeighbourGraph,
    /// Labels of the products.
    pub labels: &'a RunLabels,
    /// Where the pictures are; without it the page has none.
    pub dataset: Option<&'a Dataset>,
    /// The result of reading the run's files back, if that was done.
    pub certificate: Option<&'a Verification>,
}

/// Writes the page. A picture that cannot be read is shown as an empty frame. `control` can stop it before anything
/// is written.
pub fn write_html(path: &Path, input: &ReportInput<'_>, control: &Control) -> Result<()> {
    let page = page::page(input, control)?;
    write_atomically(path, |file| file.write_all(page.as_bytes()))
}
