//! How often neighbours share a label, beside what chance would give.
//!
//! What is counted are pairs of a product and one of its first `k` neighbours, both with a known label. Agreement is
//! the part of these pairs with the same label; so it is also the part of the confusion matrix that lies on its
//! diagonal.

use serde::Serialize;

use super::{LabelColumn, confusion::Confusion};
use crate::index::NeighbourGraph;

/// Agreement of one column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelAgreement {
    /// The column's name.
    pub column: String,
    /// Products with a known label.
    pub known: usize,
    /// Products whose label is not known: they take no part.
    pub unknown: usize,
    /// Agreement among the first 1, 2, … k neighbours; nothing where there is no pair.
    pub at: Vec<Option<f64>>,
    /// Probability that a random other product shares the label: the sum over labels of n (n - 1) / (N (N - 1)).
    pub chance: Option<f64>,
    /// Agreement among all k neighbours over chance.
    pub lift: Option<f64>,
    /// How far agreement is on the way from chance (0) to 1.
    pub above_chance: Option<f64>,
    /// The most that agreement among all k neighbours can be: rare labels have too few other products to fill k places.
    pub ceiling: Option<f64>,
    /// Mean of the labels' own agreement, each label counting once.
    pub balanced: Option<f64>,
    /// Each label, the most frequent first.
    pub classes: Vec<ClassAgreement>,
}

/// Agreement of the products of one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassAgreement {
    /// The label.
    pub label: String,
    /// Products with it.
    pub count: usize,
    /// The part of their neighbours with the same label.
    pub agreement: Option<f64>,
    /// Probability that a random other product has this label: (n - 1) / (N - 1).
    pub chance: Option<f64>,
    /// Agreement over chance.
    pub lift: Option<f64>,
    /// The other label that their neighbours have most often, and the part of the neighbours that have it.
    pub most_confused: Option<(String, f64)>,
}

impl LabelAgreement {
    /// Measures a column. `confusion` is the column's confusion matrix for all neighbours of the graph.
    pub fn measure(graph: &NeighbourGraph, column: &LabelColumn, confusion: &Confusion) -> Self {
        let at = at_each_k(graph, column);
        let agreement = at.last().copied().flatten();
        let chance = chance(&column.counts);
        let classes: Vec<ClassAgreement> = (0..column.labels.len() as u32)
            .map(|code| ClassAgreement::measure(column, confusion, code))
            .collect();
        Self {
            column: column.name.clone(),
            known: column.known(),
            unknown: column.unknown(),
            lift: ratio(agreement, chance),
            above_chance: agreement.zip(chance).and_then(|(agreement, chance)| {
                (chance < 1.0).then(|| (agreement - chance) / (1.0 - chance))
            }),
            ceiling: ceiling(&column.counts, graph.k()),
            balanced: mean(classes.iter().filter_map(|class| class.agreement)),
            at,
            chance,
            classes,
        }
    }

    /// Agreement among all neighbours of the graph.
    pub fn agreement(&self) -> Option<f64> {
        self.at.last().copied().flatten()
    }
}

impl ClassAgreement {
    fn measure(column: &LabelColumn, confusion: &Confusion, code: u32) -> Self {
        let count = column.counts[code as usize];
        let pairs = confusion.pairs_of(code);
        let share = |part: usize| (pairs > 0).then(|| part as f64 / pairs as f64);
        let agreement = share(confusion.pairs(code, code));
        let others = column.known() - 1;
        let chance = (others > 0).then(|| (count - 1) as f64 / others as f64);
        let worst = confusion
            .cells()
            .iter()
            .find(|cell| cell.own == code && cell.neighbour != code);
        Self {
            label: column.name_of(code).to_owned(),
            count,
            agreement,
            chance,
            lift: ratio(agreement, chance),
            most_confused: worst.and_then(|cell| {
                let name = column.name_of(cell.neighbour).to_owned();
                Some((name, share(cell.pairs)?))
            }),
        }
    }
}

/// For each row, how many of its neighbours share its label and how many have a known one; nothing for a row whose
/// own label is not known. For colouring a map.
pub fn agreement_by_row(graph: &NeighbourGraph, column: &LabelColumn) -> Vec<Option<(u32, u32)>> {
    let of_row = |row: usize| {
        let own = column.code(row)?;
        let codes = graph.neighbours(row).iter();
        let known = codes.filter_map(|&other| column.code(other as usize));
        Some(known.fold((0, 0), |(same, known), code| {
            (same + u32::from(code == own), known + 1)
        }))
    };
    (0..graph.len()).map(of_row).collect()
}

fn at_each_k(graph: &NeighbourGraph, column: &LabelColumn) -> Vec<Option<f64>> {
    let mut same = vec![0_usize; graph.k()];
    let mut pairs = vec![0_usize; graph.k()];
    for edge in graph.edges() {
        if let (Some(own), Some(other)) = (column.code(edge.from), column.code(edge.to)) {
            pairs[edge.rank] += 1;
            same[edge.rank] += usize::from(own == other);
        }
    }
    let (mut all_same, mut all_pairs) = (0, 0);
    same.iter()
        .zip(&pairs)
        .map(|(same, pairs)| {
            all_same += same;
            all_pairs += pairs;
            (all_pairs > 0).then(|| all_same as f64 / all_pairs as f64)
        })
        .collect()
}

/// Probability that two different random products with a known label share it.
fn chance(counts: &[usize]) -> Option<f64> {
    let ordered_pairs = |n: usize| n as f64 * n.saturating_sub(1) as f64;
    let all = ordered_pairs(counts.iter().sum());
    let same: f64 = counts.iter().map(|&n| ordered_pairs(n)).sum();
    (all > 0.0).then(|| same / all)
}

fn ceiling(counts: &[usize], k: usize) -> Option<f64> {
    let known: usize = counts.iter().sum();
    let places = known * k.min(known.saturating_sub(1));
    let filled: usize = counts.iter().map(|&n| n * k.min(n.saturating_sub(1))).sum();
    (places > 0).then(|| filled as f64 / places as f64)
}

fn ratio(value: Option<f64>, base: Option<f64>) -> Option<f64> {
    let (value, base) = value.zip(base)?;
    (base > 0.0).then(|| value / base)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{column, line_graph};

    #[test]
    fn pairs_with_an_unknown_label_are_left_out() {
        // Rows on a line; neighbours are the nearest places.
        let graph = line_graph(&[0.0, 1.0, 2.1, 3.3, 4.6], 2);
        let column = column(&["a", "a", "", "b", "b"]);
        let confusion = Confusion::count(&graph, &column);
        let measured = LabelAgreement::measure(&graph, &column, &confusion);
        // Neighbours: 0 -> 1, 2; 1 -> 0, 2; 3 -> 2, 4; 4 -> 3, 2. Known pairs: 0-1, 1-0, 3-4, 4-3.
        assert_eq!(measured.at, [Some(1.0), Some(1.0)]);
        assert_eq!((measured.known, measured.unknown), (4, 1));
        // 2 * (2 * 1) / (4 * 3).
        assert_eq!(measured.chance, Some(1.0 / 3.0));
        assert_eq!(measured.lift, Some(3.0));
        assert_eq!(measured.ceiling, Some(0.5));
        assert_eq!(measured.classes[0].chance, Some(1.0 / 3.0));
        let rows = agreement_by_row(&graph, &column);
        assert_eq!(rows[0], Some((1, 1)));
        assert_eq!(rows[2], None);
    }

    #[test]
    fn classes_name_their_worst_confusion() {
        let graph = line_graph(&[0.0, 1.0, 2.1, 10.0, 11.0, 12.1], 2);
        let column = column(&["a", "a", "b", "c", "c", "c"]);
        let confusion = Confusion::count(&graph, &column);
        let measured = LabelAgreement::measure(&graph, &column, &confusion);
        let class = |label: &str| {
            let mut classes = measured.classes.iter();
            classes.find(|class| class.label == label).unwrap().clone()
        };
        assert_eq!(class("c").agreement, Some(1.0));
        assert_eq!(class("c").most_confused, None);
        assert_eq!(class("a").agreement, Some(0.5));
        assert_eq!(class("a").most_confused, Some(("b".to_owned(), 0.5)));
        // A label of one product cannot agree with anything: chance is 0, and lift means nothing.
        assert_eq!(class("b").agreement, Some(0.0));
        assert_eq!((class("b").chance, class("b").lift), (Some(0.0), None));
        assert_eq!(measured.balanced, Some(0.5));
    }

    #[test]
    fn one_item_has_no_agreement() {
        let graph = line_graph(&[0.0], 3);
        let column = column(&["a"]);
        let confusion = Confusion::count(&graph, &column);
        let measured = LabelAgreement::measure(&graph, &column, &confusion);
        assert_eq!(measured.agreement(), None);
        assert_eq!(
            (measured.chance, measured.lift, measured.ceiling),
            (None, None, None)
        );
    }
}
