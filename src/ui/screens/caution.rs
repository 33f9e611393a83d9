//! What one must know of a run before believing what is shown of it: that it does not fit its dataset or its model.

use egui::Ui;

use crate::text::counted;
use crate::ui::explorer::RunData;
use crate::ui::state::OpenRun;
use crate::ui::theme::palette;
use crate::ui::widgets::{self, Icon};

/// Says it, in a line for each; nothing where all is well.
pub(super) fn show(ui: &mut Ui, run: &OpenRun) {
    let Some(data) = run.explorer.data() else {
        return;
    };
    for text in [missing(data), foreign(run, data)].into_iter().flatten() {
        ui.horizontal(|ui| {
            let colour = palette(ui).attention;
            Icon::Warning.show(ui, 16.0, colour);
            widgets::coloured(ui, text, colour);
        });
    }
}

fn missing(data: &RunData) -> Option<String> {
    (data.missing > 0).then(|| {
        format!(
            "{} of this run cannot be used in the open dataset any more, since row or picture is gone: no picture and no labels are shown for them.",
            counted(data.missing as u64, "product")
        )
    })
}

fn foreign(run: &OpenRun, data: &RunData) -> Option<String> {
    let (dim, recorded) = (data.index.dim(), run.record.model.dim);
    (dim != recorded).then(|| {
        format!(
            "The vectors have {dim} numbers, but run.json says {recorded}: they come from another model, so texts and pictures cannot be searched for."
        )
    })
}
