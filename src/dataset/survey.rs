//! Sorting rows and files into their buckets.

use std::borrow::Cow;
use std::collections::HashSet;

use super::images::{ImageIndex, ids_without_csv};
use super::layout::{Layout, stem};
use super::report::{Bucket, CheckReport, LedgerEntry};
use super::table::{Content, Row, Rows};
use crate::Result;
use crate::job::Control;

/// So much of a row is kept for the report.
const RAW_LIMIT: usize = 400;

/// A row with an image file, to be looked at.
pub(super) struct Candidate<'a> {
    pub(super) line: u64,
    pub(super) raw: &'a str,
    pub(super) id: i64,
    pub(super) name: String,
    /// In the order of the attributes.
    pub(super) values: Vec<Cow<'a, str>>,
    pub(super) repaired: Option<String>,
    /// Position in [`Layout::images`].
    pub(super) image: usize,
}

/// The rows that have an image, and the names of their attributes; all others are in the report already.
pub(super) struct Survey<'a> {
    pub(super) attributes: Vec<String>,
    pub(super) candidates: Vec<Candidate<'a>>,
}

impl<'a> Survey<'a> {
    /// Sorts the rows of a csv file.
    pub(super) fn of_rows(
        mut rows: Rows<'a>,
        layout: &Layout,
        report: &mut CheckReport,
        control: &Control,
    ) -> Result<Self> {
        let mut sorter = Sorter {
            index: ImageIndex::new(layout, rows.header.names_images()),
            attributes: rows.header.attributes().map(|(at, _)| at).collect(),
            report,
            seen: HashSet::new(),
            ids: HashSet::new(),
            used: HashSet::new(),
            candidates: Vec::new(),
        };
        while let Some(row) = rows.next() {
            control.check()?;
            sorter.sort(row, &rows);
        }
        sorter.enter_orphans(layout);
        let attributes = rows.header.attributes().map(|(_, name)| name.to_owned());
        Ok(Self {
            attributes: attributes.collect(),
            candidates: sorter.candidates,
        })
    }

    /// Makes a row of every image where there is no csv file. The first folder of the path, which often is a class,
    /// becomes an attribute.
    pub(super) fn of_images(layout: &'a Layout) -> Self {
        let ids = ids_without_csv(&layout.images);
        let folder = |path: &'a str| path.split_once('/').map_or("", |(folder, _)| folder);
        let folders: HashSet<&str> = layout
            .images
            .iter()
            .map(|file| folder(&file.path))
            .collect();
        let with_folder = folders.len() > 1;
        let candidate = |(image, (file, id))| Candidate {
            line: 0,
            raw: "",
            id,
            name: stem(file_name(layout, image)).to_owned(),
            values: if with_folder {
                vec![Cow::Borrowed(folder(file))]
            } else {
                Vec::new()
            },
            repaired: None,
            image,
        };
        let paths = layout.images.iter().map(|file| file.path.as_str());
        Self {
            attributes: with_folder
                .then(|| "folder".to_owned())
                .into_iter()
                .collect(),
            candidates: paths.zip(ids).enumerate().map(candidate).collect(),
        }
    }
}

fn file_name(layout: &Layout, image: usize) -> &str {
    layout.images[image].name()
}

struct Sorter<'a, 'b> {
    index: ImageIndex<'b>,
    /// Positions of the attribute columns.
    attributes: Vec<usize>,
    report: &'b mut CheckReport,
    /// Ids of the rows that were understood.
    seen: HashSet<i64>,
    /// Ids of all rows, also the malformed ones: their images are no orphans.
    ids: HashSet<i64>,
    /// Images that rows name by path.
    used: HashSet<usize>,
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Sorter<'a, '_> {
    fn sort(&mut self, row: Row<'a>, rows: &Rows<'a>) {
        self.ids.extend(row.id);
        let (line, raw, id) = (row.line, row.raw, row.id);
        let entry = |bucket, note| entry(line, id, raw, bucket, note);
        let product = match row.content {
            Content::Good(product) => product,
            Content::Malformed(reason) => {
                self.report.enter(entry(Bucket::Skipped, reason));
                return;
            }
        };
        self.report.repaired += usize::from(product.repaired.is_some());
        if !self.seen.insert(product.id) {
            let note = with_repair("an earlier row has the same id", product.repaired);
            self.report.enter(entry(Bucket::DuplicateId, note));
            return;
        }
        let Some(image) = self.index.find(product.id, product.image(&rows.header)) else {
            let note = with_repair("there is no image file for it", product.repaired);
            self.report.enter(entry(Bucket::NoImage, note));
            return;
        };
        self.used.insert(image);
        let name = product.name(&rows.header);
        let mut fields = product.fields;
        let value = |&at: &usize| std::mem::take(&mut fields[at]);
        self.candidates.push(Candidate {
            line,
            raw,
            id: product.id,
            name,
            values: self.attributes.iter().map(value).collect(),
            repaired: product.repaired,
            image,
        });
    }

    fn enter_orphans(&mut self, layout: &Layout) {
        for file in self.index.orphans(&self.ids, &self.used) {
            self.report.enter(LedgerEntry {
                path: Some(layout.relative(&file.path).to_owned()),
                ..entry(
                    0,
                    None,
                    "",
                    Bucket::Orphan,
                    "no row names this image".to_owned(),
                )
            });
        }
    }
}

/// A fault and, where there was one, the repair that came before it.
pub(super) fn with_repair(fault: &str, repaired: Option<String>) -> String {
    match repaired {
        Some(repair) => format!("{fault}; the row was repaired: {repair}"),
        None => fault.to_owned(),
    }
}

pub(super) fn entry(
    line: u64,
    id: Option<i64>,
    raw: &str,
    bucket: Bucket,
    note: String,
) -> LedgerEntry {
    let kept = raw
        .char_indices()
        .nth(RAW_LIMIT)
        .map(|(end, _)| &raw[..end]);
    LedgerEntry {
        line,
        id,
        path: None,
        raw: kept.map_or_else(|| raw.to_owned(), |kept| format!("{kept}…")),
        bucket,
        note,
    }
}
