//! What the comparison of a model with published values said.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::stamps::Stamps;
use super::{ModelStore, unknown};
use crate::Result;
use crate::model::{CatalogModel, Reference, WeightType};

/// The result of a comparison with published values, as it is remembered and shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// Whether every value was within the tolerance.
    pub ok: bool,
    /// The result in a line: how close it is, or which value is off by how much.
    pub summary: String,
    /// The engine that computed, with its version.
    pub engine: String,
    /// When, UTC.
    pub when: String,
    /// SHA-256 of image tower, text tower and tokenizer at that time.
    pub files: Vec<String>,
}

impl ModelStore {
    /// The published values that a model must reproduce, and how its weights are stored; `None` where nothing
    /// was published.
    pub fn reference(&self, id: &str) -> Result<Option<(Reference, WeightType)>> {
        let catalog = self.catalog()?;
        let Some(model) = catalog.model(id) else {
            return Ok(None);
        };
        let reference = catalog.reference(model)?;
        Ok(reference.map(|reference| (reference, model.weights)))
    }

    /// Remembers what a comparison of a catalogued model with published values said; it counts as long as the model's
    /// files are the pinned ones.
    pub fn remember_check(
        &self,
        id: &str,
        ok: bool,
        summary: String,
        engine: String,
    ) -> Result<CheckRecord> {
        let catalog = self.catalog()?;
        let model = catalog.model(id).ok_or_else(|| unknown(id))?;
        let record = CheckRecord {
            ok,
            summary,
            engine,
            when: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            files: hashes(model),
        };
        let mut stamps = Stamps::load(&self.folder);
        stamps.set_check(id, Some(record.clone()));
        stamps.save()?;
        Ok(record)
    }
}

/// The last comparison of a model, if it was with the files that are pinned now.
pub(super) fn current(model: &CatalogModel, stamps: &Stamps) -> Option<CheckRecord> {
    let record = stamps.check(&model.id)?;
    (record.files == hashes(model)).then(|| record.clone())
}

fn hashes(model: &CatalogModel) -> Vec<String> {
    let files = [
        &model.files.vision,
        &model.files.text,
        &model.files.tokenizer,
    ];
    files.map(|file| file.sha256.clone()).into()
}
