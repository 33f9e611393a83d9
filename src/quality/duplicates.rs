//! Products that are the same picture, or nearly.

use std::collections::HashMap;
use std::hash::Hash;

use ndarray::ArrayRef2;
use serde::Serialize;

use super::RunLabels;
use crate::index::{NeighbourGraph, identical_rows};

/// Products that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DuplicateGroup {
    /// Their rows, rising.
    pub rows: Vec<usize>,
    /// Their product ids, in the order of the rows.
    pub ids: Vec<i64>,
    /// The lowest similarity that links two of them; 1 for identical ones.
    pub lowest_link: f32,
    /// Columns in which they have different known labels.
    pub conflicts: Vec<String>,
}

/// Near duplicates at a threshold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearDuplicates {
    /// Two products are linked when their similarity is at least this.
    pub threshold: f32,
    /// Groups of linked products, the largest first.
    pub groups: Vec<DuplicateGroup>,
    /// Products whose every neighbour in the graph is above the threshold. They may have more near duplicates than the
    /// graph shows, and a group of them may be one with another.
    pub saturated: usize,
}

/// Groups of finite vectors that are equal bit for bit, the largest first.
pub fn identical_vectors(
    vectors: &ArrayRef2<f32>,
    ids: &[i64],
    labels: &RunLabels,
) -> Vec<DuplicateGroup> {
    finish(identical_rows(vectors).into_iter(), ids, labels, |_| 1.0)
}

/// Groups of rows with the same key (such as the hash of the picture's file), the largest first.
pub fn identical_keys<K: Hash + Eq>(
    keys: impl IntoIterator<Item = Option<K>>,
    ids: &[i64],
    labels: &RunLabels,
) -> Vec<DuplicateGroup> {
    let mut groups: HashMap<K, Vec<usize>> = HashMap::new();
    for (row, key) in keys.into_iter().enumerate() {
        if let Some(key) = key {
            groups.entry(key).or_default().push(row);
        }
    }
    finish(groups.into_values(), ids, labels, |_| 1.0)
}

/// Groups of products linked by similarities of at least `threshold` in the graph. Links chain: the ends of a chain
/// may be less similar than the threshold.
pub fn near_duplicates(
    graph: &NeighbourGraph,
    threshold: f32,
    ids: &[i64],
    labels: &RunLabels,
) -> NearDuplicates {
    let mut forest = Forest::new(graph.len());
    let links = || graph.edges().filter(|edge| edge.score >= threshold);
    for link in links() {
        forest.join(link.from, link.to);
    }
    let mut lowest: HashMap<usize, f32> = HashMap::new();
    for link in links() {
        let lowest = lowest
            .entry(forest.root(link.from))
            .or_insert(f32::INFINITY);
        *lowest = lowest.min(link.score);
    }
    let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
    for row in 0..graph.len() {
        groups.entry(forest.root(row)).or_default().push(row);
    }
    let is_saturated = |row: &usize| {
        let last = graph.scores(*row).last();
        last.is_some_and(|&score| score >= threshold)
    };
    // Where all other rows are neighbours, nothing can be missing.
    let is_complete = graph.k() + 1 >= graph.len();
    NearDuplicates {
        threshold,
        saturated: if is_complete {
            0
        } else {
            (0..graph.len()).filter(is_saturated).count()
        },
        groups: finish(groups.into_values(), ids, labels, |rows| {
            lowest.get(&forest.root_of(rows[0])).copied().unwrap_or(1.0)
        }),
    }
}

/// Drops single rows, sorts, and looks for labels that contradict each other.
fn finish(
    groups: impl Iterator<Item = Vec<usize>>,
    ids: &[i64],
    labels: &RunLabels,
    lowest_link: impl Fn(&[usize]) -> f32,
) -> Vec<DuplicateGroup> {
    let mut groups: Vec<Vec<usize>> = groups.filter(|rows| rows.len() > 1).collect();
    groups.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let group = |rows: Vec<usize>| DuplicateGroup {
        lowest_link: lowest_link(&rows),
        conflicts: conflicts(&rows, labels),
        ids: rows.iter().map(|&row| ids[row]).collect(),
        rows,
    };
    groups.into_iter().map(group).collect()
}

fn conflicts(rows: &[usize], labels: &RunLabels) -> Vec<String> {
    let columns = labels.columns.iter().filter(|column| {
        let mut codes = rows.iter().filter_map(|&row| column.code(row));
        let first = codes.next();
        codes.any(|code| Some(code) != first)
    });
    columns.map(|column| column.name.clone()).collect()
}

/// Disjoint sets of rows.
struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    fn new(rows: usize) -> Self {
        Self {
            parents: (0..rows as u32).collect(),
        }
    }

    fn root_of(&self, mut row: usize) -> usize {
        while self.parents[row] as usize != row {
            row = self.parents[row] as usize;
        }
        row
    }

    /// The root, with every second step of the way shortened.
    fn root(&mut self, mut row: usize) -> usize {
        while self.parents[row] as usize != row {
            let grandparent = self.parents[self.parents[row] as usize];
            self.parents[row] = grandparent;
            row = grandparent as usize;
        }
        row
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller row becomes the root: the result does not depend on the order of the links.
        self.parents[a.max(b)] = a.min(b) as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{column, graph, line_graph};
    use ndarray::array;

    fn rows(groups: &[DuplicateGroup]) -> Vec<Vec<usize>> {
        groups.iter().map(|group| group.rows.clone()).collect()
    }

    fn labels(values: &[&str]) -> RunLabels {
        RunLabels {
            columns: vec![column(values)],
            ..RunLabels::default()
        }
    }

    fn near(graph: &NeighbourGraph, threshold: f32) -> NearDuplicates {
        let ids: Vec<i64> = (0..graph.len() as i64).collect();
        near_duplicates(graph, threshold, &ids, &RunLabels::default())
    }

    #[test]
    fn identical_vectors_are_grouped_and_contradictions_named() {
        let vectors = array![
            [1.0, 0.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [f32::NAN, 0.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [f32::NAN, 0.0],
            [0.6, 0.8]
        ];
        let labels = labels(&["a", "b", "c", "a", "b", "", "a", "a"]);
        let groups = identical_vectors(&vectors, &[9, 8, 7, 6, 5, 4, 3, 2], &labels);
        assert_eq!(rows(&groups), [vec![0, 2, 5], vec![1, 4]]);
        assert_eq!(groups[0].ids, [9, 7, 4]);
        assert_eq!(groups[0].conflicts, ["kind"]);
        assert!(groups[1].conflicts.is_empty());
    }

    #[test]
    fn equal_keys_are_grouped_and_missing_ones_are_not() {
        let keys = [Some(3), None, Some(4), None, Some(3)];
        let groups = identical_keys(keys, &[1, 2, 3, 4, 5], &RunLabels::default());
        assert_eq!(rows(&groups), [[0, 4]]);
    }

    #[test]
    fn links_chain_and_the_lowest_is_told() {
        let graph = line_graph(&[0.0, 1.0, 2.0, 9.0, 9.5, 20.0], 2);
        let link = graph.scores(1)[1];
        let found = near(&graph, link - 1e-4);
        assert_eq!(rows(&found.groups), [vec![0, 1, 2], vec![3, 4]]);
        assert!((found.groups[0].lowest_link - link).abs() < 1e-5);
        assert!(found.groups[1].lowest_link > link);
        // Only the one in the middle has both of its neighbours near.
        assert_eq!(found.saturated, 1);
        assert!(near(&graph, 1.1).groups.is_empty());
    }

    #[test]
    fn one_collapsed_group_is_said_to_be_cut_off() {
        let same = ndarray::Array2::from_elem((30, 2), 0.5);
        let found = near(&graph(&same, 3), 0.5);
        assert_eq!(found.saturated, 30);
        let all = near(&graph(&same, 29), 0.5);
        assert_eq!((all.saturated, all.groups.len()), (0, 1));
        assert_eq!(all.groups[0].rows.len(), 30);
    }
}
