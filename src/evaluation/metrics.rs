//! The definitions behind the figures. Vectors have unit length; similarity is the inner product.

use std::collections::BTreeSet;

use ndarray::{Array2, Axis};

use crate::dataset::{Column, MISSING_LABEL};

/// Rows whose similarities are computed at a time, so that memory stays bounded at any number of products.
const BLOCK: usize = 256;

/// One column's labels of the products measured.
pub(super) struct Labels<'a> {
    column: &'a Column,
    codes: Vec<u32>,
}

impl<'a> Labels<'a> {
    pub fn of(column: &'a Column, products: &[usize]) -> Self {
        let codes = products.iter().map(|&product| column.codes[product]);
        Self {
            column,
            codes: codes.collect(),
        }
    }

    pub fn name(&self, code: u32) -> &'a str {
        &self.column.labels[code as usize]
    }

    fn is_known(&self, code: u32) -> bool {
        self.name(code) != MISSING_LABEL
    }

    /// The known values that occur, each once.
    pub fn values(&self) -> Vec<u32> {
        let values: BTreeSet<u32> = self.codes.iter().copied().collect();
        values
            .into_iter()
            .filter(|&code| self.is_known(code))
            .collect()
    }

    /// The pairs of known values that occur together, each once.
    pub fn pairs_with(&self, other: &Labels<'_>) -> Vec<(u32, u32)> {
        let pairs: BTreeSet<(u32, u32)> = self
            .codes
            .iter()
            .copied()
            .zip(other.codes.iter().copied())
            .collect();
        pairs
            .into_iter()
            .filter(|&(mine, theirs)| self.is_known(mine) && other.is_known(theirs))
            .collect()
    }
}

/// Share of the texts whose own picture (`own[i]` is its row) has fewer than `k` strictly more similar ones.
pub(super) fn recall(
    images: &Array2<f32>,
    texts: &Array2<f32>,
    own: &[usize],
    k: usize,
) -> Option<f64> {
    let mut found = 0;
    for_each_row(texts, images, |text, scores| {
        let score = scores[own[text]];
        let better = scores.iter().filter(|&&other| other > score).count();
        found += usize::from(better < k);
    });
    share(found, own.len())
}

/// For each picture, the `k` most similar others, best first.
pub(super) fn nearest_others(images: &Array2<f32>, k: usize) -> Vec<Vec<usize>> {
    let mut near = Vec::with_capacity(images.nrows());
    for_each_row(images, images, |row, scores| {
        near.push(best(scores, k, Some(row)));
    });
    near
}

/// Mean share of the neighbours with the same label, over pictures whose label is known.
pub(super) fn agreement(near: &[Vec<usize>], labels: &Labels<'_>) -> Option<f64> {
    let known = labels
        .codes
        .iter()
        .zip(near)
        .filter(|&(&code, near)| labels.is_known(code) && !near.is_empty());
    mean(known.map(|(&code, near)| {
        let same = near
            .iter()
            .filter(|&&other| labels.codes[other] == code)
            .count();
        same as f64 / near.len() as f64
    }))
}

/// For each value's text, the share of the `k` most similar pictures that carry the value, and the same for a perfect
/// ranking: means over the values.
pub(super) fn word_precision(
    images: &Array2<f32>,
    texts: &Array2<f32>,
    labels: &Labels<'_>,
    values: &[u32],
    k: usize,
) -> (Option<f64>, Option<f64>) {
    let (mut got, mut possible) = (Vec::new(), Vec::new());
    for_each_row(texts, images, |text, scores| {
        let value = values[text];
        let right = best(scores, k, None)
            .into_iter()
            .filter(|&image| labels.codes[image] == value)
            .count();
        let all = labels.codes.iter().filter(|&&code| code == value).count();
        got.push(right as f64 / k as f64);
        possible.push(all.min(k) as f64 / k as f64);
    });
    (mean(got.into_iter()), mean(possible.into_iter()))
}

/// The pairs whose most similar picture is not of that colour and type: colour, type, and those of the first picture.
pub(super) fn pairs_first(
    images: &Array2<f32>,
    texts: &Array2<f32>,
    pairs: &[(u32, u32)],
    colours: &Labels<'_>,
    types: &Labels<'_>,
) -> Vec<[String; 4]> {
    let mut missed = Vec::new();
    for_each_row(texts, images, |text, scores| {
        let Some(&first) = best(scores, 1, None).first() else {
            return;
        };
        let found = (colours.codes[first], types.codes[first]);
        if found != pairs[text] {
            let named = |(colour, kind)| [colours.name(colour), types.name(kind)];
            let [colour, kind] = named(pairs[text]);
            let [first_colour, first_kind] = named(found);
            missed.push([colour, kind, first_colour, first_kind].map(str::to_owned));
        }
    });
    missed
}

/// Calls `visit` with every row of `left` and its similarities with all rows of `right`.
fn for_each_row(left: &Array2<f32>, right: &Array2<f32>, mut visit: impl FnMut(usize, &[f32])) {
    let mut row = 0;
    for block in left.axis_chunks_iter(Axis(0), BLOCK) {
        for scores in block.dot(&right.t()).rows() {
            visit(row, &scores.to_vec());
            row += 1;
        }
    }
}

/// The `k` highest scores' places without `except`, best first, equal ones by place.
fn best(scores: &[f32], k: usize, except: Option<usize>) -> Vec<usize> {
    let mut places: Vec<usize> = (0..scores.len())
        .filter(|&place| Some(place) != except)
        .collect();
    let order = |&a: &usize, &b: &usize| scores[b].total_cmp(&scores[a]).then(a.cmp(&b));
    if k < places.len() {
        places.select_nth_unstable_by(k, order);
        places.truncate(k);
    }
    places.sort_unstable_by(order);
    places
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_usize, 0.0), |(count, sum), value| {
        (count + 1, sum + value)
    });
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn column(labels: &[&str], codes: &[u32]) -> Column {
        Column {
            name: "articleType".into(),
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            codes: codes.to_vec(),
        }
    }

    /// Four pictures in the plane: two to the right, one up, one to the left.
    fn pictures() -> Array2<f32> {
        array![[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [-1.0, 0.0]]
    }

    #[test]
    fn recall_counts_strictly_better_pictures() {
        let texts = array![[1.0, 0.0], [0.0, 1.0]];
        assert_eq!(recall(&pictures(), &texts, &[0, 2], 1), Some(1.0));
        assert_eq!(recall(&pictures(), &texts, &[1, 2], 1), Some(0.5));
        assert_eq!(recall(&pictures(), &texts, &[1, 2], 2), Some(1.0));
        assert_eq!(recall(&pictures(), &Array2::zeros((0, 2)), &[], 1), None);
        // An equal picture before the own one is not a better one.
        let twins = array![[1.0, 0.0], [1.0, 0.0]];
        assert_eq!(recall(&twins, &array![[1.0, 0.0]], &[1], 1), Some(1.0));
    }

    #[test]
    fn neighbours_and_words_agree_as_counted_by_hand() {
        let column = column(&["Bags", "Shoes", MISSING_LABEL], &[0, 0, 1, 2]);
        let labels = Labels::of(&column, &[0, 1, 2, 3]);
        let near = nearest_others(&pictures(), 2);
        assert_eq!(near, [vec![1, 2], vec![0, 2], vec![1, 0], vec![2, 1]]);
        // Of the three with a label: one of two, one of two, none of two.
        assert_eq!(agreement(&near, &labels), Some(1.0 / 3.0));
        assert_eq!(labels.values(), [0, 1]);
        let texts = array![[1.0, 0.0], [0.0, 1.0]];
        // "Bags" finds both bags, "Shoes" its one pair of shoes; two places, and there is only one.
        assert_eq!(
            word_precision(&pictures(), &texts, &labels, &[0, 1], 2),
            (Some(0.75), Some(0.75))
        );
    }

    #[test]
    fn a_pair_is_missed_when_another_comes_first() {
        let colours = column(&["Red", "Blue"], &[0, 1, 0, 1]);
        let types = column(&["Bags", "Shoes"], &[0, 0, 1, 1]);
        let all = [0, 1, 2, 3];
        let (colours, types) = (Labels::of(&colours, &all), Labels::of(&types, &all));
        let pairs = colours.pairs_with(&types);
        assert_eq!(pairs, [(0, 0), (0, 1), (1, 0), (1, 1)]);
        let texts = array![[1.0, 0.0], [0.0, 1.0], [0.8, 0.6], [0.6, 0.8]];
        let missed = pairs_first(&pictures(), &texts, &pairs, &colours, &types);
        assert_eq!(missed, [["Blue", "Shoes", "Blue", "Bags"]]);
    }
}
