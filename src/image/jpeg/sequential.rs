//! Baseline and extended sequential coding: each block complete, one after the other.

use super::bits::Bits;
use super::channel::{Channel, ZIGZAG};
use super::huffman::{Table, Tables};
use super::scan::{BlockDecoder, Part, ScanHeader};
use crate::image::error::DecodeError;

/// Decoder of one sequential scan.
pub(super) struct Sequential<'a> {
    tables: Vec<(&'a Table, &'a Table)>,
    /// First coefficient of each channel's last block.
    levels: [i32; 4],
}

impl<'a> Sequential<'a> {
    pub(super) fn new(header: &ScanHeader, tables: &'a Tables) -> Result<Self, DecodeError> {
        let pair = |part: &Part| Ok((tables.dc(part.dc)?, tables.ac(part.ac)?));
        Ok(Self {
            tables: header.parts.iter().map(pair).collect::<Result<_, _>>()?,
            levels: [0; 4],
        })
    }
}

impl BlockDecoder for Sequential<'_> {
    fn block(
        &mut self,
        bits: &mut Bits,
        part: usize,
        channel: &mut Channel,
        column: usize,
        row: usize,
    ) -> Result<(), DecodeError> {
        let (dc, ac) = self.tables[part];
        let mut block = [0; 64];
        let level = &mut self.levels[part];
        *level = level.wrapping_add(first_difference(dc, bits)?);
        block[0] = *level as i16;
        let mut k = 1;
        while k < 64 {
            let symbol = ac.symbol(bits)?;
            let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 {
                if zeros < 15 {
                    break;
                }
                k += 16;
                continue;
            }
            k += zeros;
            let place = ZIGZAG
                .get(k)
                .ok_or_else(|| DecodeError::damaged("a block with too many values"))?;
            block[usize::from(*place)] = bits.signed(size) as i16;
            k += 1;
        }
        channel.place(column, row, &block);
        Ok(())
    }

    fn restart(&mut self) {
        self.levels = [0; 4];
    }
}

/// By how much the first coefficient differs from that of the block before.
pub(super) fn first_difference(table: &Table, bits: &mut Bits) -> Result<i32, DecodeError> {
    match table.symbol(bits)? {
        size @ 0..=15 => Ok(bits.signed(u32::from(size))),
        _ => Err(DecodeError::damaged("an impossible brightness")),
    }
}
