//! Filters by column: each column is a row that opens the list of its values.

use std::sync::Arc;

use egui::{
    Align2, DragValue, Popup, PopupCloseBehavior, Rect, Response, ScrollArea, Sense, Ui, vec2,
};

use crate::dataset::MISSING_LABEL;
use crate::search::{Attribute, Condition, Filter};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{CommandSender, ExploreCommand};
use crate::ui::explorer::RunData;
use crate::ui::format;
use crate::ui::state::Question;
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{self, Icon, PushButton};

const ROW: f32 = 27.0;
/// Height of a value in a list.
const LINE: f32 = 26.0;
/// Width of a list of values.
const LIST: f32 = 260.0;
/// From this many values on, a list has a field to search in it.
const SEARCHED: usize = 12;

pub(super) fn show(app: &App, ui: &mut Ui, data: &RunData) {
    let (question, send) = (&app.view.explore.current, &app.send);
    widgets::card_with(ui, 12, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = 24.0;
        ui.horizontal(|ui| {
            ui.set_min_height(24.0);
            widgets::overline(ui, "Filters");
            if !question.filter.is_empty() {
                let all = PushButton::new("Clear").small().ghost();
                let without = Question {
                    filter: Filter::default(),
                    ..question.clone()
                };
                all.send(ui, send, ExploreCommand::Ask(without));
            }
        });
        for (attribute, counts) in data.attributes.columns().iter().zip(&data.counts) {
            column(ui, question, attribute, counts, send);
        }
        within(app, ui);
    });
}

/// The selection made elsewhere as a filter.
fn within(app: &App, ui: &mut Ui) {
    let question = &app.view.explore.current;
    if let Some(ids) = &question.within {
        ui.add_space(space::S);
        let text = format!("{} selected products", thousands(ids.len()));
        if widgets::closable_chip(ui, &text, "Search among all products").clicked() {
            app.send.send(ExploreCommand::Ask(Question {
                within: None,
                ..question.clone()
            }));
        }
        return;
    }
    let selected = &app.view.selection.products;
    let Some(open) = app.live.dataset.as_ref().filter(|_| selected.len() > 1) else {
        return;
    };
    ui.add_space(space::S);
    let text = format!("Only the {} selected", thousands(selected.len()));
    let button = PushButton::new(text).small().icon(Icon::Filter);
    if button.show(ui).clicked() {
        let products = &open.dataset.products;
        let mut ids: Vec<i64> = selected
            .iter()
            .filter_map(|&product| Some(products.get(product)?.id))
            .collect();
        ids.sort_unstable();
        app.send.send(ExploreCommand::Ask(Question {
            within: Some(Arc::from(ids)),
            ..question.clone()
        }));
    }
}

fn column(
    ui: &mut Ui,
    question: &Question,
    attribute: &Attribute,
    counts: &[usize],
    send: &CommandSender,
) {
    let conditions = question.filter.conditions().iter();
    let mine: Vec<&Condition> = conditions
        .filter(|condition| condition.column() == attribute.name)
        .collect();
    let name = format::column(&attribute.name);
    let response = row(ui, &name, &words(&mine));
    Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(LIST)
        .show(|ui| {
            ui.set_width(LIST);
            if let Some(filter) = list(ui, question, attribute, counts, &mine) {
                send.send(ExploreCommand::Ask(Question {
                    filter,
                    ..question.clone()
                }));
            }
        });
}

/// What a column is filtered by, in words.
fn words(conditions: &[&Condition]) -> String {
    let one = |condition: &&Condition| match condition {
        Condition::OneOf { values, .. } => match values.as_slice() {
            [only] => only.clone(),
            many => format!("{} values", many.len()),
        },
        Condition::Between { low, high, .. } => match (low.is_finite(), high.is_finite()) {
            (true, true) => format!("{low} – {high}"),
            (true, false) => format!("from {low}"),
            _ => format!("to {high}"),
        },
    };
    let words: Vec<String> = conditions.iter().map(one).collect();
    if words.is_empty() {
        "any".to_owned()
    } else {
        words.join(", ")
    }
}

fn row(ui: &mut Ui, name: &str, value: &str) -> Response {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| {
        let text = format!("{name}: {value}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), text)
    });
    widgets::row_ground(ui, rect, &response);
    let font = theme::secondary().resolve(ui.style());
    let text = |text: &str, colour, width: f32| {
        let mut job =
            egui::text::LayoutJob::simple_singleline(text.to_owned(), font.clone(), colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        ui.painter().layout_job(job)
    };
    let left = text(name, colours.text, rect.width() * 0.55);
    let place = Align2::LEFT_CENTER.anchor_size(rect.left_center(), left.size());
    let room = rect.width() - left.size().x - 28.0;
    ui.painter().galley(place.min, left, colours.text);
    let colour = if value == "any" {
        colours.muted
    } else {
        colours.accent
    };
    let right = text(value, colour, room);
    let edge = rect.right_center() - vec2(18.0, 0.0);
    let place = Align2::RIGHT_CENTER.anchor_size(edge, right.size());
    ui.painter().galley(place.min, right, colour);
    let chevron = Rect::from_center_size(rect.right_center() - vec2(6.0, 0.0), vec2(14.0, 14.0));
    Icon::ChevronDown.paint(ui, chevron, colours.muted);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// The values of a column to choose from; gives the filter if it was changed.
fn list(
    ui: &mut Ui,
    question: &Question,
    attribute: &Attribute,
    counts: &[usize],
    mine: &[&Condition],
) -> Option<Filter> {
    let mut without = question.filter.clone();
    without.clear(&attribute.name);
    let chosen: Vec<String> = mine
        .iter()
        .filter_map(|condition| match condition {
            Condition::OneOf { values, .. } => Some(values.clone()),
            Condition::Between { .. } => None,
        })
        .flatten()
        .collect();
    let mut changed = None;
    if !mine.is_empty() && PushButton::new("Any value").small().show(ui).clicked() {
        changed = Some(without.clone());
    }
    if attribute.is_numeric()
        && let Some(condition) = range(ui, attribute, mine)
    {
        let mut filter = without.clone();
        filter.add(condition);
        changed = Some(filter);
    }
    let codes = matching(ui, attribute, counts);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = LINE;
    ScrollArea::vertical()
        .max_height(300.0)
        .auto_shrink([false, true])
        .show_rows(ui, LINE, codes.len(), |ui, rows| {
            for &code in &codes[rows] {
                let label = &attribute.labels[code];
                let mut on = chosen.contains(label);
                let shown = if label == MISSING_LABEL {
                    "No value"
                } else {
                    label
                };
                let text = format!("{shown}  ({})", thousands(counts[code]));
                if widgets::checkbox(ui, &mut on, &text).changed() {
                    let mut values = chosen.clone();
                    values.retain(|value| value != label);
                    values.extend(on.then(|| label.clone()));
                    let mut filter = without.clone();
                    if !values.is_empty() {
                        let column = attribute.name.clone();
                        filter.add(Condition::OneOf { column, values });
                    }
                    changed = Some(filter);
                }
            }
        });
    changed
}

/// The labels that occur in the run and hold what was typed.
fn matching(ui: &mut Ui, attribute: &Attribute, counts: &[usize]) -> Vec<usize> {
    let occurs = |code: &usize| counts[*code] > 0;
    let codes = (0..attribute.labels.len()).filter(occurs);
    if attribute.labels.len() < SEARCHED {
        return codes.collect();
    }
    let id = ui.scope_id().with("typed");
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let width = ui.available_width();
    widgets::search_field(ui, &mut typed, "Find a value", width);
    let wanted = typed.trim().to_lowercase();
    ui.data_mut(|data| data.insert_temp(id, typed));
    codes
        .filter(|&code| attribute.labels[code].to_lowercase().contains(&wanted))
        .collect()
}

/// Two numbers, from and to; gives the condition if it was changed.
fn range(ui: &mut Ui, attribute: &Attribute, mine: &[&Condition]) -> Option<Condition> {
    let (least, most) = attribute.range()?;
    let current = mine.iter().find_map(|condition| match condition {
        Condition::Between { low, high, .. } => Some((*low, *high)),
        Condition::OneOf { .. } => None,
    });
    let (mut low, mut high) = current.unwrap_or((least, most));
    let mut changed = false;
    ui.horizontal(|ui| {
        widgets::muted_word(ui, "From");
        changed |= ui
            .add(DragValue::new(&mut low).range(least..=most))
            .changed();
        widgets::muted_word(ui, "to");
        changed |= ui
            .add(DragValue::new(&mut high).range(least..=most))
            .changed();
    });
    changed.then(|| Condition::Between {
        column: attribute.name.clone(),
        low,
        high,
    })
}
