//! `metadata_clean.csv` and `skipped.csv`.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::write_atomically;
use crate::{Error, Result};

/// One line of `metadata_clean.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataRow {
    /// Product id.
    pub id: i64,
    /// Product name; empty where pandas reads none.
    #[serde(rename = "productDisplayName")]
    pub name: String,
    /// Path of the picture within the dataset, with forward slashes.
    pub image_path: String,
}

/// One row or file that has no vector, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Product id; none for a picture that no row names.
    pub id: Option<i64>,
    /// Path of the picture within the dataset.
    pub path: String,
    /// The reason in words.
    pub reason: String,
}

/// Writes the metadata exactly as pandas' `to_csv(index=False)` does: UTF-8, `\n`, quotes where needed.
pub fn write_metadata(path: &Path, rows: impl IntoIterator<Item = MetadataRow>) -> Result<()> {
    write_rows(path, &["id", "productDisplayName", "image_path"], rows)
}

/// Writes the list of what was left out.
pub fn write_skipped(path: &Path, rows: impl IntoIterator<Item = Skipped>) -> Result<()> {
    write_rows(path, &["id", "path", "reason"], rows)
}

/// Reads `metadata_clean.csv` back.
pub fn read_metadata(path: &Path) -> Result<Vec<MetadataRow>> {
    read_rows(path)
}

/// Reads `skipped.csv` back.
pub fn read_skipped(path: &Path) -> Result<Vec<Skipped>> {
    read_rows(path)
}

fn write_rows<T: Serialize>(
    path: &Path,
    header: &[&str],
    rows: impl IntoIterator<Item = T>,
) -> Result<()> {
    write_atomically(path, |file| {
        let mut writer = csv::WriterBuilder::new()
            .has_headers(false)
            .from_writer(file);
        writer.write_record(header)?;
        for row in rows {
            writer.serialize(row).map_err(io::Error::from)?;
        }
        writer.flush()
    })
}

fn read_rows<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>> {
    let read = || {
        csv::Reader::from_path(path)?
            .into_deserialize()
            .collect::<csv::Result<Vec<T>>>()
    };
    read().map_err(|cause| {
        Error::new("A table of the run cannot be read")
            .meaning("The files in this folder do not belong together or were changed")
            .remedy("Embed again into a new folder")
            .at(path)
            .caused_by(cause)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_pandas_does_and_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv");
        let row = |id, name: &str| MetadataRow {
            id,
            name: name.into(),
            image_path: format!("images/{id}.jpg"),
        };
        let rows = [
            row(1, "Plain  name "),
            row(2, "Boots, brown"),
            row(3, "3.5\" heel"),
            row(4, ""),
            row(5, "a\nb"),
        ];
        write_metadata(&path, rows.clone()).unwrap();
        let expected = "id,productDisplayName,image_path\n1,Plain  name ,images/1.jpg\n2,\"Boots, brown\",images/2.jpg\n\
                        3,\"3.5\"\" heel\",images/3.jpg\n4,,images/4.jpg\n5,\"a\nb\",images/5.jpg\n";
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
        assert_eq!(read_metadata(&path).unwrap(), rows);
    }

    #[test]
    fn an_empty_list_has_a_header() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("skipped.csv");
        write_skipped(&path, []).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "id,path,reason\n");
        assert_eq!(read_skipped(&path).unwrap(), []);
    }
}
