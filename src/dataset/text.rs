//! From the bytes of a csv file to text, and the name of the encoding it was written in.
//!
//! Students open `styles.csv` in a spreadsheet and save it; what comes out is UTF-16 or Windows-1252 as often as
//! UTF-8. None of these says for certain what it is, so the order of the questions matters: a byte order mark is
//! believed, then the zero bytes that Latin text leaves in UTF-16, then UTF-8, whose rules other encodings break at
//! once, and Windows-1252 is what remains.

use std::fmt;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The encoding in which a csv file was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8 or plain ASCII, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// The western European code page of Windows.
    Windows1252,
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// Decoded text, its encoding, and whether characters had to be replaced because their bytes are damaged.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: TextEncoding,
    pub(super) damaged: bool,
}

/// Decodes a whole file; a byte order mark is left out.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let encoding = detect(&bytes);
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if encoding == TextEncoding::Utf8 => return plain(text),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let decoder = match encoding {
        TextEncoding::Utf8 => UTF_8,
        TextEncoding::Utf16Le => UTF_16LE,
        TextEncoding::Utf16Be => UTF_16BE,
        TextEncoding::Windows1252 => WINDOWS_1252,
    };
    let (text, damaged) = decoder.decode_with_bom_removal(&bytes);
    Decoded {
        text: text.into_owned(),
        encoding,
        damaged,
    }
}

fn plain(mut text: String) -> Decoded {
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Decoded {
        text,
        encoding: TextEncoding::Utf8,
        damaged: false,
    }
}

fn detect(bytes: &[u8]) -> TextEncoding {
    if bytes.starts_with(b"\xff\xfe") {
        return TextEncoding::Utf16Le;
    }
    if bytes.starts_with(b"\xfe\xff") {
        return TextEncoding::Utf16Be;
    }
    if let Some(encoding) = wide(&bytes[..bytes.len().min(512)]) {
        return encoding;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => TextEncoding::Utf8,
        Err(_) if mostly_utf8(bytes) => TextEncoding::Utf8,
        Err(_) => TextEncoding::Windows1252,
    }
}

/// UTF-16 without a byte order mark: of Latin text every second byte is zero.
fn wide(start: &[u8]) -> Option<TextEncoding> {
    let zeros = |offset: usize| {
        let bytes = start.iter().skip(offset).step_by(2);
        bytes.filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = start.len() / 4;
    if many == 0 || even.max(odd) <= many || even.min(odd) * 8 > even.max(odd) {
        None
    } else if odd > even {
        Some(TextEncoding::Utf16Le)
    } else {
        Some(TextEncoding::Utf16Be)
    }
}

/// Whether a few damaged bytes lie in a file whose other non-ASCII characters are all proper UTF-8: in
/// Windows-1252 such sequences hardly ever occur.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bytes.starts_with(b"\xef\xbb\xbf") || good > bad * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn finds_each_encoding() {
        let text = "id,name\n1,Café crème\n2,Größe\n";
        let (latin, ..) = WINDOWS_1252.encode(text);
        let with_mark = format!("\u{feff}{text}");
        let cases = [
            (text.as_bytes().to_vec(), "UTF-8"),
            (with_mark.as_bytes().to_vec(), "UTF-8"),
            (utf16(&with_mark, u16::to_le_bytes), "UTF-16 LE"),
            (utf16(&with_mark, u16::to_be_bytes), "UTF-16 BE"),
            (utf16(text, u16::to_le_bytes), "UTF-16 LE"),
            (utf16(text, u16::to_be_bytes), "UTF-16 BE"),
            (latin.into_owned(), "Windows-1252"),
        ];
        for (bytes, name) in cases {
            let decoded = decode(bytes);
            assert_eq!(decoded.encoding.to_string(), name);
            assert_eq!(decoded.text, text);
            assert!(!decoded.damaged);
        }
    }

    #[test]
    fn one_damaged_byte_does_not_change_the_encoding() {
        let mut bytes = "1,é\n2,ü\n3,ñ\n4,ö\n5,ß\n6,".as_bytes().to_vec();
        bytes.extend(b"\xff\n");
        let decoded = decode(bytes);
        assert_eq!(decoded.encoding, TextEncoding::Utf8);
        assert!(decoded.damaged);
        assert!(decoded.text.starts_with("1,é\n2,ü"));
    }

    #[test]
    fn nothing_is_utf8() {
        assert_eq!(decode(Vec::new()).encoding, TextEncoding::Utf8);
        assert_eq!(decode(vec![0xff]).text, "ÿ");
    }
}
