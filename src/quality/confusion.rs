//! Which labels meet in the neighbourhoods, and the pairs behind each meeting.

use std::collections::HashMap;

use serde::Serialize;

use super::LabelColumn;
use crate::index::{Edge, NeighbourGraph};

/// The confusion matrix of a column: own label by neighbour's label, counted in pairs. Only cells with pairs are held,
/// the fullest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    cells: Vec<Cell>,
    places: HashMap<(u32, u32), usize>,
    of_own: HashMap<u32, usize>,
}

/// One cell. The codes are positions in [`LabelColumn::labels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The product's label.
    pub own: u32,
    /// Its neighbour's label.
    pub neighbour: u32,
    /// Pairs of a product with the one and a neighbour with the other.
    pub pairs: usize,
}

impl Confusion {
    /// Counts all pairs of known labels.
    pub fn count(graph: &NeighbourGraph, column: &LabelColumn) -> Self {
        let mut counts: HashMap<(u32, u32), usize> = HashMap::new();
        for edge in graph.edges() {
            if let Some(labels) = labels_of(&edge, column) {
                *counts.entry(labels).or_default() += 1;
            }
        }
        let mut cells: Vec<Cell> = counts
            .into_iter()
            .map(|((own, neighbour), pairs)| Cell {
                own,
                neighbour,
                pairs,
            })
            .collect();
        cells.sort_unstable_by_key(|cell| (usize::MAX - cell.pairs, cell.own, cell.neighbour));
        let mut of_own = HashMap::new();
        for cell in &cells {
            *of_own.entry(cell.own).or_default() += cell.pairs;
        }
        let keys = cells.iter().map(|cell| (cell.own, cell.neighbour));
        Self {
            places: keys.zip(0..).collect(),
            of_own,
            cells,
        }
    }

    /// The cells that hold pairs, the fullest first, equal ones in the order of the labels.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cells off the diagonal, the fullest first.
    pub fn confused(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.own != cell.neighbour)
    }

    /// Pairs in one cell.
    pub fn pairs(&self, own: u32, neighbour: u32) -> usize {
        let place = self.places.get(&(own, neighbour));
        place.map_or(0, |&place| self.cells[place].pairs)
    }

    /// Pairs of all products with a label: the sum of its row.
    pub fn pairs_of(&self, own: u32) -> usize {
        self.of_own.get(&own).copied().unwrap_or(0)
    }
}

/// The pairs of one cell, the most similar first, equal ones in the order of the rows.
pub fn pairs_in_cell(
    graph: &NeighbourGraph,
    column: &LabelColumn,
    own: u32,
    neighbour: u32,
) -> Vec<Edge> {
    let is_in_cell = |edge: &Edge| labels_of(edge, column) == Some((own, neighbour));
    let mut pairs: Vec<Edge> = graph.edges().filter(is_in_cell).collect();
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score));
    pairs
}

fn labels_of(edge: &Edge, column: &LabelColumn) -> Option<(u32, u32)> {
    column.code(edge.from).zip(column.code(edge.to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{column, line_graph};

    #[test]
    fn cells_and_their_pairs_belong_together() {
        let graph = line_graph(&[0.0, 1.0, 2.1, 10.0, 11.0, 12.1], 2);
        let column = column(&["a", "a", "b", "c", "c", "c"]);
        let confusion = Confusion::count(&graph, &column);
        let code = |label: &str| column.labels.iter().position(|l| l == label).unwrap() as u32;
        let (a, b, c) = (code("a"), code("b"), code("c"));
        assert_eq!(
            confusion.cells()[0],
            Cell {
                own: c,
                neighbour: c,
                pairs: 6
            }
        );
        assert_eq!(confusion.pairs(a, b), 2);
        assert_eq!(confusion.pairs(b, a), 2);
        assert_eq!(confusion.pairs(b, c), 0);
        assert_eq!((confusion.pairs_of(a), confusion.pairs_of(b)), (4, 2));
        assert_eq!(confusion.confused().count(), 2);
        let pairs: Vec<(usize, usize)> = pairs_in_cell(&graph, &column, b, a)
            .iter()
            .map(|edge| (edge.from, edge.to))
            .collect();
        assert_eq!(pairs, [(2, 1), (2, 0)]);
        assert!(pairs_in_cell(&graph, &column, b, c).is_empty());
    }
}
