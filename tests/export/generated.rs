//! A run and its dataset, made up: any number of rows without embedding anything.

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::{ImageFormat, Rgb, RgbImage};
use ndarray::Array2;
use serde_json::json;
use vectorsearch_pro::artifact::{FinishedRun, MetadataRow};
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::job::Control;

pub struct Generated {
    pub folder: tempfile::TempDir,
    pub dataset: Dataset,
    pub run: FinishedRun,
}

impl Generated {
    pub fn new(items: usize, dim: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dataset = dataset(&folder.path().join("data"), items);
        let run = run(folder.path(), &dataset, dim);
        Self {
            folder,
            dataset,
            run,
        }
    }

    pub fn to(&self) -> PathBuf {
        self.folder.path().join("out")
    }
}

/// The colour of each picture, so that they can be told apart in a sheet of all.
pub fn colour(id: i64) -> [u8; 3] {
    [(id % 200) as u8, (id / 200) as u8, 77]
}

/// Every third product has no colour; names hold tabs, quotes and letters of every kind.
fn dataset(folder: &Path, items: usize) -> Dataset {
    fs::create_dir_all(folder.join("images")).unwrap();
    let mut csv = "id,gender,baseColour,embedding,productDisplayName\n".to_owned();
    for id in 1..=items as i64 {
        let colour_name = ["", "Red", "Blue"][id as usize % 3];
        let name = match id {
            1 => "NA",
            2 => "\"a\ttab and a \"\"quote\"\"\"",
            _ => "Grüne Tüte 👜",
        };
        writeln!(csv, "{id},Women,{colour_name},mine,{name}").unwrap();
        let picture = RgbImage::from_pixel(3, 4, Rgb(colour(id)));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        fs::write(folder.join(format!("images/{id}.png")), bytes.into_inner()).unwrap();
    }
    fs::write(folder.join("styles.csv"), csv).unwrap();
    let location = DatasetLocation::Folder(folder.to_path_buf());
    let progress = CheckProgress::default();
    let dataset = Dataset::open(&location, RowPolicy::Repair, &Control::new(), &progress).unwrap();
    assert_eq!(dataset.products.len(), items);
    dataset
}

fn run(folder: &Path, dataset: &Dataset, dim: usize) -> FinishedRun {
    let items = dataset.products.len();
    let record = json!({
        "app": "test", "app_version": "0",
        "engine": {"kind": "builtin", "version": "0", "reason": ""},
        "device": "cpu", "batch": 1,
        "model": {
            "id": "m", "label": "A \"model\"", "folder": null, "dim": dim, "files": [],
            "preprocessing": vectorsearch_pro::image::PreprocessConfig::default(),
        },
        "dataset": {
            "name": "d\\ata", "location": "", "rows": "repair", "images": "", "check": null,
            "catalog": dataset.catalog_fingerprint(),
        },
        "counts": {"items": items, "skipped": 0},
        "norms": {"min": 1.0, "max": 1.0},
        "started": "", "finished": "", "seconds": 0.0, "files": {},
    });
    let row = |product: &vectorsearch_pro::dataset::Product| MetadataRow {
        id: product.id,
        name: product.name.clone(),
        image_path: product.image_path.clone(),
    };
    FinishedRun {
        folder: folder.to_path_buf(),
        record: serde_json::from_value(record).unwrap(),
        vectors: vectors(items, dim).into(),
        ids: dataset.products.iter().map(|product| product.id).collect(),
        metadata: dataset.products.iter().map(row).collect(),
    }
}

/// Unit vectors from a linear congruential generator.
fn vectors(items: usize, dim: usize) -> Array2<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    };
    let mut vectors = Array2::from_shape_simple_fn((items, dim), &mut next);
    for mut row in vectors.rows_mut() {
        let norm = row.dot(&row).sqrt();
        row /= norm;
    }
    vectors
}
