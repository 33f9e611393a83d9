//! A stop or a full disk leaves what was there before, and nothing half written.

use std::fs;
use std::path::Path;

use vectorsearch_pro::artifact::{ExportProgress, Format, Material, export};
use vectorsearch_pro::job::Control;

use crate::common::contents;
use crate::formats::write;
use crate::generated::Generated;

const WRITTEN: [Format; 3] = [Format::Faiss, Format::Projector, Format::Parquet];

/// Whether a file or folder that is being written lies in `folder`.
fn is_writing(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().ends_with(".part"))
}

#[test]
fn a_stop_while_writing_keeps_the_former_export() {
    let made = Generated::new(600, 40);
    for format in WRITTEN {
        let to = made.to().join(format.id());
        write(&made, format, &to);
        let before = contents(&to);
        // Paused, the writer stands still at its first row: there the stop reaches it.
        let control = Control::new();
        control.pause();
        let stopped = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let material = Material::with_dataset(&made.run, &made.dataset)?;
                export(&material, format, &to, &control, &ExportProgress::default())
            });
            while !is_writing(&to) && !writer.is_finished() {
                std::thread::yield_now();
            }
            assert!(is_writing(&to), "{format}: the writer did not wait");
            control.stop();
            writer.join().unwrap()
        });
        assert!(stopped.unwrap_err().is_interrupted());
        assert!(
            contents(&to) == before,
            "{format}: the former export was changed"
        );
    }
}

/// A limit on the size of a file stands for a full disk: writing fails in the middle.
#[cfg(unix)]
#[test]
fn a_write_that_fails_leaves_nothing() {
    let run = crate::sample_run::SampleRun::new(40);
    for format in WRITTEN {
        let to = run.folder().join(format.id());
        let script = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
        let program = run.program.command::<&str>(&[]);
        let mut limited = std::process::Command::new("sh");
        limited
            .args(["-c", script, "sh"])
            .arg(program.get_program());
        limited.arg("export").arg(run.out());
        limited.args(["--format", format.id(), "--to"]).arg(&to);
        for (name, value) in program.get_envs() {
            limited.env(name, value.unwrap());
        }
        let failed = crate::common::Ran::from(limited.output().unwrap());
        assert!(
            failed
                .error()
                .starts_with("An output file could not be written"),
            "{}",
            failed.stderr
        );
        assert_eq!(contents(&to), []);
        assert!(!is_writing(&to));
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let made = Generated::new(3, 4);
    let file = made.folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let to = file.join("out");
    let material = Material::with_dataset(&made.run, &made.dataset).unwrap();
    let progress = ExportProgress::default();
    for format in WRITTEN {
        let error = export(&material, format, &to, &Control::new(), &progress).unwrap_err();
        assert!(error.path().is_some_and(|path| path == to), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}
