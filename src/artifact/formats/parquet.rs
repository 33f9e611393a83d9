//! One table: id, name, picture, attributes, vector.
//!
//! Written through the column writers of the `parquet` crate, without arrow: a group of rows at a time, so that memory
//! does not grow with the run. A name or an attribute that is missing is null.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, FloatType, Int64Type};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::material::{Products, bytes_of_columns, named_columns};
use super::{Material, Work, shape};
use crate::Result;
use crate::artifact::{FinishedRun, METADATA, RunRecord, write_atomically};
use crate::dataset::{Column, Dataset, MISSING_LABEL};

pub(super) const FILE: &str = "image_embeddings.parquet";

const ID: &str = "id";
const NAME: &str = "productDisplayName";
const IMAGE: &str = "image_path";
const EMBEDDING: &str = "embedding";

/// Rows of a group: 8 MB of vectors of 512 numbers.
const GROUP: usize = 4096;

/// Rows whose vectors are handed over at a time.
const BLOCK: usize = 256;

pub(super) fn size(record: &RunRecord, dataset: Option<&Dataset>) -> u64 {
    let (items, dim) = shape(record);
    let names = record.files.get(METADATA).map_or(0, |file| file.bytes);
    // Each distinct value once in a group of rows, and a byte a row that names it.
    let columns = dataset.map_or(0, |dataset| {
        items * dataset.columns.len() as u64 + bytes_of_columns(dataset) / 100
    });
    4 * items * dim + 12 * items + names + columns
}

pub(super) fn write(material: &Material<'_>, to: &Path, work: &Work<'_>) -> Result<Vec<String>> {
    let run = material.run();
    let products = material.products();
    work.expect(run.ids.len());
    write_atomically(&to.join(FILE), |file| {
        write_table(run, products, file, work).map_err(io_error)
    })?;
    Ok(Vec::new())
}

fn write_table(
    run: &FinishedRun,
    products: Option<&Products<'_>>,
    file: &mut (impl Write + Send),
    work: &Work<'_>,
) -> ParquetResult<()> {
    let columns = products.map_or_else(Vec::new, |products| {
        named_columns(products.dataset, &[ID, NAME, IMAGE, EMBEDDING])
    });
    let schema = schema(columns.iter().map(|(name, _)| name.as_str()))?;
    let mut writer = SerializedFileWriter::new(file, schema, properties(&run.record))?;
    for first in (0..run.ids.len()).step_by(GROUP) {
        let rows = first..(first + GROUP).min(run.ids.len());
        let mut group = writer.next_row_group()?;
        write_products(&mut group, run, rows.clone())?;
        for (_, column) in &columns {
            let labels = products
                .into_iter()
                .flat_map(|products| &products.rows[rows.clone()]);
            write_labels(&mut group, column, labels)?;
        }
        write_vectors(&mut group, run, rows, work)?;
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn write_products<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    run: &FinishedRun,
    rows: Range<usize>,
) -> ParquetResult<()> {
    let metadata = &run.metadata[rows.clone()];
    column::<_, Int64Type>(group, |writer| {
        writer.write_batch(&run.ids[rows], None, None).map(drop)
    })?;
    let names = metadata
        .iter()
        .map(|row| Some(row.name.as_str()).filter(|name| !name.is_empty()));
    write_optional(group, names)?;
    let paths: Vec<ByteArray> = metadata
        .iter()
        .map(|row| row.image_path.as_str().into())
        .collect();
    column::<_, ByteArrayType>(group, |writer| {
        writer.write_batch(&paths, None, None).map(drop)
    })
}

fn write_labels<'r, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &Column,
    products: impl Iterator<Item = &'r usize>,
) -> ParquetResult<()> {
    let labels = products.map(|&product| Some(column.label(product)));
    write_optional(
        group,
        labels.map(|label| label.filter(|&label| label != MISSING_LABEL)),
    )
}

fn write_optional<'t, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<&'t str>>,
) -> ParquetResult<()> {
    let (mut present, mut levels) = (Vec::new(), Vec::new());
    for value in values {
        levels.push(i16::from(value.is_some()));
        present.extend(value.map(ByteArray::from));
    }
    column::<_, ByteArrayType>(group, |writer| {
        writer.write_batch(&present, Some(&levels), None).map(drop)
    })
}

fn write_vectors<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    run: &FinishedRun,
    rows: Range<usize>,
    work: &Work<'_>,
) -> ParquetResult<()> {
    let dim = run.vectors.dim();
    // Level 1: a number is there. It begins a new list at level 0 and goes on with one at level 1.
    let there = vec![1; BLOCK * dim];
    let begins: Vec<i16> = (0..BLOCK * dim)
        .map(|i| i16::from(!i.is_multiple_of(dim)))
        .collect();
    let mut values = Vec::with_capacity(BLOCK * dim);
    column::<_, FloatType>(group, |writer| {
        for first in rows.clone().step_by(BLOCK) {
            let last = (first + BLOCK).min(rows.end);
            values.clear();
            values.extend_from_slice(run.vectors.rows(first..last));
            let count = values.len();
            writer.write_batch(&values, Some(&there[..count]), Some(&begins[..count]))?;
            work.step(last - first)?;
        }
        Ok(())
    })
}

/// Writes the next column of a group.
fn column<W: Write + Send, T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    write: impl FnOnce(&mut ColumnWriterImpl<'_, T>) -> ParquetResult<()>,
) -> ParquetResult<()> {
    let next = group.next_column()?;
    let mut column = next.ok_or_else(|| ParquetError::General("no such column".to_owned()))?;
    write(column.typed::<T>())?;
    column.close()
}

fn schema<'n>(attributes: impl Iterator<Item = &'n str>) -> ParquetResult<TypePtr> {
    let mut fields = vec![
        field(ID, Physical::INT64, Repetition::REQUIRED, None)?,
        text(NAME, Repetition::OPTIONAL)?,
        text(IMAGE, Repetition::REQUIRED)?,
    ];
    for name in attributes {
        fields.push(text(name, Repetition::OPTIONAL)?);
    }
    let number = field("element", Physical::FLOAT, Repetition::REQUIRED, None)?;
    let numbers = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![number]);
    let vector = Type::group_type_builder(EMBEDDING)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(numbers.build()?)]);
    fields.push(Arc::new(vector.build()?));
    let table = Type::group_type_builder("products").with_fields(fields);
    Ok(Arc::new(table.build()?))
}

fn text(name: &str, repetition: Repetition) -> ParquetResult<TypePtr> {
    field(
        name,
        Physical::BYTE_ARRAY,
        repetition,
        Some(LogicalType::String),
    )
}

fn field(
    name: &str,
    physical: Physical,
    repetition: Repetition,
    logical: Option<LogicalType>,
) -> ParquetResult<TypePtr> {
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical);
    Ok(Arc::new(field.build()?))
}

/// Vectors and ids neither repeat nor have a meaningful smallest value; the model is named in the file.
fn properties(record: &RunRecord) -> WriterPropertiesPtr {
    let vector = ColumnPath::new(vec![EMBEDDING.into(), "list".into(), "element".into()]);
    let model = KeyValue::new("model".to_owned(), record.model.label.clone());
    let properties = WriterProperties::builder()
        .set_column_dictionary_enabled(ColumnPath::from(ID), false)
        .set_column_dictionary_enabled(vector.clone(), false)
        .set_column_statistics_enabled(vector, EnabledStatistics::None)
        .set_key_value_metadata(Some(vec![model]));
    Arc::new(properties.build())
}

/// The error of the disk rather than the library's wrapping of it.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ExportProgress;
    use super::super::testing::{Full, run};
    use super::*;
    use crate::job::Control;

    #[test]
    fn a_full_disk_is_told_as_one_wherever_it_happens() {
        let run = run(20, 16);
        let (control, progress) = (Control::new(), ExportProgress::default());
        let work = Work::new(&control, &progress);
        let write = |room: usize| write_table(&run, None, &mut Full(room), &work).map_err(io_error);
        write(10_000).unwrap();
        for room in (0..1300).step_by(50) {
            assert_eq!(write(room).unwrap_err().kind(), io::ErrorKind::StorageFull);
        }
        control.stop();
        let stopped = write(10_000).unwrap_err();
        assert!(stopped.downcast::<crate::Error>().unwrap().is_interrupted());
    }
}
