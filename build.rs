//! What *About* says of this build, and on Windows the executable's icon, version and manifest.
//!
//! No network, and nothing is written outside `OUT_DIR`.
#![allow(
    clippy::print_stdout,
    reason = "this is how a build script talks to Cargo"
)]

use std::env;
use std::path::Path;
use std::process::Command;

const ICON: &str = "assets/icon/icon.ico";
const MANIFEST: &str = "assets/package/windows/app.manifest";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    build_information();
    if env::var_os("CARGO_CFG_WINDOWS").is_some() {
        windows_resources();
    }
}

/// Environment variables that `src/build_info.rs` takes in.
fn build_information() {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let profile = variable("PROFILE");
    let compiler = output(&variable("RUSTC"), &["--version"]).unwrap_or_default();
    // Only builds that are handed on say where they come from: naming the commit in others as well would compile
    // everything anew after each one.
    let commit = if profile == "release" { commit() } else { None };
    for (name, value) in [
        ("TARGET", variable("TARGET")),
        ("PROFILE", profile),
        ("COMPILER", compiler),
        ("COMMIT", commit.unwrap_or_default()),
    ] {
        println!("cargo::rustc-env=VECTORSEARCH_BUILD_{name}={value}");
    }
}

/// The commit that the sources are of, where they lie in a git repository of their own and git is installed.
fn commit() -> Option<String> {
    let top = output("git", &["rev-parse", "--show-toplevel"])?;
    let here = env::var_os("CARGO_MANIFEST_DIR")?;
    if Path::new(&top).canonicalize().ok()? != Path::new(&here).canonicalize().ok()? {
        return None;
    }
    // The commit changes when HEAD names another branch and when its branch moves.
    let branch = output("git", &["symbolic-ref", "-q", "HEAD"]);
    for name in ["HEAD".to_owned(), "packed-refs".to_owned()]
        .into_iter()
        .chain(branch)
    {
        if let Some(path) = output("git", &["rev-parse", "--git-path", &name])
            && Path::new(&path).exists()
        {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    output("git", &["rev-parse", "--short=12", "HEAD"])
}

/// What a program prints, without the line end; nothing if it cannot be run or fails.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

fn windows_resources() {
    println!("cargo::rerun-if-changed={ICON}");
    println!("cargo::rerun-if-changed={MANIFEST}");
    let mut resources = winresource::WindowsResource::new();
    resources
        .set_icon(ICON)
        .set_manifest_file(MANIFEST)
        .set("ProductName", "VectorSearch Pro")
        .set("FileDescription", "VectorSearch Pro")
        .set("OriginalFilename", "vectorsearch-pro.exe")
        .set("LegalCopyright", "MIT or Apache-2.0");
    if let Err(cause) = resources.compile_for("vectorsearch-pro") {
        // A build from source shall not need a resource compiler; the release workflow looks for the icon itself.
        println!("cargo::warning=the executable goes without icon, version and manifest: {cause}");
    }
}
