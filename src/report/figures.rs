//! Numbers as the page shows them.

/// A share as a percentage that does not break across lines: "69.1 %"; a dash where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(
        || "–".to_owned(),
        |share| format!("{:.1}\u{a0}%", share * 100.0),
    )
}

/// A factor: "13.5 ×".
pub(super) fn times(factor: Option<f64>) -> String {
    match factor {
        None => "–".to_owned(),
        Some(factor) if factor >= 100.0 => format!("{factor:.0}\u{a0}×"),
        Some(factor) => format!("{factor:.1}\u{a0}×"),
    }
}

/// A number with three decimals: "0.623".
pub(super) fn decimal(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| format!("{number:.3}"))
}

/// A text cut to so many characters, with an ellipsis.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts() {
        assert_eq!(
            (percent(Some(0.6914)).as_str(), percent(None).as_str()),
            ("69.1\u{a0}%", "–")
        );
        assert_eq!(
            (times(Some(13.49)).as_str(), times(Some(123.4)).as_str()),
            ("13.5\u{a0}×", "123\u{a0}×")
        );
        assert_eq!(decimal(Some(-0.0625)), "-0.062");
        assert_eq!(shortened("Tshirts", 7), "Tshirts");
        assert_eq!(shortened("Été long name", 5), "Été…");
    }
}
