//! The layout that keeps neighbours together: t-SNE on the graph of exact neighbours, from the picture that PCA gives.
//!
//! # Why t-SNE, and whose
//!
//! The map is there to judge neighbourhoods, and the app counts how many true neighbours each point keeps. By that
//! measure t-SNE keeps more than UMAP does (`tests/data/projection` holds the figures), so it is the honest choice.
//!
//! The forces come from the crate `bhtsne`: it takes neighbours and a start as they are, and at full size computes
//! repulsion by interpolation on a grid (Linderman et al., *Fast interpolation-based t-SNE*, 2019), for few points by
//! a tree (van der Maaten, *Accelerating t-SNE using tree-based algorithms*, 2014). What it leaves to be desired is
//! made good here:
//!
//! * It adds floating-point numbers in the order in which its threads happen to finish, and the picture hangs on the
//!   last bit. In a pool of one thread the order is always the same; a second thread had gained a tenth of the time.
//! * It cannot be stopped. It calls back after every step, and a stop unwinds out of that call.
//! * It keeps one learning rate. A rate in proportion to the number of points, and twelve times less while the
//!   attraction is exaggerated, lets large maps unfold (Belkina et al., *Automated optimized parameters for t-SNE*,
//!   2019), so both phases are fits of their own.
//!
//! Of the other crates, `umap-rs` lets threads race by design, so no two pictures are the same; `annembed` needs a
//! BLAS and its own approximate neighbours; `fast-umap` trains a network on the graphics card.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use bhtsne::{Neighbor, tSNE};

use super::{Layout, MapProgress};
use crate::index::NeighbourGraph;
use crate::job::{Control, panicked};
use crate::{Error, Result};

/// Fewer points than this are not worth more than their PCA, and too few for a perplexity.
pub(super) const FEWEST: usize = 8;

/// Steps with exaggerated attraction, in which clusters find together.
const GATHERING: usize = 250;

/// Steps in which the picture unfolds.
const UNFOLDING: usize = 500;

/// How much attraction is exaggerated at first.
const EXAGGERATION: f32 = 12.0;

/// Perplexity for each neighbour: most of the neighbours count.
const PERPLEXITY: f32 = 0.8;

/// From here on the grid is faster than the tree.
const GRID_FROM: usize = 10_000;

/// Accuracy of the tree: the usual value.
const THETA: f32 = 0.5;

/// The start is this wide, so that attraction rules at first.
const START_WIDTH: f32 = 1e-4;

/// The part of the start's width by which the seed moves each point; it also parts points that lie on each other.
const JITTER: f32 = 0.01;

/// A stop on its way out of the library.
struct Stopped;

/// Everything that a change of would change the picture.
pub(super) fn parameters(seed: u64, k: usize) -> String {
    format!("t-SNE 1 {GATHERING} {UNFOLDING} {EXAGGERATION} {PERPLEXITY} {GRID_FROM} {seed} {k}")
}

/// Moves the points of `start` until neighbours in `graph` lie together. `start` has a place for at least [`FEWEST`]
/// rows.
pub(super) fn refine(
    start: &Layout,
    graph: &NeighbourGraph,
    seed: u64,
    control: &Control,
    progress: &MapProgress,
) -> Result<Layout> {
    let points = Points::new(start, graph)?;
    progress.layout.start(GATHERING + UNFOLDING);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| "layout".to_owned())
        .build()
        .map_err(|cause| {
            Error::new("A background thread could not be started")
                .remedy("Close other programs and try again")
                .caused_by(cause)
        })?;
    let count = points.placed.len() as f32;
    let work = || {
        let each_step = |positions: &[f32]| {
            progress.layout.add(1);
            progress.offer(|| points.layout(positions));
            if control.wait_while_paused().is_err() {
                resume_unwind(Box::new(Stopped));
            }
        };
        let gather = Phase {
            steps: GATHERING,
            exaggeration: EXAGGERATION,
            rate: count / EXAGGERATION,
            momentum: 0.5,
        };
        let unfold = Phase {
            steps: UNFOLDING,
            exaggeration: 1.0,
            rate: count,
            momentum: 0.8,
        };
        let gathered = points.fit(points.start(start, seed), &gather, each_step);
        points.fit(gathered, &unfold, each_step)
    };
    match catch_unwind(AssertUnwindSafe(|| pool.install(work))) {
        Ok(positions) => Ok(points.layout(&positions)),
        Err(panic) if panic.is::<Stopped>() => Err(Error::interrupted()),
        Err(panic) => Err(panicked(&*panic)),
    }
}

/// How the points move for a while.
struct Phase {
    steps: usize,
    exaggeration: f32,
    rate: f32,
    momentum: f32,
}

/// The points that have a place, numbered anew, with their neighbours.
struct Points {
    rows: usize,
    placed: Vec<usize>,
    neighbours: Vec<Vec<Neighbor<f32>>>,
    perplexity: f32,
}

impl Points {
    fn new(start: &Layout, graph: &NeighbourGraph) -> Result<Self> {
        let rows = start.positions().iter().enumerate();
        let placed: Vec<usize> = rows
            .filter(|place| place.1.is_some())
            .map(|place| place.0)
            .collect();
        let mut number_of = vec![None; start.rows()];
        for (number, &row) in placed.iter().enumerate() {
            number_of[row] = Some(number);
        }
        let neighbour = |edge: crate::index::Edge| {
            Some(Neighbor {
                index: *number_of.get(edge.to)?.as_ref()?,
                // Between unit vectors; rounding may take a cosine beyond 1.
                distance: (2.0 - 2.0 * edge.score).max(0.0).sqrt(),
            })
        };
        let neighbours: Vec<Vec<Neighbor<f32>>> = placed
            .iter()
            .map(|&row| graph.edges_of(row).filter_map(neighbour).collect())
            .collect();
        let k = neighbours.first().map_or(0, Vec::len);
        if k == 0
            || neighbours.iter().any(|others| others.len() != k)
            || graph.len() != start.rows()
        {
            return Err(
                Error::new("The neighbour graph does not belong to these vectors")
                    .remedy("Open the run again"),
            );
        }
        let most = (placed.len() - 1) as f32 / 3.0;
        Ok(Self {
            rows: start.rows(),
            placed,
            neighbours,
            perplexity: (PERPLEXITY * k as f32).clamp(1.0, most),
        })
    }

    /// The start as the library takes it: x and y in turns, small, each point moved a little by the seed.
    fn start(&self, start: &Layout, seed: u64) -> Vec<f32> {
        let places: Vec<[f32; 2]> = self
            .placed
            .iter()
            .filter_map(|&row| start.position(row))
            .collect();
        let squares: f32 = places.iter().map(|place| place[0].powi(2)).sum();
        let spread = (squares / places.len() as f32)
            .sqrt()
            .max(f32::MIN_POSITIVE);
        let values = places.iter().flatten().zip(0..);
        let moved =
            |(&value, at): (&f32, u64)| START_WIDTH * (value / spread + JITTER * noise(seed, at));
        values.map(moved).collect()
    }

    fn fit(&self, start: Vec<f32>, phase: &Phase, mut seen: impl FnMut(&[f32])) -> Vec<f32> {
        // The library wants the points themselves, of which it needs no more than their number.
        let points = vec![(); self.placed.len()];
        let mut fit: tSNE<f32, (), 2> = tSNE::new(&points);
        fit.perplexity(self.perplexity)
            .epochs(phase.steps)
            .early_exaggeration(phase.exaggeration)
            // Never within this phase.
            .stop_lying_epoch(phase.steps + 1)
            .learning_rate(phase.rate)
            .momentum(phase.momentum)
            .momentum_switch_epoch(phase.steps + 1)
            .initial_embedding(start)
            .epoch_callback(move |_, positions| seen(positions));
        if self.placed.len() < GRID_FROM {
            fit.barnes_hut_with_neighbors(THETA, &self.neighbours);
        } else {
            fit.fit_sne_with_neighbors(&self.neighbours);
        }
        fit.embedding()
    }

    fn layout(&self, positions: &[f32]) -> Layout {
        Layout::new(self.rows, &self.placed, positions.as_chunks().0)
    }
}

/// A number from -1 to 1 without a pattern (`SplitMix64`).
fn noise(seed: u64, at: u64) -> f32 {
    let mut z = seed.wrapping_add((at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    (z >> 40) as f32 / (1 << 23) as f32 - 1.0
}
