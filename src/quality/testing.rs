//! Small graphs and columns for the tests of this module.

use ndarray::Array2;

use super::LabelColumn;
use crate::index::NeighbourGraph;
use crate::job::{Control, Counter};

/// The graph of places on a line, nearest by distance: the line is bent into a short arc of a circle, where closer
/// places have the larger cosine.
pub fn line_graph(places: &[f32], k: usize) -> NeighbourGraph {
    let on_arc = |at: f32| -> Vec<f32> {
        let angle = at / 20.0;
        vec![angle.cos(), angle.sin()]
    };
    let flat: Vec<f32> = places.iter().flat_map(|&at| on_arc(at)).collect();
    let vectors = Array2::from_shape_vec((places.len(), 2), flat).unwrap();
    graph(&vectors, k)
}

/// The graph of these vectors, with the row numbers as ids.
pub fn graph(vectors: &Array2<f32>, k: usize) -> NeighbourGraph {
    let ids: Vec<i64> = (0..vectors.nrows() as i64).collect();
    let (control, progress) = (Control::new(), Counter::default());
    NeighbourGraph::build(vectors, &ids, k, 1, &control, &progress).unwrap()
}

/// A column of labels; an empty text is an unknown one.
pub fn column(labels: &[&str]) -> LabelColumn {
    let values = labels
        .iter()
        .map(|label| Some(*label).filter(|label| !label.is_empty()));
    LabelColumn::new("kind", values)
}
