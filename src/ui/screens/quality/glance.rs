//! The big numbers: how often neighbours are of the same kind, and set apart from them, what is found in the whole
//! dataset.

use egui::{
    Align, Color32, Label, Layout, Rect, RichText, Sense, TextStyle, Ui, UiBuilder, pos2, vec2,
};

use super::figures::{against_chance, whole_percent};
use crate::quality::ColumnQuality;
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::format;
use crate::ui::state::{Examined, QualityTab};
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets;

/// Columns that say most about a fashion dataset, the first ones first.
const FIRST: [&str; 3] = ["articleType", "baseColour", "masterCategory"];
const MARGIN: f32 = 16.0;
/// Height of a card whose title takes one line, and what a second line adds.
const HEIGHT: f32 = 108.0;
const LINE: f32 = 16.0;
/// A card with a share is not narrower than this.
const NARROWEST: f32 = 190.0;
/// Least and greatest width of the cards that stand apart.
const APART: [f32; 2] = [190.0, 260.0];

pub(super) fn show(app: &App, ui: &mut Ui, examined: &Examined) {
    let room = ui.available_width();
    let apart = (0.2 * room).clamp(APART[0], APART[1]).min(room);
    let places = ((room - apart) / (NARROWEST + space::M)).floor() as usize;
    let shares: Vec<Share<'_>> = chosen(examined, places.min(FIRST.len()))
        .map(|(place, column)| Share::of(place, column))
        .collect();
    // Where there are no labels, the others have all the room.
    let apart = if shares.is_empty() { room } else { apart };
    let width = ((room - apart) / shares.len().max(1) as f32 - space::M).floor();
    let widest = shares.iter().map(|share| title_width(ui, &share.title));
    let wraps = widest.fold(0.0, f32::max) > width - 2.0 * MARGIN;
    let height = HEIGHT + if wraps { LINE } else { 0.0 };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for share in &shares {
            share_card(app, ui, vec2(width, height), share);
        }
        let size = vec2(ui.available_width(), height);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let downwards = Layout::top_down(Align::Min);
        let mut column = ui.new_child(UiBuilder::new().max_rect(rect).layout(downwards));
        column.spacing_mut().item_spacing.y = space::S;
        let size = vec2(rect.width(), (height - space::S) / 2.0);
        fact_card(app, &mut column, size, &duplicates(app, examined));
        let fact = vectors(&column, examined);
        fact_card(app, &mut column, size, &fact);
    });
}

/// How often neighbours are alike in one column.
struct Share<'a> {
    place: usize,
    title: String,
    quality: &'a ColumnQuality,
}

impl<'a> Share<'a> {
    fn of(place: usize, quality: &'a ColumnQuality) -> Self {
        let column = format::column(&quality.agreement.column).to_lowercase();
        Self {
            place,
            title: format!("Neighbours of the same {column}"),
            quality,
        }
    }
}

fn title_width(ui: &Ui, title: &str) -> f32 {
    let mut font = theme::secondary().resolve(ui.style());
    font.family = theme::semibold();
    let galley = ui
        .painter()
        .layout_no_wrap(title.to_owned(), font, Color32::PLACEHOLDER);
    galley.size().x
}

/// A share with its judgement beside it and, below, where it lies between nothing and all.
fn share_card(app: &App, ui: &mut Ui, size: egui::Vec2, share: &Share<'_>) {
    const BAR: f32 = 6.0;
    let agreement = &share.quality.agreement;
    let number = whole_percent(agreement.agreement());
    let judgement = against_chance(agreement.lift);
    let name = format!("{}: {number}, {judgement}", share.title);
    let card = widgets::clickable_card(ui, size, &name, MARGIN, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(space::M, 2.0);
        let inside = ui.max_rect();
        let title = RichText::new(&share.title)
            .text_style(theme::secondary())
            .family(theme::semibold())
            .color(palette(ui).muted);
        ui.add(Label::new(title).wrap());
        ui.horizontal(|ui| {
            let number = RichText::new(&number).text_style(theme::display());
            ui.add(Label::new(number).extend());
            widgets::muted(ui, &judgement);
        });
        let bottom = inside.bottom() - 3.0;
        let track = Rect::from_min_max(
            pos2(inside.left(), bottom - BAR),
            pos2(inside.right(), bottom),
        );
        if let Some(share) = agreement.agreement() {
            let chance = agreement.chance.map(|chance| chance as f32);
            widgets::paint_share(ui, track, share as f32, chance);
        }
    });
    let about = format!(
        "{number} of all neighbours have the same {}. Random products would give {}: that is the mark in the bar",
        format::column(&agreement.column).to_lowercase(),
        whole_percent(agreement.chance)
    );
    if card.on_hover_text(about).clicked() {
        app.send.send(QualityCommand::SetColumn(share.place));
        app.send.send(QualityCommand::Show(QualityTab::Agreement));
    }
}

/// The best known columns, then the others in order.
fn chosen(examined: &Examined, most: usize) -> impl Iterator<Item = (usize, &ColumnQuality)> {
    let columns = &examined.report().columns;
    let rank = |column: &ColumnQuality| {
        let name = &column.agreement.column;
        let known = FIRST
            .iter()
            .position(|first| first.eq_ignore_ascii_case(name));
        known.unwrap_or(FIRST.len())
    };
    let mut ranked: Vec<(usize, &ColumnQuality)> = columns.iter().enumerate().collect();
    ranked.sort_by_key(|(place, column)| (rank(column), *place));
    ranked.into_iter().take(most)
}

/// Something that is found, or hopefully not.
struct Fact {
    title: &'static str,
    value: String,
    meaning: String,
    colour: Option<Color32>,
    leads_to: QualityTab,
}

/// A small card: what it is about at the left, what was found at the right.
fn fact_card(app: &App, ui: &mut Ui, size: egui::Vec2, fact: &Fact) {
    let name = format!("{}: {}, {}", fact.title, fact.value, fact.meaning);
    let margin = vec2(MARGIN, space::S);
    let card = widgets::clickable_card(ui, size, &name, margin.y, |ui| {
        let inside = ui.max_rect().shrink2(vec2(margin.x - margin.y, 0.0));
        let mut value = RichText::new(&fact.value).text_style(theme::figure());
        if let Some(colour) = fact.colour {
            value = value.color(colour);
        }
        let from_right = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(UiBuilder::new().max_rect(inside).layout(from_right));
        right.add(Label::new(value).extend());
        let free = right.min_rect().left() - space::S;
        let text =
            ui.text_style_height(&theme::secondary()) + ui.text_style_height(&TextStyle::Small);
        let top = inside.center().y - text / 2.0 - 1.0;
        let left = Rect::from_min_max(pos2(inside.left(), top), pos2(free, inside.bottom()));
        let downwards = Layout::top_down(Align::Min);
        let mut left = ui.new_child(UiBuilder::new().max_rect(left).layout(downwards));
        left.spacing_mut().item_spacing.y = 1.0;
        widgets::overline(&mut left, fact.title);
        let muted = palette(&left).muted;
        let meaning = RichText::new(&fact.meaning).text_style(theme::caption());
        left.add(Label::new(meaning.color(muted)).truncate());
    });
    if card.on_hover_text(&fact.meaning).clicked() {
        app.send.send(QualityCommand::Show(fact.leads_to));
    }
}

fn duplicates(app: &App, examined: &Examined) -> Fact {
    let chosen = app
        .live
        .run
        .as_ref()
        .and_then(|run| run.quality.near.as_ref());
    let near = chosen.unwrap_or(&examined.near);
    let products: usize = near.groups.iter().map(|group| group.rows.len()).sum();
    let (value, meaning) = match near.groups.len() {
        0 => {
            let threshold = app.view.quality.threshold;
            (
                "None".to_owned(),
                format!("similarity {threshold:.3} or more"),
            )
        }
        groups => {
            let groups = counted(groups as u64, "group");
            (thousands(products), format!("in {groups}"))
        }
    };
    Fact {
        title: "Near duplicates",
        value,
        meaning,
        colour: None,
        leads_to: QualityTab::Duplicates,
    }
}

fn vectors(ui: &Ui, examined: &Examined) -> Fact {
    let health = &examined.report().vectors;
    let wrong = health.not_finite.len() + health.not_unit.len();
    let colours = palette(ui);
    let (value, meaning, colour) = if health.is_sound() {
        (
            "All fine".to_owned(),
            "unit length and finite",
            colours.good,
        )
    } else if health.collapsed {
        (
            "Collapsed".to_owned(),
            "all vectors are the same",
            colours.bad,
        )
    } else {
        (thousands(wrong), "not finite or not unit", colours.bad)
    };
    Fact {
        title: "Vectors",
        value,
        meaning: meaning.to_owned(),
        colour: Some(colour),
        leads_to: QualityTab::Vectors,
    }
}
