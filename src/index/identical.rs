//! Rows with the very same vector.
//!
//! The full dataset holds 652 groups of byte-identical pictures. Every member ties with every other at cosine 1: a list
//! of results can show them as one, and they are what is there twice when the quality of a run is judged.

use std::collections::HashMap;

use ndarray::{ArrayRef1, ArrayRef2};

/// Groups of two and more finite rows that are equal bit for bit, of `vectors` `[N, D]`: the rows of each rising, the
/// groups in the order of their first rows.
pub fn identical_rows(vectors: &ArrayRef2<f32>) -> Vec<Vec<usize>> {
    let mut buckets: HashMap<u64, Vec<Vec<usize>>> = HashMap::with_capacity(vectors.nrows());
    for (row, vector) in vectors.outer_iter().enumerate() {
        if vector.iter().any(|x| !x.is_finite()) {
            continue;
        }
        // Equal fingerprints are compared: different vectors with one fingerprint form groups of their own.
        let bucket = buckets.entry(fingerprint(&vector)).or_default();
        let same = |group: &&mut Vec<usize>| equal(&vectors.row(group[0]), &vector);
        match bucket.iter_mut().find(same) {
            Some(group) => group.push(row),
            None => bucket.push(vec![row]),
        }
    }
    let mut groups: Vec<Vec<usize>> = buckets
        .into_values()
        .flatten()
        .filter(|rows| rows.len() > 1)
        .collect();
    groups.sort_unstable_by_key(|rows| rows[0]);
    groups
}

fn equal(a: &ArrayRef1<f32>, b: &ArrayRef1<f32>) -> bool {
    a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// The mixing step of `FxHash`: fast, and a collision costs a comparison, nothing else.
fn fingerprint(vector: &ArrayRef1<f32>) -> u64 {
    vector.iter().fold(0, |hash: u64, value| {
        (hash.rotate_left(5) ^ u64::from(value.to_bits())).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn equal_rows_are_grouped_and_what_is_no_number_is_left_out() {
        let vectors = array![
            [1.0, 0.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [f32::NAN, 0.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [f32::NAN, 0.0],
            [0.0, -0.0]
        ];
        assert_eq!(identical_rows(&vectors), [vec![0, 2, 5], vec![1, 4]]);
    }

    #[test]
    fn minus_zero_is_another_number_than_zero() {
        assert!(identical_rows(&array![[0.0, 1.0], [-0.0, 1.0]]).is_empty());
    }
}
