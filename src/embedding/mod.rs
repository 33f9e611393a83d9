//! The embedding job: from what was asked for to the files on disk.
//!
//! [`EmbedRequest`] is what the user chose; [`EmbedPlan`] is what was validated, and only it reaches the workers.
//! A run keeps its vectors in a [`Workspace`] inside the output folder as it goes, so that an interruption at any
//! moment loses at most the batches in flight; at the end the artifacts are written from it and it is removed.

mod checkpoint;
mod finish;
mod identity;
mod load;
mod output;
mod pipeline;
mod plan;
mod prepare;
mod progress;
mod run;
mod speed;
mod workspace;

pub use checkpoint::Checkpoint;
pub use identity::RunIdentity;
pub use output::held_device;
pub(crate) use plan::select;
pub use plan::{DEFAULT_BATCH, EmbedPlan, EmbedRequest, LARGEST_BATCH, Range, precision_obstacle};
pub use progress::{Progress, RateMeter, Snapshot, Stage};
pub use run::{RunSummary, run};
pub use speed::{Speed, SpeedRequest, SpeedStore};
pub use workspace::Workspace;
