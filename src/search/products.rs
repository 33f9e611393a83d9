//! The products of a run with their vectors and labels: everything that an answer is made from, but for the model.

use std::sync::{Arc, OnceLock};

use super::expectation::Expectations;
use super::ranking::{Standing, best, without_copies};
use super::{Answer, Attributes, Found, Histogram, IdenticalGroups, Query, Request, RowMask};
use crate::artifact::MetadataRow;
use crate::index::{Hit, Index};
use crate::{Error, Result};

/// Bins of the histogram of scores.
const BINS: usize = 64;

/// Vectors, names and labels by row.
pub(super) struct Products {
    pub index: Arc<Index>,
    pub metadata: Vec<MetadataRow>,
    attributes: Option<Arc<Attributes>>,
    identical: OnceLock<IdenticalGroups>,
}

impl Products {
    pub fn new(index: Index, metadata: Vec<MetadataRow>) -> Self {
        Self {
            index: Arc::new(index),
            metadata,
            attributes: None,
            identical: OnceLock::new(),
        }
    }

    pub fn set_attributes(&mut self, attributes: Arc<Attributes>) -> Result<()> {
        if attributes.rows() != self.index.len() {
            return Err(Error::new("These columns belong to another run")
                .remedy("Open the dataset of this run"));
        }
        self.attributes = Some(attributes);
        Ok(())
    }

    pub fn attributes(&self) -> Option<&Arc<Attributes>> {
        self.attributes.as_ref()
    }

    pub fn identical(&self) -> &IdenticalGroups {
        let find = || IdenticalGroups::new(&self.index);
        self.identical.get_or_init(find)
    }

    pub fn row_of(&self, id: i64) -> Result<usize> {
        self.index.row_of(id).ok_or_else(|| {
            Error::new(format!("Product {id} has no vector in this run")).remedy(
                "Take an id from image_ids.npy; skipped.csv says why a product may be missing",
            )
        })
    }

    pub fn vector(&self, id: i64) -> Result<&[f32]> {
        let vector = self.index.vector(self.row_of(id)?);
        if vector.iter().all(|value| value.is_finite()) {
            return Ok(vector);
        }
        Err(Error::new(format!(
            "The vector of product {id} holds a value that is not a number"
        ))
        .meaning("It cannot be compared with others")
        .remedy("Choose another product, or embed again into a new folder"))
    }

    /// Answers a question whose unit vector is `vector`.
    pub fn answer(&self, request: &Request, vector: &[f32]) -> Result<Answer> {
        let scores = self.index.scores(vector)?;
        let asked = self.rows_of(&request.query);
        let keep = self.kept(request, &asked)?;
        let shown = if request.group_identical {
            &without_copies(&keep, self.identical())
        } else {
            &keep
        };
        let hits = best(&scores, self.index.ids(), request.k, shown);
        let others = || {
            let rows = scores.iter().enumerate();
            let others = rows.filter(|(row, _)| !asked.contains(*row));
            others.map(|(_, &score)| score)
        };
        let standing = Standing::new(others());
        let labels = Labels::new(&request.query, self);
        let found = |(rank, hit): (usize, &Hit)| Found {
            rank,
            row: hit.row,
            id: hit.id,
            name: self.metadata[hit.row].name.clone(),
            image_path: self.metadata[hit.row].image_path.clone(),
            score: hit.score,
            percentile: standing.percentile(hit.score),
            agreement: labels.agreement(hit.row),
            identical: self.copies(hit.row, &keep, request.group_identical),
        };
        Ok(Answer {
            results: (1..).zip(&hits).map(found).collect(),
            expected: labels.describe(),
            kept: keep.count(),
            compared: standing.len(),
            unusable: scores.iter().filter(|score| score.is_nan()).count(),
            histogram: Histogram::new(others(), BINS),
            scores: scores.into(),
        })
    }

    /// The rows that results may come from.
    fn kept(&self, request: &Request, asked: &RowMask) -> Result<RowMask> {
        let mut keep = match &self.attributes {
            Some(attributes) => request.filter.mask(attributes)?,
            None if request.filter.is_empty() => RowMask::all(self.index.len()),
            None => {
                return Err(
                    Error::new("The columns of this run's products are not known")
                        .meaning("Results cannot be filtered")
                        .remedy("Open the dataset that the run was made from"),
                );
            }
        };
        if let Some(selection) = &request.selection {
            keep.intersect(selection);
        }
        for row in asked.iter() {
            keep.remove(row);
        }
        Ok(keep)
    }

    fn rows_of(&self, query: &Query) -> RowMask {
        let rows = query.products().filter_map(|id| self.index.row_of(id));
        RowMask::of_rows(self.index.len(), rows)
    }

    /// Ids of the kept products that are identical to `row`, itself left out.
    fn copies(&self, row: usize, keep: &RowMask, grouped: bool) -> Vec<i64> {
        if !grouped {
            return Vec::new();
        }
        let copies = self.identical().of_row(row).iter();
        let others = copies.filter(|&&copy| copy != row && keep.contains(copy));
        others.map(|&copy| self.index.ids()[copy]).collect()
    }
}

/// What the question says about the columns; nothing where they are not known.
struct Labels<'a>(Option<(&'a Attributes, Expectations)>);

impl<'a> Labels<'a> {
    fn new(query: &Query, products: &'a Products) -> Self {
        let attributes = products.attributes.as_deref();
        Self(attributes.map(|attributes| {
            let expectations = Expectations::new(query, attributes, &products.index);
            (attributes, expectations)
        }))
    }

    fn describe(&self) -> Vec<super::Expectation> {
        let known = self.0.as_ref();
        known.map_or_else(Vec::new, |(attributes, expected)| {
            expected.describe(attributes)
        })
    }

    fn agreement(&self, row: usize) -> Vec<super::Agreement> {
        let known = self.0.as_ref();
        known.map_or_else(Vec::new, |(attributes, expected)| {
            expected.agreement(attributes, row)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Agreement::{Different, Same};
    use super::super::attributes::tests::column;
    use super::super::{Agreement, Condition, Filter, Subject};
    use super::*;
    use ndarray::arr2;

    /// Ids 10 to 60; 20, 40 and 60 are the same picture, 50 is damaged.
    fn products() -> Products {
        let vectors = arr2(&[
            [1.0, 0.0],
            [0.6, 0.8],
            [0.8, 0.6],
            [0.6, 0.8],
            [f32::NAN, 0.0],
            [0.6, 0.8],
        ]);
        let ids = vec![10, 20, 30, 40, 50, 60];
        let row = |&id: &i64| MetadataRow {
            id,
            name: format!("Product {id}"),
            image_path: format!("images/{id}.jpg"),
        };
        let metadata = ids.iter().map(row).collect();
        let columns = [column(
            "gender",
            &["Men", "Women", "Men", "Men", "Men", "Women"],
        )];
        let attributes = Attributes::new(&columns, ids.clone(), &ids);
        let mut products = Products::new(Index::new(vectors, ids, 1).unwrap(), metadata);
        products.set_attributes(Arc::new(attributes)).unwrap();
        products
    }

    fn ask(request: &Request) -> Answer {
        products().answer(request, &[1.0, 0.0]).unwrap()
    }

    fn ids(answer: &Answer) -> Vec<i64> {
        answer.results.iter().map(|found| found.id).collect()
    }

    #[test]
    fn the_product_asked_for_is_no_result_and_counts_nowhere() {
        let answer = ask(&Request::new(Query::product(10), 9));
        assert_eq!(ids(&answer), [30, 20, 40, 60]);
        assert_eq!((answer.kept, answer.compared, answer.unusable), (5, 4, 1));
        let percentiles: Vec<f64> = answer
            .results
            .iter()
            .map(|found| found.percentile)
            .collect();
        assert_eq!(percentiles, [100.0, 0.0, 0.0, 0.0]);
        assert_eq!((answer.histogram.low, answer.histogram.high), (0.6, 0.8));
        assert_eq!(answer.histogram.counts.iter().sum::<u32>(), 4);
        assert_eq!((answer.scores[0], answer.scores[2]), (1.0, 0.8));
        assert!(answer.scores[4].is_nan());
        assert_eq!(answer.expected[0].labels, ["Men"]);
        let agreement: Vec<Agreement> = answer
            .results
            .iter()
            .map(|found| found.agreement[0])
            .collect();
        assert_eq!(agreement, [Same, Different, Same, Different]);
        assert_eq!(
            (answer.results[0].rank, &*answer.results[0].name),
            (1, "Product 30")
        );
    }

    #[test]
    fn filter_and_selection_narrow_the_results_but_not_the_comparison() {
        let mut request = Request::new(Query::text("anything"), 9);
        request.filter.add(Condition::parse("gender=men").unwrap());
        let men = ask(&request);
        assert_eq!(ids(&men), [10, 30, 40]);
        assert_eq!((men.kept, men.compared), (4, 5));
        assert_eq!(men.results[1].percentile, 75.0);
        request.selection = Some(Arc::new(RowMask::of_rows(6, [2, 3, 5])));
        assert_eq!(ids(&ask(&request)), [30, 40]);
    }

    #[test]
    fn identical_products_are_shown_once_with_their_copies() {
        let mut request = Request::new(Query::product(10), 2);
        request.group_identical = true;
        let answer = ask(&request);
        assert_eq!(ids(&answer), [30, 20]);
        assert_eq!(answer.results[1].identical, [40, 60]);
        request.filter.add(Condition::parse("gender=Men").unwrap());
        let filtered = ask(&request);
        assert_eq!(
            ids(&filtered),
            [30, 40],
            "of the copies that pass, the smallest id stands"
        );
        assert!(filtered.results[1].identical.is_empty());
        let copy = Request {
            query: Query::product(20).plus(Subject::Product(10)),
            ..request
        };
        assert_eq!(ids(&ask(&copy)), [30, 40]);
    }

    #[test]
    fn what_cannot_be_answered_is_said() {
        let products = products();
        assert!(products.row_of(99).unwrap_err().to_string().contains("99"));
        let damaged = products.vector(50).unwrap_err().to_string();
        assert!(damaged.contains("not a number"), "{damaged}");
        let mut bare = Products::new(
            Index::new(arr2(&[[1.0]]), vec![1], 1).unwrap(),
            products.metadata,
        );
        let filtered = Request {
            filter: Filter::new([Condition::parse("gender=Men").unwrap()]),
            ..Request::new(Query::text("x"), 1)
        };
        assert!(
            bare.answer(&filtered, &[1.0])
                .unwrap_err()
                .to_string()
                .contains("dataset")
        );
        let strange = Attributes::new(&[], [], &[1, 2]);
        assert!(bare.set_attributes(Arc::new(strange)).is_err());
        assert!(
            bare.answer(&Request::new(Query::text("x"), 1), &[1.0, 0.0])
                .is_err()
        );
    }
}
