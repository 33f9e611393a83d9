//! The big numbers.

use egui::{Color32, Label, RichText, Ui, vec2};

use super::figures::whole_percent;
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
const HEIGHT: f32 = 104.0;
/// A card is not narrower than this.
const NARROWEST: f32 = 168.0;

struct Fact {
    title: String,
    number: String,
    meaning: String,
    colour: Option<Color32>,
    leads_to: Vec<QualityCommand>,
}

pub(super) fn show(app: &App, ui: &mut Ui, examined: &Examined) {
    let room = ui.available_width();
    let places = ((room + space::M) / (NARROWEST + space::M))
        .floor()
        .max(1.0) as usize;
    let columns = places.saturating_sub(2).min(FIRST.len());
    let mut facts: Vec<Fact> = chosen(examined, columns)
        .map(|(place, column)| agreement(place, column))
        .collect();
    facts.push(duplicates(app, examined));
    facts.push(vectors(ui, examined));
    facts.truncate(places);
    let width = (room - space::M * (facts.len() - 1) as f32) / facts.len() as f32;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for fact in facts {
            card(app, ui, width, fact);
        }
    });
}

fn card(app: &App, ui: &mut Ui, width: f32, fact: Fact) {
    let name = format!("{}: {}, {}", fact.title, fact.number, fact.meaning);
    let size = vec2(width, HEIGHT);
    let clicked = widgets::clickable_card(ui, size, &name, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.set_min_width(ui.available_width());
        widgets::overline(ui, &fact.title);
        let mut number = RichText::new(&fact.number).text_style(theme::display());
        if let Some(colour) = fact.colour {
            number = number.color(colour);
        }
        ui.add(Label::new(number).truncate());
        widgets::muted_line(ui, &fact.meaning);
    });
    if clicked.on_hover_text(&fact.meaning).clicked() {
        for command in fact.leads_to {
            app.send.send(command);
        }
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

fn agreement(place: usize, column: &ColumnQuality) -> Fact {
    let agreement = &column.agreement;
    Fact {
        title: format::column(&agreement.column),
        number: whole_percent(agreement.agreement()),
        meaning: format!("agree · {} by chance", whole_percent(agreement.chance)),
        colour: None,
        leads_to: vec![
            QualityCommand::SetColumn(place),
            QualityCommand::Show(QualityTab::Agreement),
        ],
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
    Fact {
        title: "Near duplicates".to_owned(),
        number: thousands(products),
        meaning: format!("in {}", counted(near.groups.len() as u64, "group")),
        colour: None,
        leads_to: vec![QualityCommand::Show(QualityTab::Duplicates)],
    }
}

fn vectors(ui: &Ui, examined: &Examined) -> Fact {
    let health = &examined.report().vectors;
    let wrong = health.not_finite.len() + health.not_unit.len();
    let colours = palette(ui);
    let (number, meaning, colour) = if health.is_sound() {
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
        title: "Vectors".to_owned(),
        number,
        meaning: meaning.to_owned(),
        colour: Some(colour),
        leads_to: vec![QualityCommand::Show(QualityTab::Vectors)],
    }
}
