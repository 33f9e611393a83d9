//! What this executable was built from and with: for *About*, `--version` and reports.

/// Version, as in `Cargo.toml`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The target it was compiled for, such as `x86_64-unknown-linux-gnu`.
pub const TARGET: &str = env!("VECTORSEARCH_BUILD_TARGET");

/// The profile, `debug` or `release`.
pub const PROFILE: &str = env!("VECTORSEARCH_BUILD_PROFILE");

/// What the compiler says of itself, such as `rustc 1.95.0 (…)`.
pub const COMPILER: &str = env!("VECTORSEARCH_BUILD_COMPILER");

/// The commit of the sources, in release builds from a git repository.
pub const COMMIT: Option<&str> = named(env!("VECTORSEARCH_BUILD_COMMIT"));

/// Version and commit with target, profile and compiler, in one line.
pub fn in_words() -> String {
    format!(
        "{VERSION} ({}{TARGET}, {PROFILE}, {COMPILER})",
        COMMIT.map_or_else(String::new, |commit| format!("{commit}, "))
    )
}

const fn named(text: &str) -> Option<&str> {
    if text.is_empty() { None } else { Some(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_everything_that_is_known() {
        let line = in_words();
        for part in [VERSION, TARGET, PROFILE, COMPILER] {
            assert!(!part.is_empty() && line.contains(part), "{part} in {line}");
        }
        assert!(COMPILER.starts_with("rustc "));
    }
}
