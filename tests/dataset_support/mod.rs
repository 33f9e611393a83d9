//! What the tests of datasets share: small files and the promise that all counts add up.
#![allow(dead_code)] // Each test binary uses its own part.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use vectorsearch_pro::Result;
use vectorsearch_pro::dataset::{CheckProgress, CheckReport, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::job::Control;

pub const JPEG: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR";
pub const WEBP: &[u8] = b"RIFF\x00\x00\x00\x00WEBPVP8 ";

/// Opens a dataset and checks what must hold of any.
pub fn check(location: &DatasetLocation, rows: RowPolicy) -> Result<Dataset> {
    let progress = CheckProgress::default();
    let dataset = Dataset::open(location, rows, &Control::new(), &progress)?;
    assert_eq!(progress.checked(), progress.total());
    assert_adds_up(&dataset.report);
    assert_eq!(dataset.report.usable(), dataset.products.len());
    for column in &dataset.columns {
        assert_eq!(column.codes.len(), dataset.products.len());
    }
    Ok(dataset)
}

pub fn open(folder: &Path) -> Dataset {
    check(
        &DatasetLocation::Folder(folder.to_path_buf()),
        RowPolicy::Repair,
    )
    .unwrap()
}

fn assert_adds_up(report: &CheckReport) {
    let sum = report.intact
        + report.repaired_usable
        + report.skipped_rows
        + report.missing_images.len()
        + report.duplicate_ids
        + report.unreadable;
    assert_eq!(sum, report.rows);
    assert_eq!(
        report.images_with_row + report.orphan_images,
        report.image_files
    );
    assert_eq!(
        report.ledger.len(),
        report.rows - report.intact + report.orphan_images
    );
}

/// Writes a file and the folders above it.
pub fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// Writes a zip file with these files.
pub fn zip_of(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}
