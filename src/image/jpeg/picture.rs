//! A JPEG picture as it is put together from its segments.

use ::image::RgbImage;

use super::channel::{Channel, Quantisation, ZIGZAG};
use super::colour;
use super::frame::Frame;
use super::huffman::Tables;
use super::scan::{Scan, ScanHeader};
use super::segments::{Segment, Segments};
use super::upsample::Upsampler;
use crate::image::decode::DecodeLimits;
use crate::image::error::DecodeError;

/// Writers of progressive pictures make about ten; thousands are an attempt to keep a program busy.
const MAX_SCANS: usize = 200;

/// All that was read so far.
#[derive(Default)]
pub(super) struct Picture {
    frame: Option<Frame>,
    channels: Vec<Channel>,
    quantisation: [Option<Quantisation>; 4],
    tables: Tables,
    restart_interval: usize,
    jfif: bool,
    adobe_transform: Option<u8>,
    scans: usize,
}

impl Picture {
    /// Whether every channel is there for good. A progressive picture may always get better.
    pub(super) fn is_complete(&self) -> bool {
        let sequential = self.frame.as_ref().is_some_and(|frame| !frame.progressive);
        sequential && self.channels.iter().all(|channel| channel.scanned)
    }

    /// Takes in one segment and, where it begins a scan, the data behind it.
    pub(super) fn take(
        &mut self,
        segment: &Segment,
        segments: &mut Segments,
        limits: &DecodeLimits,
    ) -> Result<(), DecodeError> {
        let payload = segment.payload;
        match segment.marker {
            0xC0 | 0xC1 => self.take_frame(payload, false, limits),
            0xC2 => self.take_frame(payload, true, limits),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCF => Err(unsupported(segment.marker)),
            0xC4 => self.tables.read(payload),
            0xDA => self.take_scan(payload, segments.scan_data()?),
            0xDB => self.take_quantisation(payload),
            0xDD => self.take_restart_interval(payload),
            0xE0 => {
                self.jfif |= payload.starts_with(b"JFIF\0");
                Ok(())
            }
            0xEE if payload.starts_with(b"Adobe") && payload.len() >= 12 => {
                self.adobe_transform = Some(payload[11]);
                Ok(())
            }
            // Metadata, thumbnails, colour profiles, comments.
            _ => Ok(()),
        }
    }

    fn take_frame(
        &mut self,
        payload: &[u8],
        progressive: bool,
        limits: &DecodeLimits,
    ) -> Result<(), DecodeError> {
        if self.frame.is_some() {
            return Err(DecodeError::damaged("two frame headers"));
        }
        let frame = Frame::read(payload, progressive, limits)?;
        let components = frame.components.iter();
        self.channels = components
            .map(|component| Channel::new(&frame, *component))
            .collect();
        self.frame = Some(frame);
        Ok(())
    }

    fn take_scan(&mut self, payload: &[u8], data: &[u8]) -> Result<(), DecodeError> {
        let frame = self
            .frame
            .as_ref()
            .ok_or_else(|| DecodeError::damaged("picture data before its header"))?;
        self.scans += 1;
        if self.scans > MAX_SCANS {
            return Err(DecodeError::damaged("too many scans"));
        }
        let header = ScanHeader::read(payload, frame)?;
        for part in &header.parts {
            self.channels[part.channel].settle_quantisation(&self.quantisation)?;
        }
        let scan = Scan {
            header: &header,
            tables: &self.tables,
            restart_interval: self.restart_interval,
        };
        scan.decode(frame, data, &mut self.channels)?;
        if header.first == 0 || !frame.progressive {
            for part in &header.parts {
                self.channels[part.channel].scanned = true;
            }
        }
        Ok(())
    }

    fn take_quantisation(&mut self, mut payload: &[u8]) -> Result<(), DecodeError> {
        while let Some((&which, rest)) = payload.split_first() {
            let wide = usize::from(which >> 4 != 0);
            let values = rest.split_at_checked(64 << wide);
            let slot = self.quantisation.get_mut(usize::from(which & 15));
            let (Some((values, rest)), Some(slot)) = (values, slot) else {
                return Err(DecodeError::damaged("an impossible quantisation table"));
            };
            let mut table = [0; 64];
            for (value, place) in values.chunks_exact(1 << wide).zip(ZIGZAG) {
                let number = value
                    .iter()
                    .fold(0, |number, &byte| number << 8 | u16::from(byte));
                table[usize::from(place)] = number;
            }
            *slot = Some(table);
            payload = rest;
        }
        Ok(())
    }

    fn take_restart_interval(&mut self, payload: &[u8]) -> Result<(), DecodeError> {
        let &[high, low] = payload else {
            return Err(DecodeError::damaged(
                "a restart interval of the wrong length",
            ));
        };
        self.restart_interval = usize::from(u16::from_be_bytes([high, low]));
        Ok(())
    }

    /// The finished picture.
    pub(super) fn into_rgb(mut self) -> Result<RgbImage, DecodeError> {
        let frame = self
            .frame
            .take()
            .ok_or_else(|| DecodeError::damaged("no picture in it"))?;
        if self.channels.iter().any(|channel| !channel.scanned) {
            return Err(DecodeError::damaged("a colour channel is missing"));
        }
        if frame.progressive {
            self.channels.iter_mut().for_each(Channel::finish);
        }
        let colour = frame.colour(self.jfif, self.adobe_transform);
        let factors = (frame.h_max, frame.v_max);
        let channels = self.channels.iter();
        let mut upsamplers: Vec<_> = channels
            .map(|channel| Upsampler::new(channel, frame.width, factors))
            .collect();
        let mut image = RgbImage::new(frame.width as u32, frame.height as u32);
        for (y, to) in image.chunks_exact_mut(frame.width * 3).enumerate() {
            let mut rows: [&[u8]; 4] = [&[]; 4];
            for (row, upsampler) in rows.iter_mut().zip(&mut upsamplers) {
                *row = upsampler.row(y);
            }
            colour::to_rgb(colour, rows, to);
        }
        Ok(image)
    }
}

/// The codings of JPEG that hardly anyone uses.
fn unsupported(marker: u8) -> DecodeError {
    let kind = match marker {
        0xC3 => "lossless coding",
        0xC9..=0xCF => "arithmetic coding",
        _ => "hierarchical coding",
    };
    DecodeError::Unsupported(format!("JPEG with {kind}"))
}
