//! Texts that only the window needs.

use crate::embedding::{RateMeter, Snapshot, Stage};
use crate::model::STARTER;
use crate::text::{self, duration_in_words, thousands};

/// Whole per cent of a running job, 0 to 100.
pub(super) fn percent(snapshot: &Snapshot) -> usize {
    (snapshot.done * 100)
        .checked_div(snapshot.total)
        .unwrap_or(0)
}

/// "19,104 of 44,441 images".
pub(super) fn progress(snapshot: &Snapshot) -> String {
    if snapshot.stage == Stage::Embedding {
        format!(
            "{} of {} images",
            thousands(snapshot.done),
            thousands(snapshot.total)
        )
    } else {
        format!("{}…", snapshot.stage.label())
    }
}

/// "23.1 images per second · about 18 minutes left".
pub(super) fn pace(snapshot: &Snapshot, meter: &RateMeter) -> String {
    let Some(rate) = meter.per_second() else {
        return "measuring the speed".to_owned();
    };
    let left = meter.time_left(snapshot.total.saturating_sub(snapshot.done));
    let left = left.map_or_else(String::new, |left| {
        format!(" · {} left", duration_in_words(left))
    });
    format!("{} images per second{left}", text::rate(rate))
}

/// The name of a model, given by name or folder.
pub(super) fn model(name_or_folder: &str) -> String {
    if name_or_folder == STARTER {
        return "Starter model".to_owned();
    }
    let last = std::path::Path::new(name_or_folder).file_name();
    last.map_or_else(
        || name_or_folder.to_owned(),
        |last| last.to_string_lossy().into_owned(),
    )
}

/// A percentile below 100 with as many digits as keep it below 100: "93.4", "99.98".
pub(super) fn percentile(percent: f64) -> String {
    for digits in 1..3_i32 {
        let step = 10_f64.powi(digits);
        let cut = (percent * step).floor() / step;
        if cut < 100.0 - 1.0 / step || percent >= 100.0 {
            return format!(
                "{cut:.0$}",
                if percent >= 100.0 { 0 } else { digits as usize }
            );
        }
    }
    format!("{:.3}", (percent * 1e3).floor() / 1e3)
}

/// The share of `among` products that a product with this percentile is one of the best of, in percent: never less than
/// it is, with as many digits as say something: "20", "1.4", "0.02".
pub(super) fn top(percentile: f64, among: usize) -> String {
    // Rounding it up must not go by the last bits of a division.
    const EXACT: f64 = 1e-6;
    let all = among.max(1) as f64;
    let below = (percentile / 100.0 * (all - 1.0)).round();
    let share = 100.0 * (all - below) / all;
    let digits = match share {
        10.0.. => 0,
        1.0.. => 1,
        _ => (-share.log10()).ceil().clamp(1.0, 9.0) as usize,
    };
    let step = 10_f64.powi(digits as i32);
    let up = (share * step - EXACT).ceil() / step;
    let text = format!("{up:.digits$}");
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A number with so many digits and with the minus sign that is as wide as a plus.
pub(super) fn decimal(value: f32, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|digit| matches!(digit, '0' | '.')) => zero.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// The name of a column as a person would write it: "masterCategory" is "Master category".
pub(super) fn column(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for letter in name.chars() {
        let letter = if letter == '_' { ' ' } else { letter };
        if letter.is_uppercase() && before.is_lowercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else if words.is_empty() {
            words.extend(letter.to_uppercase());
        } else {
            words.push(letter);
        }
        before = letter;
    }
    words
}

const DAY: u64 = 86_400;

/// The day of a moment, in seconds since 1970: "today", "3 days ago".
pub(super) fn day(moment: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    days_between(moment, now.map_or(moment, |now| now.as_secs()))
}

fn days_between(moment: u64, now: u64) -> String {
    match now.saturating_sub(moment) / DAY {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days @ 2..=59 => format!("{days} days ago"),
        days => format!("{} months ago", days / 30),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_a_person_would() {
        let say = |days: u64| days_between(100 * DAY, (100 + days) * DAY);
        assert_eq!(
            [say(0), say(1), say(5), say(90)],
            ["today", "yesterday", "5 days ago", "3 months ago"]
        );
    }

    #[test]
    fn a_percentile_is_never_rounded_up_to_all() {
        let words = [100.0, 99.9978, 99.95, 93.46, 0.0].map(percentile);
        assert_eq!(words, ["100", "99.997", "99.95", "93.4", "0.0"]);
    }

    #[test]
    fn the_share_that_a_product_belongs_to_is_never_understated() {
        let place = |rank: usize, among: usize| {
            top(100.0 * (among - rank) as f64 / (among - 1) as f64, among)
        };
        assert_eq!(
            [2, 3, 4, 60, 300].map(|rank| place(rank, 300)),
            ["0.7", "1", "1.4", "20", "100"]
        );
        assert_eq!(
            [2, 9, 45, 4_444].map(|rank| place(rank, 44_441)),
            ["0.005", "0.03", "0.2", "10"]
        );
        assert_eq!(place(2, 2), "100");
        assert_eq!(top(100.0, 1), "100");
        assert_eq!(top(100.0, 0), "100");
    }

    #[test]
    fn numbers_have_a_real_minus_and_no_negative_zero() {
        let texts = [0.505, -0.026, -0.0004, 0.0].map(|value| decimal(value, 3));
        assert_eq!(texts, ["0.505", "−0.026", "0.000", "0.000"]);
    }

    #[test]
    fn names_of_columns_are_made_readable() {
        let names = [
            "masterCategory",
            "gender",
            "base_colour",
            "URL",
            "Produktname",
        ]
        .map(column);
        assert_eq!(
            names,
            [
                "Master category",
                "Gender",
                "Base colour",
                "URL",
                "Produktname"
            ]
        );
    }
}
