//! A drawn dataset with a run of it, and what the program says of their quality.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use ndarray::{Array1, Array2};
use ndarray_npy::{ReadNpyExt, WriteNpyExt};
use serde_json::Value;

use crate::common::{Program, Ran};

/// A drawn dataset in a folder and a run of its first products.
pub struct Scene {
    pub program: Program,
    pub folder: tempfile::TempDir,
}

impl Scene {
    pub fn new(products: usize) -> Self {
        let scene = Self {
            program: Program::new(),
            folder: tempfile::tempdir().unwrap(),
        };
        let drawn = scene
            .program
            .run(&["sample".as_ref(), scene.dataset().as_os_str()]);
        assert_eq!(drawn.status, Some(0), "{}", drawn.stderr);
        scene.embed(products);
        scene
    }

    pub fn embed(&self, products: usize) {
        let dataset = self.dataset();
        let arguments = [
            "embed",
            dataset.to_str().unwrap(),
            "--model=starter",
            "--engine=builtin",
            "--fresh",
            &format!("--out={}", self.out().display()),
            &format!("--limit={products}"),
        ];
        let embedded = self.program.run(&arguments);
        assert_eq!(embedded.status, Some(0), "{}", embedded.stderr);
    }

    pub fn dataset(&self) -> PathBuf {
        self.folder.path().join("products é")
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    pub fn page(&self) -> PathBuf {
        self.folder.path().join("report.html")
    }

    pub fn quality(&self, more: &[&str]) -> Ran {
        let out = self.out();
        let mut arguments = vec!["quality", out.to_str().unwrap(), "--engine=builtin"];
        arguments.extend(more);
        self.program.run(&arguments)
    }

    pub fn report(&self) -> Ran {
        let html = format!("--html={}", self.page().display());
        let out = self.out();
        self.program
            .run(&["report", out.to_str().unwrap(), "--engine=builtin", &html])
    }

    pub fn vectors(&self) -> Array2<f32> {
        Array2::read_npy(File::open(self.out().join("image_embeddings.npy")).unwrap()).unwrap()
    }

    pub fn put_vectors(&self, vectors: &Array2<f32>) {
        let file = File::create(self.out().join("image_embeddings.npy")).unwrap();
        vectors.write_npy(file).unwrap();
    }

    pub fn ids(&self) -> Vec<i64> {
        let file = File::open(self.out().join("image_ids.npy")).unwrap();
        Array1::<i64>::read_npy(file).unwrap().to_vec()
    }
}

pub fn notes(report: &Value) -> String {
    let notes = report["notes"].as_array().unwrap();
    notes
        .iter()
        .map(|note| note.as_str().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// In an attribute, or as the whole of a text; pictures may hold any letters.
pub fn has_figures_that_are_none(page: &str) -> bool {
    ["=\"NaN", "=\"inf", ">NaN", ">inf"]
        .iter()
        .any(|figure| page.contains(figure))
}

pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}
