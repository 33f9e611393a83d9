//! What a server says about its file.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{
    CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, LAST_MODIFIED, TRANSFER_ENCODING,
};

use super::answer::text_of;
use crate::artifact::hex;

/// What the headers of an answer say about the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Remote {
    /// Length of the whole file.
    pub size: Option<u64>,
    /// Where the part that was sent begins; for an answer to a range.
    pub begins_at: Option<u64>,
    /// Entity tag as it was sent.
    pub etag: Option<String>,
    /// Time of the last change as it was sent.
    pub last_modified: Option<String>,
    /// MD5 of the whole file, in hexadecimal.
    pub md5: Option<String>,
    /// Whether the end of the body can be told from a cut connection without knowing its length.
    pub is_chunked: bool,
}

impl Remote {
    pub fn read(headers: &HeaderMap) -> Self {
        let owned = |name: &str| text_of(headers, name).map(str::to_owned);
        let range = text_of(headers, CONTENT_RANGE.as_str()).and_then(content_range);
        let length =
            || text_of(headers, CONTENT_LENGTH.as_str()).and_then(|text| text.trim().parse().ok());
        Self {
            size: range.map_or_else(length, |range| range.size),
            begins_at: range.and_then(|range| range.begins_at),
            etag: owned(ETAG.as_str()),
            last_modified: owned(LAST_MODIFIED.as_str()),
            md5: google_md5(headers),
            is_chunked: text_of(headers, TRANSFER_ENCODING.as_str())
                .is_some_and(|encoding| encoding.to_ascii_lowercase().contains("chunked")),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ContentRange {
    begins_at: Option<u64>,
    size: Option<u64>,
}

/// `bytes 5-99/100`, `bytes 5-99/*` or `bytes */100`.
fn content_range(text: &str) -> Option<ContentRange> {
    let (range, size) = text.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let begins_at = match range.trim() {
        "*" => None,
        range => {
            let (first, last) = range.split_once('-')?;
            let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            (first <= last).then_some(first)
        }
    };
    let size = match size.trim() {
        "*" => None,
        size => Some(size.parse().ok()?),
    };
    Some(ContentRange { begins_at, size })
}

/// Google's storage, where Kaggle keeps its files, sends hashes of the whole file: `crc32c=…,md5=<base64>`, in one
/// header or in several.
fn google_md5(headers: &HeaderMap) -> Option<String> {
    let values = headers
        .get_all("x-goog-hash")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let encoded = values
        .flat_map(|value| value.split(','))
        .find_map(|hash| hash.trim().strip_prefix("md5="))?;
    let bytes = BASE64_STANDARD.decode(encoded.trim()).ok()?;
    (bytes.len() == 16).then(|| hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for &(name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn reads_ranges() {
        let range = |begins_at, size| Some(ContentRange { begins_at, size });
        assert_eq!(content_range("bytes 5-99/100"), range(Some(5), Some(100)));
        assert_eq!(content_range("bytes 5-99/*"), range(Some(5), None));
        assert_eq!(content_range("bytes */100"), range(None, Some(100)));
        assert_eq!(content_range("bytes 9-5/100"), range(None, Some(100)));
        for wrong in ["", "bytes", "bytes 5-/7", "bytes a-b/c", "items 1-2/3"] {
            assert_eq!(content_range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn reads_hashes_of_google() {
        let md5 = "900150983cd24fb0d6963f7d28e17f72";
        for pairs in [
            &[(
                "x-goog-hash",
                "crc32c=AAAAAA==,md5=kAFQmDzST7DWlj99KOF/cg==",
            )][..],
            &[
                ("x-goog-hash", "crc32c=AAAAAA=="),
                ("x-goog-hash", " md5=kAFQmDzST7DWlj99KOF/cg=="),
            ],
        ] {
            assert_eq!(google_md5(&headers(pairs)).as_deref(), Some(md5));
        }
        for wrong in ["md5=AAAA", "md5=%%%", "crc32c=AAAAAA=="] {
            assert_eq!(google_md5(&headers(&[("x-goog-hash", wrong)])), None);
        }
    }

    #[test]
    fn the_size_is_that_of_the_whole_file() {
        let part = Remote::read(&headers(&[
            ("content-length", "95"),
            ("content-range", "bytes 5-99/100"),
            ("etag", "\"a\""),
        ]));
        assert_eq!((part.size, part.begins_at), (Some(100), Some(5)));
        let whole = Remote::read(&headers(&[("content-length", "100")]));
        assert_eq!((whole.size, whole.begins_at), (Some(100), None));
        assert_eq!(Remote::read(&headers(&[])).size, None);
    }
}
