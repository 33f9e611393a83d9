//! Why a picture cannot be used, in words that go straight into `skipped.csv` and onto the screen.
//!
//! One unreadable picture among 44,441 is data, not a failure of the program, so this is not [`crate::Error`]: it is a
//! small value that can be kept, compared and counted.

use std::fmt;

/// The reason a picture was refused. `Display` is a clause without a full stop: "ends in the middle of the picture".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The file has no bytes at all.
    Empty,
    /// The file stops before the picture is complete, as after a broken download.
    Truncated,
    /// The bytes are no picture; what they are instead, where that can be told ("HTML page").
    NotAnImage(Option<&'static str>),
    /// A picture in a format that is not read here ("GIF").
    OtherFormat(&'static str),
    /// More pixels than [`crate::image::DecodeLimits::max_pixels`]; found in the header, nothing was decoded.
    TooManyPixels {
        /// Width that the header announces, in pixels.
        width: u32,
        /// Height that the header announces, in pixels.
        height: u32,
    },
    /// A file longer than [`crate::image::DecodeLimits::max_file_bytes`].
    TooManyBytes {
        /// Length of the file in bytes.
        bytes: u64,
    },
    /// A valid picture of a rare kind that the decoder does not know.
    Unsupported(String),
    /// The bytes contradict themselves; the decoder's own words.
    Damaged(String),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty file"),
            Self::Truncated => f.write_str("ends in the middle of the picture"),
            Self::NotAnImage(None) => f.write_str("not an image"),
            Self::NotAnImage(Some(kind)) => write!(f, "not an image: {kind}"),
            Self::OtherFormat(name) => {
                write!(f, "{name} file; only JPEG, PNG and WebP are read")
            }
            Self::TooManyPixels { width, height } => write!(
                f,
                "too large: {} x {} pixels",
                thousands(u64::from(*width)),
                thousands(u64::from(*height))
            ),
            Self::TooManyBytes { bytes } => {
                write!(f, "too large: {} bytes", thousands(*bytes))
            }
            Self::Unsupported(kind) => write!(f, "a rare kind of image: {kind}"),
            Self::Damaged(reason) => write!(f, "damaged: {reason}"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl DecodeError {
    /// [`DecodeError::Damaged`] from a library's message, as one line without a full stop.
    pub(crate) fn damaged(reason: impl fmt::Display) -> Self {
        let text = reason.to_string();
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self::Damaged(line.trim_end_matches('.').to_owned())
    }
}

/// 40000 as "40,000".
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_as_clauses() {
        let cases = [
            (DecodeError::Empty, "empty file"),
            (DecodeError::Truncated, "ends in the middle of the picture"),
            (DecodeError::NotAnImage(None), "not an image"),
            (
                DecodeError::NotAnImage(Some("HTML page")),
                "not an image: HTML page",
            ),
            (
                DecodeError::TooManyPixels {
                    width: 40_000,
                    height: 40_000,
                },
                "too large: 40,000 x 40,000 pixels",
            ),
            (
                DecodeError::TooManyBytes { bytes: 999 },
                "too large: 999 bytes",
            ),
            (DecodeError::damaged("no\n table. "), "damaged: no table"),
        ];
        for (error, text) in cases {
            assert_eq!(error.to_string(), text);
        }
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
