//! A set of rows, one bit each: what a filter keeps, what a lasso caught.

/// Which rows of a run are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowMask {
    words: Vec<u64>,
    rows: usize,
}

impl RowMask {
    /// No row of `rows`.
    pub fn none(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
            rows,
        }
    }

    /// All of `rows` rows.
    pub fn all(rows: usize) -> Self {
        Self::from_fn(rows, |_| true)
    }

    /// The rows for which `keep` holds.
    pub fn from_fn(rows: usize, mut keep: impl FnMut(usize) -> bool) -> Self {
        let mut mask = Self::none(rows);
        for row in 0..rows {
            if keep(row) {
                mask.insert(row);
            }
        }
        mask
    }

    /// These rows of `rows`; numbers beyond are left out.
    pub fn of_rows(rows: usize, chosen: impl IntoIterator<Item = usize>) -> Self {
        let mut mask = Self::none(rows);
        for row in chosen {
            mask.insert(row);
        }
        mask
    }

    /// Adds a row; a number beyond the last row is ignored.
    pub fn insert(&mut self, row: usize) {
        if row < self.rows {
            self.words[row / 64] |= 1 << (row % 64);
        }
    }

    /// Takes a row away.
    pub fn remove(&mut self, row: usize) {
        if row < self.rows {
            self.words[row / 64] &= !(1 << (row % 64));
        }
    }

    /// Whether the row is in the set.
    pub fn contains(&self, row: usize) -> bool {
        row < self.rows && self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// Keeps the rows that are in `other` too.
    pub fn intersect(&mut self, other: &Self) {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        for (word, other) in self.words.iter_mut().zip(others) {
            *word &= other;
        }
    }

    /// How many rows are in the set.
    pub fn count(&self) -> usize {
        let ones = self.words.iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    /// How many rows there are in all, in the set or not.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The rows of the set, rising.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest.checked_sub(1)?;
                Some(at * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn behaves_as_a_set(
            rows in 0_usize..200,
            a in prop::collection::btree_set(0_usize..220, 0..60),
            b in prop::collection::btree_set(0_usize..220, 0..60),
        ) {
            let inside = |set: &BTreeSet<usize>| -> BTreeSet<usize> { set.iter().copied().filter(|&row| row < rows).collect() };
            let mut mask = RowMask::of_rows(rows, a.iter().copied());
            prop_assert_eq!(mask.iter().collect::<BTreeSet<_>>(), inside(&a));
            prop_assert_eq!(mask.count(), inside(&a).len());
            mask.intersect(&RowMask::of_rows(rows, b.iter().copied()));
            let both: BTreeSet<usize> = a.intersection(&b).copied().collect();
            prop_assert_eq!(mask.iter().collect::<BTreeSet<_>>(), inside(&both));
            if let Some(&row) = both.first() {
                mask.remove(row);
                prop_assert!(!mask.contains(row));
            }
            prop_assert_eq!(RowMask::all(rows).count(), rows);
        }
    }
}
