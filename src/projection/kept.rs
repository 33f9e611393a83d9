//! How true the map is: which of the nearest neighbours are still near when the vectors are laid into a plane.
//!
//! No layout in two dimensions keeps all neighbours of hundreds; people read more into a map than it holds. So the app
//! says for each point, and for the map as a whole, what part of the true neighbours is among the nearest points.

use std::sync::{Mutex, PoisonError};

use super::{Layout, PointGrid};
use crate::Result;
use crate::index::NeighbourGraph;
use crate::job::{Control, share_out};

/// Points looked at in one piece of work.
const PIECE: usize = 1024;

/// The part of the true neighbours that a layout keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptNeighbours {
    /// Neighbours compared for each point.
    pub k: usize,
    /// For each row the part of its `k` nearest neighbours that are among the `k` nearest points, 0 to 1; nothing for
    /// a row without a place or without neighbours.
    pub shares: Vec<Option<f32>>,
    /// The mean of these; nothing where there is no neighbour at all.
    pub mean: Option<f64>,
}

impl KeptNeighbours {
    /// Compares a layout with the graph of true neighbours, on up to `threads` threads.
    pub fn measure(
        layout: &Layout,
        graph: &NeighbourGraph,
        threads: usize,
        control: &Control,
    ) -> Result<Self> {
        let grid = PointGrid::new(layout);
        let rows = layout.rows().min(graph.len());
        let pieces: Vec<Mutex<Vec<Option<f32>>>> = (0..rows.div_ceil(PIECE))
            .map(|_| Mutex::default())
            .collect();
        let measure = |(): &mut (), piece: usize| {
            let these = piece * PIECE..((piece + 1) * PIECE).min(rows);
            let shares = these.map(|row| share(layout, &grid, graph, row)).collect();
            *pieces[piece].lock().unwrap_or_else(PoisonError::into_inner) = shares;
            Ok(())
        };
        share_out(
            "map quality",
            threads,
            pieces.len(),
            control,
            || (),
            measure,
        )?;
        let pieces = pieces.into_iter().map(Mutex::into_inner);
        let shares: Vec<Option<f32>> = pieces
            .flat_map(|piece| piece.unwrap_or_else(PoisonError::into_inner))
            .collect();
        let known = || shares.iter().copied().flatten().map(f64::from);
        let count = known().count();
        Ok(Self {
            k: graph.k(),
            mean: (count > 0).then(|| known().sum::<f64>() / count as f64),
            shares,
        })
    }
}

fn share(layout: &Layout, grid: &PointGrid, graph: &NeighbourGraph, row: usize) -> Option<f32> {
    let place = layout.position(row)?;
    let neighbours = graph.neighbours(row);
    if neighbours.is_empty() {
        return None;
    }
    let near = grid.neighbours(place, neighbours.len(), Some(row));
    let kept = near
        .iter()
        .filter(|(other, _)| neighbours.contains(&(*other as u32)));
    Some(kept.count() as f32 / neighbours.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Counter;
    use ndarray::Array2;

    fn graph(angles: &[f32], k: usize) -> NeighbourGraph {
        let vectors: Vec<f32> = angles
            .iter()
            .flat_map(|angle| [angle.cos(), angle.sin()])
            .collect();
        let vectors = Array2::from_shape_vec((angles.len(), 2), vectors).unwrap();
        let ids: Vec<i64> = (0..angles.len() as i64).collect();
        NeighbourGraph::build(&vectors, &ids, k, 1, &Control::new(), &Counter::default()).unwrap()
    }

    #[test]
    fn a_true_picture_keeps_all_and_a_shuffled_one_does_not() {
        let angles: Vec<f32> = (0..12_u8).map(|i| f32::from(i * i) / 100.0).collect();
        let graph = graph(&angles, 2);
        let place = |at: f32| Some([at, 0.0]);
        let measure = |places: Vec<Option<[f32; 2]>>| {
            let layout = Layout::of_positions(places);
            KeptNeighbours::measure(&layout, &graph, 2, &Control::new()).unwrap()
        };
        let straight = measure(angles.iter().map(|&angle| place(angle)).collect());
        assert_eq!((straight.k, straight.mean), (2, Some(1.0)));
        assert_eq!(straight.shares, vec![Some(1.0); 12]);
        // The last point is put beside the first: nobody's neighbour there, and without its own.
        let mut places: Vec<Option<[f32; 2]>> = angles.iter().map(|&angle| place(angle)).collect();
        places[11] = place(-0.001);
        let moved = measure(places);
        assert_eq!((moved.shares[11], moved.shares[0]), (Some(0.0), Some(0.5)));
        assert!(moved.mean.unwrap() < 1.0);
    }

    #[test]
    fn rows_without_a_place_or_neighbours_have_no_share() {
        let graph = graph(&[0.0, 0.1, f32::NAN, 0.3], 2);
        let layout = Layout::of_positions(vec![
            Some([0.0, 0.0]),
            Some([0.1, 0.0]),
            None,
            Some([0.3, 0.0]),
        ]);
        let kept = KeptNeighbours::measure(&layout, &graph, 1, &Control::new()).unwrap();
        assert_eq!(kept.shares, [Some(1.0), Some(1.0), None, Some(1.0)]);
        let nothing = KeptNeighbours::measure(
            &Layout::of_positions(Vec::new()),
            &graph,
            1,
            &Control::new(),
        );
        assert_eq!(nothing.unwrap().mean, None);
    }
}
