//! Two passes of integer arithmetic: rows first, then columns, each rounded and clipped to 8 bits.
//!
//! The rounding between the passes is part of the result: keeping fractions there ("more exact") moves pixels by up to
//! ten levels away from what CLIP was trained on. Both passes work on a window of the target, so the parts that the
//! centre crop discards cost nothing.

use multiversion::multiversion;

use super::coefficients::{Axis, Coefficients, PRECISION_BITS, ROUND};

/// Sizes whose weights are kept. A dataset has a handful; photos of every size must not grow memory.
const CACHED_AXES: usize = 32;

/// Resampling with weights and buffers kept from one picture to the next.
#[derive(Debug, Default)]
pub(crate) struct Resizer {
    cache: Vec<(Axis, Coefficients)>,
    wide: Vec<[i32; 4]>,
    middle: Vec<u8>,
}

impl Resizer {
    /// Resizes interleaved RGB `source` (`columns.source` pixels a row) into `out`,
    /// `rows.count` rows of `columns.count` RGB pixels.
    pub(crate) fn resize(&mut self, source: &[u8], columns: Axis, rows: Axis, out: &mut [u8]) {
        if self.cache.len() + 2 > CACHED_AXES {
            self.cache.clear();
        }
        let columns_at = self.cached(columns);
        let rows_at = self.cached(rows);
        let (first, end) = self.cache[rows_at].1.span();
        let source_row = columns.source as usize * 3;
        let out_row = columns.count as usize * 3;

        self.middle.resize((end - first) * out_row, 0);
        self.wide.resize(columns.source as usize, [0; 4]);
        let needed = &source[first * source_row..end * source_row];
        for (from, to) in needed
            .chunks_exact(source_row)
            .zip(self.middle.chunks_exact_mut(out_row))
        {
            resample_row(from, &self.cache[columns_at].1, &mut self.wide, to);
        }
        let windows = self.cache[rows_at].1.windows();
        for ((start, weights), to) in windows.zip(out.chunks_exact_mut(out_row)) {
            blend_rows(&self.middle[(start - first) * out_row..], weights, to);
        }
    }

    /// Where the weights for `axis` are, computed if need be.
    fn cached(&mut self, axis: Axis) -> usize {
        if let Some(at) = self.cache.iter().position(|(known, _)| *known == axis) {
            return at;
        }
        self.cache.push((axis, Coefficients::new(axis)));
        self.cache.len() - 1
    }
}

/// One row through the horizontal pass. `wide` is scratch of one source row, four lanes a pixel, so that a pixel's
/// channels are multiplied together.
#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn resample_row(from: &[u8], coefficients: &Coefficients, wide: &mut [[i32; 4]], to: &mut [u8]) {
    let (pixels, _) = from.as_chunks::<3>();
    for (lanes, &[red, green, blue]) in wide.iter_mut().zip(pixels) {
        *lanes = [i32::from(red), i32::from(green), i32::from(blue), 0];
    }
    let (targets, _) = to.as_chunks_mut::<3>();
    for ((start, weights), target) in coefficients.windows().zip(targets) {
        let mut sums = [ROUND; 4];
        for (pixel, &weight) in wide[start..].iter().zip(weights) {
            for (sum, &value) in sums.iter_mut().zip(pixel) {
                *sum += value * weight;
            }
        }
        *target = [clip(sums[0]), clip(sums[1]), clip(sums[2])];
    }
}

/// One row of the vertical pass: the weighted sum of the rows that begin at `from`.
#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn blend_rows(from: &[u8], weights: &[i32], to: &mut [u8]) {
    const BLOCK: usize = 32;
    let stride = to.len();
    let (blocks, rest) = to.as_chunks_mut::<BLOCK>();
    for (i, block) in blocks.iter_mut().enumerate() {
        let mut sums = [ROUND; BLOCK];
        for (row, &weight) in from.chunks_exact(stride).zip(weights) {
            let values = &row[i * BLOCK..(i + 1) * BLOCK];
            for (sum, &value) in sums.iter_mut().zip(values) {
                *sum += i32::from(value) * weight;
            }
        }
        for (target, sum) in block.iter_mut().zip(sums) {
            *target = clip(sum);
        }
    }
    let done = stride - rest.len();
    for (x, target) in rest.iter_mut().enumerate() {
        let rows = from.chunks_exact(stride).zip(weights);
        let sum = rows
            .map(|(row, &weight)| i32::from(row[done + x]) * weight)
            .sum::<i32>();
        *target = clip(ROUND + sum);
    }
}

/// From fixed point to a pixel value; bicubic overshoots at edges, hence the clamp.
#[inline]
fn clip(sum: i32) -> u8 {
    (sum >> PRECISION_BITS).clamp(0, 255) as u8
}
