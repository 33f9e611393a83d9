//! Progressive coding: the picture comes in scans of rising frequency and precision (ITU T.81, annex G).

use super::bits::Bits;
use super::channel::{Block, Channel, ZIGZAG};
use super::huffman::{Table, Tables};
use super::scan::{BlockDecoder, ScanHeader};
use super::sequential::first_difference;
use crate::image::error::DecodeError;

/// What a scan brings.
enum Stage<'a> {
    /// The first coefficients, with one table a channel.
    First(Vec<&'a Table>),
    /// One more bit of the first coefficients.
    RefineFirst,
    /// Further coefficients of one channel.
    Further(&'a Table),
    /// One more bit of further coefficients.
    RefineFurther(&'a Table),
}

/// Decoder of one progressive scan.
pub(super) struct Progressive<'a> {
    stage: Stage<'a>,
    /// First and last coefficient in zigzag order.
    first: usize,
    last: usize,
    /// Bit position of what this scan brings.
    low: u32,
    levels: [i32; 4],
    /// Blocks to come, this one included, that hold nothing new.
    empty_blocks: u32,
}

impl<'a> Progressive<'a> {
    pub(super) fn new(header: &ScanHeader, tables: &'a Tables) -> Result<Self, DecodeError> {
        let first_only = header.first == 0 && header.last == 0;
        let further = header.first > 0
            && header.last >= header.first
            && header.last < 64
            && header.parts.len() == 1;
        let step = header.high == 0 || header.high == header.low + 1;
        if !(first_only || further) || !step || header.low > 13 {
            return Err(DecodeError::damaged(
                "a scan header with impossible numbers",
            ));
        }
        let stage = match (first_only, header.high) {
            (true, 0) => {
                let tables = header.parts.iter().map(|part| tables.dc(part.dc));
                Stage::First(tables.collect::<Result<_, _>>()?)
            }
            (true, _) => Stage::RefineFirst,
            (false, 0) => Stage::Further(tables.ac(header.parts[0].ac)?),
            (false, _) => Stage::RefineFurther(tables.ac(header.parts[0].ac)?),
        };
        Ok(Self {
            stage,
            first: usize::from(header.first),
            last: usize::from(header.last),
            low: u32::from(header.low),
            levels: [0; 4],
            empty_blocks: 0,
        })
    }

    fn further(
        &mut self,
        bits: &mut Bits,
        table: &Table,
        block: &mut Block,
    ) -> Result<(), DecodeError> {
        if self.empty_blocks > 0 {
            self.empty_blocks -= 1;
            return Ok(());
        }
        let mut k = self.first;
        while k <= self.last {
            let symbol = table.symbol(bits)?;
            let (zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 {
                if zeros < 15 {
                    self.empty_blocks = (1 << zeros) + bits.number(zeros) - 1;
                    break;
                }
                k += 16;
                continue;
            }
            k += zeros as usize;
            *coefficient(block, k)? = (bits.signed(size) << self.low) as i16;
            k += 1;
        }
        Ok(())
    }

    fn refine_further(
        &mut self,
        bits: &mut Bits,
        table: &Table,
        block: &mut Block,
    ) -> Result<(), DecodeError> {
        let mut k = self.first;
        while self.empty_blocks == 0 && k <= self.last {
            let symbol = table.symbol(bits)?;
            let (zeros, size) = (u32::from(symbol >> 4), symbol & 15);
            let mut new = 0;
            if size > 0 {
                new = if bits.bit() { 1 } else { -1 };
            } else if zeros < 15 {
                self.empty_blocks = (1 << zeros) + bits.number(zeros);
                break;
            }
            k = self.refine_until(bits, block, k, Some(zeros));
            if new != 0 {
                *coefficient(block, k)? = new << self.low;
            }
            k += 1;
        }
        if self.empty_blocks > 0 {
            self.refine_until(bits, block, k, None);
            self.empty_blocks -= 1;
        }
        Ok(())
    }

    /// Refines the known coefficients from `k` on, past `zeros` unknown ones or (`None`) to the last; returns where it
    /// stopped.
    fn refine_until(
        &self,
        bits: &mut Bits,
        block: &mut Block,
        mut k: usize,
        zeros: Option<u32>,
    ) -> usize {
        let mut zeros = zeros.unwrap_or(u32::MAX);
        let step = 1_i16 << self.low;
        while k <= self.last {
            let known = &mut block[usize::from(ZIGZAG[k])];
            if *known == 0 {
                if zeros == 0 {
                    break;
                }
                zeros -= 1;
            } else if bits.bit() && *known & step == 0 {
                *known = known.wrapping_add(if *known > 0 { step } else { -step });
            }
            k += 1;
        }
        k
    }
}

impl BlockDecoder for Progressive<'_> {
    fn block(
        &mut self,
        bits: &mut Bits,
        part: usize,
        channel: &mut Channel,
        column: usize,
        row: usize,
    ) -> Result<(), DecodeError> {
        let block = channel.block(column, row);
        match &self.stage {
            Stage::First(tables) => {
                let level = &mut self.levels[part];
                *level = level.wrapping_add(first_difference(tables[part], bits)?);
                block[0] = (*level << self.low) as i16;
            }
            Stage::RefineFirst => {
                if bits.bit() {
                    block[0] |= 1 << self.low;
                }
            }
            &Stage::Further(table) => self.further(bits, table, block)?,
            &Stage::RefineFurther(table) => self.refine_further(bits, table, block)?,
        }
        Ok(())
    }

    fn restart(&mut self) {
        self.levels = [0; 4];
        self.empty_blocks = 0;
    }
}

/// The coefficient at place `k` in zigzag order.
fn coefficient(block: &mut Block, k: usize) -> Result<&mut i16, DecodeError> {
    let place = ZIGZAG
        .get(k)
        .ok_or_else(|| DecodeError::damaged("a block with too many values"))?;
    Ok(&mut block[usize::from(*place)])
}
