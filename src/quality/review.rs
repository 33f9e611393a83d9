//! Products whose neighbours disagree with their label: where a label, or the model, is likely to be wrong.
//!
//! Each of a product's neighbours with a known label votes for it with its similarity (negative ones with nothing).
//! The *suspicion* is the share of the most voted other label, less the share of the product's own one. It is scaled
//! down for labels so rare that they could not fill the neighbourhood: with two other products of its kind, a product
//! has eight foreign neighbours of ten without anything being wrong.

use std::collections::HashMap;

use serde::Serialize;

use super::LabelColumn;
use crate::index::NeighbourGraph;

/// A product whose neighbours disagree with its label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suspect {
    /// Its row.
    pub row: usize,
    /// Its product id.
    pub id: i64,
    /// Its label.
    pub label: String,
    /// The label that its neighbours vote for.
    pub suggested: String,
    /// Neighbours with its label.
    pub same: usize,
    /// Neighbours with the suggested label.
    pub votes: usize,
    /// Neighbours with a known label.
    pub known: usize,
    /// Share of its label among the votes, weighted with similarity.
    pub own_share: f64,
    /// Share of the suggested label.
    pub suggested_share: f64,
    /// Mean similarity of the neighbours with the suggested label.
    pub similarity: f64,
    /// What the list is sorted by, -1 to 1.
    pub suspicion: f64,
}

/// The products of which at most `tolerance` neighbours share the label, the most suspicious first; equal ones by the
/// similarity of the neighbours with the suggested label, then by id.
pub fn suspects(
    graph: &NeighbourGraph,
    column: &LabelColumn,
    ids: &[i64],
    tolerance: usize,
) -> Vec<Suspect> {
    let mut suspects: Vec<Suspect> = (0..graph.len())
        .filter_map(|row| suspect(graph, column, row, ids[row]))
        .filter(|suspect| suspect.same <= tolerance)
        .collect();
    suspects.sort_by(|a, b| {
        let by_suspicion = b.suspicion.total_cmp(&a.suspicion);
        let by_similarity = b.similarity.total_cmp(&a.similarity);
        by_suspicion.then(by_similarity).then(a.id.cmp(&b.id))
    });
    suspects
}

#[derive(Clone, Copy, Default)]
struct Votes {
    count: usize,
    weight: f64,
}

fn suspect(graph: &NeighbourGraph, column: &LabelColumn, row: usize, id: i64) -> Option<Suspect> {
    let own = column.code(row)?;
    let mut votes: HashMap<u32, Votes> = HashMap::new();
    let (mut known, mut weight) = (0, 0.0);
    for edge in graph.edges_of(row) {
        if let Some(code) = column.code(edge.to) {
            let its = f64::from(edge.score.max(0.0));
            let votes = votes.entry(code).or_default();
            votes.count += 1;
            votes.weight += its;
            known += 1;
            weight += its;
        }
    }
    // Equal weights: the more frequent label, whose code is smaller.
    let others = votes.iter().filter(|(code, _)| **code != own);
    let (&code, &best) =
        others.max_by(|a, b| a.1.weight.total_cmp(&b.1.weight).then(b.0.cmp(a.0)))?;
    let share = |votes: Votes| {
        if weight > 0.0 {
            votes.weight / weight
        } else {
            0.0
        }
    };
    let same = votes.get(&own).copied().unwrap_or_default();
    let possible = known.min(column.counts[own as usize] - 1) as f64 / known as f64;
    Some(Suspect {
        row,
        id,
        label: column.name_of(own).to_owned(),
        suggested: column.name_of(code).to_owned(),
        same: same.count,
        votes: best.count,
        known,
        own_share: share(same),
        suggested_share: share(best),
        similarity: best.weight / best.count as f64,
        suspicion: (share(best) - share(same)) * possible,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{column, line_graph};

    #[test]
    fn a_wrong_label_comes_first_and_a_rare_one_last() {
        let graph = line_graph(&[0.0, 1.0, 2.1, 3.3, 4.6, 20.0, 21.0, 22.1, 23.3, 24.6], 4);
        let column = column(&["a", "a", "b", "a", "a", "b", "b", "rare", "b", "b"]);
        let ids: Vec<i64> = (100..110).collect();
        let list = suspects(&graph, &column, &ids, 0);
        assert_eq!(list.iter().map(|s| s.id).collect::<Vec<_>>(), [102, 107]);
        let first = &list[0];
        assert_eq!((first.label.as_str(), first.suggested.as_str()), ("b", "a"));
        assert_eq!((first.same, first.votes, first.known), (0, 4, 4));
        assert!((first.suspicion - 1.0).abs() < 1e-12);
        // Nothing else is "rare", so its neighbours cannot but disagree.
        assert_eq!(list[1].suspicion, 0.0);
        assert_eq!(suspects(&graph, &column, &ids, 4).len(), 10);
    }

    #[test]
    fn unknown_labels_neither_vote_nor_stand_accused() {
        let graph = line_graph(&[0.0, 1.0, 2.1, 3.3], 3);
        let column = column(&["a", "", "b", "b"]);
        let list = suspects(&graph, &column, &[1, 2, 3, 4], 0);
        assert_eq!(list.len(), 1);
        assert_eq!((list[0].id, list[0].known, list[0].votes), (1, 2, 2));
    }
}
