//! Huffman tables, as a JPEG stores them and as a decoder wants them.

use super::bits::Bits;
use crate::image::error::DecodeError;

/// Codes of up to this many bits are found in one step; longer ones are rare by construction.
const QUICK_BITS: u32 = 9;

/// One Huffman table, ready for decoding.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Length (upper byte) and symbol of the code that begins with these bits; 0 for a longer code.
    quick: [u16; 1 << QUICK_BITS],
    /// First 16-bit value beyond the codes of each length.
    limits: [u32; 17],
    /// What to add to a code of each length for its place in `symbols`.
    offsets: [i32; 17],
    symbols: Vec<u8>,
}

impl Table {
    /// From the number of codes of each length (1 to 16 bits) and their symbols in order.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Self, DecodeError> {
        let mut table = Self {
            quick: [0; 1 << QUICK_BITS],
            limits: [0; 17],
            offsets: [0; 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut place) = (0_u32, 0_usize);
        for (length, &count) in (1_u32..).zip(counts) {
            let count = u32::from(count);
            if code + count > 1 << length {
                return Err(DecodeError::damaged("an impossible Huffman table"));
            }
            table.offsets[length as usize] = place as i32 - code as i32;
            for symbol in symbols.iter().skip(place).take(count as usize) {
                table.enter(code, length, *symbol);
                code += 1;
            }
            place += count as usize;
            table.limits[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Ok(table)
    }

    fn enter(&mut self, code: u32, length: u32, symbol: u8) {
        if length > QUICK_BITS {
            return;
        }
        let spare = QUICK_BITS - length;
        let first = (code << spare) as usize;
        self.quick[first..first + (1 << spare)].fill((length as u16) << 8 | u16::from(symbol));
    }

    /// Reads the next symbol.
    #[inline]
    pub(super) fn symbol(&self, bits: &mut Bits) -> Result<u8, DecodeError> {
        bits.fill();
        let next = bits.peek16();
        let entry = self.quick[usize::from(next >> (16 - QUICK_BITS))];
        if entry != 0 {
            bits.drop(u32::from(entry >> 8));
            return Ok(entry as u8);
        }
        self.long_symbol(next, bits)
    }

    #[cold]
    fn long_symbol(&self, next: u16, bits: &mut Bits) -> Result<u8, DecodeError> {
        let next = u32::from(next);
        let length = (QUICK_BITS + 1..=16)
            .find(|&length| next < self.limits[length as usize])
            .ok_or_else(|| DecodeError::damaged("an unknown Huffman code"))?;
        let place = (next >> (16 - length)) as i32 + self.offsets[length as usize];
        bits.drop(length);
        let symbol = self.symbols.get(place as usize);
        symbol
            .copied()
            .ok_or_else(|| DecodeError::damaged("an unknown Huffman code"))
    }
}

/// The tables in force: up to four each for the first and for the further coefficients of a block.
#[derive(Default)]
pub(super) struct Tables {
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
}

impl Tables {
    /// Takes over the tables of a DHT segment.
    pub(super) fn read(&mut self, mut payload: &[u8]) -> Result<(), DecodeError> {
        let short = || DecodeError::damaged("a Huffman table that is too short");
        while let Some((&which, rest)) = payload.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or_else(short)?;
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let (symbols, rest) = rest.split_at_checked(total).ok_or_else(short)?;
            let class = match which >> 4 {
                0 => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(DecodeError::damaged("an impossible Huffman table")),
            };
            let slot = class.get_mut(usize::from(which & 15));
            let slot = slot.ok_or_else(|| DecodeError::damaged("an impossible Huffman table"))?;
            *slot = Some(Table::new(counts, symbols)?);
            payload = rest;
        }
        Ok(())
    }

    /// Table `number` for first coefficients.
    pub(super) fn dc(&self, number: usize) -> Result<&Table, DecodeError> {
        find(&self.dc, number)
    }

    /// Table `number` for further coefficients.
    pub(super) fn ac(&self, number: usize) -> Result<&Table, DecodeError> {
        find(&self.ac, number)
    }
}

fn find(tables: &[Option<Table>; 4], number: usize) -> Result<&Table, DecodeError> {
    let table = tables.get(number).and_then(Option::as_ref);
    table.ok_or_else(|| DecodeError::damaged("a missing Huffman table"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes 0, 10, 110, ... of 1 to 16 bits, with the length as the symbol.
    fn unary() -> Table {
        let symbols: Vec<u8> = (1..=16).collect();
        Table::new(&[1; 16], &symbols).unwrap()
    }

    #[test]
    fn short_and_long_codes() {
        let table = unary();
        for length in 1..=16_u32 {
            let ones_then_zeros = !(u32::MAX >> (length - 1));
            let stuffed: Vec<u8> = ones_then_zeros
                .to_be_bytes()
                .into_iter()
                .flat_map(|byte| [byte, 0].into_iter().take(1 + usize::from(byte == 0xFF)))
                .collect();
            assert_eq!(table.symbol(&mut Bits::new(&stuffed)), Ok(length as u8));
        }
    }

    #[test]
    fn an_unknown_code_is_damage() {
        let mut bits = Bits::new(b"\xFF\x00\xFF\x00");
        assert!(unary().symbol(&mut bits).is_err());
        let empty = Table::new(&[0; 16], &[]).unwrap();
        assert!(empty.symbol(&mut Bits::new(&[0; 8])).is_err());
    }

    #[test]
    fn too_many_codes_are_refused() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert!(Table::new(&counts, &[1, 2, 3]).is_err());
        assert!(Tables::default().read(&[0x00, 1, 2]).is_err());
    }
}
