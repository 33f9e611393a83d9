//! A copy of the vectors in a quarter of the memory, with proven bounds.
//!
//! An exact scan is limited by how fast memory can be read. This copy says of almost every row, from 8 bits a number,
//! that it cannot be among the best; only the few others are scored from the vectors themselves. No answer depends on
//! the copy: it only decides which rows need not be looked at.
//!
//! # The bounds
//!
//! A row is v = m + r with the mean m of all rows. Its rest r is kept as whole numbers c from -127 to 127 with a scale
//! s and the spread w of each dimension: r = s (c w) + e. For a query x, with x w kept as whole numbers q times a scale
//! t, x w = t q + f:
//!
//! ```text
//! v x = m x + s t (c q) + s (c f) + e x      so      | v x - (m x + s t (c q)) | <= |s c| |f| + |e| |x|
//! ```
//!
//! by the inequality of Cauchy and Schwarz. `c q` is a sum of whole numbers and exact. To this comes what rounding may
//! do to a score computed in 32 bits: at most n u / (1 - n u) times |v| |x| for n products, with u = 2^-24. Lengths
//! are computed in 64 bits and rounded up.

use multiversion::multiversion;

use super::vectors::Vectors;

/// Largest whole number of a row's rest.
const LARGEST: f32 = 127.0;

/// Rows whose products are computed at a time.
const BLOCK: usize = 256;

/// The copy.
pub(super) struct Compact {
    dim: usize,
    mean: Vec<f32>,
    /// Spread of each dimension.
    spread: Vec<f32>,
    /// `[rows, dim]`.
    codes: Vec<i8>,
    rows: Vec<RowBounds>,
    /// Length of the longest vector, or more.
    longest: f64,
}

/// What is kept of a row besides its codes.
#[derive(Clone, Copy)]
struct RowBounds {
    scale: f32,
    /// |e|, or more.
    error: f32,
    /// |s c|, or more.
    length: f32,
}

/// A query, prepared for the copy.
pub(super) struct CompactQuery {
    codes: Vec<i16>,
    /// t
    scale: f64,
    /// |f|
    error: f64,
    /// |x|
    length: f64,
    /// m x
    base: f64,
    /// What rounding in 32 bits may add or take.
    rounding: f64,
}

impl Compact {
    /// Copies all vectors; `None` where a number is not finite and nothing can be promised.
    pub fn new(vectors: &Vectors, threads: usize) -> Option<Self> {
        let (rows, dim) = (vectors.len(), vectors.dim());
        let (mean, spread) = mean_and_spread(vectors)?;
        let mut compact = Self {
            dim,
            mean,
            spread,
            codes: vec![0; rows * dim],
            rows: vec![RowBounds::ZERO; rows],
            longest: 0.0,
        };
        let share = rows.div_ceil(threads.max(1));
        let (mean, spread) = (&compact.mean, &compact.spread);
        let numbers = vectors.numbers().chunks(share * dim);
        let copies = compact.codes.chunks_mut(share * dim);
        let copies = copies.zip(compact.rows.chunks_mut(share));
        let mut longest = vec![0.0; rows.div_ceil(share)];
        std::thread::scope(|scope| {
            for ((numbers, (codes, rows)), longest) in numbers.zip(copies).zip(&mut longest) {
                scope.spawn(move || *longest = encode_rows(numbers, mean, spread, codes, rows));
            }
        });
        compact.longest = longest.into_iter().fold(0.0, f64::max);
        Some(compact)
    }

    /// Prepares a query; `None` where numbers are not finite or so large that nothing can be promised.
    pub fn query(&self, query: &[f32]) -> Option<CompactQuery> {
        if !all_finite(query) {
            return None;
        }
        let weighted: Vec<f64> = query
            .iter()
            .zip(&self.spread)
            .map(|(&x, &spread)| f64::from(x) * f64::from(spread))
            .collect();
        let largest = weighted
            .iter()
            .fold(0.0_f64, |largest, x| largest.max(x.abs()));
        // The sum of `dim` products with numbers up to 127 must fit 32 bits.
        let limit = f64::from(i16::MAX)
            .min((f64::from(i32::MAX) / (f64::from(LARGEST) * self.dim as f64)).floor());
        let scale = if largest > 0.0 && limit >= 1.0 {
            largest / limit
        } else {
            1.0
        };
        let codes: Vec<i16> = weighted
            .iter()
            .map(|x| (x / scale).round() as i16)
            .collect();
        let errors = weighted
            .iter()
            .zip(&codes)
            .map(|(x, &code)| x - scale * f64::from(code));
        let length = length(query.iter().map(|&x| f64::from(x)));
        if self.longest * length > f64::from(f32::MAX) / 4.0 {
            // A sum could leave the range of 32-bit floats on its way.
            return None;
        }
        let base = query
            .iter()
            .zip(&self.mean)
            .map(|(&x, &mean)| f64::from(x) * f64::from(mean))
            .sum();
        let products = self.dim as f64 * 2.0_f64.powi(-24);
        Some(CompactQuery {
            error: self::length(errors),
            // Twice the bound: it covers the 64-bit arithmetic of this module as well.
            rounding: 2.0 * products / (1.0 - products).max(0.5) * self.longest * length
                + f64::from(f32::MIN_POSITIVE),
            codes,
            scale,
            length,
            base,
        })
    }

    /// Writes the least and the greatest score that each row from `first` on can have.
    pub fn bounds(
        &self,
        query: &CompactQuery,
        first: usize,
        lowest: &mut [f32],
        highest: &mut [f32],
    ) {
        let mut sums = [0; BLOCK];
        let blocks = lowest.chunks_mut(BLOCK).zip(highest.chunks_mut(BLOCK));
        for (block, (lowest, highest)) in blocks.enumerate() {
            let start = first + block * BLOCK;
            let end = start + lowest.len();
            let sums = &mut sums[..lowest.len()];
            products(
                &query.codes,
                &self.codes[start * self.dim..end * self.dim],
                sums,
            );
            for ((row, &sum), (lowest, highest)) in self.rows[start..end]
                .iter()
                .zip(&*sums)
                .zip(lowest.iter_mut().zip(highest))
            {
                let score = query.base + f64::from(row.scale) * query.scale * f64::from(sum);
                let slack = f64::from(row.length) * query.error
                    + f64::from(row.error) * query.length
                    + query.rounding;
                *lowest = ((score - slack) as f32).next_down();
                *highest = ((score + slack) as f32).next_up();
            }
        }
    }
}

impl RowBounds {
    const ZERO: Self = Self {
        scale: 0.0,
        error: 0.0,
        length: 0.0,
    };
}

/// Encodes rows and returns the length of the longest.
fn encode_rows(
    vectors: &[f32],
    mean: &[f32],
    spread: &[f32],
    codes: &mut [i8],
    rows: &mut [RowBounds],
) -> f64 {
    let dim = mean.len();
    let mut longest = 0.0_f64;
    for ((vector, codes), row) in vectors.chunks(dim).zip(codes.chunks_mut(dim)).zip(rows) {
        let (bounds, squares) = encode_row(vector, mean, spread, codes);
        *row = bounds;
        longest = longest.max(squares.sqrt());
    }
    longest
}

/// Encodes a row; returns its bounds and the square of its length.
#[multiversion(targets(
    "x86_64+avx512f+avx512vl+avx512bw+avx512dq",
    "x86_64+avx2+fma",
    "aarch64+neon"
))]
fn encode_row(vector: &[f32], mean: &[f32], spread: &[f32], codes: &mut [i8]) -> (RowBounds, f64) {
    let mut largest = 0.0_f32;
    for ((&x, &mean), &spread) in vector.iter().zip(mean).zip(spread) {
        largest = largest.max(((x - mean) / spread).abs());
    }
    let scale = if largest > 0.0 {
        largest / LARGEST
    } else {
        1.0
    };
    for (((&x, &mean), &spread), code) in vector.iter().zip(mean).zip(spread).zip(&mut *codes) {
        *code = ((x - mean) / spread / scale)
            .round()
            .clamp(-LARGEST, LARGEST) as i8;
    }
    let (mut errors, mut lengths, mut squares) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (((&x, &mean), &spread), &code) in vector.iter().zip(mean).zip(spread).zip(&*codes) {
        let (x, kept) = (f64::from(x), f64::from(scale) * f64::from(code));
        let error = x - f64::from(mean) - kept * f64::from(spread);
        errors += error * error;
        lengths += kept * kept;
        squares += x * x;
    }
    let up = |square: f64| (square.sqrt() as f32).next_up().next_up();
    let bounds = RowBounds {
        scale,
        error: up(errors),
        length: up(lengths),
    };
    (bounds, squares)
}

/// Mean of each dimension, and how far its numbers lie from it on average (as the root of the mean square); `None`
/// where there are no vectors or a number is not finite.
fn mean_and_spread(vectors: &Vectors) -> Option<(Vec<f32>, Vec<f32>)> {
    let (count, dim) = (vectors.len(), vectors.dim());
    let (mut sums, mut squares) = (vec![0.0_f64; dim], vec![0.0_f64; dim]);
    for block in vectors.numbers().chunks(BLOCK * dim) {
        if !all_finite(block) {
            return None;
        }
        for vector in block.chunks(dim) {
            add_row(vector, &mut sums, &mut squares);
        }
    }
    let rows = count as f64;
    let mean = sums.iter().map(|sum| (sum / rows) as f32);
    let spread = sums.iter().zip(&squares).map(|(sum, square)| {
        let variance = square / rows - (sum / rows).powi(2);
        let spread = variance.max(0.0).sqrt() as f32;
        // A dimension that is the same everywhere has no spread; any number does for it. So does it for one whose
        // spread is lost in rounding.
        if spread > f32::MIN_POSITIVE {
            spread
        } else {
            1.0
        }
    });
    (count > 0).then(|| (mean.collect(), spread.collect()))
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma", "aarch64+neon"))]
fn add_row(vector: &[f32], sums: &mut [f64], squares: &mut [f64]) {
    for ((&x, sum), square) in vector.iter().zip(sums).zip(squares) {
        *sum += f64::from(x);
        *square += f64::from(x) * f64::from(x);
    }
}

/// Products of whole numbers: `query` with each row of `codes`, `[sums.len(), query.len()]`.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw", "x86_64+avx2", "aarch64+neon"))]
fn products(query: &[i16], codes: &[i8], sums: &mut [i32]) {
    for (row, sum) in codes.chunks_exact(query.len()).zip(sums) {
        *sum = row
            .iter()
            .zip(query)
            .map(|(&code, &x)| i32::from(code) * i32::from(x))
            .sum();
    }
}

fn all_finite(numbers: &[f32]) -> bool {
    // Without a branch for each number: what is not finite stays so when it is multiplied by zero.
    numbers.iter().map(|x| x * 0.0).sum::<f32>() == 0.0
}

/// Euclidean length.
fn length(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.map(|x| x * x).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::dot;
    use super::*;
    use proptest::prelude::*;

    fn compact(numbers: &[f32], dim: usize) -> Option<Compact> {
        let shape = (numbers.len() / dim, dim);
        let vectors = ndarray::Array2::from_shape_vec(shape, numbers.to_vec()).unwrap();
        Compact::new(&vectors.into(), 2)
    }

    #[test]
    fn what_is_not_finite_has_no_bounds() {
        assert!(compact(&[1.0, f32::NAN], 2).is_none());
        assert!(compact(&[1.0, f32::INFINITY], 2).is_none());
        let compact = compact(&[1.0, 2.0], 2).unwrap();
        assert!(compact.query(&[f32::NAN, 0.0]).is_none());
    }

    #[test]
    fn products_of_the_largest_numbers_fit() {
        for dim in [1, 63, 512, 768, 4096] {
            let vectors: Vec<f32> = (0..2 * dim)
                .map(|i| if i < dim { 1.0 } else { -1.0 })
                .collect();
            let compact = compact(&vectors, dim).unwrap();
            let query = compact.query(&vectors[..dim]).unwrap();
            let (mut lowest, mut highest) = ([0.0; 2], [0.0; 2]);
            compact.bounds(&query, 0, &mut lowest, &mut highest);
            assert!(lowest[0] <= dim as f32 && dim as f32 <= highest[0]);
            assert!(
                highest[0] - lowest[0] < 0.01 * dim as f32,
                "useful, too: {lowest:?} {highest:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_score_lies_within_its_bounds(
            dim in 1_usize..80,
            scales in prop::collection::vec(-30_i32..30, 80),
            numbers in prop::collection::vec(-1.0_f32..1.0, 80..2400),
            offset in -3.0_f32..3.0,
        ) {
            // Dimensions of very different size, some with an offset, as networks make them.
            let rows = numbers.len() / dim;
            let vectors: Vec<f32> = numbers[..rows * dim].iter().enumerate()
                .map(|(i, x)| (x + if i % dim == 0 { offset } else { 0.0 }) * 2.0_f32.powi(scales[i % dim]))
                .collect();
            let compact = compact(&vectors, dim).unwrap();
            let (mut lowest, mut highest) = (vec![0.0; rows], vec![0.0; rows]);
            for query in vectors.chunks(dim).take(5) {
                compact.bounds(&compact.query(query).unwrap(), 0, &mut lowest, &mut highest);
                for (row, vector) in vectors.chunks(dim).enumerate() {
                    let score = dot(query, vector);
                    prop_assert!(lowest[row] <= score && score <= highest[row], "{} {} {}", lowest[row], score, highest[row]);
                }
            }
        }
    }
}
