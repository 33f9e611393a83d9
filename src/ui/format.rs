//! Texts that only the window needs.

use crate::embedding::{RateMeter, Snapshot, Stage};
use crate::model::STARTER;
use crate::text::{duration_in_words, thousands};

/// Whole per cent of a running job, 0 to 100.
pub(super) fn percent(snapshot: &Snapshot) -> usize {
    (snapshot.done * 100)
        .checked_div(snapshot.total)
        .unwrap_or(0)
}

/// "19,104 of 44,441 images".
pub(super) fn progress(snapshot: &Snapshot) -> String {
    if snapshot.stage == Stage::Embedding {
        format!(
            "{} of {} images",
            thousands(snapshot.done),
            thousands(snapshot.total)
        )
    } else {
        format!("{}…", snapshot.stage.label())
    }
}

/// "23.1 images per second · about 18 minutes left".
pub(super) fn pace(snapshot: &Snapshot, meter: &RateMeter) -> String {
    let Some(rate) = meter.per_second() else {
        return "measuring the speed".to_owned();
    };
    let left = meter.time_left(snapshot.total.saturating_sub(snapshot.done));
    let left = left.map_or_else(String::new, |left| {
        format!(" · {} left", duration_in_words(left))
    });
    format!("{rate:.1} images per second{left}")
}

/// The name of a model, given by name or folder.
pub(super) fn model(name_or_folder: &str) -> String {
    if name_or_folder == STARTER {
        return "Starter model".to_owned();
    }
    let last = std::path::Path::new(name_or_folder).file_name();
    last.map_or_else(
        || name_or_folder.to_owned(),
        |last| last.to_string_lossy().into_owned(),
    )
}
