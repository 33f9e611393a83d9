//! Products that are near nobody, near everybody, and nobody's neighbour.
//!
//! In spaces of many dimensions some points are among the neighbours of very many others (*hubs*) and some of none
//! (*orphans*, also called antihubs), which is a property of the space and not of the pictures. How uneven this is,
//! is measured as the skewness of the k-occurrence: how often each product is among the k neighbours of another.

use serde::Serialize;

use crate::index::NeighbourGraph;

/// A product with how similar its neighbours are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outlier {
    /// Its row.
    pub row: usize,
    /// Its product id.
    pub id: i64,
    /// Mean similarity to its k neighbours.
    pub similarity: f64,
}

/// A product with how many others it is a neighbour of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hub {
    /// Its row.
    pub row: usize,
    /// Its product id.
    pub id: i64,
    /// Products that have it among their k neighbours.
    pub occurrence: u32,
}

/// How evenly products are neighbours of others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hubness {
    /// Skewness of the k-occurrence (third central moment over the cube of the standard deviation): 0 where as many
    /// products are above the mean as below it, the larger the more a few hubs dominate. Nothing where all are equal.
    pub skewness: Option<f64>,
    /// Products that are nobody's neighbour.
    pub orphans: usize,
    /// The part of all neighbour places that the most frequent hundredth of the products takes (at least one product).
    pub top_hundredth: Option<f64>,
    /// The most frequent ones, equal ones in the order of the rows.
    pub hubs: Vec<Hub>,
    /// Number of products by k-occurrence: 0, 1, 2, …; the last one counts all that are higher.
    pub histogram: Vec<usize>,
}

/// Counts of values in bars of equal width.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Histogram {
    /// Left edge of the first bar.
    pub low: f64,
    /// Right edge of the last bar.
    pub high: f64,
    /// Values in each bar; one on an edge belongs to the right bar, and `high` to the last one.
    pub counts: Vec<usize>,
    /// The value in the middle (the lower one of two).
    pub median: f64,
}

/// Bars of the histogram of similarities.
const SIMILARITY_BARS: usize = 40;

/// Bars of the histogram of the k-occurrence, for k = 10 three times the mean.
const BARS: usize = 31;

/// Mean similarity of each row to its neighbours; nothing for a row without neighbours.
pub fn mean_similarities(graph: &NeighbourGraph) -> Vec<Option<f64>> {
    let mean = |row: usize| {
        let scores = graph.scores(row);
        let sum: f64 = scores.iter().map(|&score| f64::from(score)).sum();
        (!scores.is_empty()).then(|| sum / scores.len() as f64)
    };
    (0..graph.len()).map(mean).collect()
}

/// Distribution of the similarity to the nearest neighbour, from the lowest to 1 (or the highest, where that is more).
/// Nothing where no row has a neighbour.
pub fn nearest_similarities(graph: &NeighbourGraph) -> Option<Histogram> {
    let nearest = (0..graph.len()).filter_map(|row| graph.scores(row).first());
    let mut values: Vec<f64> = nearest.map(|&score| f64::from(score)).collect();
    values.sort_unstable_by(f64::total_cmp);
    let (low, high) = (*values.first()?, values.last()?.max(1.0));
    let width = (high - low) / SIMILARITY_BARS as f64;
    let mut counts = vec![0; SIMILARITY_BARS];
    for value in &values {
        let bar = if width > 0.0 {
            (value - low) / width
        } else {
            0.0
        };
        counts[(bar as usize).min(SIMILARITY_BARS - 1)] += 1;
    }
    Some(Histogram {
        low,
        high,
        counts,
        median: values[(values.len() - 1) / 2],
    })
}

/// The `count` rows with the lowest mean similarity, lowest first.
pub fn outliers(graph: &NeighbourGraph, ids: &[i64], count: usize) -> Vec<Outlier> {
    let mut outliers: Vec<Outlier> = mean_similarities(graph)
        .into_iter()
        .enumerate()
        .filter_map(|(row, similarity)| {
            Some(Outlier {
                row,
                id: ids[row],
                similarity: similarity?,
            })
        })
        .collect();
    outliers.sort_by(|a, b| a.similarity.total_cmp(&b.similarity));
    outliers.truncate(count);
    outliers
}

/// For each row, of how many others it is a neighbour.
pub fn occurrences(graph: &NeighbourGraph) -> Vec<u32> {
    let mut occurrences = vec![0; graph.len()];
    for edge in graph.edges() {
        occurrences[edge.to] += 1;
    }
    occurrences
}

/// Measures hubness over the rows that have neighbours, and names the `count` greatest hubs.
pub fn hubness(graph: &NeighbourGraph, ids: &[i64], count: usize) -> Hubness {
    let mut hubs: Vec<Hub> = occurrences(graph)
        .into_iter()
        .enumerate()
        .filter(|(row, _)| !graph.neighbours(*row).is_empty())
        .map(|(row, occurrence)| Hub {
            row,
            id: ids[row],
            occurrence,
        })
        .collect();
    let mut histogram = vec![0; BARS];
    for hub in &hubs {
        histogram[(hub.occurrence as usize).min(BARS - 1)] += 1;
    }
    hubs.sort_by_key(|hub| std::cmp::Reverse(hub.occurrence));
    let places: usize = hubs.iter().map(|hub| hub.occurrence as usize).sum();
    let top = hubs.iter().take(hubs.len().div_ceil(100));
    let top: usize = top.map(|hub| hub.occurrence as usize).sum();
    let counts: Vec<f64> = hubs.iter().map(|hub| f64::from(hub.occurrence)).collect();
    let orphans = histogram[0];
    hubs.retain(|hub| hub.occurrence > 0);
    hubs.truncate(count);
    Hubness {
        skewness: skewness(&counts),
        orphans,
        top_hundredth: (places > 0).then(|| top as f64 / places as f64),
        hubs,
        histogram,
    }
}

/// The rows that have neighbours and are nobody's, rising.
pub fn orphans(graph: &NeighbourGraph) -> Vec<usize> {
    let occurrences = occurrences(graph);
    (0..graph.len())
        .filter(|&row| occurrences[row] == 0 && !graph.neighbours(row).is_empty())
        .collect()
}

fn skewness(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let moment = |power| values.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / count;
    let variance = moment(2);
    (variance > 0.0).then(|| moment(3) / variance.powf(1.5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{graph, line_graph};
    use ndarray::Array2;

    #[test]
    fn the_lonely_one_is_the_outlier_and_an_orphan() {
        let graph = line_graph(&[0.0, 1.0, 2.1, 3.3, 30.0], 2);
        let ids = [10, 11, 12, 13, 14];
        let lonely = outliers(&graph, &ids, 2);
        assert_eq!((lonely[0].row, lonely[0].id), (4, 14));
        assert_eq!(outliers(&graph, &ids, 99).len(), 5);
        // 0 -> 1, 2; 1 -> 0, 2; 2 -> 1, 3; 3 -> 2, 1; 4 -> 3, 2.
        assert_eq!(occurrences(&graph), [1, 3, 4, 2, 0]);
        assert_eq!(orphans(&graph), [4]);
        let hubness = hubness(&graph, &ids, 2);
        assert_eq!(hubness.orphans, 1);
        let hub = |row, id, occurrence| Hub {
            row,
            id,
            occurrence,
        };
        assert_eq!(hubness.hubs, [hub(2, 12, 4), hub(1, 11, 3)]);
        assert_eq!(hubness.top_hundredth, Some(0.4));
        assert_eq!(hubness.histogram[..5], [1, 1, 1, 1, 1]);
        assert!(hubness.skewness.unwrap().abs() < 1e-12);
    }

    #[test]
    fn nearest_similarities_are_counted_once_each() {
        let graph = line_graph(&[0.0, 1.0, 2.1, 3.3, 30.0], 2);
        let histogram = nearest_similarities(&graph).unwrap();
        assert_eq!(histogram.counts.iter().sum::<usize>(), 5);
        assert_eq!(histogram.counts[0], 1, "the lonely one");
        assert_eq!(histogram.high, 1.0);
        assert!((histogram.median - f64::from(graph.scores(2)[0])).abs() < 1e-9);
    }

    #[test]
    fn skewness_is_that_of_the_textbook() {
        // By hand: mean 2.5, variance 6.75, third moment 20.25.
        let skew = skewness(&[1.0, 1.0, 1.0, 7.0]).unwrap();
        assert!((skew - 2.0 / 3.0_f64.sqrt()).abs() < 1e-12, "{skew}");
        assert_eq!(skewness(&[3.0, 3.0]), None);
        assert_eq!(skewness(&[]), None);
    }

    #[test]
    fn one_item_and_no_item() {
        for count in 0..2 {
            let graph = graph(&Array2::from_elem((count, 2), 1.0), 3);
            let hubness = hubness(&graph, &[1][..count], 5);
            assert_eq!((hubness.skewness, hubness.orphans), (None, 0));
            assert!(outliers(&graph, &[1][..count], 5).is_empty());
            assert_eq!(nearest_similarities(&graph), None);
        }
    }
}
