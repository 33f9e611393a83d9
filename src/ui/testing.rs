//! What the tests of several modules begin with.

use crate::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use crate::job::Control;

/// The sample, opened.
pub(super) fn sample() -> Dataset {
    Dataset::open(
        &DatasetLocation::Sample,
        RowPolicy::Repair,
        &Control::new(),
        &CheckProgress::default(),
    )
    .unwrap()
}
