//! The whole question and the whole answer, as data that can cross threads, be pinned and be compared.

use std::sync::Arc;

use super::{Agreement, Expectation, Filter, Histogram, Query, RowMask};

/// A question with everything that bears on the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is asked for.
    pub query: Query,
    /// Columns that results must match.
    pub filter: Filter,
    /// Rows that results must be among, such as a selection on the map.
    pub selection: Option<Arc<RowMask>>,
    /// Number of results.
    pub k: usize,
    /// Whether identical products are shown as one.
    pub group_identical: bool,
}

/// Results with what is needed to understand them.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The best products, best first.
    pub results: Vec<Found>,
    /// What the question says about the columns; each result's `agreement` is in this order.
    pub expected: Vec<Expectation>,
    /// Products that pass filter and selection, those of the question left out.
    pub kept: usize,
    /// Products that percentiles and histogram are about: all but those of the question and those whose vector is
    /// not finite.
    pub compared: usize,
    /// Products that cannot be compared because their vector is not finite.
    pub unusable: usize,
    /// How the scores of all compared products are spread.
    pub histogram: Histogram,
    /// The score of every row of the run, NaN where its vector is not finite: the map is coloured by it.
    pub scores: Arc<[f32]>,
}

/// One result.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Place in the list, from 1.
    pub rank: usize,
    /// Row of the run.
    pub row: usize,
    /// Product id.
    pub id: i64,
    /// Product name.
    pub name: String,
    /// Path of its picture within the dataset.
    pub image_path: String,
    /// Cosine with the question.
    pub score: f32,
    /// How many of the other compared products score lower, in percent.
    pub percentile: f64,
    /// Whether it has the labels that the question asks for, column by column as in [`Answer::expected`].
    pub agreement: Vec<Agreement>,
    /// Ids of the products with the very same vector that this result stands for besides itself; empty unless
    /// grouping was asked for.
    pub identical: Vec<i64>,
}

impl Request {
    /// A question with `k` results and nothing else.
    pub fn new(query: Query, k: usize) -> Self {
        Self {
            query,
            filter: Filter::default(),
            selection: None,
            k,
            group_identical: false,
        }
    }
}
