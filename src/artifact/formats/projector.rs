//! A folder for TensorBoard's embedding projector: vectors, attributes, pictures, and the file that ties them together.
//!
//! The numbers have six decimals: more would show nothing more, and the browser reads the whole text.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use super::material::{Products, bytes_of_columns, named_columns};
use super::sprite::{self, Sheet};
use super::{Material, Work, shape};
use crate::Result;
use crate::artifact::atomic::Staging;
use crate::artifact::{FinishedRun, METADATA, RunRecord};
use crate::dataset::Dataset;
use crate::text::counted;

const FOLDER: &str = "projector";
const VECTORS: &str = "vectors.tsv";
const ATTRIBUTES: &str = "metadata.tsv";
const SPRITE: &str = "sprite.png";
const CONFIG: &str = "projector_config.pbtxt";

pub(super) const FILES: [&str; 4] = [
    "projector/vectors.tsv",
    "projector/metadata.tsv",
    "projector/sprite.png",
    "projector/projector_config.pbtxt",
];

const NAMES: [&str; 3] = ["id", "productDisplayName", "image_path"];

pub(super) fn size(record: &RunRecord, dataset: Option<&Dataset>) -> u64 {
    let (items, dim) = shape(record);
    // "0.012345" and a tab, half of them with a minus.
    let vectors = items * dim * 19 / 2;
    let names = record.files.get(METADATA).map_or(0, |file| file.bytes);
    let columns = dataset.map_or(0, |dataset| {
        items * dataset.columns.len() as u64 + bytes_of_columns(dataset)
    });
    // Small photos on white compress to about a byte a pixel.
    let cell = u64::from(Sheet::of(record.counts.items).cell);
    vectors + names + columns + items * cell * cell
}

pub(super) fn write(material: &Material<'_>, to: &Path, work: &Work<'_>) -> Result<Vec<String>> {
    let run = material.run();
    let Some(products) = material.products() else {
        return Err(super::needs_dataset(super::Format::Projector));
    };
    let sheet = Sheet::of(run.ids.len());
    work.expect(3 * run.ids.len());
    let mut set = Staging::new(&to.join(FOLDER))?;
    set.write(VECTORS, |file| write_vectors(run, file, work))?;
    set.write(ATTRIBUTES, |file| {
        write_attributes(run, products, file, work)
    })?;
    let mut missing = 0;
    set.write(SPRITE, |file| {
        missing = sprite::write(products, sheet, file, work)?;
        Ok(())
    })?;
    set.write(CONFIG, |file| {
        file.write_all(config(&run.record, sheet).as_bytes())
    })?;
    set.commit()?;
    Ok(notes(missing))
}

fn write_vectors(run: &FinishedRun, file: &mut impl Write, work: &Work<'_>) -> io::Result<()> {
    let mut line = String::new();
    for vector in run.vectors.view().outer_iter() {
        line.clear();
        for x in vector {
            // Writing into a string cannot fail.
            let _ = write!(line, "{x:.6}\t");
        }
        line.pop();
        line.push('\n');
        file.write_all(line.as_bytes())?;
        work.step(1)?;
    }
    Ok(())
}

fn write_attributes(
    run: &FinishedRun,
    products: &Products<'_>,
    file: &mut impl Write,
    work: &Work<'_>,
) -> io::Result<()> {
    let columns = named_columns(products.dataset, &NAMES);
    let names = NAMES
        .into_iter()
        .chain(columns.iter().map(|(name, _)| name.as_str()));
    write_line(file, names)?;
    for (product, metadata) in products.rows.iter().zip(&run.metadata) {
        let id = metadata.id.to_string();
        let own = [id.as_str(), &metadata.name, &metadata.image_path];
        let labels = columns.iter().map(|(_, column)| column.label(*product));
        write_line(file, own.into_iter().chain(labels))?;
        work.step(1)?;
    }
    Ok(())
}

/// TensorBoard splits at tabs and line ends, and knows no quotes.
fn write_line<'t>(file: &mut impl Write, values: impl Iterator<Item = &'t str>) -> io::Result<()> {
    let plain = |value: &str| value.replace(['\t', '\n', '\r'], " ");
    let line: Vec<String> = values.map(plain).collect();
    writeln!(file, "{}", line.join("\t"))
}

fn config(record: &RunRecord, sheet: Sheet) -> String {
    let name = format!("{}, {}", record.dataset.name, record.model.id);
    let name = name.replace('\\', "\\\\").replace('"', "\\\"");
    let cell = sheet.cell;
    format!(
        "embeddings {{\n  tensor_name: \"{name}\"\n  tensor_path: \"{VECTORS}\"\n  metadata_path: \"{ATTRIBUTES}\"\n  \
         sprite {{\n    image_path: \"{SPRITE}\"\n    single_image_dim: {cell}\n    single_image_dim: {cell}\n  }}\n}}\n"
    )
}

fn notes(missing: usize) -> Vec<String> {
    let note = || {
        let pictures = counted(missing as u64, "picture");
        format!("{pictures} could not be read any more and have an empty place in {SPRITE}")
    };
    (missing > 0).then(note).into_iter().collect()
}
