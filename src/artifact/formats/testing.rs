//! A made-up run, and a disk that becomes full.

use std::io::{self, Write};

use ndarray::Array2;
use serde_json::json;

use crate::artifact::{FinishedRun, MetadataRow};
use crate::image::PreprocessConfig;

/// A run of `items` vectors of `dim` numbers without a dataset.
pub fn run(items: usize, dim: usize) -> FinishedRun {
    let record = json!({
        "app": "test", "app_version": "0",
        "engine": {"kind": "builtin", "version": "0", "reason": ""},
        "device": "cpu", "batch": 1,
        "model": {
            "id": "m", "label": "m", "folder": null, "dim": dim, "files": [],
            "preprocessing": PreprocessConfig::default(),
        },
        "dataset": {
            "name": "d", "location": "", "rows": "repair", "catalog": "", "images": "", "check": null,
        },
        "counts": {"items": items, "skipped": 0},
        "norms": {"min": 1.0, "max": 1.0},
        "started": "", "finished": "", "seconds": 0.0, "files": {},
    });
    let row = |id| MetadataRow {
        id,
        name: "n".into(),
        image_path: "p".into(),
    };
    FinishedRun {
        folder: "run".into(),
        record: serde_json::from_value(record).unwrap(),
        vectors: Array2::from_shape_fn((items, dim), |(row, x)| (row * dim + x) as f32).into(),
        ids: (0..items as i64).collect(),
        metadata: (0..items as i64).map(row).collect(),
    }
}

/// Takes so many bytes; then the disk is full.
pub struct Full(pub usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.checked_sub(bytes.len()) {
            Some(left) => {
                self.0 = left;
                Ok(bytes.len())
            }
            None => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
