//! What an ONNX file says of itself: the names, types and shapes of its inputs and outputs.
//!
//! The format is a protocol buffer. Only the few fields of interest are read; weights are skipped by seeking, so that
//! a 350 MB file costs a few milliseconds and a file that is cut off or is no ONNX at all is noticed before an engine
//! spends seconds on it. Field numbers are those of `onnx.proto` (`ModelProto`, `GraphProto`, `ValueInfoProto`).

use std::io::{self, Read, Seek, SeekFrom};

use super::ModelFile;
use super::protobuf::{
    Field, invalid, nested, next_field, numbers, read_message, skip, strings, text,
};
use crate::{Error, Result};

/// Inputs, outputs and kind of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphSignature {
    /// Graph inputs that are not weights, in order.
    pub inputs: Vec<Port>,
    /// Graph outputs, in order.
    pub outputs: Vec<Port>,
    /// Activations are quantised while it runs (dynamic int8), with a scale taken over the whole batch: a vector then
    /// depends on its neighbours in the batch unless pictures are run one at a time.
    pub dynamically_quantized: bool,
    /// Values are rounded to 16-bit floats while it runs. (Weights that are only stored so are no sign of it.)
    pub computes_in_half: bool,
}

/// One input or output of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Port {
    /// Tensor name.
    pub name: String,
    /// Element type.
    pub element: ElementType,
    /// Sizes of the dimensions; `None` where the graph leaves it open (batch size, text length).
    pub dims: Vec<Option<usize>>,
    /// Names of the dimensions that are open; `None` where one has no name or a size.
    pub names: Vec<Option<String>>,
}

/// Element types that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ElementType {
    /// 32-bit float.
    Float,
    /// 64-bit signed integer.
    Int64,
    /// 32-bit signed integer.
    Int32,
    /// Anything else.
    #[default]
    Other,
}

impl GraphSignature {
    /// Reads the signature of an ONNX file.
    pub fn read(file: &ModelFile) -> Result<Self> {
        let mut reader = file.open()?;
        read_model(&mut reader).map_err(|cause| {
            if is_pointer(file) {
                return Error::new("A file of the model is only a placeholder for the real one")
                    .meaning("The repository was copied with git, but without its large files")
                    .remedy("Run \"git lfs pull\" in it, or download the model again")
                    .at(file.to_string());
            }
            let cut_off = cause.kind() == io::ErrorKind::UnexpectedEof;
            let what = if cut_off {
                "A file of the model is cut off"
            } else {
                "A file of the model is not an ONNX network"
            };
            Error::new(what)
                .meaning("The model was not loaded and nothing was embedded")
                .remedy("Download or copy the model folder again")
                .at(file.to_string())
                .caused_by(cause)
        })
    }

    /// The input called `name`.
    pub fn input(&self, name: &str) -> Option<&Port> {
        self.inputs.iter().find(|port| port.name == name)
    }

    /// The output called `name`.
    pub fn output(&self, name: &str) -> Option<&Port> {
        self.outputs.iter().find(|port| port.name == name)
    }
}

/// Whether a file is what git keeps in place of a large one.
fn is_pointer(file: &ModelFile) -> bool {
    const START: &[u8] = b"version https://git-lfs";
    let mut start = [0; START.len()];
    let read = file.open().map(|mut reader| reader.read_exact(&mut start));
    matches!(read, Ok(Ok(()))) && start == START
}
/// `TensorProto.DataType.FLOAT16`.
const HALF: u64 = 10;

fn read_model(reader: &mut (impl Read + Seek)) -> io::Result<GraphSignature> {
    let size = reader.seek(SeekFrom::End(0))?;
    reader.rewind()?;
    if size == 0 {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the file is empty",
        ));
    }
    let mut signature = None;
    while let Some(field) = next_field(reader, size)? {
        match field {
            Field::Bytes { field: 7, length } => {
                let end = reader.stream_position()? + length;
                signature = Some(read_graph(reader, end)?);
            }
            Field::Bytes { length, .. } => skip(reader, length)?,
            Field::Number { .. } => {}
        }
    }
    signature.ok_or_else(|| invalid("it holds no graph"))
}

fn read_graph(reader: &mut (impl Read + Seek), end: u64) -> io::Result<GraphSignature> {
    let mut signature = GraphSignature::default();
    let mut weights = Vec::new();
    while let Some(field) = next_field(reader, end)? {
        match field {
            Field::Bytes { field: 1, length } => {
                let node = read_message(reader, length)?;
                let operators = strings(&node, 4)?;
                signature.dynamically_quantized |= operators.contains(&"DynamicQuantizeLinear");
                signature.computes_in_half |= casts_to_half(&node, &operators)?;
            }
            Field::Bytes { field: 5, length } => {
                let after = reader.stream_position()? + length;
                weights.extend(read_weight_name(reader, after)?);
                reader.seek(SeekFrom::Start(after))?;
            }
            Field::Bytes { field: 11, length } => {
                signature
                    .inputs
                    .push(parse_port(&read_message(reader, length)?)?);
            }
            Field::Bytes { field: 12, length } => {
                signature
                    .outputs
                    .push(parse_port(&read_message(reader, length)?)?);
            }
            Field::Bytes { length, .. } => skip(reader, length)?,
            Field::Number { .. } => {}
        }
    }
    signature
        .inputs
        .retain(|port| !weights.contains(&port.name));
    Ok(signature)
}

/// The name of an initializer (field 8 of `TensorProto`), without reading its data.
fn read_weight_name(reader: &mut (impl Read + Seek), end: u64) -> io::Result<Option<String>> {
    while let Some(field) = next_field(reader, end)? {
        match field {
            Field::Bytes { field: 8, length } => {
                return Ok(Some(text(&read_message(reader, length)?)?.to_owned()));
            }
            Field::Bytes { length, .. } => skip(reader, length)?,
            Field::Number { .. } => {}
        }
    }
    Ok(None)
}

/// Whether a node (4 operator, 5 attribute { 3 whole number }) casts to 16-bit floats: `Cast` has one attribute only,
/// its target.
fn casts_to_half(node: &[u8], operators: &[&str]) -> io::Result<bool> {
    if !operators.contains(&"Cast") {
        return Ok(false);
    }
    for attribute in nested(node, 5)? {
        if numbers(attribute, 3)?.contains(&HALF) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `ValueInfoProto`: 1 name, 2 type { 1 tensor { 1 element type, 2 shape { 1 dimension { 1 size, 2 name } } } }.
fn parse_port(message: &[u8]) -> io::Result<Port> {
    let mut port = Port {
        name: strings(message, 1)?.concat(),
        ..Port::default()
    };
    for kind in nested(message, 2)? {
        let Some(tensor) = nested(kind, 1)?.into_iter().next() else {
            continue;
        };
        port.element = match numbers(tensor, 1)?.first() {
            Some(1) => ElementType::Float,
            Some(6) => ElementType::Int32,
            Some(7) => ElementType::Int64,
            _ => ElementType::Other,
        };
        for shape in nested(tensor, 2)? {
            for dimension in nested(shape, 1)? {
                let size = numbers(dimension, 1)?
                    .first()
                    .and_then(|&size| usize::try_from(size).ok());
                port.dims.push(size.filter(|&size| size > 0));
                let name = strings(dimension, 2)?.concat();
                port.names.push(Some(name).filter(|name| !name.is_empty()));
            }
        }
    }
    Ok(port)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn bytes(field: u8, content: &[u8]) -> Vec<u8> {
        // Lengths as varints of two bytes, the first with its continuation bit.
        let length = content.len();
        let mut message = vec![
            field << 3 | 2,
            (length & 0x7f) as u8 | 0x80,
            (length >> 7) as u8,
        ];
        message.extend(content);
        message
    }

    fn number(field: u8, value: u8) -> Vec<u8> {
        vec![field << 3, value]
    }

    /// `name: f32[batch, 3]`
    fn port(name: &str, element: u8) -> Vec<u8> {
        let open = bytes(1, &bytes(2, b"batch"));
        let fixed = bytes(1, &number(1, 3));
        let tensor = [number(1, element), bytes(2, &[open, fixed].concat())].concat();
        [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
    }

    fn model(op: &str) -> Vec<u8> {
        model_of(op, &[])
    }

    fn model_of(op: &str, attribute: &[u8]) -> Vec<u8> {
        let graph = [
            bytes(
                1,
                &[bytes(1, b"x"), bytes(4, op.as_bytes()), attribute.to_vec()].concat(),
            ),
            bytes(
                5,
                &[number(2, 1), bytes(8, b"weight"), bytes(9, &[0; 12])].concat(),
            ),
            bytes(11, &port("weight", 1)),
            bytes(11, &port("pixel_values", 1)),
            bytes(12, &port("image_embeds", 7)),
        ]
        .concat();
        [number(1, 8), bytes(7, &graph)].concat()
    }

    #[test]
    fn reads_names_types_and_sizes() {
        let signature = read_model(&mut Cursor::new(model("MatMul"))).unwrap();
        assert_eq!(signature.inputs.len(), 1, "weights are not inputs");
        let input = signature.input("pixel_values").unwrap();
        assert_eq!(
            (input.element, input.dims.as_slice()),
            (ElementType::Float, &[None, Some(3)][..])
        );
        assert_eq!(input.names, [Some("batch".to_owned()), None]);
        assert_eq!(
            signature.output("image_embeds").unwrap().element,
            ElementType::Int64
        );
        assert!(!signature.dynamically_quantized);
        assert!(
            read_model(&mut Cursor::new(model("DynamicQuantizeLinear")))
                .unwrap()
                .dynamically_quantized
        );
        assert!(!signature.computes_in_half);
        for (target, expected) in [(1, false), (10, true)] {
            let attribute = bytes(5, &[bytes(1, b"to"), number(3, target)].concat());
            let model = model_of("Cast", &attribute);
            let signature = read_model(&mut Cursor::new(model)).unwrap();
            assert_eq!(signature.computes_in_half, expected);
        }
    }

    #[test]
    fn every_cut_is_an_error_and_none_panics() {
        let whole = model("MatMul");
        for length in 0..whole.len() {
            let cut = read_model(&mut Cursor::new(&whole[..length]));
            // A cut before the graph begins leaves a file without a graph; any other leaves half of one.
            assert!(cut.is_err(), "cut at {length} of {}", whole.len());
        }
    }

    #[test]
    fn foreign_files_are_refused() {
        for foreign in [
            &b"<!DOCTYPE html><html></html>"[..],
            b"version https://git-lfs.github.com/spec/v1",
            &[0xff; 64],
        ] {
            assert!(read_model(&mut Cursor::new(foreign)).is_err());
        }
    }
}
