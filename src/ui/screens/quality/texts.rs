//! Whether texts find their pictures: zero-shot, with a prompt that can be edited.

use egui::{RichText, ScrollArea, TextEdit, Ui};

use super::figures::{decimal, percent};
use crate::quality::{
    ClassScore, PUBLISHED, PUBLISHED_NOTE, PromptTemplate, ZeroShot, published_applies,
};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::state::Examined;
use crate::ui::theme::{CONTROL_HEIGHT, palette, space};
use crate::ui::widgets::{self, PushButton, TableColumn};

pub(super) fn show(app: &mut App, ui: &mut Ui, examined: &Examined) {
    let Some(column) = examined.columns().get(app.view.quality.column) else {
        super::without_labels(ui);
        return;
    };
    if let Some(error) = &examined.without_texts {
        widgets::error_card(ui, error, |_| {});
        return;
    }
    widgets::card(ui, |ui| {
        widgets::heading(ui, "Do texts find their pictures?");
        widgets::muted(
            ui,
            "Nothing is trained: every label becomes a text, and each product gets the label whose text is nearest to its picture (zero-shot). Change the prompt and see what it does.",
        );
        prompt(app, ui, &column.name);
        let quality = app.live.run.as_ref().map(|run| &run.quality);
        if let Some(scores) = quality.and_then(|quality| quality.texts_of(&column.name)) {
            ui.add_space(space::XS);
            numbers(ui, scores);
        }
        if published_applies(&examined.examination.labels) {
            published(ui);
        }
    });
    ui.add_space(space::S);
    let quality = app.live.run.as_ref().map(|run| &run.quality);
    if let Some(scores) = quality.and_then(|quality| quality.texts_of(&column.name)) {
        classes(ui, scores);
    }
}

fn prompt(app: &mut App, ui: &mut Ui, column: &str) {
    let measuring = app
        .live
        .run
        .as_ref()
        .is_some_and(|run| run.quality.prompting.is_some());
    let view = &mut app.view.quality;
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL_HEIGHT);
        let label = ui.label(RichText::new("Prompt").color(palette(ui).muted));
        let own = PromptTemplate::for_column(column);
        let hint = RichText::new(own.as_str()).color(palette(ui).muted);
        let field = TextEdit::singleline(&mut view.prompt)
            .hint_text(hint)
            .desired_width(320.0)
            .min_size(egui::vec2(0.0, CONTROL_HEIGHT))
            .margin(egui::Margin::symmetric(10, 8));
        let field = ui.add(field).labelled_by(label.id);
        let obstacle = match view.prompt.trim() {
            "" => Some("Type a prompt with {} where the label goes"),
            text if !text.contains("{}") => Some("Write {} where the label goes"),
            _ => None,
        };
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if entered && obstacle.is_none() && !measuring {
            app.send.send(QualityCommand::MeasurePrompt);
        }
        let button = PushButton::of(&QualityCommand::MeasurePrompt.into());
        if measuring {
            button.text("Measuring…").enabled(false).show(ui);
        } else {
            button
                .obstacle(obstacle)
                .send(ui, &app.send, QualityCommand::MeasurePrompt);
        }
    });
}

fn numbers(ui: &mut Ui, scores: &ZeroShot) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 36.0;
        widgets::stat(ui, &percent(Some(scores.accuracy)), "accuracy", None);
        let majority = percent(Some(scores.majority));
        widgets::stat(ui, &majority, "by always saying the most frequent", None);
        widgets::stat(ui, &decimal(Some(scores.macro_f1)), "macro F1", None);
        widgets::stat(ui, &decimal(Some(scores.weighted_f1)), "weighted F1", None);
    });
    widgets::muted(
        ui,
        format!(
            "{} products with the prompt \"{}\"; {} left out for want of a label.",
            thousands(scores.products),
            scores.template.as_str(),
            thousands(scores.left_out)
        ),
    );
}

fn published(ui: &mut Ui) {
    let figures = PUBLISHED.map(|published| format!("{} {:.2}", published.model, published.f1));
    let text = format!("Published, weighted F1: {}", figures.join(" · "));
    widgets::muted_line(ui, text).on_hover_text(PUBLISHED_NOTE);
}

fn classes(ui: &mut Ui, scores: &ZeroShot) {
    let height = (ui.available_height() - 2.0 * space::L - 2.0).max(120.0);
    widgets::card(ui, |ui| {
        ui.set_height(height);
        ScrollArea::horizontal().id_salt("scores").show(ui, |ui| {
            let heads = [
                TableColumn::rest("Label"),
                TableColumn::number("Products", 70.0),
                TableColumn::number("Precision", 70.0),
                TableColumn::number("Recall", 70.0),
                TableColumn::number("F1", 60.0),
                TableColumn::text("Taken most often for", 180.0),
            ];
            let count = scores.classes.len();
            widgets::table(ui, "scores", &heads, count, None, |ui, row, at| {
                let text = value(&scores.classes[row], at);
                widgets::line(ui, text);
            });
        });
    });
}

fn value(class: &ClassScore, at: usize) -> String {
    match at {
        0 => class.label.clone(),
        1 => thousands(class.count),
        2 => percent(Some(class.precision)),
        3 => percent(Some(class.recall)),
        4 => decimal(Some(class.f1)),
        _ => class
            .mistaken_for
            .clone()
            .unwrap_or_else(|| "none other".to_owned()),
    }
}
