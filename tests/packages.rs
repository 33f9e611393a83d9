//! What the packages of each system rely on: where the library of ONNX Runtime lies, where users' files are kept, what
//! the templates say. The packages themselves are tried by `.ci/check-package` and by the release workflow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

use std::fs;
use std::path::{Path, PathBuf};

use vectorsearch_pro::inference::{RuntimePlaces, library_candidates};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

/// Files below `.github/workflows` with their texts.
fn workflows() -> Vec<(PathBuf, String)> {
    let files = fs::read_dir(root().join(".github/workflows")).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .map(|path| (path.clone(), fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn the_library_is_found_where_each_package_puts_it() {
    for (os, program, library) in [
        (
            "linux",
            "usr/bin/vectorsearch-pro",
            "usr/lib/vectorsearch-pro/libonnxruntime.so.1.30.0",
        ),
        (
            "linux",
            "unpacked/vectorsearch-pro",
            "unpacked/libonnxruntime.so.1.30.0",
        ),
        (
            "macos",
            "VectorSearch Pro.app/Contents/MacOS/vectorsearch-pro",
            "VectorSearch Pro.app/Contents/Frameworks/libonnxruntime.1.30.0.dylib",
        ),
        (
            "windows",
            "VectorSearch Pro/vectorsearch-pro.exe",
            "VectorSearch Pro/onnxruntime.dll",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for file in [program, library] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"").unwrap();
        }
        let places = RuntimePlaces {
            executable: folder.path().join(program).parent().map(Path::to_path_buf),
            ..RuntimePlaces::default()
        };
        let found = library_candidates(&places, os);
        let found: Vec<PathBuf> = found
            .iter()
            .map(|(path, _)| path.canonicalize().unwrap())
            .collect();
        assert_eq!(
            found,
            [folder.path().join(library).canonicalize().unwrap()],
            "{os}"
        );
    }
}

#[test]
fn the_packaging_copies_the_library_under_the_names_that_are_looked_for() {
    assert!(read(".ci/packaging/linux").contains("$usr/lib/vectorsearch-pro/"));
    assert!(read(".ci/packaging/macos").contains("Contents/Frameworks/"));
    assert!(read(".ci/packaging/common").contains("onnxruntime.dll"));
}

/// The folders of this user on this system, as the guide and the packages tell them.
#[test]
fn users_are_told_where_their_files_are() {
    let directories = directories::ProjectDirs::from("", "", "VectorSearch Pro").unwrap();
    let (data, config) = (directories.data_local_dir(), directories.config_dir());
    let (expected_data, expected_config) = match std::env::consts::OS {
        "windows" => ("VectorSearch Pro\\data", "VectorSearch Pro\\config"),
        "macos" => (
            "Library/Application Support/VectorSearch-Pro",
            "Library/Application Support/VectorSearch-Pro",
        ),
        _ => ("vectorsearchpro", "vectorsearchpro"),
    };
    assert!(data.ends_with(expected_data), "{}", data.display());
    assert!(config.ends_with(expected_config), "{}", config.display());
    for (file, folder) in [
        (
            "assets/guide/install.md",
            "%LOCALAPPDATA%\\VectorSearch Pro",
        ),
        (
            "assets/guide/install.md",
            "~/Library/Application Support/VectorSearch-Pro",
        ),
        ("assets/guide/install.md", "~/.local/share/vectorsearchpro"),
        ("assets/guide/install.md", "~/.config/vectorsearchpro"),
        (
            "assets/package/linux/postrm",
            "~/.local/share/vectorsearchpro and ~/.config/vectorsearchpro",
        ),
        (
            "assets/package/linux/remove-from-menu",
            "/vectorsearchpro and ",
        ),
        (
            "assets/package/macos/read-me-first.txt",
            "~/Library/Application Support/VectorSearch-Pro",
        ),
        (
            "assets/package/windows/installer.nsi",
            "$LOCALAPPDATA\\${NAME} and $APPDATA\\${NAME}",
        ),
    ] {
        assert!(read(file).contains(folder), "{file} does not name {folder}");
    }
    // The installer's own folder is not the one of the user's files.
    assert!(
        read("assets/package/windows/installer.nsi")
            .contains("InstallDir \"$LOCALAPPDATA\\Programs\\${NAME}\"")
    );
}

#[test]
fn the_manifest_of_windows_asks_for_sharp_text_long_paths_and_utf_8() {
    let manifest = read("assets/package/windows/app.manifest");
    for wish in [
        ">PerMonitorV2<",
        ">true</longPathAware>",
        ">UTF-8</activeCodePage>",
        "level=\"asInvoker\"",
        "Microsoft.Windows.Common-Controls",
    ] {
        assert!(manifest.contains(wish), "{wish}");
    }
}

#[test]
fn the_menu_entry_belongs_to_the_window() {
    let entry = read("assets/package/linux/vectorsearch-pro.desktop");
    for line in [
        "Exec=vectorsearch-pro",
        "Icon=vectorsearch-pro",
        "StartupWMClass=vectorsearch-pro",
    ] {
        assert!(entry.lines().any(|found| found == line), "{line}");
    }
    assert!(read("src/ui/mod.rs").contains(".with_app_id(\"vectorsearch-pro\")"));
}

#[test]
fn nothing_in_the_workflows_can_change_unseen() {
    let workflows = workflows();
    assert!(workflows.len() >= 2);
    for (path, text) in workflows {
        for line in text.lines().map(str::trim) {
            let Some((_, action)) = line.split_once("uses: ") else {
                continue;
            };
            let commit = action.split_once('@').map_or("", |(_, version)| version);
            let commit = commit.split_whitespace().next().unwrap_or_default();
            let is_commit =
                commit.len() == 40 && commit.chars().all(|sign| sign.is_ascii_hexdigit());
            assert!(
                is_commit,
                "{}: {action} is not pinned by its commit",
                path.display()
            );
        }
    }
    let packaging = read(".ci/packaging/linux");
    let pin = packaging
        .lines()
        .find_map(|line| line.strip_prefix("appimage_sha256="));
    assert_eq!(pin.map(str::len), Some(64));
}

/// The rust-version of the sources is the one that the workflows install.
#[test]
fn the_workflows_build_with_the_version_that_the_sources_ask_for() {
    let manifest = read("Cargo.toml");
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "));
    let version = version.unwrap().trim_matches('"').to_owned();
    for (path, text) in workflows() {
        let install = format!("rustup toolchain install {version} ");
        assert!(
            text.contains(&install),
            "{} installs another Rust",
            path.display()
        );
    }
}
