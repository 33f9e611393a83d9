//! Which products are wanted, and how many of each kind there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Dataset;

/// A choice of products: what is wanted of each column, in the names, and of a selection made elsewhere. All of it
/// must hold; of the values chosen in one column any one will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Every word of it must occur in the name, in any case.
    pub text: String,
    /// For a column (its position in [`Dataset::columns`]), the codes that are wanted.
    pub columns: BTreeMap<usize, BTreeSet<u32>>,
    /// Only these products, by rising index.
    pub only: Option<Arc<[usize]>>,
}

/// What a filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtered {
    /// The products, by rising index.
    pub products: Vec<usize>,
    /// For each column and each of its labels: how many products have it and pass all that is chosen in the *other*
    /// columns. So a chart shows what one more click would give.
    pub counts: Vec<Vec<usize>>,
}

impl Filter {
    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.columns.is_empty() && self.only.is_none()
    }

    /// Whether a value of a column is chosen.
    pub fn has(&self, column: usize, code: u32) -> bool {
        self.columns
            .get(&column)
            .is_some_and(|codes| codes.contains(&code))
    }

    /// Chooses a value of a column, or takes the choice back.
    pub fn toggle(&mut self, column: usize, code: u32) {
        let codes = self.columns.entry(column).or_default();
        if !codes.remove(&code) {
            codes.insert(code);
        }
        if codes.is_empty() {
            self.columns.remove(&column);
        }
    }

    /// Finds the products that pass, and counts the labels.
    pub fn apply(&self, dataset: &Dataset) -> Filtered {
        let text = self.text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let chosen = self.chosen(dataset);
        let columns = &dataset.columns;
        let mut found = Filtered {
            products: Vec::new(),
            counts: columns
                .iter()
                .map(|column| vec![0; column.labels.len()])
                .collect(),
        };
        let mut visit = |product: usize| {
            if !has_words(&dataset.products[product].name, &words) {
                return;
            }
            let mut failed = (0..columns.len()).filter(|&at| {
                let wanted = &chosen[at];
                wanted
                    .as_ref()
                    .is_some_and(|wanted| !wanted[columns[at].codes[product] as usize])
            });
            let mut count = |at: usize| found.counts[at][columns[at].codes[product] as usize] += 1;
            match (failed.next(), failed.next()) {
                (None, _) => {
                    (0..columns.len()).for_each(&mut count);
                    found.products.push(product);
                }
                // It would pass if nothing were chosen in this one column.
                (Some(only), None) => count(only),
                (Some(_), Some(_)) => {}
            }
        };
        match &self.only {
            Some(only) => only
                .iter()
                .copied()
                .filter(|&product| product < dataset.products.len())
                .for_each(&mut visit),
            None => (0..dataset.products.len()).for_each(&mut visit),
        }
        found
    }

    /// For each column whether each of its labels is wanted; nothing for columns without a choice.
    fn chosen(&self, dataset: &Dataset) -> Vec<Option<Vec<bool>>> {
        let of_column = |(at, column): (usize, &super::Column)| {
            let codes = self.columns.get(&at)?;
            let mut wanted = vec![false; column.labels.len()];
            for &code in codes {
                if let Some(wanted) = wanted.get_mut(code as usize) {
                    *wanted = true;
                }
            }
            Some(wanted)
        };
        dataset.columns.iter().enumerate().map(of_column).collect()
    }
}

fn has_words(name: &str, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let name = name.to_lowercase();
    words.iter().all(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{CheckProgress, DatasetLocation, RowPolicy};
    use crate::job::Control;

    fn sample() -> Dataset {
        let progress = CheckProgress::default();
        Dataset::open(
            &DatasetLocation::Sample,
            RowPolicy::Repair,
            &Control::new(),
            &progress,
        )
        .unwrap()
    }

    /// Position of a column and code of one of its labels.
    fn value(dataset: &Dataset, column: &str, label: &str) -> (usize, u32) {
        let at = dataset
            .columns
            .iter()
            .position(|other| other.name == column)
            .unwrap();
        let code = dataset.columns[at]
            .labels
            .iter()
            .position(|other| other == label)
            .unwrap();
        (at, code as u32)
    }

    #[test]
    fn without_a_choice_everything_passes_and_is_counted() {
        let dataset = sample();
        let found = Filter::default().apply(&dataset);
        assert_eq!(
            found.products,
            (0..dataset.products.len()).collect::<Vec<_>>()
        );
        for (column, counts) in dataset.columns.iter().zip(&found.counts) {
            assert_eq!(*counts, column.counts());
        }
    }

    #[test]
    fn columns_combine_and_values_of_one_column_add_up() {
        let dataset = sample();
        let (colour, red) = value(&dataset, "baseColour", "Red");
        let (_, blue) = value(&dataset, "baseColour", "Blue");
        let (gender, women) = value(&dataset, "gender", "Women");
        let mut filter = Filter::default();
        filter.toggle(colour, red);
        filter.toggle(colour, blue);
        filter.toggle(gender, women);
        let found = filter.apply(&dataset);
        let expected: Vec<usize> = (0..dataset.products.len())
            .filter(|&product| {
                let colour = dataset.columns[colour].label(product);
                (colour == "Red" || colour == "Blue")
                    && dataset.columns[gender].label(product) == "Women"
            })
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(found.products, expected);
        // What is chosen in a column does not lower the counts of that column.
        let genders: usize = found.counts[gender].iter().sum();
        filter.toggle(gender, women);
        assert_eq!(genders, filter.apply(&dataset).products.len());
        filter.toggle(colour, red);
        filter.toggle(colour, blue);
        assert!(filter.is_empty());
    }

    #[test]
    fn words_are_found_in_any_order_and_case_and_within_a_selection() {
        let dataset = sample();
        let name = &dataset.products[7].name;
        let mut words: Vec<&str> = name.split_whitespace().collect();
        words.reverse();
        let only: Arc<[usize]> = vec![3, 7, 99_999].into();
        let filter = Filter {
            text: words.join(" ").to_uppercase(),
            only: Some(only),
            ..Filter::default()
        };
        assert_eq!(filter.apply(&dataset).products, [7]);
    }
}
