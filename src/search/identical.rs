//! Products with the very same vector, which a list of results can show as one: without grouping, one product with many
//! copies fills a page.

use crate::index::{Index, identical_rows};

const ALONE: u32 = u32::MAX;

/// Rows whose vectors are equal bit for bit, looked up by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdenticalGroups {
    /// For each row its group, or [`ALONE`].
    group_of: Vec<u32>,
    groups: Vec<Vec<usize>>,
}

impl IdenticalGroups {
    /// Compares all vectors of an index.
    pub fn new(index: &Index) -> Self {
        let mut groups = identical_rows(&index.vectors());
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
