//! What is known of the products of a run, row by row.
//!
//! A run may hold fewer products than its dataset (a range, pictures that were skipped), and the dataset may have
//! changed since. Columns are matched by product id once, so that everything else can go by row.

use std::collections::HashMap;

use crate::dataset::{Column, Dataset, MISSING_LABEL};
use crate::{Error, Result};

/// The code of a row whose product is not in the dataset any more.
const ABSENT: u32 = u32::MAX;

/// The columns of a dataset, aligned to the rows of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Attributes {
    columns: Vec<Attribute>,
    rows: usize,
    unknown: usize,
}

/// One column, aligned to the rows of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The column's name.
    pub name: String,
    /// The distinct values of the dataset, the most frequent first; a missing value is called `(none)`.
    pub labels: Vec<String>,
    codes: Vec<u32>,
    numbers: Option<Vec<Option<f64>>>,
}

impl Attributes {
    /// The columns of `dataset` for the rows of a run, given by their product ids.
    pub fn of_dataset(dataset: &Dataset, ids: &[i64]) -> Self {
        let products = dataset.products.iter().map(|product| product.id);
        Self::new(&dataset.columns, products, ids)
    }

    /// The same from columns and the ids of the products that they describe.
    pub fn new(columns: &[Column], products: impl IntoIterator<Item = i64>, ids: &[i64]) -> Self {
        let known: HashMap<i64, usize> = products.into_iter().zip(0..).collect();
        let places: Vec<Option<usize>> = ids.iter().map(|id| known.get(id).copied()).collect();
        let align = |column: &Column| Attribute {
            name: column.name.clone(),
            labels: column.labels.clone(),
            codes: places
                .iter()
                .map(|place| place.map_or(ABSENT, |place| column.codes[place]))
                .collect(),
            numbers: numbers(&column.labels),
        };
        Self {
            columns: columns.iter().map(align).collect(),
            rows: ids.len(),
            unknown: places.iter().filter(|place| place.is_none()).count(),
        }
    }

    /// All columns, in the order of the csv file.
    pub fn columns(&self) -> &[Attribute] {
        &self.columns
    }

    /// Number of rows of the run.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Rows of the run whose product is not in the dataset: they pass no filter and have no labels.
    pub fn unknown(&self) -> usize {
        self.unknown
    }

    /// The column of this name, in any case.
    pub fn column(&self, name: &str) -> Result<&Attribute> {
        let mut columns = self.columns.iter();
        let found = columns.find(|column| column.name.eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| {
            let names: Vec<&str> = self.columns.iter().map(|column| &*column.name).collect();
            Error::new(format!("The dataset has no column \"{name}\""))
                .remedy(format!("Choose one of: {}", names.join(", ")))
        })
    }
}

impl Attribute {
    /// The position in [`Attribute::labels`] of a row's value; none for a product that the dataset does not know.
    pub fn code(&self, row: usize) -> Option<u32> {
        self.codes.get(row).copied().filter(|&code| code != ABSENT)
    }

    /// The same where the value says something: neither unknown nor missing.
    pub fn known_code(&self, row: usize) -> Option<u32> {
        self.code(row)
            .filter(|&code| self.labels[code as usize] != MISSING_LABEL)
    }

    /// A row's value in words.
    pub fn label(&self, row: usize) -> &str {
        self.code(row)
            .map_or("(not in the dataset)", |code| &*self.labels[code as usize])
    }

    /// The label that stands for missing values, where there are any.
    pub fn missing(&self) -> Option<&str> {
        let mut labels = self.labels.iter().map(String::as_str);
        labels.find(|&label| label == MISSING_LABEL)
    }

    /// Whether every value of this column is a number, missing ones left out.
    pub fn is_numeric(&self) -> bool {
        self.numbers.is_some()
    }

    /// A row's value as a number; none where it is missing or the column is not numeric.
    pub fn number(&self, row: usize) -> Option<f64> {
        let numbers = self.numbers.as_ref()?;
        numbers[self.code(row)? as usize]
    }

    /// Smallest and largest number of the rows of the run.
    pub fn range(&self) -> Option<(f64, f64)> {
        let mut numbers = (0..self.codes.len()).filter_map(|row| self.number(row));
        let first = numbers.next()?;
        Some(numbers.fold((first, first), |(low, high), number| {
            (low.min(number), high.max(number))
        }))
    }

    /// How many rows of the run have each label, in the order of the labels.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.labels.len()];
        for &code in self.codes.iter().filter(|&&code| code != ABSENT) {
            counts[code as usize] += 1;
        }
        counts
    }
}

/// The labels as numbers, if all that are not missing are numbers.
fn numbers(labels: &[String]) -> Option<Vec<Option<f64>>> {
    let number = |label: &String| match label.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(Some(number)),
        _ if label == MISSING_LABEL => Some(None),
        _ => None,
    };
    let numbers: Vec<Option<f64>> = labels.iter().map(number).collect::<Option<_>>()?;
    numbers.iter().any(Option::is_some).then_some(numbers)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn column(name: &str, values: &[&str]) -> Column {
        let mut labels: Vec<String> = Vec::new();
        let codes = values
            .iter()
            .map(|value| {
                let at = labels.iter().position(|label| label == value);
                at.unwrap_or_else(|| {
                    labels.push((*value).to_owned());
                    labels.len() - 1
                }) as u32
            })
            .collect();
        Column {
            name: name.into(),
            labels,
            codes,
        }
    }

    #[test]
    fn rows_are_matched_by_id_and_strangers_are_counted() {
        let columns = [
            column("season", &["Fall", "(none)", "Summer"]),
            column("year", &["2011", "2012.5", "(none)"]),
        ];
        let attributes = Attributes::new(&columns, [10, 20, 30], &[30, 99, 10, 20]);
        assert_eq!((attributes.rows(), attributes.unknown()), (4, 1));
        let season = attributes.column("Season ").unwrap();
        let labels: Vec<&str> = (0..4).map(|row| season.label(row)).collect();
        assert_eq!(labels, ["Summer", "(not in the dataset)", "Fall", "(none)"]);
        assert_eq!(season.counts(), [1, 1, 1]);
        assert_eq!(season.missing(), Some("(none)"));
        assert_eq!((season.code(3), season.known_code(3)), (Some(1), None));
        assert!(!season.is_numeric());
        let year = attributes.column("year").unwrap();
        let numbers: Vec<Option<f64>> = (0..4).map(|row| year.number(row)).collect();
        assert_eq!(numbers, [None, None, Some(2011.0), Some(2012.5)]);
        assert_eq!(year.range(), Some((2011.0, 2012.5)));
        let error = attributes.column("colour").unwrap_err().to_string();
        assert!(error.contains("season, year"), "{error}");
    }
}
