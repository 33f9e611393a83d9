//! Texts that may be handed to somebody else: without keys, passwords and the user's name.

use std::path::Path;

use crate::net::redact_all;

/// What stands in place of something that is not shown.
const HIDDEN: &str = "(hidden)";

/// Words after which a secret is likely to come.
const NAMES: [&str; 7] = [
    "key", "token", "password", "passwd", "secret", "bearer", "basic",
];

/// How keys of services begin that this program deals with, and of some that it does not.
const BEGINNINGS: [&str; 6] = ["hf_", "KGAT_", "ghp_", "github_pat_", "sk-", "AKIA"];

/// A run of letters and digits of this length that mixes both is taken for a key.
const LONG: usize = 20;

/// A text without what could be a secret: addresses lose user, password and query; words that look like keys or that
/// follow a word such as "token" are hidden; `home` becomes "~". Rather too much is hidden than too little.
pub fn scrub(text: &str, home: Option<&Path>) -> String {
    let lines: Vec<String> = text.lines().map(|line| scrub_line(line, home)).collect();
    lines.join("\n")
}

fn scrub_line(line: &str, home: Option<&Path>) -> String {
    let home = home.map(|home| home.display().to_string());
    let mut line = redact_all(line);
    // A home of "/" is no name to hide.
    if let Some(home) = home.filter(|home| home.len() > 1) {
        line = line.replace(&home, "~");
    }
    let mut shown = String::with_capacity(line.len());
    // Whether a word such as "key" came before, and whether something is assigned to it.
    let (mut after_name, mut assigned) = (false, false);
    let mut rest = line.as_str();
    while let Some(first) = rest.chars().next() {
        let word_ends = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        if word_ends == 0 {
            let ends = first.len_utf8();
            shown.push_str(&rest[..ends]);
            // "token: ", "key=", "\"key\":\"" go on to the secret; a sentence that ends does not.
            after_name &= first.is_whitespace() || ":=\"'".contains(first);
            assigned = after_name && (assigned || ":=".contains(first));
            rest = &rest[ends..];
            continue;
        }
        let word = &rest[..word_ends];
        let is_name = names_a_secret(word);
        let hide = looks_like_a_key(word) || (after_name && (assigned || !is_name));
        shown.push_str(if hide { HIDDEN } else { word });
        (after_name, assigned) = (is_name, false);
        rest = &rest[word_ends..];
    }
    shown
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "_-+".contains(c)
}

fn names_a_secret(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    NAMES.iter().any(|name| word.ends_with(name))
}

fn looks_like_a_key(word: &str) -> bool {
    let begins = BEGINNINGS.iter().any(|begin| word.starts_with(begin));
    let longest = word
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| part.bytes().any(|byte| byte.is_ascii_digit()))
        .filter(|part| part.bytes().any(|byte| byte.is_ascii_alphabetic()))
        .map(str::len)
        .max();
    begins || longest.is_some_and(|length| length >= LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_come_through() {
        let secrets = [
            "Authorization: Bearer abcdef",
            "{\"username\":\"jane\",\"key\":\"abc123\"}",
            "KAGGLE_KEY=topsecret",
            "the token is hf_abcdefgh",
            "KGAT_0123",
            "0123456789abcdef0123456789abcdef",
            "https://jane:hunter2@example.org/a?X-Sig=deadbeef",
            "password = hunter2",
        ];
        let hidden = [
            "abcdef",
            "abc123",
            "topsecret",
            "hf_abcdefgh",
            "KGAT_0123",
            "0123456789abcdef",
            "hunter2",
            "deadbeef",
            "hunter2",
        ];
        for secret in secrets {
            let shown = scrub(secret, None);
            for part in hidden {
                assert!(!shown.contains(part), "{part} comes through in {shown}");
            }
        }
    }

    #[test]
    fn what_is_needed_stays_and_the_home_is_a_tilde() {
        let line = "2026-01-02T03:04:05Z WARN vectorsearch_pro::ui: shown to the user: The picture cannot be read";
        assert_eq!(scrub(line, None), line);
        let home = Path::new("/home/jane");
        assert_eq!(
            scrub("at /home/jane/data/log.txt\nnext", Some(home)),
            "at ~/data/log.txt\nnext"
        );
    }
}
