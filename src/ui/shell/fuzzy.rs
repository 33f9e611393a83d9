//! Finding a name by a few of its letters.

/// Words that people type between those that count: "open a folder".
const SMALL_WORDS: [&str; 4] = ["a", "an", "the", "to"];

/// How well `name` fits what was typed: `None` if its letters do not occur in this order; more is better. Letters at
/// the start of words and letters in a row count most, so "ol" finds "Open light" before "Folder".
pub(super) fn score(typed: &str, name: &str) -> Option<i32> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let typed: Vec<char> = typed
        .to_lowercase()
        .split_whitespace()
        .filter(|word| !SMALL_WORDS.contains(word))
        .flat_map(str::chars)
        .collect();
    if typed.is_empty() {
        return Some(0);
    }
    // The best match may begin at any of the first letter's places.
    let starts = (0..name.len()).filter(|&at| name[at] == typed[0]);
    starts
        .filter_map(|start| score_from(&typed, &name, start))
        .max()
}

fn score_from(typed: &[char], name: &[char], start: usize) -> Option<i32> {
    let mut total = 0;
    let mut last = None;
    let mut from = start;
    for letter in typed {
        let at = from + name[from..].iter().position(|other| other == letter)?;
        let begins_word = at == 0 || !name[at - 1].is_alphanumeric();
        total += match last {
            Some(last) if last + 1 == at => 6,
            _ if begins_word => 5,
            Some(_) => 1,
            None => 2,
        };
        last = Some(at);
        from = at + 1;
    }
    // Of two that fit alike the shorter one was meant.
    Some(total * 16 - start as i32 - (name.len() / 4) as i32)
}

#[cfg(test)]
mod tests {
    use super::score;

    fn best<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
        let scored = names
            .iter()
            .filter_map(|name| Some((score(typed, name)?, *name)));
        scored.max_by_key(|(score, _)| *score).map(|(_, name)| name)
    }

    #[test]
    fn a_few_letters_find_a_name() {
        let names = [
            "Start embedding",
            "Settings",
            "Show in folder",
            "Choose a folder…",
            "Dark colours",
            "Explore",
        ];
        assert_eq!(best("set", &names), Some("Settings"));
        assert_eq!(best("dark", &names), Some("Dark colours"));
        assert_eq!(best("se", &names), Some("Settings"));
        assert_eq!(best("st emb", &names), Some("Start embedding"));
        assert_eq!(best("chf", &names), Some("Choose a folder…"));
        assert_eq!(best("show the folder", &names), Some("Show in folder"));
        assert_eq!(best("xyz", &names), None);
    }

    #[test]
    fn nothing_typed_fits_everything() {
        assert_eq!(score("", "Anything"), Some(0));
        assert_eq!(score("x", ""), None);
    }
}
