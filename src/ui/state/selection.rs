//! Which products are selected.

use std::collections::BTreeSet;
use std::sync::Arc;

/// Selected products, by their index in the dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) struct Selection {
    /// All of them, shared: what follows from a selection keeps it to see whether it is still the same.
    pub products: Arc<BTreeSet<usize>>,
    /// The one whose details are shown; the keyboard moves on from it.
    pub lead: Option<usize>,
    /// Where a range begins that is drawn with Shift.
    pub anchor: Option<usize>,
}

impl Selection {
    /// One product alone.
    pub fn one(product: usize) -> Self {
        Self {
            products: Arc::new(BTreeSet::from([product])),
            lead: Some(product),
            anchor: Some(product),
        }
    }

    /// Several products, the first of which leads.
    pub fn many(products: impl IntoIterator<Item = usize>) -> Self {
        let products: BTreeSet<usize> = products.into_iter().collect();
        let lead = products.first().copied();
        Self {
            products: Arc::new(products),
            lead,
            anchor: lead,
        }
    }

    pub fn has(&self, product: usize) -> bool {
        self.products.contains(&product)
    }

    /// Adds a product or takes it away.
    pub fn toggled(mut self, product: usize) -> Self {
        let products = Arc::make_mut(&mut self.products);
        if !products.remove(&product) {
            products.insert(product);
        }
        let lead = if self.has(product) {
            Some(product)
        } else {
            self.products.last().copied()
        };
        Self {
            lead,
            anchor: Some(product),
            ..self
        }
    }

    /// From the anchor to a product, in the order in which they are shown.
    pub fn up_to(self, product: usize, shown: &[usize]) -> Self {
        let place = |wanted: usize| shown.iter().position(|&other| other == wanted);
        let Some(to) = place(product) else {
            return self;
        };
        let from = self.anchor.and_then(place).unwrap_or(to);
        let range = from.min(to)..=from.max(to);
        Self {
            products: Arc::new(shown[range].iter().copied().collect()),
            lead: Some(product),
            anchor: Some(shown[from]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_added_taken_away_and_drawn_to() {
        let shown = [5, 3, 9, 1];
        let selection = Selection::one(3).toggled(1);
        assert_eq!(*selection.products, BTreeSet::from([1, 3]));
        assert_eq!(selection.lead, Some(1));
        let selection = selection.toggled(1);
        assert_eq!((selection.products.len(), selection.lead), (1, Some(3)));
        let range = Selection::one(9).up_to(5, &shown);
        assert_eq!(*range.products, BTreeSet::from([3, 5, 9]));
        let back = range.up_to(1, &shown);
        assert_eq!(*back.products, BTreeSet::from([1, 9]), "the anchor stays");
        assert_eq!(back.clone().up_to(77, &shown), back);
    }
}
