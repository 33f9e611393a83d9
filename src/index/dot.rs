//! Inner products, compiled for the processor's vector instructions and chosen when the program runs.

use multiversion::multiversion;

/// Independent sums, so that additions need not wait for each other: four registers of the widest kind.
const LANES: usize = 64;

/// Inner product of two vectors of the same length.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut score = [0.0];
    scores(a, b, &mut score);
    score[0]
}

/// Inner products of `query` with each row of `rows`, f32 `[scores.len(), query.len()]` in row-major order.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma", "aarch64+neon"))]
pub(super) fn scores(query: &[f32], rows: &[f32], scores: &mut [f32]) {
    for (row, score) in rows.chunks_exact(query.len()).zip(scores) {
        let mut sums = [0.0_f32; LANES];
        let (query_blocks, query_rest) = query.as_chunks::<LANES>();
        let (row_blocks, row_rest) = row.as_chunks::<LANES>();
        for (a, b) in query_blocks.iter().zip(row_blocks) {
            for lane in 0..LANES {
                // Not fused: the same bits on every processor, and memory is the limit anyway.
                sums[lane] += a[lane] * b[lane];
            }
        }
        let rest: f32 = query_rest.iter().zip(row_rest).map(|(a, b)| a * b).sum();
        *score = sums.iter().sum::<f32>() + rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_sum_in_f64_for_any_length() {
        for length in [0_usize, 1, 63, 64, 65, 512, 700] {
            let a: Vec<f32> = (0..length).map(|i| (i % 17) as f32 / 17.0 - 0.4).collect();
            let b: Vec<f32> = (0..length).map(|i| (i % 13) as f32 / 13.0 - 0.6).collect();
            let expected: f64 = a
                .iter()
                .zip(&b)
                .map(|(x, y)| f64::from(*x) * f64::from(*y))
                .sum();
            if length > 0 {
                assert!(
                    (f64::from(dot(&a, &b)) - expected).abs() < 1e-4,
                    "length {length}"
                );
            }
        }
    }
}
