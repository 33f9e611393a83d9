//! Numbers and times as a person would say them; used by both front ends.

use std::time::Duration;

/// A number with thousands separators: 44,441.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "about 31 minutes", "12 seconds", "about 2 hours and 10 minutes".
pub fn duration_in_words(duration: Duration) -> String {
    let seconds = duration.as_secs_f64().ceil() as u64;
    match seconds {
        0 | 1 => "1 second".to_owned(),
        2..=89 => format!("{seconds} seconds"),
        90..=5399 => format!("about {}", counted((seconds + 30) / 60, "minute")),
        _ => {
            let minutes = (seconds + 150) / 300 * 5;
            let (hours, minutes) = (minutes / 60, minutes % 60);
            if minutes == 0 {
                format!("about {}", counted(hours, "hour"))
            } else {
                format!(
                    "about {} and {}",
                    counted(hours, "hour"),
                    counted(minutes, "minute")
                )
            }
        }
    }
}

/// "1 image", "2 images", "44,441 images".
pub fn counted(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", thousands(number as usize))
}

/// How many of something there are a second: "18.3", "1,309". What can be read off it is its first three digits.
pub fn rate(per_second: f64) -> String {
    if per_second < 99.95 {
        format!("{per_second:.1}")
    } else {
        thousands(per_second.round() as usize)
    }
}

/// "91.0 MB", "350 KB".
pub fn bytes_in_words(bytes: u64) -> String {
    match bytes {
        0..=999 => counted(bytes, "byte"),
        1_000..=999_999 => format!("{} KB", bytes.div_ceil(1000)),
        1_000_000..=999_999_999 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_has_three_digits_or_all_before_the_point() {
        let rates = [0.0, 9.04, 18.26, 99.94, 99.96, 412.4, 7461.0];
        assert_eq!(
            rates.map(rate),
            ["0.0", "9.0", "18.3", "99.9", "100", "412", "7,461"]
        );
    }

    #[test]
    fn thousands_are_separated() {
        let texts: Vec<String> = [0, 999, 1000, 44_441, 1_234_567].map(thousands).into();
        assert_eq!(texts, ["0", "999", "1,000", "44,441", "1,234,567"]);
    }

    #[test]
    fn times_are_said_as_a_person_would() {
        let say = |seconds| duration_in_words(Duration::from_secs(seconds));
        assert_eq!(say(0), "1 second");
        assert_eq!(say(89), "89 seconds");
        assert_eq!(say(100), "about 2 minutes");
        assert_eq!(say(31 * 60 + 10), "about 31 minutes");
        assert_eq!(say(5400), "about 1 hour and 30 minutes");
        assert_eq!(say(2 * 3600 + 60), "about 2 hours");
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes_in_words(1), "1 byte");
        assert_eq!(bytes_in_words(350_200), "351 KB");
        assert_eq!(bytes_in_words(91_000_128), "91.0 MB");
        assert_eq!(bytes_in_words(4_200_000_000), "4.2 GB");
    }
}
