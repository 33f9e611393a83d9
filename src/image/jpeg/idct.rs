//! From 64 coefficients to 8 x 8 samples.
//!
//! The inverse cosine transform as factored by Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in the fixed-point form
//! of libjpeg's default, "islow": 13 binary places for the factors and 2 for what passes from the columns to the rows.
//! All of it is integer arithmetic, so the result does not depend on how a compiler arranges it.

use multiversion::multiversion;

use super::channel::{Block, Quantisation};

const FACTOR_BITS: u32 = 13;
const COLUMN_BITS: u32 = 2;

/// A factor with [`FACTOR_BITS`] binary places.
#[inline]
const fn fixed(factor: f64) -> i32 {
    let scaled = factor * (1 << FACTOR_BITS) as f64;
    if factor < 0.0 {
        (scaled - 0.5) as i32
    } else {
        (scaled + 0.5) as i32
    }
}

/// Samples of one block, row by row. Values beyond 0 to 255 are clipped.
pub(super) fn inverse(block: &Block, quantisation: &Quantisation) -> [[u8; 8]; 8] {
    if block[1..].iter().all(|&coefficient| coefficient == 0) {
        let level = i32::from(block[0]).wrapping_mul(i32::from(quantisation[0]));
        return [[sample(level.wrapping_add(4) >> 3); 8]; 8];
    }
    let mut samples = [[0; 8]; 8];
    transform(block, quantisation, &mut samples);
    samples
}

#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn transform(block: &Block, quantisation: &Quantisation, samples: &mut [[u8; 8]; 8]) {
    let mut values = [[0_i32; 8]; 8];
    for (i, value) in values.as_flattened_mut().iter_mut().enumerate() {
        *value = i32::from(block[i]).wrapping_mul(i32::from(quantisation[i]));
    }
    let columns = transposed(&eight_transforms(&values, FACTOR_BITS - COLUMN_BITS));
    let rows = eight_transforms(&columns, FACTOR_BITS + COLUMN_BITS + 3);
    for (to, from) in samples.iter_mut().zip(transposed(&rows)) {
        *to = from.map(sample);
    }
}

/// The middle of the range is stored as zero.
#[inline]
fn sample(level: i32) -> u8 {
    level.saturating_add(128).clamp(0, 255) as u8
}

#[inline]
fn transposed(values: &[[i32; 8]; 8]) -> [[i32; 8]; 8] {
    std::array::from_fn(|i| std::array::from_fn(|j| values[j][i]))
}

/// Transforms the eight columns side by side and drops `bits` binary places, rounded.
#[inline]
fn eight_transforms(input: &[[i32; 8]; 8], bits: u32) -> [[i32; 8]; 8] {
    let mut output = [[0; 8]; 8];
    for lane in 0..8 {
        let column = std::array::from_fn(|i| input[i][lane]);
        let transformed = one_transform(column);
        for i in 0..8 {
            output[i][lane] = transformed[i].wrapping_add(1 << (bits - 1)) >> bits;
        }
    }
    output
}

/// One transform of eight coefficients; the result carries [`FACTOR_BITS`] more binary places.
// Wrapping: only a damaged file reaches the ends of the range, and must not stop the program.
#[inline]
fn one_transform(x: [i32; 8]) -> [i32; 8] {
    let times = |value: i32, by: f64| value.wrapping_mul(fixed(by));
    let plus = i32::wrapping_add;
    let minus = i32::wrapping_sub;

    let shared = times(plus(x[2], x[6]), 0.541_196_100);
    let low = minus(shared, times(x[6], 1.847_759_065));
    let high = plus(shared, times(x[2], 0.765_366_865));
    let sum = plus(x[0], x[4]) << FACTOR_BITS;
    let difference = minus(x[0], x[4]) << FACTOR_BITS;
    let even = [
        plus(sum, high),
        plus(difference, low),
        minus(difference, low),
        minus(sum, high),
    ];

    let shared = times(plus(plus(x[7], x[3]), plus(x[5], x[1])), 1.175_875_602);
    let outer = times(plus(x[7], x[1]), -0.899_976_223);
    let inner = times(plus(x[5], x[3]), -2.562_915_447);
    let threes = plus(times(plus(x[7], x[3]), -1.961_570_560), shared);
    let fives = plus(times(plus(x[5], x[1]), -0.390_180_644), shared);
    let odd = [
        plus(times(x[1], 1.501_321_110), plus(outer, fives)),
        plus(times(x[3], 3.072_711_026), plus(inner, threes)),
        plus(times(x[5], 2.053_119_869), plus(inner, fives)),
        plus(times(x[7], 0.298_631_336), plus(outer, threes)),
    ];
    std::array::from_fn(|i| {
        if i < 4 {
            plus(even[i], odd[i])
        } else {
            minus(even[7 - i], odd[7 - i])
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_block_is_flat_whichever_way_it_goes() {
        let mut block = [0; 64];
        for level in [-2000, -1024, -9, -4, 0, 3, 4, 777, 2000] {
            block[0] = level;
            let mut samples = [[0; 8]; 8];
            transform(&block, &[1; 64], &mut samples);
            assert_eq!(samples, inverse(&block, &[1; 64]), "{level}");
        }
    }

    #[test]
    fn the_ends_of_the_range_do_not_stop_the_program() {
        for value in [i16::MIN, i16::MAX] {
            inverse(&[value; 64], &[u16::MAX; 64]);
        }
    }

    /// Within one level of the definition in double precision, on blocks of ordinary size.
    #[test]
    fn close_to_the_definition() {
        let mut seed = 1_u32;
        let mut block = [0_i16; 64];
        for _ in 0..50 {
            for (i, value) in block.iter_mut().enumerate() {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *value = ((seed >> 20) as i16 - 2048) / (4 + i as i16 * 2);
            }
            let samples = inverse(&block, &[1; 64]);
            for (y, row) in samples.iter().enumerate() {
                for (x, &sample) in row.iter().enumerate() {
                    let exact = definition(&block, x, y);
                    assert!((f64::from(sample) - exact).abs() <= 1.0, "{sample} {exact}");
                }
            }
        }
    }

    fn definition(block: &Block, x: usize, y: usize) -> f64 {
        let wave = |at: usize, frequency: usize| {
            let scale = if frequency == 0 { 0.5_f64.sqrt() } else { 1.0 };
            let angle = (2 * at + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0;
            scale * angle.cos()
        };
        let terms = (0..64).map(|i| f64::from(block[i]) * wave(x, i % 8) * wave(y, i / 8));
        (terms.sum::<f64>() / 4.0 + 128.0).clamp(0.0, 255.0)
    }
}
