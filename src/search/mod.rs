//! Questions to a finished run: by product, by picture, by text, by sums of these.
//!
//! A [`Request`] is the whole question as data: a [`Query`] (parts with weights), a [`Filter`] over the dataset's
//! columns, a selection of rows, the number of results. [`Searcher::search`] answers with an [`Answer`] that holds
//! what is needed to understand a score: its percentile among all products, the histogram of all scores, and whether
//! each result has the labels that the question asks for. Every answer is exact; equal scores are ordered by id.
//!
//! The towers are loaded when a question first needs them, from the model that the run was made with; another model's
//! vectors would be compared with the run's in vain, so its files must have the recorded hashes.

mod answer;
mod attributes;
mod compare;
mod expectation;
mod export;
mod filter;
mod histogram;
mod identical;
mod mask;
mod products;
mod query;
mod ranking;
mod searcher;
mod towers;

pub use answer::{Answer, Found, Request};
pub use attributes::{Attribute, Attributes};
pub use compare::{NeighbourPair, Overlap, RunPair};
pub use expectation::{Agreement, Expectation};
pub use export::write_results;
pub use filter::{Condition, Filter};
pub use histogram::Histogram;
pub use identical::IdenticalGroups;
pub use mask::RowMask;
pub use query::{Query, Subject, Term};
pub use searcher::Searcher;
