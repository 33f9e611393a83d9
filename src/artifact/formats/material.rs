//! What the writers take from: a run, and the products of its dataset.

use std::collections::{HashMap, HashSet};

use crate::artifact::{FinishedRun, RunRecord};
use crate::dataset::{Column, Dataset};
use crate::{Error, Result};

/// A run with or without its dataset.
pub struct Material<'a> {
    run: &'a FinishedRun,
    products: Option<Products<'a>>,
}

/// The dataset of a run, row by row.
pub(super) struct Products<'a> {
    pub dataset: &'a Dataset,
    /// For each row of the run, the index of its product in the dataset.
    pub rows: Vec<usize>,
}

impl<'a> Material<'a> {
    /// A run alone: enough for the forms that hold nothing but vectors and ids.
    pub fn new(run: &'a FinishedRun) -> Self {
        Self {
            run,
            products: None,
        }
    }

    /// A run and the dataset that it was made from; another dataset is an error.
    pub fn with_dataset(run: &'a FinishedRun, dataset: &'a Dataset) -> Result<Self> {
        let rows = products_of(&run.record, &run.ids, dataset)?;
        Ok(Self {
            run,
            products: Some(Products { dataset, rows }),
        })
    }

    /// The record of the run.
    pub fn record(&self) -> &'a RunRecord {
        &self.run.record
    }

    pub(super) fn run(&self) -> &'a FinishedRun {
        self.run
    }

    pub(super) fn products(&self) -> Option<&Products<'a>> {
        self.products.as_ref()
    }
}

/// The product of each row of a run, as an index into the dataset that the run was made from.
pub(crate) fn products_of(
    record: &RunRecord,
    ids: &[i64],
    dataset: &Dataset,
) -> Result<Vec<usize>> {
    if dataset.catalog_fingerprint() != record.dataset.catalog {
        return Err(another("it has another table"));
    }
    let products = dataset.products.iter().enumerate();
    let by_id: HashMap<i64, usize> = products
        .map(|(index, product)| (product.id, index))
        .collect();
    let find = |id: &i64| {
        let missing = || another(&format!("product {id} has no row or picture any more"));
        by_id.get(id).copied().ok_or_else(missing)
    };
    ids.iter().map(find).collect()
}

fn another(difference: &str) -> Error {
    Error::new(format!(
        "This is not the dataset of the run, or it was changed since: {difference}"
    ))
    .meaning("Nothing was written")
    .remedy("Open the dataset that the run was made from, or embed this one again")
}

/// The attributes of the products with names that no two of them share.
pub(super) fn named_columns<'a>(dataset: &'a Dataset, taken: &[&str]) -> Vec<(String, &'a Column)> {
    let mut used: HashSet<String> = taken.iter().map(|&name| name.to_owned()).collect();
    let mut named = |column: &'a Column| {
        let numbered = (2..).map(|number| format!("{}_{number}", column.name));
        let mut candidates = std::iter::once(column.name.clone()).chain(numbered);
        let name = candidates.find(|name| used.insert(name.clone()));
        (name.unwrap_or_default(), column)
    };
    dataset.columns.iter().map(&mut named).collect()
}

/// Bytes of the attributes' values if each is written out, once a row.
pub(super) fn bytes_of_columns(dataset: &Dataset) -> u64 {
    let bytes = |column: &Column| -> usize {
        let counts = column.counts();
        let labels = column.labels.iter().zip(counts);
        labels.map(|(label, count)| label.len() * count).sum()
    };
    dataset.columns.iter().map(bytes).sum::<usize>() as u64
}
