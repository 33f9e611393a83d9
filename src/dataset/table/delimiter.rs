//! Which character separates the fields of a csv file.

use std::fmt;

use super::header::find_id;
use super::tokenizer::{Quotes, Records};

/// The character between two fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`, what spreadsheets write where the comma is the decimal mark.
    Semicolon,
    /// The tab character.
    Tab,
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Semicolon => ";",
            Self::Tab => "\t",
        }
    }

    /// Decides by the header: the delimiter that brings an `id` column to light, then the one with most columns.
    pub(super) fn detect(text: &str) -> Self {
        let mut best = (Self::Comma, (false, 0));
        for delimiter in Self::ALL {
            let header = Records::new(text, delimiter, Quotes::Repair).next();
            let fields = header.map(|record| record.fields).unwrap_or_default();
            let score = (find_id(&fields).is_some(), fields.len());
            if score > best.1 {
                best = (delimiter, score);
            }
        }
        best.0
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_decides() {
        let cases = [
            ("id,name\n1;2;3;4\n", Delimiter::Comma),
            ("id;name, with comma;x,y,z,w\n", Delimiter::Semicolon),
            ("name\tID\n", Delimiter::Tab),
            ("\"id\";\"a,b,c,d,e\"\n", Delimiter::Semicolon),
            ("id\n1\n", Delimiter::Comma),
            ("", Delimiter::Comma),
            ("a;b;c\n", Delimiter::Semicolon),
        ];
        for (text, expected) in cases {
            assert_eq!(Delimiter::detect(text), expected, "{text:?}");
        }
    }
}
