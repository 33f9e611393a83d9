//! Attributes for filters and charts, one number per product.

use std::borrow::Cow;
use std::collections::HashMap;

use super::table::{MISSING_LABEL, is_missing};

/// One attribute of all products: its distinct values, and which one each product has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The column's name in the csv file.
    pub name: String,
    /// The distinct values, the most frequent first; missing ones are called `(none)`.
    pub labels: Vec<String>,
    /// For each product, in the order of [`super::Dataset::products`], the position of its value in `labels`.
    pub codes: Vec<u32>,
}

impl Column {
    /// How many products have each label, in the order of the labels.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.labels.len()];
        for &code in &self.codes {
            counts[code as usize] += 1;
        }
        counts
    }

    /// The value of one product.
    pub fn label(&self, product: usize) -> &str {
        let code = self.codes.get(product);
        let label = code.and_then(|&code| self.labels.get(code as usize));
        label.map_or(MISSING_LABEL, String::as_str)
    }

    /// The label that stands for missing values, where there are any: its position in `labels`.
    pub fn missing(&self) -> Option<u32> {
        let mut labels = self.labels.iter();
        labels
            .position(|label| label == MISSING_LABEL)
            .map(|at| at as u32)
    }

    /// Whether all values are whole numbers, such as years, missing ones left aside.
    pub fn is_numeric(&self) -> bool {
        let mut numbers = 0;
        let all = self
            .labels
            .iter()
            .filter(|label| *label != MISSING_LABEL)
            .all(|label| {
                numbers += 1;
                label.parse::<i64>().is_ok()
            });
        all && numbers > 0
    }

    /// Gives every distinct value a number, the most frequent value the smallest.
    pub(super) fn encode<'a>(name: &str, values: impl Iterator<Item = &'a Cow<'a, str>>) -> Self {
        let mut numbers = HashMap::new();
        let mut labels: Vec<(&str, usize)> = Vec::new();
        let mut codes = Vec::new();
        for value in values {
            let label = match value.trim() {
                value if is_missing(value) => MISSING_LABEL,
                value => value,
            };
            let code = *numbers.entry(label).or_insert_with(|| {
                labels.push((label, 0));
                labels.len() - 1
            });
            labels[code].1 += 1;
            codes.push(code as u32);
        }
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by_key(|&code| (std::cmp::Reverse(labels[code].1), labels[code].0));
        let mut renamed = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            renamed[old] = new as u32;
        }
        for code in &mut codes {
            *code = renamed[*code as usize];
        }
        Self {
            name: name.to_owned(),
            labels: order
                .iter()
                .map(|&code| labels[code].0.to_owned())
                .collect(),
            codes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_value_comes_first() {
        let values = ["Red", "NA", " Blue", "Blue", "", "Blue", "Green"].map(Cow::Borrowed);
        let column = Column::encode("colour", values.iter());
        assert_eq!(column.labels, ["Blue", "(none)", "Green", "Red"]);
        assert_eq!(column.counts(), [3, 2, 1, 1]);
        assert_eq!(column.codes, [3, 1, 0, 0, 1, 0, 2]);
        assert_eq!(column.label(0), "Red");
        assert_eq!(column.label(99), "(none)");
        assert_eq!(column.missing(), Some(1));
        let whole = Column::encode("colour", values[..1].iter());
        assert_eq!(whole.missing(), None);
        assert!(!column.is_numeric());
        let years = ["2011", "", "2012"].map(Cow::Borrowed);
        assert!(Column::encode("year", years.iter()).is_numeric());
        assert!(!Column::encode("year", [Cow::Borrowed("")].iter()).is_numeric());
    }
}
