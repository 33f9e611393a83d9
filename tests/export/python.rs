//! A Python with packages, where there is one.

use std::process::{Command, Output};

/// The interpreter that `VECTORSEARCH_PYTHON` names, or `python3`, if it has all of `packages`; else a note.
pub fn python(packages: &[&str]) -> Option<Command> {
    let named = std::env::var_os("VECTORSEARCH_PYTHON");
    let interpreter = named.unwrap_or_else(|| "python3".into());
    let imports = format!("import {}", packages.join(", "));
    let tried = Command::new(&interpreter).args(["-c", &imports]).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return Some(Command::new(interpreter));
    }
    eprintln!("skipped: no Python with {}", packages.join(", "));
    None
}

/// What a script printed; it must succeed.
pub fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}
