//! Getting the text of the csv file, or saying what lies there instead.

use super::layout::Layout;
use super::problem::ReadProblem;
use super::report::CheckReport;
use super::sniff::HEADER_BYTES;
use super::source::Source;
use super::text::decode;
use crate::archive::is_web_page;
use crate::{Error, Result};

/// Larger csv files are refused: a million products take about a hundred megabytes.
const LARGEST_CSV: u64 = 256 << 20;

/// The text of the csv file, if there is one.
pub(super) fn read(
    source: &dyn Source,
    layout: &Layout,
    report: &mut CheckReport,
) -> Result<Option<String>> {
    let Some(csv) = &layout.csv else {
        return Ok(None);
    };
    report.csv = Some(csv.path.clone());
    let bytes = source
        .read(csv, LARGEST_CSV)
        .map_err(|problem| unreadable_csv(&csv.path, problem))?;
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(Error::new(format!(
            "{} is a zip file or a workbook, not a csv file",
            csv.path
        ))
        .remedy("Unpack it, or save the workbook as csv, and put the result in its place"));
    }
    if is_web_page(&bytes[..bytes.len().min(HEADER_BYTES)]) {
        return Err(
            Error::new(format!("{} is a web page, not a csv file", csv.path))
                .meaning("The site answered with a page, perhaps a login, instead of the file")
                .remedy("Log in and download the dataset again"),
        );
    }
    let decoded = decode(bytes);
    report.encoding = decoded.encoding;
    if decoded.damaged {
        let note = format!(
            "Some characters of {} are damaged and were replaced",
            csv.path
        );
        report.notes.push(note);
    }
    Ok(Some(decoded.text))
}

fn unreadable_csv(path: &str, problem: ReadProblem) -> Error {
    let (what, remedy) = match problem {
        ReadProblem::TooLarge => (
            format!("{path} is larger than {} MB", LARGEST_CSV >> 20),
            "Choose the csv file that lists the products, or keep only the columns that matter",
        ),
        ReadProblem::NoPermission => (
            format!("There is no permission to read {path}"),
            "Ask its owner for access, or copy the dataset to a folder of your own",
        ),
        ReadProblem::DamagedInZip => (
            format!("{path} is damaged inside the zip file"),
            "Download the zip file again",
        ),
        _ => (
            format!("{path} cannot be read"),
            "Download the dataset again",
        ),
    };
    Error::new(what)
        .meaning("Without it the products' names and attributes are not known")
        .remedy(remedy)
        .caused_by(problem)
}

pub(super) fn header_only() -> Error {
    Error::new("The csv file has a header but no rows")
        .meaning("It lists no products")
        .remedy("Download the dataset again, or remove the file to use the images alone")
}
