//! How well a model finds products by their words and by their likeness, measured on products with known labels.
//!
//! The figures of the starter model's card are made here, from the very files that are shipped, so that anyone can check
//! them; any other model can be measured beside it. Products used for training must not be used for judging: the
//! validation set of the starter model is picked by a fixed rule on the id ([`validation_ids`]).
//!
//! All similarities are inner products of unit vectors. Among equal similarities the product that comes first in the
//! dataset comes first.

mod metrics;
mod vectors;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use ndarray::Array2;
use serde::Serialize;

use crate::dataset::Dataset;
use crate::inference::Engine;
use crate::job::Control;
use crate::model::ModelSpec;
use crate::{Error, Result};
use metrics::{Labels, agreement, nearest_others, pairs_first, recall, word_precision};
use vectors::Encoders;

/// Neighbours and results looked at.
const K: usize = 10;

/// Products of the validation set.
const VALIDATION: usize = 1_500;

/// Columns that the figures need.
const TYPE: &str = "articleType";
const COLOUR: &str = "baseColour";

/// Which products are measured; they are the candidates as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The starter model's validation set, see [`validation_ids`].
    Validation,
    /// Every product.
    All,
    /// The products with these ids.
    Ids(HashSet<i64>),
}

/// What is measured.
#[derive(Clone)]
pub struct EvaluationRequest {
    /// Products with their labels.
    pub dataset: Arc<Dataset>,
    /// The model.
    pub model: ModelSpec,
    /// The engine that runs it.
    pub engine: Arc<dyn Engine>,
    /// Threads.
    pub threads: usize,
    /// Which products.
    pub which: Which,
}

/// The figures: shares between 0 and 1. A figure whose column the dataset does not have is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Products measured.
    pub images: usize,
    /// Products left out because their picture could not be read.
    pub unreadable: usize,
    /// Share of product names whose own picture is the most similar one.
    pub title_recall_1: Option<f64>,
    /// Share of product names whose own picture is among the 10 most similar ones.
    pub title_recall_10: Option<f64>,
    /// Mean share of the 10 nearest other pictures with the same article type.
    pub type_among_neighbours: Option<f64>,
    /// Mean share of the 10 nearest other pictures with the same colour.
    pub colour_among_neighbours: Option<f64>,
    /// Article type, as a bare word: mean share of the 10 most similar pictures that are of this type.
    pub type_word_precision: Option<f64>,
    /// The same for a perfect ranking: rare types cannot fill 10 places.
    pub type_word_possible: Option<f64>,
    /// The quotient of the two.
    pub type_word_of_possible: Option<f64>,
    /// The quotient for colours.
    pub colour_word_of_possible: Option<f64>,
    /// Share of the colour and article pairs for which the picture most similar to "colour article" has both.
    pub pairs_first: Option<f64>,
    /// Pairs for which it does not: the pair, and what came first.
    pub pairs_missed: Vec<[String; 4]>,
}

/// The ids of the validation set: the 1,500 with the smallest `id * 2654435761 mod 2^32` (Knuth's multiplicative hash),
/// so that anyone who has the dataset picks the same ones.
pub fn validation_ids(ids: impl Iterator<Item = i64>) -> HashSet<i64> {
    let key = |id: i64| (id as u64).wrapping_mul(2_654_435_761) as u32;
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable_by_key(|&id| (key(id), id));
    ids.into_iter().take(VALIDATION).collect()
}

/// Embeds the products and their words and measures. `embedded` counts the pictures as they are embedded.
pub fn evaluate(
    request: &EvaluationRequest,
    control: &Control,
    embedded: &AtomicUsize,
) -> Result<Figures> {
    let dataset = &*request.dataset;
    let products = choose(dataset, &request.which);
    if products.len() < 2 {
        return Err(
            Error::new("There are fewer than two products to measure with").remedy(
                "Give a dataset that holds the wanted ids, or take all of them with --ids all",
            ),
        );
    }
    let mut encoders = Encoders::load(request)?;
    let chosen = products.len();
    let (products, images) = encoders.images(dataset, &products, control, embedded)?;
    let names: Vec<(usize, &str)> = products
        .iter()
        .enumerate()
        .map(|(row, &product)| (row, dataset.products[product].name.trim()))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    let titles = encoders.texts(names.iter().map(|&(_, name)| name))?;
    let own: Vec<usize> = names.iter().map(|&(row, _)| row).collect();
    let mut figures = Figures {
        images: products.len(),
        unreadable: chosen - products.len(),
        title_recall_1: recall(&images, &titles, &own, 1),
        title_recall_10: recall(&images, &titles, &own, K),
        ..Figures::default()
    };
    let near = nearest_others(&images, K);
    let labels = |name| {
        dataset
            .column(name)
            .map(|column| Labels::of(column, &products))
    };
    let (types, colours) = (labels(TYPE), labels(COLOUR));
    if let Some(types) = &types {
        figures.type_among_neighbours = agreement(&near, types);
        let (precision, possible) = words(types, &images, &mut encoders)?;
        figures.type_word_precision = precision;
        figures.type_word_possible = possible;
        figures.type_word_of_possible = quotient(precision, possible);
    }
    if let Some(colours) = &colours {
        figures.colour_among_neighbours = agreement(&near, colours);
        let (precision, possible) = words(colours, &images, &mut encoders)?;
        figures.colour_word_of_possible = quotient(precision, possible);
    }
    if let (Some(types), Some(colours)) = (&types, &colours) {
        pairs(types, colours, &images, &mut encoders, &mut figures)?;
    }
    Ok(figures)
}

fn choose(dataset: &Dataset, which: &Which) -> Vec<usize> {
    let ids = || dataset.products.iter().map(|product| product.id);
    let wanted = match which {
        Which::All => return (0..dataset.products.len()).collect(),
        Which::Validation => &validation_ids(ids()),
        Which::Ids(ids) => ids,
    };
    let is_wanted = |(index, id): (usize, i64)| wanted.contains(&id).then_some(index);
    ids().enumerate().filter_map(is_wanted).collect()
}

fn words(
    labels: &Labels<'_>,
    images: &Array2<f32>,
    encoders: &mut Encoders,
) -> Result<(Option<f64>, Option<f64>)> {
    let values = labels.values();
    let texts = encoders.texts(values.iter().map(|&value| labels.name(value)))?;
    Ok(word_precision(images, &texts, labels, &values, K))
}

fn quotient(precision: Option<f64>, possible: Option<f64>) -> Option<f64> {
    Some(precision? / possible?)
}

fn pairs(
    types: &Labels<'_>,
    colours: &Labels<'_>,
    images: &Array2<f32>,
    encoders: &mut Encoders,
    figures: &mut Figures,
) -> Result<()> {
    let pairs = colours.pairs_with(types);
    let said: Vec<String> = pairs
        .iter()
        .map(|&(colour, kind)| {
            format!("{} {}", colours.name(colour), types.name(kind)).to_lowercase()
        })
        .collect();
    let texts = encoders.texts(said.iter().map(String::as_str))?;
    let missed = pairs_first(images, &texts, &pairs, colours, types);
    if !pairs.is_empty() {
        figures.pairs_first = Some(1.0 - missed.len() as f64 / pairs.len() as f64);
    }
    figures.pairs_missed = missed;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_validation_set_is_picked_by_the_id_alone() {
        let ids = || 1..=4000_i64;
        let picked = validation_ids(ids());
        assert_eq!(picked.len(), VALIDATION);
        assert_eq!(picked, validation_ids(ids().rev()));
        // Worked out apart: of 2^32, 34 hashes to 56,502,658, near the start; 1 to 2,654,435,761, 3 to 3,668,339,987 and
        // 21 to 4,203,543,429, in the upper part.
        assert!(picked.contains(&34));
        assert!([1, 3, 21].iter().all(|id| !picked.contains(id)));
    }
}
