//! A finished run, ready to be asked.

use std::sync::Arc;

use super::products::Products;
use super::towers::Towers;
use super::{Answer, Attributes, IdenticalGroups, Query, Request, Subject};
use crate::artifact::{FinishedRun, MetadataRow, RunRecord};
use crate::index::{Hit, Index};
use crate::inference::{Device, Engine, LoadOptions, normalize};
use crate::model::ModelSpec;
use crate::{Error, Result};

/// A run, ready to be searched.
pub struct Searcher {
    record: RunRecord,
    products: Products,
    towers: Option<Towers>,
}

impl Searcher {
    /// Takes a finished run. `threads` share the work of one question.
    pub fn new(run: FinishedRun, threads: usize) -> Result<Self> {
        let index = Index::new(run.vectors, run.ids, threads)?;
        Ok(Self {
            record: run.record,
            products: Products::new(index, run.metadata),
            towers: None,
        })
    }

    /// Gives the model for questions by text and picture; it must be the one that the run was made with.
    pub fn set_model(
        &mut self,
        spec: ModelSpec,
        engine: Arc<dyn Engine>,
        threads: usize,
    ) -> Result<()> {
        let spec = self.record.own_model(spec)?;
        // Questions are answered on the processor, whatever the run was made on: they are single pictures and texts.
        let options = LoadOptions::on_cpu(threads);
        self.towers = Some(Towers::new(spec, engine, options));
        Ok(())
    }

    /// Whether questions by text and picture can be answered.
    pub fn has_model(&self) -> bool {
        self.towers.is_some()
    }

    /// Loads the text tower now and not with the first text.
    pub fn load_text_tower(&mut self) -> Result<()> {
        self.towers()?.load_text()
    }

    /// Gives the columns of the run's products, for filters and for comparing labels. They must be aligned to this
    /// run's rows: [`Attributes::of_dataset`] with the ids of [`Searcher::index`].
    pub fn set_attributes(&mut self, attributes: Arc<Attributes>) -> Result<()> {
        self.products.set_attributes(attributes)
    }

    /// The columns, if they were given.
    pub fn attributes(&self) -> Option<&Arc<Attributes>> {
        self.products.attributes()
    }

    /// The record of the run.
    pub fn record(&self) -> &RunRecord {
        &self.record
    }

    /// The vectors, to share with whatever else looks at the run.
    pub fn index(&self) -> &Arc<Index> {
        &self.products.index
    }

    /// Name and path of a row.
    pub fn metadata(&self, row: usize) -> &MetadataRow {
        &self.products.metadata[row]
    }

    /// Products with the very same vector; all are compared when this is asked first.
    pub fn identical(&self) -> &IdenticalGroups {
        self.products.identical()
    }

    /// Neighbours of a product, itself left out.
    pub fn by_id(&self, id: i64, k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        let row = self.products.row_of(id)?;
        let more = k.saturating_add(1);
        let mut hits = self.index().top_k(self.products.vector(id)?, more, keep)?;
        hits.retain(|hit| hit.row != row);
        hits.truncate(k);
        Ok(hits)
    }

    /// Products that fit a text.
    pub fn by_text(&mut self, text: &str, k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        let query = self.vector_of(&Query::text(text))?;
        self.index().top_k(&query, k, keep)
    }

    /// Products that look like a picture, given as the bytes of its file.
    pub fn by_image(&mut self, bytes: &[u8], k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        let query = self.vector_of(&Query::image(bytes))?;
        self.index().top_k(&query, k, keep)
    }

    /// Answers a question with everything that is needed to understand the answer.
    pub fn search(&mut self, request: &Request) -> Result<Answer> {
        let vector = self.vector_of(&request.query)?;
        self.products.answer(request, &vector)
    }

    /// The unit vector of a question: its parts' unit vectors, added with their weights.
    pub fn vector_of(&mut self, query: &Query) -> Result<Vec<f32>> {
        match query.terms.as_slice() {
            [] => Err(Error::new("There is nothing to search for")
                .remedy("Pick a product, type a text or drop a picture")),
            // As it is stored, to the last bit.
            [only] if only.weight == 1.0 => self.vector_of_subject(&only.subject),
            terms => {
                let mut sum = vec![0.0; self.products.index.dim()];
                for term in terms {
                    let vector = self.vector_of_subject(&term.subject)?;
                    for (sum, value) in sum.iter_mut().zip(vector) {
                        *sum += term.weight * value;
                    }
                }
                unit(sum)
            }
        }
    }

    fn vector_of_subject(&mut self, subject: &Subject) -> Result<Vec<f32>> {
        // Bits can be the same only on the device of the run.
        let batch = if self.record.device == Device::Cpu {
            self.record.batch
        } else {
            1
        };
        match subject {
            Subject::Product(id) => Ok(self.products.vector(*id)?.to_vec()),
            Subject::Text(text) => self.towers()?.text(text),
            Subject::Image(bytes) => self.towers()?.image(bytes, batch),
        }
    }

    fn towers(&mut self) -> Result<&mut Towers> {
        self.towers.as_mut().ok_or_else(|| {
            Error::new("The model of this run is not loaded")
                .meaning("Only searching by product is possible")
                .remedy("Choose the model that the run was made with")
        })
    }
}

/// Brings a sum of unit vectors to unit length. A sum that is almost nothing has no direction worth searching in.
fn unit(mut sum: Vec<f32>) -> Result<Vec<f32>> {
    let square: f64 = sum.iter().map(|&value| f64::from(value).powi(2)).sum();
    if square < 1e-8 {
        return Err(
            Error::new("The parts of this question cancel each other out")
                .remedy("Take one of them away, or change its sign"),
        );
    }
    normalize(&mut sum)?;
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_have_unit_length_and_nothing_has_no_direction() {
        assert_eq!(unit(vec![3.0, 4.0]).unwrap(), [0.6, 0.8]);
        let error = unit(vec![1e-6, 0.0]).unwrap_err().to_string();
        assert!(error.contains("cancel"), "{error}");
    }
}
