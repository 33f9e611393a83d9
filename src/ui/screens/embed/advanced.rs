//! What few people change: the engine, and how many pictures at a time.

use egui::{Id, Ui};

use super::range;
use crate::inference::{EngineChoice, EngineInfo, EngineKind};
use crate::ui::app::App;
use crate::ui::command::EmbedCommand;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, card, coloured, fold, muted, overline};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        fold(ui, Id::unique("embed advanced"), "Advanced", |ui| {
            overline(ui, "Engine");
            engine(app, ui);
            ui.add_space(space::S);
            overline(ui, "Pictures at a time");
            range::batch(app, ui);
        });
    });
}

fn engine(app: &App, ui: &mut Ui) {
    let options = [
        (EngineChoice::Auto, "Automatic"),
        (EngineChoice::OnnxRuntime, "ONNX Runtime"),
        (EngineChoice::BuiltIn, "Built-in"),
    ];
    if let Some(engine) = widgets::segmented(ui, app.persisted.settings.engine, &options) {
        app.send.send(EmbedCommand::SetEngine(engine));
    }
    let Some(engines) = &app.live.engines else {
        muted(ui, "Looking for engines…");
        return;
    };
    match engines.select(app.persisted.settings.engine) {
        Ok(engine) => {
            let info = engine.info();
            muted(ui, in_words(info)).on_hover_text(format!("Because {}", info.reason));
        }
        Err(error) => {
            let said = format!(
                "{}. {}",
                error.what(),
                error.remedy_text().unwrap_or_default()
            );
            coloured(ui, said, palette(ui).bad).on_hover_text(error.details());
        }
    }
}

/// Which engine it is, and what that means; why it is this one is in the tooltip.
fn in_words(info: &EngineInfo) -> String {
    match info.kind {
        EngineKind::OnnxRuntime => format!("{info} computes: the fast engine"),
        EngineKind::BuiltIn => {
            "The built-in engine computes: it runs on the CPU everywhere, more slowly".to_owned()
        }
    }
}
