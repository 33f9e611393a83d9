//! The bits of a scan.
//!
//! Entropy-coded data marks a byte of 255 by a zero behind it and is divided by restart markers. The reader feeds zeros
//! at the end of a part and remembers whether they were used: that is how a picture that stops early is found out.

use crate::image::error::DecodeError;

/// A position in entropy-coded data.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, the first one topmost.
    buffer: u64,
    /// How many bits of `buffer` are filled.
    count: u32,
    /// How many zeros were made up at the end of this part.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            at: 0,
            buffer: 0,
            count: 0,
            made_up: 0,
        }
    }

    /// Whether more bits were read than the data holds.
    pub(super) fn is_overrun(&self) -> bool {
        self.made_up > self.count
    }

    /// At least 32 bits, which is a Huffman code and the number behind it.
    #[inline]
    pub(super) fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(four) = self.data[self.at..].first_chunk::<4>()
            && !four.contains(&0xFF)
        {
            self.buffer |= u64::from(u32::from_be_bytes(*four)) << (32 - self.count);
            self.count += 32;
            self.at += 4;
            return;
        }
        self.fill_bytewise();
    }

    fn fill_bytewise(&mut self) {
        while self.count <= 56 {
            match self.next_byte() {
                Some(byte) => self.buffer |= u64::from(byte) << (56 - self.count),
                None => self.made_up += 8,
            }
            self.count += 8;
        }
    }

    fn next_byte(&mut self) -> Option<u8> {
        let byte = *self.data.get(self.at)?;
        if byte == 0xFF {
            if self.data.get(self.at + 1) != Some(&0) {
                return None;
            }
            self.at += 1;
        }
        self.at += 1;
        Some(byte)
    }

    /// The next 16 bits, left in place. Needs a [`Bits::fill`] before.
    #[inline]
    pub(super) fn peek16(&self) -> u16 {
        (self.buffer >> 48) as u16
    }

    /// Drops `count` bits that were filled.
    #[inline]
    pub(super) fn drop(&mut self, count: u32) {
        self.buffer <<= count;
        self.count -= count;
    }

    /// Reads a number of `count` bits, at most 16.
    #[inline]
    pub(super) fn number(&mut self, count: u32) -> u32 {
        if self.count < count {
            self.fill();
        }
        // Two shifts, because a shift by 64 is none.
        let number = (self.buffer >> 1 >> (63 - count)) as u32;
        self.drop(count);
        number
    }

    /// Reads one bit.
    #[inline]
    pub(super) fn bit(&mut self) -> bool {
        self.number(1) == 1
    }

    /// Reads a signed number of `size` bits: the lower half of the range stands for negative values.
    #[inline]
    pub(super) fn signed(&mut self, size: u32) -> i32 {
        if size == 0 {
            return 0;
        }
        let number = self.number(size) as i32;
        if number < 1 << (size - 1) {
            number - (1 << size) + 1
        } else {
            number
        }
    }

    /// Goes behind the restart marker with number `expected` (0 to 7).
    pub(super) fn restart(&mut self, expected: u8) -> Result<(), DecodeError> {
        if self.is_overrun() {
            return Err(DecodeError::Truncated);
        }
        let rest = &self.data[self.at..];
        let marker = rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && (0xD0..=0xD7).contains(&pair[1]))
            .ok_or(DecodeError::Truncated)?;
        if rest[marker + 1] != 0xD0 + expected {
            return Err(DecodeError::damaged("a part of the picture is missing"));
        }
        *self = Self {
            at: self.at + marker + 2,
            ..Self::new(self.data)
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_across_stuffed_bytes_and_restarts() {
        let mut bits = Bits::new(b"\xA5\xFF\x00\x12\xFF\xD3\x80");
        assert_eq!(
            (bits.number(4), bits.number(12), bits.number(8)),
            (0xA, 0x5FF, 0x12)
        );
        assert!(!bits.is_overrun());
        assert!(bits.restart(3).is_ok());
        assert!(bits.bit() && !bits.bit());
        assert_eq!(bits.number(6), 0);
        assert!(!bits.is_overrun());
        bits.bit();
        assert!(bits.is_overrun());
    }

    #[test]
    fn a_missing_restart_is_noticed() {
        assert!(Bits::new(b"\xA5\xFF\xD3\x80").restart(2).is_err());
        assert_eq!(Bits::new(b"\xA5").restart(0), Err(DecodeError::Truncated));
    }

    #[test]
    fn signed_numbers() {
        let mut bits = Bits::new(&[0b0110_0001, 0b1111_0000]);
        assert_eq!([bits.signed(1), bits.signed(2), bits.signed(0)], [-1, 3, 0]);
        assert_eq!([bits.signed(5), bits.signed(4)], [-30, 15]);
    }
}
