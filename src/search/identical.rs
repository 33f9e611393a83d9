//! Products with the very same vector, which a list of results can show as one.
//!
//! The full dataset holds 652 groups of byte-identical pictures. Every member ties with every other at cosine 1, so
//! without grouping one product with many copies fills a page.

use std::collections::HashMap;

use crate::index::Index;

const ALONE: u32 = u32::MAX;

/// Rows whose vectors are equal bit for bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdenticalGroups {
    /// For each row its group, or [`ALONE`].
    group_of: Vec<u32>,
    groups: Vec<Vec<usize>>,
}

impl IdenticalGroups {
    /// Compares all vectors of an index.
    pub fn new(index: &Index) -> Self {
        let mut buckets: HashMap<u64, Vec<usize>> = HashMap::with_capacity(index.len());
        for row in 0..index.len() {
            let bucket = buckets.entry(fingerprint(index.vector(row))).or_default();
            bucket.push(row);
        }
        let shared = buckets.into_values().filter(|rows| rows.len() > 1);
        let mut groups: Vec<Vec<usize>> = shared
            .flat_map(|rows| split(index, rows))
            .filter(|rows| rows.len() > 1)
            .collect();
        for group in &mut groups {
            group.sort_unstable_by_key(|&row| index.ids()[row]);
        }
        groups.sort_unstable_by_key(|group| index.ids()[group[0]]);
        let mut group_of = vec![ALONE; index.len()];
        for (number, group) in groups.iter().enumerate() {
            for &row in group {
                group_of[row] = number as u32;
            }
        }
        Self { group_of, groups }
    }

    /// Groups of two and more, each by rising product id.
    pub fn groups(&self) -> &[Vec<usize>] {
        &self.groups
    }

    /// All rows with the vector of `row`, itself among them, by rising product id; empty if there is no other.
    pub fn of_row(&self, row: usize) -> &[usize] {
        match self.group_of.get(row) {
            Some(&group) if group != ALONE => &self.groups[group as usize],
            _ => &[],
        }
    }
}

/// Rows of one bucket by equality: different vectors with the same fingerprint part here.
fn split(index: &Index, rows: Vec<usize>) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for row in rows {
        let same = |part: &&mut Vec<usize>| equal(index.vector(part[0]), index.vector(row));
        match parts.iter_mut().find(same) {
            Some(part) => part.push(row),
            None => parts.push(vec![row]),
        }
    }
    parts
}

fn equal(a: &[f32], b: &[f32]) -> bool {
    let bits = |vector: &[f32]| {
        vector
            .iter()
            .map(|value| value.to_bits())
            .collect::<Vec<_>>()
    };
    bits(a) == bits(b)
}

/// The mixing step of `FxHash`: fast, and a collision costs a comparison, nothing else.
fn fingerprint(vector: &[f32]) -> u64 {
    vector.iter().fold(0, |hash: u64, value| {
        (hash.rotate_left(5) ^ u64::from(value.to_bits())).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn equal_vectors_are_grouped_by_id() {
        let vectors = arr2(&[
            [1.0, 0.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [0.6, 0.8],
            [0.0, 1.0],
            [1.0, 0.0],
        ]);
        let index = Index::new(vectors, vec![50, 40, 30, 20, 10, 35], 1).unwrap();
        let groups = IdenticalGroups::new(&index);
        assert_eq!(groups.groups(), [vec![4, 1], vec![2, 5, 0]]);
        assert_eq!(groups.of_row(0), [2, 5, 0]);
        assert_eq!(groups.of_row(3), [] as [usize; 0]);
        assert_eq!(groups.of_row(99), [] as [usize; 0]);
    }
}
