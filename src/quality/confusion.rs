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

    /// The same labels in an order in which those that are confused are neighbours.
    ///
    /// Groups of labels are joined, the two with the highest mean confusion first (average linkage), each time with
    /// those ends together that are confused most. So what belongs together stays together, and the same matrix gives
    /// the same order.
    pub fn side_by_side(&self, labels: &[u32]) -> Vec<u32> {
        let mut groups: Vec<Vec<u32>> = labels.iter().map(|&label| vec![label]).collect();
        while groups.len() > 1 {
            let (first, second) = self.closest(&groups);
            let other = groups.remove(second);
            let one = std::mem::take(&mut groups[first]);
            groups[first] = self.joined(one, other);
        }
        groups.pop().unwrap_or_default()
    }

    /// The two groups that are confused most; of equal ones the first.
    fn closest(&self, groups: &[Vec<u32>]) -> (usize, usize) {
        let mut best = (0, 1);
        let mut most = -1.0;
        for (second, other) in groups.iter().enumerate() {
            for (first, one) in groups[..second].iter().enumerate() {
                let confused: f64 = one
                    .iter()
                    .flat_map(|&a| other.iter().map(move |&b| self.both_ways(a, b)))
                    .sum();
                let mean = confused / (one.len() * other.len()) as f64;
                if mean > most {
                    (best, most) = ((first, second), mean);
                }
            }
        }
        best
    }

    /// Two groups as one, each turned so that the labels where they meet are those that are confused most.
    fn joined(&self, mut one: Vec<u32>, mut other: Vec<u32>) -> Vec<u32> {
        let ends = |group: &[u32]| [group[0], group[group.len() - 1]];
        let ([start, end], [other_start, other_end]) = (ends(&one), ends(&other));
        let ways = [
            (end, other_start),
            (end, other_end),
            (start, other_start),
            (start, other_end),
        ];
        let confused = ways.map(|(a, b)| self.both_ways(a, b));
        let best = (1..ways.len()).fold(0, |best, way| {
            if confused[way] > confused[best] {
                way
            } else {
                best
            }
        });
        if best >= 2 {
            one.reverse();
        }
        if best % 2 == 1 {
            other.reverse();
        }
        one.append(&mut other);
        one
    }

    /// How much two labels are confused: the parts of their neighbours that have the other one.
    fn both_ways(&self, a: u32, b: u32) -> f64 {
        let share =
            |own, neighbour| self.pairs(own, neighbour) as f64 / self.pairs_of(own).max(1) as f64;
        share(a, b) + share(b, a)
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

    /// A matrix of such cells, each row filled up to 100 pairs on its diagonal.
    fn matrix(labels: u32, confused: &[(u32, u32, usize)]) -> Confusion {
        let mut cells: Vec<Cell> = confused
            .iter()
            .map(|&(own, neighbour, pairs)| Cell {
                own,
                neighbour,
                pairs,
            })
            .collect();
        for own in 0..labels {
            let others: usize = cells
                .iter()
                .filter(|cell| cell.own == own)
                .map(|cell| cell.pairs)
                .sum();
            cells.push(Cell {
                own,
                neighbour: own,
                pairs: 100 - others,
            });
        }
        let keys = cells.iter().map(|cell| (cell.own, cell.neighbour));
        Confusion {
            places: keys.zip(0..).collect(),
            of_own: (0..labels).map(|own| (own, 100)).collect(),
            cells,
        }
    }

    #[test]
    fn labels_that_are_confused_stand_side_by_side() {
        // Two blocks, their labels in turn: 0, 2 and 4 with 2 in the middle, 1 and 3; 5 with nobody.
        let confusion = matrix(
            6,
            &[
                (0, 2, 30),
                (2, 0, 20),
                (2, 4, 25),
                (4, 2, 10),
                (1, 3, 40),
                (3, 1, 5),
                (4, 1, 1),
            ],
        );
        let order = confusion.side_by_side(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(order, [0, 2, 4, 1, 3, 5]);
        assert_eq!(order, confusion.side_by_side(&[0, 1, 2, 3, 4, 5]));
        // Some of them only, in another order.
        let some = confusion.side_by_side(&[3, 4, 1, 0]);
        let place = |label| some.iter().position(|&other| other == label).unwrap();
        assert_eq!(place(1).abs_diff(place(3)), 1, "{some:?}");
        assert_eq!(confusion.side_by_side(&[]), [0_u32; 0]);
        assert_eq!(confusion.side_by_side(&[4]), [4]);
    }

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
