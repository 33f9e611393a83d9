//! Version numbers of ONNX Runtime, wherever they stand.

use std::cmp::Reverse;

/// The first full version in `texts` that fits the minor version, which is all that the library itself gives here.
pub(in crate::inference) fn full_version(texts: &[&str], minor: u32) -> String {
    let prefix = format!("1.{minor}");
    let is_full = |word: &&str| {
        word.strip_prefix(&prefix)
            .is_some_and(|patch| patch.starts_with('.'))
    };
    let mut words = texts.iter().flat_map(|text| numbers(text));
    words.find(is_full).unwrap_or(&prefix).to_owned()
}

/// The minor version that a file's name states: 30 for `libonnxruntime.so.1.30.0`.
pub(in crate::inference) fn minor_of(name: &str) -> Option<u32> {
    let minor = |word: &str| {
        let (minor, patch) = word.strip_prefix("1.")?.split_once('.')?;
        patch.parse::<u32>().ok()?;
        minor.parse().ok()
    };
    numbers(name).find_map(minor)
}

/// Sorts newer versions first; names without one come last.
pub(super) fn newest_first(name: &str) -> Reverse<Vec<u32>> {
    let version = numbers(name).rfind(|word| word.contains('.'));
    let parts = version.unwrap_or_default().split('.');
    Reverse(parts.filter_map(|part| part.parse().ok()).collect())
}

/// The words of digits and dots in a text.
fn numbers(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    words.map(|word| word.trim_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_the_file_name_or_the_build_information() {
        for (texts, minor, expected) in [
            (["libonnxruntime.so.1.30.0", ""], 30, "1.30.0"),
            (
                [
                    "onnxruntime.dll",
                    "git-branch=rel-1.30.1, git-commit-id=12ab",
                ],
                30,
                "1.30.1",
            ),
            (["libonnxruntime.so", "git-branch=HEAD"], 28, "1.28"),
        ] {
            assert_eq!(full_version(&texts, minor), expected);
        }
    }

    #[test]
    fn the_minor_version_of_a_file_name() {
        assert_eq!(minor_of("libonnxruntime.so.1.19.2"), Some(19));
        assert_eq!(minor_of("libonnxruntime.1.30.0.dylib"), Some(30));
        assert_eq!(minor_of("libonnxruntime.so.1"), None);
        assert_eq!(minor_of("onnxruntime.dll"), None);
        assert_eq!(minor_of("libonnxruntime.so.2.0.0"), None);
    }

    #[test]
    fn versions_are_sorted_as_numbers() {
        let mut names = ["x-1.9.0", "plain", "x-cuda12-1.30.0", "x-1.28.1"];
        names.sort_by_key(|name| newest_first(name));
        assert_eq!(names, ["x-cuda12-1.30.0", "x-1.28.1", "x-1.9.0", "plain"]);
    }
}
