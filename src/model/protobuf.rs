//! Protocol buffers as they lie in a file: fields of a message, read one by one or all at once.

use std::io::{self, Cursor, Read, Seek};

const WIRE_VARINT: u64 = 0;
const WIRE_FIXED64: u64 = 1;
const WIRE_BYTES: u64 = 2;
const WIRE_FIXED32: u64 = 5;
/// What is asked for here, names and shapes, is short: anything longer is passed over.
const LONGEST_MESSAGE: u64 = 1 << 20;

/// A field of a message: its number and either a number or the length of what follows.
pub(super) enum Field {
    Number { field: u64, value: u64 },
    Bytes { field: u64, length: u64 },
}

/// The next field before `end`, `None` at the end. A length that reaches past the end is a cut-off file.
pub(super) fn next_field(reader: &mut (impl Read + Seek), end: u64) -> io::Result<Option<Field>> {
    let position = reader.stream_position()?;
    if position >= end {
        return if position == end {
            Ok(None)
        } else {
            Err(invalid("its parts overlap"))
        };
    }
    let key = varint(reader)?;
    let field = key >> 3;
    let value = match key & 7 {
        WIRE_VARINT => varint(reader)?,
        WIRE_FIXED64 => fixed::<8>(reader)?,
        WIRE_FIXED32 => fixed::<4>(reader)?,
        WIRE_BYTES => {
            let length = varint(reader)?;
            if field == 0 || length > end.saturating_sub(reader.stream_position()?) {
                let cut_off = io::Error::new(io::ErrorKind::UnexpectedEof, "it ends too early");
                return Err(if field == 0 {
                    invalid("its beginning makes no sense")
                } else {
                    cut_off
                });
            }
            return Ok(Some(Field::Bytes { field, length }));
        }
        _ => return Err(invalid("its beginning makes no sense")),
    };
    Ok(Some(Field::Number { field, value }))
}

fn varint(reader: &mut impl Read) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let mut byte = [0];
        reader.read_exact(&mut byte)?;
        value |= u64::from(byte[0] & 0x7f) << shift;
        if byte[0] & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(invalid("a number in it is too long"))
}

fn fixed<const BYTES: usize>(reader: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    reader.read_exact(&mut bytes[..BYTES])?;
    Ok(u64::from_le_bytes(bytes))
}

pub(super) fn skip(reader: &mut impl Seek, length: u64) -> io::Result<()> {
    reader.seek_relative(i64::try_from(length).map_err(|_| invalid("a length in it is too large"))?)
}

pub(super) fn read_message(reader: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    if length > LONGEST_MESSAGE {
        // A node may carry a large constant: its operator is of no interest then.
        io::copy(&mut reader.take(length), &mut io::sink())?;
        return Ok(Vec::new());
    }
    let mut message = vec![0; length as usize];
    reader.read_exact(&mut message)?;
    Ok(message)
}

/// A field of a message that is in memory.
enum Part<'a> {
    Number { field: u64, value: u64 },
    Bytes { field: u64, bytes: &'a [u8] },
}

fn parts(message: &[u8]) -> io::Result<Vec<Part<'_>>> {
    let end = message.len() as u64;
    let mut reader = Cursor::new(message);
    let mut parts = Vec::new();
    while let Some(field) = next_field(&mut reader, end)? {
        parts.push(match field {
            Field::Number { field, value } => Part::Number { field, value },
            Field::Bytes { field, length } => {
                let start = reader.position() as usize;
                let bytes = &message[start..start + length as usize];
                skip(&mut reader, length)?;
                Part::Bytes { field, bytes }
            }
        });
    }
    Ok(parts)
}

/// All sub-messages with this field number.
pub(super) fn nested(message: &[u8], wanted: u64) -> io::Result<Vec<&[u8]>> {
    let bytes_of = |part| match part {
        Part::Bytes { field, bytes } if field == wanted => Some(bytes),
        _ => None,
    };
    Ok(parts(message)?.into_iter().filter_map(bytes_of).collect())
}

/// All texts with this field number.
pub(super) fn strings(message: &[u8], wanted: u64) -> io::Result<Vec<&str>> {
    nested(message, wanted)?.into_iter().map(text).collect()
}

/// All numbers with this field number.
pub(super) fn numbers(message: &[u8], wanted: u64) -> io::Result<Vec<u64>> {
    let value_of = |part| match part {
        Part::Number { field, value } if field == wanted => Some(value),
        _ => None,
    };
    Ok(parts(message)?.into_iter().filter_map(value_of).collect())
}

pub(super) fn text(bytes: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| invalid("a name in it is not text"))
}

pub(super) fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}
