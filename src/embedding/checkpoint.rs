//! What an unfinished run has, for whoever offers to go on with it.

use std::collections::HashSet;
use std::path::Path;

use super::Workspace;
use crate::Result;
use crate::inference::{Device, EngineKind, Precision};

/// An unfinished run, as its checkpoint has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Products with a vector.
    pub embedded: usize,
    /// Products that were tried and could not be embedded.
    pub skipped: usize,
    /// Where it was worked on last.
    pub device: Device,
    /// The numbers it computes with.
    pub precision: Precision,
    /// The engine that runs it.
    pub engine: EngineKind,
    /// Pictures in one call of the engine at the beginning.
    pub batch: usize,
    /// When it began, UTC.
    pub started: String,
}

impl Checkpoint {
    /// Reads the checkpoint of an output folder, without taking or changing it; none where nothing is unfinished.
    pub fn read(out: &Path) -> Result<Option<Self>> {
        if !Workspace::exists(out) {
            return Ok(None);
        }
        let (header, entries) = Workspace::peek(out)?;
        let (mut embedded, mut skipped) = (HashSet::new(), HashSet::new());
        let mut device = header.identity.device;
        for entry in entries {
            for id in entry.ids {
                skipped.remove(&id);
                embedded.insert(id);
            }
            skipped.extend(entry.skipped.iter().filter_map(|row| row.id));
            device = entry.on.map_or(header.identity.device, |on| on.device);
        }
        Ok(Some(Self {
            embedded: embedded.len(),
            skipped: skipped.len(),
            device,
            precision: header.identity.precision,
            engine: header.identity.engine,
            batch: header.identity.batch,
            started: header.started,
        }))
    }

    /// Products that are done, one way or the other.
    pub fn done(&self) -> usize {
        self.embedded + self.skipped
    }
}
