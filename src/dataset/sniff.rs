//! Telling an image from something else by its first bytes.
//!
//! The check of a dataset must look at every file, so it looks at as little of each as it can: a file that starts
//! like an image is taken for one until somebody decodes it.

use crate::archive::is_web_page;

/// How many bytes of a file [`sniff`] wants to see.
pub(super) const HEADER_BYTES: usize = 64;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";

/// The reason why these first bytes of a file cannot be those of a JPEG, PNG or WebP image.
pub(super) fn sniff(header: &[u8]) -> Result<(), String> {
    if header.is_empty() {
        return Err("empty file".to_owned());
    }
    let webp = header.starts_with(b"RIFF") && header.get(8..12) == Some(b"WEBP");
    if webp || header.starts_with(PNG) || header.starts_with(JPEG) {
        return Ok(());
    }
    Err(if is_web_page(header) {
        "not an image: HTML page".to_owned()
    } else {
        "not an image".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_three_formats_by_their_first_bytes() {
        sniff(b"\xff\xd8\xff\xe0\0\x10JFIF").unwrap();
        sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
        sniff(b"RIFF\0\0\0\0WEBPVP8 ").unwrap();
    }

    #[test]
    fn says_what_else_a_file_is() {
        assert_eq!(sniff(b"").unwrap_err(), "empty file");
        assert_eq!(sniff(b"RIFF\0\0\0\0WAVE").unwrap_err(), "not an image");
        assert_eq!(sniff(&[0; 64]).unwrap_err(), "not an image");
        let page = sniff(b"\n <!DOCTYPE html><html lang=\"en\">").unwrap_err();
        assert_eq!(page, "not an image: HTML page");
    }
}
