//! What a file is, from its first bytes.
//!
//! The dataset check runs this over every file, so that an empty file or a saved error page is named before a long job
//! starts. Nothing is decoded: a picture that passes can still turn out damaged.

use super::error::DecodeError;

/// A picture format that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// JPEG (ITU T.81) in whatever container: JFIF, EXIF, Adobe.
    Jpeg,
    /// PNG, APNG included (its still picture is read).
    Png,
    /// WebP, lossy or lossless.
    WebP,
}

/// Bytes of a header after which a longer one tells nothing more.
pub const SNIFF_BYTES: usize = 64;

const JPEG: &[u8] = b"\xFF\xD8\xFF";
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Names the format from the first bytes of a file; [`SNIFF_BYTES`] are enough, the whole file does as well.
pub fn sniff(header: &[u8]) -> Result<ImageFormat, DecodeError> {
    let header = &header[..header.len().min(SNIFF_BYTES)];
    if header.is_empty() {
        Err(DecodeError::Empty)
    } else if header.starts_with(JPEG) {
        Ok(ImageFormat::Jpeg)
    } else if header.starts_with(PNG) {
        Ok(ImageFormat::Png)
    } else if is_riff(header, b"WEBP") {
        Ok(ImageFormat::WebP)
    } else if is_start_of_picture(header) {
        Err(DecodeError::Truncated)
    } else if let Some(name) = other_format(header) {
        Err(DecodeError::OtherFormat(name))
    } else {
        Err(DecodeError::NotAnImage(other_content(header)))
    }
}

fn is_riff(header: &[u8], kind: &[u8]) -> bool {
    header.starts_with(b"RIFF") && header.get(8..12) == Some(kind)
}

/// A file of two to eleven bytes that may have become a picture.
fn is_start_of_picture(header: &[u8]) -> bool {
    header.len() >= 2
        && (JPEG.starts_with(header)
            || PNG.starts_with(header)
            || (header.len() < 12 && (b"RIFF".starts_with(header) || header.starts_with(b"RIFF"))))
}

/// Formats a student may well have, so that "save it as JPEG" is the obvious next step.
fn other_format(header: &[u8]) -> Option<&'static str> {
    let brand = header.get(4..12).unwrap_or_default();
    match header {
        [b'G', b'I', b'F', b'8', ..] => Some("GIF"),
        [b'B', b'M', ..] if header.get(6..10) == Some(&[0; 4]) => Some("BMP"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some("TIFF"),
        [b'%', b'P', b'D', b'F', ..] => Some("PDF"),
        [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Some("JPEG XL"),
        [0, 0, 0, 12, b'j', b'P', ..] => Some("JPEG 2000"),
        _ if brand.starts_with(b"ftypavi") => Some("AVIF"),
        _ if brand.starts_with(b"ftyphe") || brand == b"ftypmif1" => Some("HEIC"),
        _ => None,
    }
}

/// What is commonly found under the name of a picture: an error page, a pointer, a hole in a disk.
fn other_content(header: &[u8]) -> Option<&'static str> {
    if header.iter().all(|&byte| byte == 0) {
        return Some("only zero bytes");
    }
    let text = header
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(header)
        .trim_ascii_start()
        .to_ascii_lowercase();
    let kinds: [(&[u8], &str); 10] = [
        (b"<!doctype html", "HTML page"),
        (b"<html", "HTML page"),
        (b"<head", "HTML page"),
        (b"<body", "HTML page"),
        (b"<script", "HTML page"),
        (b"<!--", "HTML page"),
        (b"<svg", "SVG drawing"),
        (b"<?xml", "XML text"),
        (b"version https://git-lfs", "Git LFS pointer"),
        (b"{\"", "JSON text"),
    ];
    kinds
        .iter()
        .find(|(start, _)| text.starts_with(start))
        .map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_formats() {
        assert_eq!(
            sniff(b"\xFF\xD8\xFF\xE0\x00\x10JFIF"),
            Ok(ImageFormat::Jpeg)
        );
        assert_eq!(
            sniff(b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"),
            Ok(ImageFormat::Png)
        );
        assert_eq!(sniff(b"RIFF\x24\0\0\0WEBPVP8 "), Ok(ImageFormat::WebP));
    }

    #[test]
    fn says_what_it_is_instead() {
        let cases: [(&[u8], &str); 14] = [
            (b"", "empty file"),
            (b"\xFF\xD8", "ends in the middle of the picture"),
            (b"\x89PNG", "ends in the middle of the picture"),
            (b"RIFF\x24\0\0\0", "ends in the middle of the picture"),
            (b"RIFF\x24\0\0\0WAVEfmt ", "not an image"),
            (b"<!DOCTYPE html><html>", "not an image: HTML page"),
            (b"\xEF\xBB\xBF\n <HTML>", "not an image: HTML page"),
            (b"\0\0\0\0", "not an image: only zero bytes"),
            (b"{\"code\":404}", "not an image: JSON text"),
            (
                b"version https://git-lfs.github.com/spec/v1",
                "not an image: Git LFS pointer",
            ),
            (b"hello", "not an image"),
            (b"\xFF", "not an image"),
            (b"GIF89a", "GIF file; only JPEG, PNG and WebP are read"),
            (
                b"\0\0\0\x1Cftypavif\0\0\0\0",
                "AVIF file; only JPEG, PNG and WebP are read",
            ),
        ];
        for (bytes, reason) in cases {
            let error = sniff(bytes).unwrap_err();
            assert_eq!(error.to_string(), reason, "{bytes:?}");
        }
    }
}
