//! The cell for the next notebook, and the other files, in the hands of the Python packages they are meant for.

use std::fs;

use serde_json::Value;
use vectorsearch_pro::artifact::{Format, RunRecord, notebook_cell};

use crate::generated::Generated;
use crate::python::{printed, python};
use crate::sample_run::SampleRun;

const PACKAGES: [&str; 5] = ["faiss", "numpy", "pandas", "onnxruntime", "tokenizers"];

#[test]
fn the_cell_finds_in_python_what_the_program_finds() {
    let Some(mut python) = python(&PACKAGES) else {
        return;
    };
    let run = SampleRun::new(60);
    let cell = run.run("cell", &[]);
    assert_eq!(cell.status, Some(0), "{}", cell.stderr);
    // A long text is cut alike.
    for query in ["red handbag", &"a dress with stripes and ".repeat(20)] {
        let script = run.folder().join("cell.py");
        let print = format!("print(search({query:?}, 5).to_json(orient='records'))");
        fs::write(&script, format!("{}\n{print}\n", cell.stdout)).unwrap();
        let in_python = printed(&python.arg(&script).output().unwrap());
        let in_python: Value = serde_json::from_str(&in_python).unwrap();
        let found = run.run(
            "search",
            &["--text", query, "-k", "5", "--json", "--engine", "builtin"],
        );
        for (rank, hit) in found.json().as_array().unwrap().iter().enumerate() {
            let row = &in_python[rank];
            assert_eq!(row["id"], hit["id"]);
            assert_eq!(row["image_path"], hit["image_path"]);
            let score = |value: &Value| value["score"].as_f64().unwrap();
            assert!((score(row) - score(hit)).abs() < 1e-4, "{row} {hit}");
        }
    }
}

#[test]
fn a_clip_run_gets_clip_by_name() {
    let made = Generated::new(3, 4);
    let mut json = serde_json::to_value(&made.run.record).unwrap();
    let tower = "fd6e1402a588279d1723c7534d4bcba5bc0b14b47dfab0e46f8c47b8270d7d40";
    json["model"]["files"] =
        serde_json::json!([{"name": "vision_model.onnx", "bytes": 1, "sha256": tower}]);
    let record: RunRecord = serde_json::from_value(json).unwrap();
    let cell = notebook_cell(made.folder.path(), &record, || {
        panic!("it is not asked for")
    })
    .unwrap();
    assert!(cell.contains("CLIPModel.from_pretrained(\"openai/clip-vit-base-patch32\")"));
    assert!(!cell.contains("onnxruntime"));
    let Some(mut python) = python(&["ast"]) else {
        return;
    };
    let script = made.folder.path().join("cell.py");
    fs::write(&script, cell).unwrap();
    let parse = "import ast, sys; ast.parse(open(sys.argv[1], encoding='utf-8').read())";
    printed(&python.args(["-c", parse]).arg(script).output().unwrap());
}

#[test]
fn another_model_than_that_of_the_run_is_refused() {
    let made = Generated::new(3, 4);
    let models = vectorsearch_pro::model::ModelStore::new(made.folder.path().to_path_buf());
    let find = || models.open(vectorsearch_pro::model::STARTER);
    let refused = notebook_cell(made.folder.path(), &made.run.record, find).unwrap_err();
    assert!(
        refused.what().starts_with("This is not the model"),
        "{refused}"
    );
    assert!(!made.folder.path().join("starter").exists());
}

#[test]
fn faiss_and_pandas_read_what_is_written() {
    let Some(mut python) = python(&["faiss", "numpy", "pandas", "pyarrow"]) else {
        return;
    };
    let made = Generated::new(4200, 24);
    crate::formats::write(&made, Format::Faiss, &made.to());
    crate::formats::write(&made, Format::Parquet, &made.to());
    let script = "
import sys, faiss, numpy as np, pandas as pd
folder = sys.argv[1]
table = pd.read_parquet(folder + '/image_embeddings.parquet')
vectors = np.stack(table['embedding'])
read = faiss.read_index(folder + '/image_embeddings.faiss')
built = faiss.IndexFlatIP(vectors.shape[1])
built.add(vectors)
for one, other in zip(read.search(vectors[:200], 10), built.search(vectors[:200], 10)):
    assert (one == other).all()
assert list(table['id']) == list(range(1, 4201))
print(type(read).__name__, read.ntotal, read.d, vectors.dtype, table['baseColour'].isna().sum())
";
    let output = python.args(["-c", script]).arg(made.to()).output().unwrap();
    assert_eq!(printed(&output).trim(), "IndexFlatIP 4200 24 float32 1400");
}
