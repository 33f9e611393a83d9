//! Vectors with their ids, to be searched.

use std::sync::OnceLock;

use ndarray::ArrayView2;

use super::compact::Compact;
use super::dot::scores;
use super::scan::{Scan, check_length};
use super::vectors::Vectors;
use crate::{Error, Result};

/// Fewer rows than this are read as fast as their copy.
const WORTH_A_COPY: usize = 2048;

/// Unit vectors with their ids.
pub struct Index {
    vectors: Vectors,
    compact: Option<Compact>,
    ids: Vec<i64>,
    /// The rows by rising id, once one was looked up.
    by_id: OnceLock<Vec<usize>>,
    threads: usize,
}

/// One result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Row of the index.
    pub row: usize,
    /// Product id of the row.
    pub id: i64,
    /// Cosine with the query.
    pub score: f32,
}

impl Index {
    /// Takes unit vectors `[N, D]` and their ids `[N]`. `threads` share the work of one query.
    pub fn new(vectors: impl Into<Vectors>, ids: Vec<i64>, threads: usize) -> Result<Self> {
        let vectors = vectors.into();
        if vectors.len() != ids.len() || vectors.dim() == 0 {
            return Err(Error::new("Vectors and ids do not belong together")
                .remedy("Embed again into a new folder"));
        }
        let threads = threads.max(1);
        let compact = if vectors.len() < WORTH_A_COPY {
            None
        } else {
            Compact::new(&vectors, threads)
        };
        if compact.is_some() {
            // From now on single vectors are looked at and no longer all of them.
            vectors.forget();
        }
        Ok(Self {
            vectors,
            compact,
            ids,
            by_id: OnceLock::new(),
            threads,
        })
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no vectors.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Vector length.
    pub fn dim(&self) -> usize {
        self.vectors.dim()
    }

    /// All vectors, `[N, D]`.
    pub fn vectors(&self) -> ArrayView2<'_, f32> {
        self.vectors.view()
    }

    /// The vector of a row.
    pub fn vector(&self, row: usize) -> &[f32] {
        self.vectors.row(row)
    }

    /// The product ids, by row.
    pub fn ids(&self) -> &[i64] {
        &self.ids
    }

    /// The row of a product id: the first one, should there be several.
    pub fn row_of(&self, id: i64) -> Option<usize> {
        let rows = self.by_id.get_or_init(|| {
            let mut rows: Vec<usize> = (0..self.ids.len()).collect();
            rows.sort_unstable_by_key(|&row| (self.ids[row], row));
            rows
        });
        let at = rows.partition_point(|&row| self.ids[row] < id);
        rows.get(at).copied().filter(|&row| self.ids[row] == id)
    }

    /// The inner products of a query with all rows, in their order; NaN for a row that is not finite.
    pub fn scores(&self, query: &[f32]) -> Result<Vec<f32>> {
        check_length(query, self.dim())?;
        let mut all = vec![0.0; self.len()];
        let share = self.len().div_ceil(self.threads).max(1);
        std::thread::scope(|scope| {
            let rows = self.vectors.numbers().chunks(share * self.dim());
            for (rows, all) in rows.zip(all.chunks_mut(share)) {
                scope.spawn(move || scores(query, rows, all));
            }
        });
        for score in &mut all {
            // Minus zero equals zero: a tie.
            *score = if score.is_finite() {
                *score + 0.0
            } else {
                f32::NAN
            };
        }
        Ok(all)
    }

    /// The `k` rows with the largest inner product, best first, equal scores by rising id. `keep` limits the rows; a
    /// row that is not finite is never among them.
    pub fn top_k(&self, query: &[f32], k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        let scan = Scan {
            vectors: &self.vectors,
            compact: self.compact.as_ref(),
            ids: &self.ids,
            threads: self.threads,
        };
        scan.top_k(query, k, keep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use proptest::prelude::*;

    fn index(rows: &[Vec<f32>], threads: usize) -> Index {
        let dim = rows[0].len();
        let ids = (0..rows.len() as i64).map(|i| 1000 - i).collect();
        let vectors = Array2::from_shape_vec((rows.len(), dim), rows.concat()).unwrap();
        Index::new(vectors, ids, threads).unwrap()
    }

    /// With the copy that only larger indexes have.
    fn with_copy(rows: &[Vec<f32>], threads: usize) -> Index {
        let mut index = index(rows, threads);
        index.compact = Compact::new(&index.vectors, threads);
        index
    }

    #[test]
    fn ties_are_ordered_by_id() {
        let hits = index(&vec![vec![1.0, 0.0]; 5], 2)
            .top_k(&[1.0, 0.0], 3, None)
            .unwrap();
        assert_eq!(
            hits.iter().map(|hit| hit.id).collect::<Vec<_>>(),
            [996, 997, 998]
        );
    }

    #[test]
    fn another_length_is_refused_and_filters_hold() {
        let index = index(&[vec![1.0, 0.0], vec![0.0, 1.0], vec![0.6, 0.8]], 1);
        assert!(index.top_k(&[1.0], 1, None).is_err());
        let hits = index
            .top_k(&[1.0, 0.0], 9, Some(&[false, true, true]))
            .unwrap();
        assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [2, 1]);
        assert!(index.top_k(&[1.0, 0.0], 0, None).unwrap().is_empty());
        assert_eq!((index.row_of(999), index.row_of(5)), (Some(1), None));
    }

    #[test]
    fn every_id_leads_to_its_first_row() {
        let vectors = Array2::from_elem((5, 2), 0.5);
        let index = Index::new(vectors, vec![7, -3, 7, i64::MAX, 0], 1).unwrap();
        let rows = [7, -3, i64::MAX, 0, 1, i64::MIN].map(|id| index.row_of(id));
        assert_eq!(rows, [Some(0), Some(1), Some(3), Some(4), None, None]);
    }

    #[test]
    fn what_is_not_finite_is_never_a_result() {
        let index = index(
            &[
                vec![f32::NAN, 0.0],
                vec![0.6, 0.8],
                vec![f32::INFINITY, 0.0],
            ],
            2,
        );
        let hits = index.top_k(&[1.0, 0.0], 9, None).unwrap();
        assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [1]);
        let scores = index.scores(&[1.0, 0.0]).unwrap();
        assert_eq!(
            scores
                .iter()
                .map(|score| score.is_nan())
                .collect::<Vec<_>>(),
            [true, false, true]
        );
        assert_eq!(scores[1], 0.6);
        assert!(index.scores(&[1.0]).is_err());
    }

    proptest! {
        #[test]
        fn equals_sorting_everything(
            rows in prop::collection::vec(prop::collection::vec(-2_i8..3, 3), 1..700),
            k in 1_usize..20,
            threads in 1_usize..5,
        ) {
            // Small whole numbers: inner products are exact and ties are frequent.
            let rows: Vec<Vec<f32>> = rows.into_iter().map(|row| row.into_iter().map(f32::from).collect()).collect();
            let query = rows[0].clone();
            let index = index(&rows, threads);
            let mut all: Vec<(f32, i64)> =
                rows.iter().enumerate().map(|(i, row)| (row.iter().zip(&query).map(|(a, b)| a * b).sum::<f32>() + 0.0, 1000 - i as i64)).collect();
            all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            all.truncate(k);
            let hits: Vec<(f32, i64)> = index.top_k(&query, k, None).unwrap().iter().map(|hit| (hit.score, hit.id)).collect();
            prop_assert_eq!(hits, all);
        }

        #[test]
        fn the_copy_changes_no_answer(
            numbers in prop::collection::vec(-1.0_f32..1.0, 70..3000),
            copies in 0_usize..40,
            k in 0_usize..30,
            threads in 1_usize..5,
            every in 1_usize..4,
        ) {
            let mut rows: Vec<Vec<f32>> = numbers.chunks_exact(7).map(<[f32]>::to_vec).collect();
            // The same picture may be there many times over.
            rows.extend(std::iter::repeat_n(rows[0].clone(), copies));
            let keep: Vec<bool> = (0..rows.len()).map(|row| row % every == 0).collect();
            let (plain, copy) = (index(&rows, threads), with_copy(&rows, threads));
            prop_assert!(copy.compact.is_some());
            for query in &rows[..3] {
                for keep in [None, Some(&keep[..])] {
                    prop_assert_eq!(plain.top_k(query, k, keep).unwrap(), copy.top_k(query, k, keep).unwrap());
                }
            }
        }
    }
}
