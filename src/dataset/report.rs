//! What the check found: every row and every file in exactly one place.

use std::fmt;

use serde_json::{Value, json};

use super::{Delimiter, TextEncoding};
use crate::Error;

/// Where a row (or an image file without one) ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// Usable as it stands.
    Intact,
    /// Usable after a repair.
    Repaired,
    /// Malformed and left out.
    Skipped,
    /// There is no image file for it.
    NoImage,
    /// An earlier row has the same id.
    DuplicateId,
    /// Its image file cannot be read or is no image.
    Unreadable,
    /// Not a row: an image file that no row names.
    Orphan,
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Intact => "intact",
            Self::Repaired => "repaired",
            Self::Skipped => "malformed and skipped",
            Self::NoImage => "no image",
            Self::DuplicateId => "duplicate id",
            Self::Unreadable => "unreadable image",
            Self::Orphan => "image without row",
        })
    }
}

/// One row that is not plainly intact, or one image file without a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The line in the csv file, counted from 1; 0 where there is none.
    pub line: u64,
    /// The product, where its id can be read.
    pub id: Option<i64>,
    /// The image file concerned, relative to the dataset.
    pub path: Option<String>,
    /// The row as it stands in the file, cut after a few hundred characters.
    pub raw: String,
    /// Where it ended.
    pub bucket: Bucket,
    /// What was done to it, or what is wrong with it.
    pub note: String,
}

/// The result of checking a dataset.
///
/// `rows` = `intact` + `repaired_usable` + `skipped_rows` + `missing_images` + `duplicate_ids` + `unreadable`, and
/// `image_files` = `images_with_row` + `orphan_images`.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// All rows below the header; without a csv file, all images.
    pub rows: usize,
    /// Usable as they stand.
    pub intact: usize,
    /// All repaired rows, also those that are not usable for another reason.
    pub repaired: usize,
    /// Repaired and usable.
    pub repaired_usable: usize,
    /// Malformed and left out.
    pub skipped_rows: usize,
    /// The ids of the rows whose image is not there.
    pub missing_images: Vec<i64>,
    /// Rows whose id an earlier row has.
    pub duplicate_ids: usize,
    /// Rows whose image file cannot be read or is no image.
    pub unreadable: usize,
    /// All image files of the dataset.
    pub image_files: usize,
    /// Image files that a row names.
    pub images_with_row: usize,
    /// Image files that no row names.
    pub orphan_images: usize,
    /// The csv file, relative to what was opened; nothing for images alone.
    pub csv: Option<String>,
    /// The encoding of the csv file.
    pub encoding: TextEncoding,
    /// What separates the fields of the csv file.
    pub delimiter: Delimiter,
    /// Whatever else the user should know, in sentences.
    pub notes: Vec<String>,
    /// Every row that is not plainly intact in order of line, then the orphans in order of path.
    pub ledger: Vec<LedgerEntry>,
}

impl CheckReport {
    /// How many products can be embedded.
    pub fn usable(&self) -> usize {
        self.intact + self.repaired_usable
    }

    /// What `check --json` prints.
    pub fn to_json(&self) -> Value {
        let of_csv = |text: String| self.csv.as_ref().map(|_| text);
        json!({
            "rows": self.rows,
            "usable": self.usable(),
            "repaired": self.repaired,
            "skipped_rows": self.skipped_rows,
            "duplicate_ids": self.duplicate_ids,
            "missing_images": self.missing_images,
            "orphan_images": self.orphan_images,
            "unreadable": self.unreadable,
            "intact": self.intact,
            "repaired_usable": self.repaired_usable,
            "image_files": self.image_files,
            "images_with_row": self.images_with_row,
            "csv": self.csv,
            "encoding": of_csv(self.encoding.to_string()),
            "delimiter": of_csv(self.delimiter.to_string()),
            "notes": self.notes,
        })
    }

    /// Why there is nothing to embed, if that is so.
    pub fn nothing_usable(&self) -> Option<Error> {
        if self.usable() > 0 {
            return None;
        }
        let missing = self.missing_images.len();
        let counts = [
            (missing, "without an image"),
            (self.unreadable, "with an unreadable image"),
            (self.skipped_rows, "malformed"),
            (self.duplicate_ids, "with a repeated id"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let remedy = if missing * 2 > self.rows {
            "Put the folder images, with files such as 1163.jpg, beside styles.csv"
        } else {
            "Look at the check report and replace the dataset's files"
        };
        let error = Error::new("The dataset holds no product that can be embedded");
        Some(
            error
                .meaning(format!("Of {} rows: {}", self.rows, counts.join(", ")))
                .remedy(remedy),
        )
    }

    pub(super) fn enter(&mut self, entry: LedgerEntry) {
        match entry.bucket {
            Bucket::Intact => self.intact += 1,
            Bucket::Repaired => self.repaired_usable += 1,
            Bucket::Skipped => self.skipped_rows += 1,
            Bucket::NoImage => self.missing_images.extend(entry.id),
            Bucket::DuplicateId => self.duplicate_ids += 1,
            Bucket::Unreadable => self.unreadable += 1,
            Bucket::Orphan => self.orphan_images += 1,
        }
        self.rows += usize::from(entry.bucket != Bucket::Orphan);
        if entry.bucket != Bucket::Intact {
            self.ledger.push(entry);
        }
    }

    pub(super) fn finish(&mut self) {
        self.images_with_row = self.image_files - self.orphan_images;
        self.ledger
            .sort_by_key(|entry| (entry.bucket == Bucket::Orphan, entry.line));
    }
}
