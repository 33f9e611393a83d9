//! The files that a run leaves: written beside their target and moved into place, read back and verified.
//!
//! Row `i` of the vectors, id `i` and row `i` of the metadata are the same product. `run.json` is written last and
//! holds the SHA-256 of the others, so a folder with a `run.json` that matches is a finished run.

mod atomic;
mod certificate;
mod finished;
mod formats;
mod hash;
mod names;
mod norms;
mod notebook;
mod record;
mod tables;
mod verify;

pub use atomic::write_atomically;
pub(crate) use atomic::{cannot_write, move_folder};
pub use certificate::{
    Certificate, CertificateRequest, Finding, Outcome, Sampled, certify, recorded_engine,
};
pub use finished::FinishedRun;
pub use formats::{ExportProgress, Exported, Format, Material, export};
pub(crate) use hash::hash_reader;
pub(crate) use hash::images_fingerprint;
pub use hash::{hash_file, hex};
pub use names::{EMBEDDINGS, IDS, METADATA, RUN, SKIPPED};
pub use norms::NormHistogram;
pub use notebook::notebook_cell;
pub use record::{Counts, DatasetRecord, EngineRecord, ModelRecord, Norms, RunPart, RunRecord};
pub use tables::{
    MetadataRow, Skipped, read_metadata, read_skipped, write_metadata, write_skipped,
};
pub use verify::{Check, Verification, verify};
pub(crate) use verify::{NORM_TOLERANCE, norm_range};
