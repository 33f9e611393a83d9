//! Drawing the map of a run: the neighbours, the layout, and how true it is.

use std::path::PathBuf;
use std::sync::Arc;

use super::refine::{FEWEST, parameters, refine};
use super::store::Place;
use super::{KeptNeighbours, Layout, MapProgress, Pca};
use crate::index::{GRAPH_K, Index, NeighbourGraph};
use crate::job::Control;
use crate::text::{counted, thousands};
use crate::{Error, Result};

/// What to draw.
pub struct MapRequest {
    /// The vectors.
    pub index: Arc<Index>,
    /// Their neighbours, where they are known already: at least one for each row that is finite.
    pub graph: Option<Arc<NeighbourGraph>>,
    /// The output folder of the run, to keep graph and layout in; without it nothing is kept.
    pub run: Option<PathBuf>,
    /// Another seed gives another picture of the same neighbours, the same seed the same picture.
    pub seed: u64,
    /// Threads at most.
    pub threads: usize,
}

/// A finished map.
pub struct Map {
    /// Where each row lies.
    pub layout: Layout,
    /// The true neighbours, for the lines to them.
    pub graph: Arc<NeighbourGraph>,
    /// Which of them the layout keeps near.
    pub kept: KeptNeighbours,
    /// What one should know before reading the map, in sentences for people; mostly nothing.
    pub notes: Vec<String>,
    /// Why graph or layout could not be kept for the next time, where that is so. The map is no worse for it.
    pub not_kept: Option<Error>,
}

/// Draws the map that begins with `pca`. Layouts on the way can be taken from `progress`; a stop ends it between two
/// steps. The same request gives the same map on any number of threads.
pub fn draw_map(
    request: &MapRequest,
    pca: &Pca,
    control: &Control,
    progress: &MapProgress,
) -> Result<Map> {
    let (graph, mut not_kept) = graph(request, control, progress)?;
    let place = request
        .run
        .as_ref()
        .map(|run| Place::new(run, &request.index, &parameters(request.seed, graph.k())));
    let rows = request.index.len();
    let placed = rows - pca.layout.unplaced();
    let kept_layout = place.as_ref().and_then(|place| place.read(rows));
    let layout = match kept_layout {
        Some(layout) => layout,
        None if placed < FEWEST || pca.explained[0] == 0.0 => pca.layout.clone(),
        None => {
            let layout = refine(&pca.layout, &graph, request.seed, control, progress)?;
            let written = place.map_or(Ok(()), |place| place.write(&layout));
            not_kept = not_kept.or(written.err());
            layout
        }
    };
    let kept = KeptNeighbours::measure(&layout, &graph, request.threads, control)?;
    Ok(Map {
        notes: notes(&request.index, pca),
        layout,
        graph,
        kept,
        not_kept,
    })
}

fn graph(
    request: &MapRequest,
    control: &Control,
    progress: &MapProgress,
) -> Result<(Arc<NeighbourGraph>, Option<Error>)> {
    let (index, threads, counter) = (&request.index, request.threads, &progress.neighbours);
    match (&request.graph, &request.run) {
        (Some(graph), _) => Ok((Arc::clone(graph), None)),
        (None, Some(run)) => {
            let (vectors, ids) = (index.vectors(), index.ids());
            let kept =
                NeighbourGraph::of_run(run, &vectors, ids, GRAPH_K, threads, control, counter)?;
            Ok((Arc::new(kept.graph), kept.not_kept))
        }
        (None, None) => {
            let (vectors, ids) = (index.vectors(), index.ids());
            let graph = NeighbourGraph::build(&vectors, ids, GRAPH_K, threads, control, counter)?;
            Ok((Arc::new(graph), None))
        }
    }
}

fn notes(index: &Index, pca: &Pca) -> Vec<String> {
    let mut notes = Vec::new();
    let unplaced = pca.layout.unplaced();
    let placed = index.len() - unplaced;
    if unplaced > 0 {
        notes.push(format!(
            "{} no place on the map: the vector holds values that are not numbers",
            match unplaced {
                1 => "1 product has".to_owned(),
                many => format!("{} products have", thousands(many)),
            }
        ));
    }
    if placed == 0 {
        notes.push("There is nothing to draw".to_owned());
    } else if placed < FEWEST {
        notes.push(format!(
            "{} too few to arrange by neighbours: the map shows the principal components",
            match placed {
                1 => "1 product is".to_owned(),
                many => format!("{} are", counted(many as u64, "product")),
            }
        ));
    } else if pca.explained[0] == 0.0 {
        notes.push("All vectors are the same, so all points lie in one place".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::super::pca;
    use super::*;
    use ndarray::Array2;

    /// Three bundles of 30 vectors each in 8 dimensions.
    fn bundles() -> Vec<Vec<f32>> {
        let value = |row: usize, axis: usize| {
            let noise = ((row * 8 + axis) as f32 * 0.618_034).fract() - 0.5;
            f32::from(u8::from(axis == row % 3)) + 0.2 * noise
        };
        (0..90)
            .map(|row| {
                let vector: Vec<f32> = (0..8).map(|axis| value(row, axis)).collect();
                let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
                vector.iter().map(|x| x / length).collect()
            })
            .collect()
    }

    fn request(rows: &[Vec<f32>], threads: usize) -> MapRequest {
        let vectors = Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap();
        let ids = (0..rows.len() as i64).collect();
        MapRequest {
            index: Arc::new(Index::new(vectors, ids, threads).unwrap()),
            graph: None,
            run: None,
            seed: 0,
            threads,
        }
    }

    fn draw(request: &MapRequest, progress: &MapProgress) -> Map {
        let control = Control::new();
        let pca = pca(&request.index, request.threads, &control).unwrap();
        draw_map(request, &pca, &control, progress).unwrap()
    }

    #[test]
    fn neighbours_lie_together_and_pictures_come_on_the_way() {
        let progress = MapProgress::default();
        let request = request(&bundles(), 2);
        let map = draw(&request, &progress);
        assert!(map.notes.is_empty() && map.not_kept.is_none());
        assert!(map.kept.mean.unwrap() > 0.4, "{:?}", map.kept.mean);
        // The nearest point of each point is of its own bundle.
        let grid = super::super::PointGrid::new(&map.layout);
        for row in 0..90 {
            let place = map.layout.position(row).unwrap();
            let (other, _) = grid.neighbours(place, 1, Some(row))[0];
            assert_eq!(other % 3, row % 3, "row {row}");
        }
        assert_eq!(progress.layout.fraction(), Some(1.0));
        let first = progress.take_newest().unwrap();
        assert_ne!(*first, map.layout);
        assert_eq!(first.rows(), 90);
    }

    #[test]
    fn the_same_seed_gives_the_same_picture_on_any_number_of_threads() {
        let picture = |threads, seed| {
            let request = MapRequest {
                seed,
                ..request(&bundles(), threads)
            };
            draw(&request, &MapProgress::default()).layout
        };
        let first = picture(1, 0);
        assert_eq!(first, picture(1, 0));
        assert_eq!(first, picture(3, 0));
        assert_ne!(first, picture(1, 1));
    }

    #[test]
    fn a_kept_map_is_opened_instead_of_drawn() {
        let run = tempfile::tempdir().unwrap();
        let request = MapRequest {
            run: Some(run.path().to_path_buf()),
            ..request(&bundles(), 1)
        };
        let drawn = draw(&request, &MapProgress::default());
        let progress = MapProgress::default();
        let opened = draw(&request, &progress);
        assert_eq!(progress.layout.total(), 0, "no step was needed");
        assert_eq!((opened.layout, opened.kept), (drawn.layout, drawn.kept));
    }

    #[test]
    fn poor_input_is_drawn_and_said() {
        let said = |rows: &[Vec<f32>]| {
            let map = draw(&request(rows, 2), &MapProgress::default());
            (map.notes.join("; "), map.layout, map.kept.mean)
        };
        let (notes, layout, mean) = said(&[vec![1.0, 0.0]]);
        assert!(notes.starts_with("1 product is too few"), "{notes}");
        assert_eq!((layout.position(0), mean), (Some([0.0, 0.0]), None));
        let (notes, layout, mean) = said(&[vec![1.0, 0.0], vec![0.0, 1.0]]);
        assert!(notes.starts_with("2 products are too few"), "{notes}");
        assert_ne!(layout.position(0), layout.position(1));
        assert_eq!(mean, Some(1.0));
        let (notes, layout, _) = said(&vec![vec![0.6, 0.8]; 40]);
        assert!(notes.contains("one place"), "{notes}");
        assert_eq!(layout.positions(), [Some([0.0, 0.0]); 40]);
        let mut damaged = bundles();
        damaged[7][3] = f32::NAN;
        let (notes, layout, mean) = said(&damaged);
        assert!(notes.starts_with("1 product has no place"), "{notes}");
        assert_eq!((layout.position(7), layout.unplaced()), (None, 1));
        assert!(mean.unwrap() > 0.4);
        let (notes, ..) = said(&[vec![f32::NAN]]);
        assert!(notes.contains("nothing to draw"), "{notes}");
        // Fewer points than neighbours, and copies among them.
        let few: Vec<Vec<f32>> = (0..9_usize).map(|row| bundles()[row / 2].clone()).collect();
        let (notes, layout, _) = said(&few);
        assert!(notes.is_empty() && layout.unplaced() == 0, "{notes}");
    }

    #[test]
    fn a_stop_ends_it() {
        let request = request(&bundles(), 1);
        let control = Control::new();
        let pca = pca(&request.index, 1, &control).unwrap();
        let graph = draw(&request, &MapProgress::default()).graph;
        control.stop();
        let request = MapRequest {
            graph: Some(graph),
            ..request
        };
        let stopped = draw_map(&request, &pca, &control, &MapProgress::default());
        assert!(stopped.err().unwrap().is_interrupted());
    }
}
