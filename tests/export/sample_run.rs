//! The first products of the drawn sample, embedded with the starter model by the program.

use std::path::{Path, PathBuf};

use crate::common::{Program, Ran};

pub struct SampleRun {
    pub program: Program,
    folder: tempfile::TempDir,
}

impl SampleRun {
    /// A run of `limit` products. The dataset is a copy on disk, which a test may move or change.
    pub fn new(limit: usize) -> Self {
        let run = Self {
            program: Program::new(),
            folder: tempfile::tempdir().unwrap(),
        };
        vectorsearch_pro::dataset::write_sample(&run.dataset()).unwrap();
        let limit = limit.to_string();
        let (dataset, out) = (text(&run.dataset()), text(&run.out()));
        let mut arguments = vec!["embed", &dataset, "--model", "starter", "--out", &out];
        arguments.extend(["--limit", &limit, "--engine", "builtin", "--json"]);
        run.program.run(&arguments).json();
        run
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn dataset(&self) -> PathBuf {
        self.folder().join("data")
    }

    pub fn out(&self) -> PathBuf {
        self.folder().join("Zoë's \"runs\"")
    }

    /// Runs a command on the run.
    pub fn run(&self, command: &str, more: &[&str]) -> Ran {
        let out = text(&self.out());
        let mut arguments = vec![command, &out];
        arguments.extend(more);
        self.program.run(&arguments)
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
