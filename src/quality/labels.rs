//! The labels of a run's rows, taken from the dataset by product id.

use std::collections::HashMap;

use serde::Serialize;

use crate::dataset::{Column, Dataset};

/// The code of a row whose label is not known.
pub const UNKNOWN: u32 = u32::MAX;

/// One column of labels, aligned with the rows of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelColumn {
    /// The column's name in the csv file.
    pub name: String,
    /// The labels that occur in the run, the most frequent first, equal counts in alphabetical order.
    pub labels: Vec<String>,
    /// Rows with each label.
    pub counts: Vec<usize>,
    /// Position in `labels` for each row, or [`UNKNOWN`].
    pub codes: Vec<u32>,
}

impl LabelColumn {
    /// Encodes one label for each row, nothing where it is not known.
    pub fn new<'a>(name: &str, values: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let values: Vec<Option<&str>> = values.into_iter().collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for value in values.iter().flatten() {
            *counts.entry(value).or_default() += 1;
        }
        let mut labels: Vec<(&str, usize)> = counts.into_iter().collect();
        labels.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let codes: HashMap<&str, u32> = labels.iter().map(|(label, _)| *label).zip(0..).collect();
        let code = |value: Option<&str>| value.map_or(UNKNOWN, |label| codes[label]);
        Self {
            name: name.to_owned(),
            codes: values.into_iter().map(code).collect(),
            counts: labels.iter().map(|(_, count)| *count).collect(),
            labels: labels
                .into_iter()
                .map(|(label, _)| label.to_owned())
                .collect(),
        }
    }

    /// The code of a row's label, where it is known.
    pub fn code(&self, row: usize) -> Option<u32> {
        self.codes.get(row).copied().filter(|&code| code != UNKNOWN)
    }

    /// The label of a row, where it is known.
    pub fn label(&self, row: usize) -> Option<&str> {
        self.code(row).map(|code| self.name_of(code))
    }

    /// The label with this code.
    pub fn name_of(&self, code: u32) -> &str {
        self.labels.get(code as usize).map_or("", String::as_str)
    }

    /// Rows whose label is known.
    pub fn known(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Rows whose label is not known.
    pub fn unknown(&self) -> usize {
        self.codes.len() - self.known()
    }
}

/// A column that says nothing about neighbourhoods, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The column's name.
    pub column: String,
    /// The reason in words.
    pub reason: String,
}

/// What a dataset knows of the rows of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunLabels {
    /// The columns that can be judged.
    pub columns: Vec<LabelColumn>,
    /// The others.
    pub left_out: Vec<LeftOut>,
    /// For each row, its place in [`Dataset::products`]; nothing where the dataset no longer has this id.
    pub products: Vec<Option<usize>>,
    /// [`Dataset::catalog_fingerprint`]: tells whether the rows are those that the run was made of.
    pub catalog: String,
}

impl RunLabels {
    /// Looks up every id of a run. A product that is not in the dataset has no known label.
    pub fn of(dataset: &Dataset, ids: &[i64]) -> Self {
        let places: HashMap<i64, usize> = dataset
            .products
            .iter()
            .map(|product| product.id)
            .zip(0..)
            .collect();
        let products: Vec<Option<usize>> = ids.iter().map(|id| places.get(id).copied()).collect();
        let mut labels = Self {
            catalog: dataset.catalog_fingerprint(),
            ..Self::default()
        };
        for column in &dataset.columns {
            let column = labels_of(column, &products);
            match useless(&column) {
                Some(reason) => labels.left_out.push(LeftOut {
                    column: column.name,
                    reason: reason.to_owned(),
                }),
                None => labels.columns.push(column),
            }
        }
        Self { products, ..labels }
    }

    /// The column of this name, in any case.
    pub fn column(&self, name: &str) -> Option<&LabelColumn> {
        let mut columns = self.columns.iter();
        columns.find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Rows that the dataset has no product for.
    pub fn missing(&self) -> usize {
        self.products.iter().filter(|place| place.is_none()).count()
    }
}

fn labels_of(column: &Column, products: &[Option<usize>]) -> LabelColumn {
    let missing = column.missing();
    let value = |place: &Option<usize>| {
        let code = *column.codes.get((*place)?)?;
        let label = column
            .labels
            .get(code as usize)
            .filter(|_| missing != Some(code))?;
        Some(label.as_str())
    };
    LabelColumn::new(&column.name, products.iter().map(value))
}

fn useless(column: &LabelColumn) -> Option<&'static str> {
    match column.labels.len() {
        0 => Some("no product has a label"),
        1 => Some("all products have the same label"),
        labels if labels * 2 > column.known() => Some("most products have a label of their own"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_ordered_by_count_then_name() {
        let values = [Some("b"), None, Some("a"), Some("c"), Some("c")];
        let column = LabelColumn::new("kind", values);
        assert_eq!(column.labels, ["c", "a", "b"]);
        assert_eq!(column.counts, [2, 1, 1]);
        assert_eq!(column.codes, [2, UNKNOWN, 1, 0, 0]);
        assert_eq!((column.known(), column.unknown()), (4, 1));
        assert_eq!(
            (column.label(0), column.label(1), column.label(9)),
            (Some("b"), None, None)
        );
    }

    #[test]
    fn columns_without_information_are_named() {
        let column =
            |values: &[Option<&'static str>]| LabelColumn::new("x", values.iter().copied());
        assert!(useless(&column(&[None, None])).is_some());
        assert!(useless(&column(&[Some("a"), Some("a"), None])).is_some());
        assert!(useless(&column(&[Some("a"), Some("b"), Some("c")])).is_some());
        assert!(useless(&column(&[Some("a"), Some("b"), Some("a"), Some("b")])).is_none());
    }
}
