//! The segments of a JPEG file, one after the other.
//!
//! Forgiving where libjpeg is (fill bytes, junk between segments), strict about the one thing that matters here: a file
//! that ends before its picture does is [`DecodeError::Truncated`].

use crate::image::error::DecodeError;

/// Second byte of the marker that ends a picture.
const EOI: u8 = 0xD9;
const SOI: u8 = 0xD8;

/// Marker (its second byte) and payload (without the length) of one segment.
pub(super) struct Segment<'a> {
    pub(super) marker: u8,
    pub(super) payload: &'a [u8],
}

/// A position in a JPEG file.
pub(super) struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    /// Starts behind the marker that begins every JPEG; the caller has seen it.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2 }
    }

    /// The next segment; `None` at the end of the picture.
    pub(super) fn next_segment(&mut self) -> Result<Option<Segment<'a>>, DecodeError> {
        loop {
            match self.next_marker()? {
                EOI => return Ok(None),
                SOI => return Err(DecodeError::damaged("a second picture begins inside it")),
                // Stray restart markers and the like: they stand alone, and libjpeg passes over them.
                0x01 | 0xD0..=0xD7 => {}
                marker => {
                    let payload = self.payload()?;
                    return Ok(Some(Segment { marker, payload }));
                }
            }
        }
    }

    /// Entropy-coded data from here to the marker behind it, which must be there in full.
    pub(super) fn scan_data(&mut self) -> Result<&'a [u8], DecodeError> {
        let rest = &self.bytes[self.at..];
        let length = scan_length(rest).ok_or(DecodeError::Truncated)?;
        self.at += length;
        Ok(&rest[..length])
    }

    fn next_marker(&mut self) -> Result<u8, DecodeError> {
        loop {
            let rest = &self.bytes[self.at..];
            let first = rest
                .iter()
                .position(|&byte| byte == 0xFF)
                .ok_or(DecodeError::Truncated)?;
            let fill = rest[first..]
                .iter()
                .position(|&byte| byte != 0xFF)
                .ok_or(DecodeError::Truncated)?;
            let marker = rest[first + fill];
            self.at += first + fill + 1;
            if marker != 0 {
                return Ok(marker);
            }
        }
    }

    fn payload(&mut self) -> Result<&'a [u8], DecodeError> {
        let rest = &self.bytes[self.at..];
        let (length, _) = rest.split_first_chunk().ok_or(DecodeError::Truncated)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length < 2 {
            return Err(DecodeError::damaged("a segment without a length"));
        }
        self.at += length;
        rest.get(2..length).ok_or(DecodeError::Truncated)
    }
}

/// Bytes before the marker that ends a scan; `None` if the file ends first.
fn scan_length(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += data.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match data.get(at + 1)? {
            // A data byte of 255 (written with a zero behind it), or a restart marker: still inside.
            0 | 0xD0..=0xD7 => at += 2,
            // A fill byte before a marker.
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_over_fill_bytes_and_junk() {
        let bytes = b"\xFF\xD8junk\xFF\xFF\xFF\xE0\x00\x03a\xFF\x00\xFF\xD3\xFF\xD9trailing";
        let mut segments = Segments::new(bytes);
        let segment = segments.next_segment().unwrap().unwrap();
        assert_eq!((segment.marker, segment.payload), (0xE0, &b"a"[..]));
        assert!(segments.next_segment().unwrap().is_none());
    }

    #[test]
    fn a_scan_ends_at_a_whole_marker() {
        assert_eq!(scan_length(b"ab\xFF\x00c\xFF\xD1d\xFF\xFF\xD9"), Some(9));
        assert_eq!(scan_length(b"ab\xFF"), None);
        assert_eq!(scan_length(b"ab"), None);
    }

    #[test]
    fn every_cut_is_noticed() {
        let bytes = b"\xFF\xD8\xFF\xE0\x00\x04ab\xFF\xD9";
        for length in 2..bytes.len() {
            let mut segments = Segments::new(&bytes[..length]);
            let end = segments
                .next_segment()
                .and_then(|_| segments.next_segment());
            assert_eq!(end.err(), Some(DecodeError::Truncated), "{length}");
        }
    }
}
