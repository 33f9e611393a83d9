//! Models made from the built-in one: both towers in one graph, as `patrickjohncyh/fashion-clip` ships it, and tensors
//! of another precision.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::fs;
use std::path::Path;

use vectorsearch_pro::inference::LoadOptions;
use vectorsearch_pro::model::{FillerKind, ModelSpec, TextTokenizer};

/// One field of a protocol buffer message: its number, and a number or bytes.
enum Field {
    Number(u64, u64),
    Bytes(u64, Vec<u8>),
}

fn varint(message: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let (&byte, rest) = message.split_first().unwrap();
        *message = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

fn write_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn fields(mut message: &[u8]) -> Vec<Field> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let key = varint(&mut message);
        fields.push(match key & 7 {
            0 => Field::Number(key >> 3, varint(&mut message)),
            2 => {
                let length = varint(&mut message) as usize;
                let (bytes, rest) = message.split_at(length);
                message = rest;
                Field::Bytes(key >> 3, bytes.to_vec())
            }
            other => panic!("no ONNX graph here has fields of type {other} at this level"),
        });
    }
    fields
}

fn write(fields: &[Field]) -> Vec<u8> {
    let mut out = Vec::new();
    for field in fields {
        match field {
            Field::Number(number, value) => {
                write_varint(number << 3, &mut out);
                write_varint(*value, &mut out);
            }
            Field::Bytes(number, bytes) => {
                write_varint(number << 3 | 2, &mut out);
                write_varint(bytes.len() as u64, &mut out);
                out.extend(bytes);
            }
        }
    }
    out
}

/// Renames the texts in the fields `names` of a message.
fn rename(message: &[u8], names: &[u64]) -> Vec<u8> {
    const KEPT: [&str; 3] = ["input_ids", "attention_mask", "text_embeds"];
    let renamed = fields(message).into_iter().map(|field| match field {
        Field::Bytes(number, text) if names.contains(&number) => {
            let name = String::from_utf8(text).unwrap();
            let is_kept = name.is_empty() || KEPT.contains(&name.as_str());
            let name = if is_kept {
                name
            } else {
                format!("text/{name}")
            };
            Field::Bytes(number, name.into_bytes())
        }
        field => field,
    });
    write(&renamed.collect::<Vec<_>>())
}

/// Adds the text tower's nodes, weights, inputs and outputs to the image tower's graph.
fn combined(vision: &[u8], text: &[u8]) -> Vec<u8> {
    const GRAPH: u64 = 7;
    let graph_of = |model: &[u8]| {
        let mut graphs = fields(model).into_iter().filter_map(|field| match field {
            Field::Bytes(GRAPH, graph) => Some(graph),
            _ => None,
        });
        graphs.next().unwrap()
    };
    let mut graph = fields(&graph_of(vision));
    // Nodes (inputs, outputs and name), weights, and the graph's own inputs, outputs and shapes.
    let named = [
        (1, &[1, 2, 3][..]),
        (5, &[8]),
        (11, &[1]),
        (12, &[1]),
        (13, &[1]),
    ];
    for field in fields(&graph_of(text)) {
        if let Field::Bytes(number, message) = field
            && let Some((_, names)) = named.iter().find(|(field, _)| *field == number)
        {
            graph.push(Field::Bytes(number, rename(&message, names)));
        }
    }
    let model = fields(vision).into_iter().map(|field| match field {
        Field::Bytes(GRAPH, _) => Field::Bytes(GRAPH, write(&graph)),
        field => field,
    });
    write(&model.collect::<Vec<_>>())
}

/// Replaces the bytes field that `path` leads to.
fn replace(message: &[u8], path: &[u64], change: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let Some((step, rest)) = path.split_first() else {
        return change(message);
    };
    let replaced = fields(message).into_iter().map(|field| match field {
        Field::Bytes(number, inner) if number == *step => {
            Field::Bytes(number, replace(&inner, rest, change))
        }
        field => field,
    });
    write(&replaced.collect::<Vec<_>>())
}

#[test]
fn another_precision_of_pictures_is_refused_with_a_reason() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter");
    let folder = tempfile::tempdir().unwrap();
    let tower = fs::read(assets.join("onnx/vision_model.onnx")).unwrap();
    // The element type of the graph's input: graph, input, type, tensor type, and there field 1; 10 are 16-bit floats.
    let half = |tensor: &[u8]| {
        let changed = fields(tensor).into_iter().map(|field| match field {
            Field::Number(1, _) => Field::Number(1, 10),
            field => field,
        });
        write(&changed.collect::<Vec<_>>())
    };
    let tower = replace(&tower, &[7, 11, 2, 1], &half);
    fs::write(folder.path().join("vision_model_fp16.onnx"), tower).unwrap();
    fs::copy(
        assets.join("onnx/text_model.onnx"),
        folder.path().join("text_model_fp16.onnx"),
    )
    .unwrap();
    fs::copy(
        assets.join("tokenizer.json"),
        folder.path().join("tokenizer.json"),
    )
    .unwrap();
    let error = ModelSpec::open(folder.path()).unwrap_err();
    assert!(
        error.what().contains("\"pixel_values\" in a precision"),
        "{error}"
    );
}

#[test]
fn both_towers_of_one_graph_give_what_they_give_apart() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter");
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| fs::read(assets.join(name)).unwrap();
    let graph = combined(
        &read("onnx/vision_model.onnx"),
        &read("onnx/text_model.onnx"),
    );
    fs::create_dir(folder.path().join("onnx")).unwrap();
    fs::write(folder.path().join("onnx/model.onnx"), graph).unwrap();
    for name in ["tokenizer.json", "preprocessor_config.json"] {
        fs::copy(assets.join(name), folder.path().join(name)).unwrap();
    }
    let (apart, together) = (
        ModelSpec::open(&assets).unwrap(),
        ModelSpec::open(folder.path()).unwrap(),
    );
    let side = together.side();
    assert_eq!(together.text.fillers.len(), 1);
    assert_eq!(together.text.fillers[0].kind, FillerKind::Pictures { side });
    assert!(apart.image.fillers.is_empty() && !together.image.fillers.is_empty());
    let hashes = together.hashes().unwrap();
    assert_eq!(hashes[0], hashes[1], "one file is both towers");

    let count = 3;
    let pixels: Vec<f32> = (0..count * 3 * side * side)
        .map(|i| ((i * 2_654_435_761) % 1000) as f32 / 300.0 - 1.5)
        .collect();
    let tokenizer = TextTokenizer::load(&together.text.tokenizer, None).unwrap();
    let ids = tokenizer.encode("red leather handbag").unwrap();
    let options = LoadOptions::on_cpu(2);
    for engine in common::engines() {
        let vectors = |spec: &ModelSpec| {
            let images = engine.load_image(spec, options).unwrap();
            let mut found = vec![0.0; count * images.dim()];
            images.encode(&pixels, count, &mut found).unwrap();
            let mut texts = engine.load_text(spec, options).unwrap();
            found.extend(texts.encode(&ids).unwrap());
            found
        };
        let (expected, found) = (vectors(&apart), vectors(&together));
        assert_eq!(expected.len(), found.len());
        let off = expected.iter().zip(&found).map(|(a, b)| (a - b).abs());
        let off = off.fold(0.0, f32::max);
        assert!(off <= 1e-4, "{off} with {}", engine.info());
    }
}
