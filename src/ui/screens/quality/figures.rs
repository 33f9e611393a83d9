//! Numbers as the page shows them.

use crate::text::thousands;

/// A share: "69.1 %"; a dash where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(
        || "–".to_owned(),
        |share| format!("{:.1}\u{a0}%", 100.0 * share),
    )
}

/// A share in whole per cent: "69 %".
pub(super) fn whole_percent(share: Option<f64>) -> String {
    share.map_or_else(
        || "–".to_owned(),
        |share| format!("{:.0}\u{a0}%", 100.0 * share),
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

/// What a factor over chance says: "19 times better than chance".
pub(super) fn against_chance(lift: Option<f64>) -> String {
    match lift {
        None => "too few products to compare".to_owned(),
        Some(lift) if lift < 0.85 => "worse than chance".to_owned(),
        Some(lift) if lift < 1.15 => "as good as chance".to_owned(),
        Some(lift) => format!("{} times better than chance", factor(lift)),
    }
}

/// A factor with as many digits as say something: "1.4", "3", "19".
fn factor(factor: f64) -> String {
    let tenths = (10.0 * factor).round() / 10.0;
    if factor >= 9.95 || tenths.fract() == 0.0 {
        thousands(factor.round() as usize)
    } else {
        format!("{tenths:.1}")
    }
}

/// A number with three decimals: "0.623".
pub(super) fn decimal(number: Option<f64>) -> String {
    let Some(number) = number else {
        return "–".to_owned();
    };
    // What is rounded to nothing has no sign.
    let rounded = (1e3 * number).round() / 1e3 + 0.0;
    format!("{rounded:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_judged_in_words() {
        let words = |lift| against_chance(Some(lift));
        assert_eq!(words(18.9), "19 times better than chance");
        assert_eq!(words(2.95), "3 times better than chance");
        assert_eq!(words(1.38), "1.4 times better than chance");
        for about_one in [0.9, 1.0, 1.14] {
            assert_eq!(words(about_one), "as good as chance");
        }
        assert_eq!(words(0.4), "worse than chance");
        assert_eq!(against_chance(None), "too few products to compare");
    }

    #[test]
    fn figures_have_units_and_dashes() {
        assert_eq!(percent(Some(0.6914)), "69.1\u{a0}%");
        assert_eq!(whole_percent(Some(0.6951)), "70\u{a0}%");
        assert_eq!(times(Some(13.49)), "13.5\u{a0}×");
        assert_eq!(times(Some(123.4)), "123\u{a0}×");
        assert_eq!(decimal(Some(-0.0624)), "-0.062");
        assert_eq!(decimal(Some(-0.0004)), "0.000");
        for dash in [
            percent(None),
            whole_percent(None),
            times(None),
            decimal(None),
        ] {
            assert_eq!(dash, "–");
        }
    }
}
