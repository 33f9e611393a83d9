//! Wrong arguments, models, folders and pictures: one clear sentence, the right status, nothing written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::fs;
use std::path::Path;

use common::{Program, shared};

/// Embeds the sample with a model folder and gives the error line; checks that nothing was written.
fn refused(program: &Program, model: &Path) -> String {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("out");
    let ran = program.run(&[
        "embed".as_ref(),
        "sample".as_ref(),
        "--model".as_ref(),
        model.as_os_str(),
        "--out".as_ref(),
        target.as_os_str(),
        "--engine".as_ref(),
        "builtin".as_ref(),
    ]);
    let error = ran.error().to_owned();
    assert!(!target.exists(), "nothing is written: {error}");
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    error
}

fn copy_model(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("onnx")).unwrap();
    for file in [
        "onnx/vision_model.onnx",
        "onnx/text_model.onnx",
        "tokenizer.json",
        "preprocessor_config.json",
    ] {
        fs::write(to.join(file), fs::read(from.join(file)).unwrap()).unwrap();
    }
}

#[test]
fn broken_model_folders_are_refused_with_the_file_concerned() {
    let Some(model) = shared("clip-tiny") else {
        return;
    };
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    let vision = fs::read(model.join("onnx/vision_model.onnx")).unwrap();
    let cases: [(&str, &str, Option<&[u8]>, &str); 8] = [
        (
            "missing image tower",
            "onnx/vision_model.onnx",
            None,
            "has no onnx/vision_model.onnx",
        ),
        (
            "missing text tower",
            "onnx/text_model.onnx",
            None,
            "has no onnx/text_model.onnx",
        ),
        (
            "missing tokenizer",
            "tokenizer.json",
            None,
            "has no tokenizer.json",
        ),
        (
            "cut",
            "onnx/vision_model.onnx",
            Some(&vision[..vision.len() / 2]),
            "cut off",
        ),
        ("empty", "onnx/vision_model.onnx", Some(b""), "cut off"),
        (
            "web page",
            "onnx/vision_model.onnx",
            Some(b"<!DOCTYPE html><html><body>404</body></html>"),
            "not an ONNX network",
        ),
        (
            "towers swapped",
            "onnx/text_model.onnx",
            Some(&vision),
            "not the text tower",
        ),
        (
            "other config",
            "preprocessor_config.json",
            Some(b"{\"size\": 224, \"crop_size\": 224, \"resample\": 2}"),
            "",
        ),
    ];
    for (name, file, content, expected) in cases {
        let broken = folder.path().join(name);
        copy_model(&model, &broken);
        match content {
            Some(bytes) => fs::write(broken.join(file), bytes).unwrap(),
            None => fs::remove_file(broken.join(file)).unwrap(),
        }
        let error = refused(&program, &broken);
        assert!(error.contains(expected), "{name}: {error}");
    }
    let error = refused(&program, &folder.path().join("nowhere"));
    assert!(error.contains("There is no model called"), "{error}");
}

#[test]
fn a_flat_model_folder_works_and_can_be_imported() {
    let Some(model) = shared("clip-tiny") else {
        return;
    };
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    let flat = folder.path().join("my clip");
    fs::create_dir_all(&flat).unwrap();
    for file in [
        "onnx/vision_model.onnx",
        "onnx/text_model.onnx",
        "tokenizer.json",
    ] {
        let name = Path::new(file).file_name().unwrap();
        fs::write(flat.join(name), fs::read(model.join(file)).unwrap()).unwrap();
    }
    let imported = program.run(&["models".as_ref(), "import".as_ref(), flat.as_os_str()]);
    assert_eq!(imported.status, Some(0), "{}", imported.stderr);
    assert!(program.run(&["models", "list"]).stdout.contains("my clip"));
    assert!(
        program
            .run(&["models".as_ref(), "import".as_ref(), flat.as_os_str()])
            .error()
            .contains("already there")
    );

    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let embed = [
        "embed", "sample", "--model", "my clip", "--out", out, "--engine", "builtin", "--limit",
        "20", "--json",
    ];
    assert_eq!(program.run(&embed).json()["items"], 20);
    let found = program
        .run(&[
            "search",
            out,
            "--text",
            "red shirt",
            "-k",
            "3",
            "--engine",
            "builtin",
            "--json",
        ])
        .json();
    assert_eq!(found.as_array().unwrap().len(), 3);
    assert_eq!(found[0]["rank"], 1);
    assert!(found[0]["score"].as_f64() >= found[1]["score"].as_f64());
    let other = shared("clip-tiny").unwrap();
    fs::write(flat.join("tokenizer.json"), b"{}").unwrap();
    let wrong = program.run(&[
        "search",
        out,
        "--text",
        "x",
        "--model",
        flat.to_str().unwrap(),
        "--engine",
        "builtin",
    ]);
    assert!(wrong.error().contains("not the model"), "{}", wrong.stderr);
    drop(other);
}

#[test]
fn usage_errors_have_status_2() {
    let program = Program::new();
    for arguments in [
        &["embed"][..],
        &["embed", "sample"],
        &["frobnicate"],
        &["search", "x"],
        &["search", "x", "--id", "1", "--filter", "gender"],
        &["check", "sample", "--rows", "x"],
    ] {
        assert_eq!(program.run(arguments).status, Some(2), "{arguments:?}");
    }
    assert_eq!(program.run(&["--help"]).status, Some(0));
    let version = program.run(&["--version"]).stdout;
    let expected = concat!("vectorsearch-pro ", env!("CARGO_PKG_VERSION"), " (");
    assert!(version.starts_with(expected), "{version}");
}

#[test]
fn folders_without_a_run_are_named() {
    let program = Program::new();
    let empty = tempfile::tempdir().unwrap();
    let out = empty.path().to_str().unwrap();
    assert!(
        program
            .run(&["verify", out])
            .error()
            .contains("no finished run")
    );
    assert!(
        program
            .run(&["search", out, "--id", "1"])
            .error()
            .contains("no finished run")
    );
    fs::write(empty.path().join("run.json"), b"{").unwrap();
    assert!(
        program
            .run(&["verify", out])
            .error()
            .contains("cannot be read")
    );
}

#[test]
fn an_engine_that_is_not_there_is_said() {
    let Some(model) = shared("clip-tiny") else {
        return;
    };
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("libonnxruntime.so");
    fs::write(&library, b"not a library").unwrap();
    let arguments = |engine: &str| {
        ["embed", "sample", "--model"]
            .map(str::to_owned)
            .into_iter()
            .chain([
                model.display().to_string(),
                "--out".into(),
                folder.path().join("out").display().to_string(),
            ])
            .chain([
                "--limit".into(),
                "5".into(),
                "--engine".into(),
                engine.into(),
                "--json".into(),
            ])
            .collect::<Vec<String>>()
    };
    let run = |engine: &str| {
        common::Ran::from(
            program
                .command(&arguments(engine))
                .env("ORT_DYLIB_PATH", &library)
                .output()
                .unwrap(),
        )
    };
    assert!(
        run("onnxruntime")
            .error()
            .contains("ONNX Runtime cannot be used")
    );
    let result = run("auto").json();
    assert_eq!(result["engine"], "builtin");
    assert!(
        result["engine_reason"]
            .as_str()
            .unwrap()
            .contains("not a library"),
        "{result}"
    );
}
