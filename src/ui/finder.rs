//! Filters and sorts the products of the open dataset on a thread of its own, so that typing never waits.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::Result;
use crate::dataset::{Column, Dataset, Filtered, ProductFilter};
use crate::job::{LatestWorker, Wake};

/// The order of the products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    /// As in the csv file, or by path where there is none.
    #[default]
    File,
    /// By name, in any case; products without a name last.
    Name,
    Id,
    /// By the value of a column, given by its position: numbers from the largest down, texts from A to Z.
    Column(usize),
}

/// What is to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wish {
    pub filter: ProductFilter,
    pub sort: Sort,
}

/// What fits a wish.
#[derive(Debug)]
pub(super) struct Found {
    pub wish: Wish,
    /// The products in the order of the wish.
    pub products: Vec<usize>,
    /// For each column and label, as in [`Filtered`].
    pub counts: Vec<Vec<usize>>,
}

/// Starts the thread for a dataset.
pub(super) fn start(dataset: Arc<Dataset>, wake: Wake) -> Result<LatestWorker<Wish, Found>> {
    LatestWorker::start("find products", wake, move |wish| find(&dataset, wish))
}

fn find(dataset: &Dataset, wish: Wish) -> Found {
    let Filtered {
        mut products,
        counts,
    } = wish.filter.apply(dataset);
    match wish.sort {
        Sort::File => {}
        Sort::Id => products.sort_by_key(|&product| dataset.products[product].id),
        Sort::Name => products.sort_by_cached_key(|&product| {
            let name = dataset.products[product].name.trim().to_lowercase();
            (name.is_empty(), name)
        }),
        Sort::Column(at) => {
            if let Some(column) = dataset.columns.get(at) {
                let places = places(column);
                products.sort_by_key(|&product| places[column.codes[product] as usize]);
            }
        }
    }
    Found {
        wish,
        products,
        counts,
    }
}

/// For each label of a column its place in the order.
fn places(column: &Column) -> Vec<usize> {
    let mut order: Vec<usize> = (0..column.labels.len()).collect();
    order.sort_by(|&a, &b| by_value(&column.labels[a], &column.labels[b]));
    let mut places = vec![0; order.len()];
    for (place, &label) in order.iter().enumerate() {
        places[label] = place;
    }
    places
}

fn by_value(a: &str, b: &str) -> Ordering {
    match (a.parse::<i64>(), b.parse::<i64>()) {
        (Ok(a), Ok(b)) => b.cmp(&a),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.to_lowercase().cmp(&b.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::sample;

    #[test]
    fn products_come_in_the_order_that_was_wished_for() {
        let dataset = sample();
        let sorted = |sort| {
            find(
                &dataset,
                Wish {
                    sort,
                    ..Wish::default()
                },
            )
            .products
        };
        assert!(sorted(Sort::File).is_sorted());
        assert!(sorted(Sort::Id).is_sorted_by_key(|&product| dataset.products[product].id));
        assert!(
            sorted(Sort::Name)
                .is_sorted_by_key(|&product| dataset.products[product].name.to_lowercase())
        );
        let year = dataset
            .columns
            .iter()
            .position(|column| column.name == "year")
            .unwrap();
        let years: Vec<i64> = sorted(Sort::Column(year))
            .into_iter()
            .map(|product| dataset.columns[year].label(product).parse().unwrap())
            .collect();
        assert!(years.is_sorted_by(|a, b| a >= b), "the newest first");
        assert_eq!(sorted(Sort::Column(99)), sorted(Sort::File));
    }

    #[test]
    fn numbers_fall_and_texts_rise() {
        let mut labels = ["2010", "(none)", "2012", "Blue", "9"];
        labels.sort_by(|a, b| by_value(a, b));
        assert_eq!(labels, ["2012", "2010", "9", "(none)", "Blue"]);
    }
}
