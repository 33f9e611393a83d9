//! One scan: which channels it brings, and the order of their blocks.

use super::bits::Bits;
use super::channel::Channel;
use super::frame::Frame;
use super::huffman::Tables;
use super::progressive::Progressive;
use super::sequential::Sequential;
use crate::image::error::DecodeError;

/// A channel's part in a scan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Place of the channel in the frame.
    pub(super) channel: usize,
    /// Numbers of its Huffman tables.
    pub(super) dc: usize,
    pub(super) ac: usize,
}

/// The header of a scan.
#[derive(Debug)]
pub(super) struct ScanHeader {
    pub(super) parts: Vec<Part>,
    /// First and last coefficient, in zigzag order.
    pub(super) first: u8,
    pub(super) last: u8,
    /// Bit position that earlier scans reached (0: none did), and that of this scan.
    pub(super) high: u8,
    pub(super) low: u8,
}

impl ScanHeader {
    /// Reads the payload of an SOS segment.
    pub(super) fn read(payload: &[u8], frame: &Frame) -> Result<Self, DecodeError> {
        let wrong = || DecodeError::damaged("a scan header with impossible numbers");
        let (&count, rest) = payload.split_first().ok_or_else(wrong)?;
        let (parts, tail) = rest
            .split_at_checked(2 * usize::from(count))
            .ok_or_else(wrong)?;
        let &[first, last, bits, ..] = tail else {
            return Err(wrong());
        };
        let (parts, _) = parts.as_chunks::<2>();
        let parts = parts.iter().map(|&[id, tables]| {
            let channel = frame
                .components
                .iter()
                .position(|component| component.id == id)?;
            Some(Part {
                channel,
                dc: usize::from(tables >> 4),
                ac: usize::from(tables & 15),
            })
        });
        let parts = parts.collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
        let repeated = (1..parts.len()).any(|i| {
            parts[..i]
                .iter()
                .any(|part| part.channel == parts[i].channel)
        });
        if parts.is_empty() || repeated {
            return Err(wrong());
        }
        Ok(Self {
            parts,
            first,
            last,
            high: bits >> 4,
            low: bits & 15,
        })
    }
}

/// What the blocks of a scan are decoded with.
pub(super) struct Scan<'a> {
    pub(super) header: &'a ScanHeader,
    pub(super) tables: &'a Tables,
    /// Units between restart markers, 0 for none.
    pub(super) restart_interval: usize,
}

impl Scan<'_> {
    /// Decodes `data` into `channels`.
    pub(super) fn decode(
        &self,
        frame: &Frame,
        data: &[u8],
        channels: &mut [Channel],
    ) -> Result<(), DecodeError> {
        let mut bits = Bits::new(data);
        let result = if frame.progressive {
            let mut decoder = Progressive::new(self.header, self.tables)?;
            self.for_each_block(frame, &mut bits, channels, &mut decoder)
        } else {
            let mut decoder = Sequential::new(self.header, self.tables)?;
            self.for_each_block(frame, &mut bits, channels, &mut decoder)
        };
        // Behind the end of the data anything can go wrong; that it ended is the reason.
        if bits.is_overrun() {
            return Err(DecodeError::Truncated);
        }
        result
    }

    fn for_each_block(
        &self,
        frame: &Frame,
        bits: &mut Bits,
        channels: &mut [Channel],
        decoder: &mut impl BlockDecoder,
    ) -> Result<(), DecodeError> {
        let (across, down) = self.units(frame, channels);
        let mut until_restart = self.restart_interval;
        let mut restarts = 0_u8;
        for row in 0..down {
            for column in 0..across {
                if self.restart_interval > 0 {
                    if until_restart == 0 {
                        bits.restart(restarts % 8)?;
                        decoder.restart();
                        restarts = restarts.wrapping_add(1);
                        until_restart = self.restart_interval;
                    }
                    until_restart -= 1;
                }
                self.decode_unit(bits, channels, decoder, column, row)?;
            }
            if bits.is_overrun() {
                return Err(DecodeError::Truncated);
            }
        }
        Ok(())
    }

    /// Units in a row and in a column: blocks of the one channel, or groups of blocks of several.
    fn units(&self, frame: &Frame, channels: &[Channel]) -> (usize, usize) {
        match self.header.parts[..] {
            [only] => channels[only.channel].blocks,
            _ => frame.units(),
        }
    }

    fn decode_unit(
        &self,
        bits: &mut Bits,
        channels: &mut [Channel],
        decoder: &mut impl BlockDecoder,
        column: usize,
        row: usize,
    ) -> Result<(), DecodeError> {
        if let [only] = self.header.parts[..] {
            return decoder.block(bits, 0, &mut channels[only.channel], column, row);
        }
        for (i, part) in self.header.parts.iter().enumerate() {
            let channel = &mut channels[part.channel];
            let (h, v) = (channel.component.h, channel.component.v);
            for y in 0..v {
                for x in 0..h {
                    decoder.block(bits, i, channel, column * h + x, row * v + y)?;
                }
            }
        }
        Ok(())
    }
}

/// One way of coding blocks.
pub(super) trait BlockDecoder {
    /// Decodes the block at `column`, `row` of `channel`, which is part `part` of the scan.
    fn block(
        &mut self,
        bits: &mut Bits,
        part: usize,
        channel: &mut Channel,
        column: usize,
        row: usize,
    ) -> Result<(), DecodeError>;

    /// Forgets what was carried over from earlier blocks.
    fn restart(&mut self);
}
