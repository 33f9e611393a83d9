//! A walk through the segments of a JPEG file.
//!
//! Two reasons to walk before decoding. First, a decoder made for browsers shows half a picture rather than none, while
//! an embedding of half a picture is a wrong search result that nobody notices: here the scans must run up to the marker
//! that ends them. Second, most of a dataset's 13 KB files is metadata (13 KB for 60 x 80 pixels); what the picture does
//! not need is left behind, and with it every way in which metadata can confuse or overfill the decoder.

use super::colour::Colour;
use crate::image::decode::DecodeLimits;
use crate::image::error::DecodeError;

/// A JPEG reduced to its picture.
#[derive(Debug)]
pub(super) struct Stripped {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) colour: Colour,
    /// A complete JPEG stream without metadata and without anything after the end of the picture.
    pub(super) stream: Vec<u8>,
}

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const DHT: u8 = 0xC4;

/// Walks `bytes` up to the end of the picture; a file that ends before is [`DecodeError::Truncated`].
pub(super) fn strip(bytes: &[u8], limits: &DecodeLimits) -> Result<Stripped, DecodeError> {
    let mut walk = Walk::new(bytes);
    while let Some(segment) = walk.next_segment()? {
        walk.take(&segment, limits)?;
    }
    walk.finish()
}

/// Marker and payload (without the length) of one segment.
struct Segment<'a> {
    marker: u8,
    payload: &'a [u8],
}

#[derive(Default)]
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    frame: Option<Frame>,
    jfif: bool,
    adobe_transform: Option<u8>,
    has_tables: bool,
    scanned: usize,
    stream: Vec<u8>,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 2,
            stream: vec![0xFF, SOI],
            ..Self::default()
        }
    }

    /// The next segment; `None` at the end of the picture.
    fn next_segment(&mut self) -> Result<Option<Segment<'a>>, DecodeError> {
        let marker = self.next_marker()?;
        match marker {
            EOI => return Ok(None),
            // libjpeg skips these; they carry no length.
            0x01 | 0xD0..=0xD7 => return self.next_segment(),
            SOI => {
                return Err(DecodeError::damaged(
                    "a second picture begins inside the first",
                ));
            }
            _ => {}
        }
        let length = self
            .bytes
            .get(self.at..self.at + 2)
            .ok_or(DecodeError::Truncated)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err(DecodeError::damaged("a segment without a length"));
        }
        let payload = self
            .bytes
            .get(self.at + 2..self.at + length)
            .ok_or(DecodeError::Truncated)?;
        self.at += length;
        Ok(Some(Segment { marker, payload }))
    }

    /// The next marker's second byte, past fill bytes and past junk, which libjpeg tolerates between segments.
    fn next_marker(&mut self) -> Result<u8, DecodeError> {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let first = rest
                .iter()
                .position(|&byte| byte == 0xFF)
                .ok_or(DecodeError::Truncated)?;
            let fill = rest[first..]
                .iter()
                .take_while(|&&byte| byte == 0xFF)
                .count();
            let marker = *rest.get(first + fill).ok_or(DecodeError::Truncated)?;
            self.at += first + fill + 1;
            if marker != 0 {
                return Ok(marker);
            }
        }
    }

    fn take(&mut self, segment: &Segment<'a>, limits: &DecodeLimits) -> Result<(), DecodeError> {
        let payload = segment.payload;
        match segment.marker {
            0xC0..=0xC2 => self.take_frame(segment, limits)?,
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(DecodeError::Unsupported(unsupported_coding(segment.marker)));
            }
            0xCC => {
                return Err(DecodeError::Unsupported(
                    "JPEG with arithmetic coding".into(),
                ));
            }
            0xDC => {
                return Err(DecodeError::Unsupported(
                    "JPEG that states its height last".into(),
                ));
            }
            0xE0 => self.jfif |= payload.starts_with(b"JFIF\0"),
            0xEE if payload.starts_with(b"Adobe") => {
                self.adobe_transform = payload.get(11).copied();
            }
            DHT => {
                self.has_tables = true;
                self.copy(segment);
            }
            0xDB | 0xDD => self.copy(segment),
            SOS => self.take_scan(segment)?,
            // Metadata, comments and markers reserved for extensions.
            _ => {}
        }
        Ok(())
    }

    fn take_frame(
        &mut self,
        segment: &Segment<'a>,
        limits: &DecodeLimits,
    ) -> Result<(), DecodeError> {
        if self.frame.is_some() {
            return Err(DecodeError::damaged("two frame headers"));
        }
        let frame = Frame::read(segment)?;
        limits.check(frame.width, frame.height)?;
        let at = self.stream.len();
        self.copy(segment);
        if frame.ids.len() == 1 {
            // With one channel the factors mean nothing, but decoders stumble over others than 1 x 1.
            self.stream[at + 4 + 7] = 0x11;
        }
        self.frame = Some(frame);
        Ok(())
    }

    /// Copies a scan's header and data. The data must end in a marker, and the marker must be there in full.
    fn take_scan(&mut self, segment: &Segment<'a>) -> Result<(), DecodeError> {
        if self.frame.is_none() {
            return Err(DecodeError::damaged("picture data before its header"));
        }
        self.scanned += segment
            .payload
            .first()
            .map_or(0, |&count| usize::from(count));
        if !self.has_tables {
            // Frames of a motion JPEG leave out the standard tables; this tells the decoder to use them.
            self.stream.extend_from_slice(b"\xFF\xE0\x00\x07AVI1\0");
            self.has_tables = true;
        }
        self.copy(segment);
        let data = &self.bytes[self.at..];
        let end = scan_length(data).ok_or(DecodeError::Truncated)?;
        self.stream.extend_from_slice(&data[..end]);
        self.at += end;
        Ok(())
    }

    fn copy(&mut self, segment: &Segment<'a>) {
        let length = segment.payload.len() as u16 + 2;
        self.stream.extend_from_slice(&[0xFF, segment.marker]);
        self.stream.extend_from_slice(&length.to_be_bytes());
        self.stream.extend_from_slice(segment.payload);
    }

    fn finish(mut self) -> Result<Stripped, DecodeError> {
        let frame = self
            .frame
            .ok_or_else(|| DecodeError::damaged("no picture in it"))?;
        if self.scanned < frame.ids.len() {
            return Err(DecodeError::damaged("a colour channel is missing"));
        }
        self.stream.extend_from_slice(&[0xFF, EOI]);
        Ok(Stripped {
            width: frame.width,
            height: frame.height,
            colour: frame.colour(self.jfif, self.adobe_transform)?,
            stream: self.stream,
        })
    }
}

/// Bytes of entropy-coded data before the marker that ends it; `None` if the file ends first.
fn scan_length(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += data.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match data.get(at + 1)? {
            // A stuffed 0xFF, or a restart marker: still inside the scan.
            0 | 0xD0..=0xD7 => at += 2,
            // A fill byte before a marker.
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

fn unsupported_coding(marker: u8) -> String {
    let kind = match marker {
        0xC9..=0xCF => "arithmetic coding",
        0xC3 => "lossless coding",
        _ => "hierarchical coding",
    };
    format!("JPEG with {kind}")
}

/// The frame header, as far as it matters here.
struct Frame {
    width: u32,
    height: u32,
    ids: Vec<u8>,
}

impl Frame {
    fn read(segment: &Segment) -> Result<Self, DecodeError> {
        let [bits, h1, h0, w1, w0, count, components @ ..] = segment.payload else {
            return Err(DecodeError::damaged("a short frame header"));
        };
        if *bits != 8 {
            return Err(DecodeError::Unsupported(format!(
                "JPEG with {bits} bits a sample"
            )));
        }
        if components.len() != usize::from(*count) * 3 {
            return Err(DecodeError::damaged("a frame header of the wrong length"));
        }
        Ok(Self {
            width: u32::from(u16::from_be_bytes([*w1, *w0])),
            height: u32::from(u16::from_be_bytes([*h1, *h0])),
            ids: components
                .chunks_exact(3)
                .map(|component| component[0])
                .collect(),
        })
    }

    /// libjpeg's rules (`default_decompress_parms`).
    fn colour(&self, jfif: bool, adobe: Option<u8>) -> Result<Colour, DecodeError> {
        let three = |transform| {
            if transform == 0 {
                Colour::Rgb
            } else {
                Colour::YCbCr
            }
        };
        match self.ids[..] {
            [_] => Ok(Colour::Gray),
            [b'R', b'G', b'B'] if !jfif && adobe.is_none() => Ok(Colour::Rgb),
            [_, _, _] if jfif => Ok(Colour::YCbCr),
            [_, _, _] => Ok(adobe.map_or(Colour::YCbCr, three)),
            [_, _, _, _] if adobe.is_some_and(|transform| transform != 0) => Ok(Colour::Ycck),
            [_, _, _, _] => Ok(Colour::Cmyk),
            _ => Err(DecodeError::Unsupported(format!(
                "JPEG with {} channels",
                self.ids.len()
            ))),
        }
    }
}
