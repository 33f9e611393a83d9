//! What the points are coloured by, worked out anew only when something changed.

use std::sync::Arc;

use egui::Color32;

use crate::projection::{Categories, Map, Scale, Slot, Span};
use crate::quality::{LabelColumn, agreement_by_row, mean_similarities, occurrences};
use crate::ui::app::App;
use crate::ui::explorer::RunData;
use crate::ui::state::{ColourBy, ColourKey, Colouring, OpenRun};
use crate::ui::theme::{CATEGORIES, Palette};

/// What a map is coloured by to begin with, where the dataset has it.
const USUAL: &str = "masterCategory";

/// What neighbours should share above all, where the dataset has it.
const KINDS: &str = "articleType";

/// A column of more values says little in a few colours.
const MOST_LABELS: usize = 60;

/// Brings the colours up to date.
pub(super) fn update(app: &mut App) {
    let App { live, view, .. } = app;
    let Some((run, data)) = live
        .run
        .as_ref()
        .and_then(|run| Some((run, run.explorer.data()?)))
    else {
        return;
    };
    let by = view.map.colour.clone().unwrap_or_else(|| usual(data));
    let answer = run
        .answered
        .as_ref()
        .map_or(0, |answered| Arc::as_ptr(answered) as usize);
    let key = ColourKey {
        answer: if by == ColourBy::Score { answer } else { 0 },
        version: if by.needs_neighbours() {
            run.map.version
        } else {
            0
        },
        by,
    };
    let known = view.map.colouring.as_ref();
    if known.is_some_and(|(known, _)| *known == key) {
        return;
    }
    if known.is_none_or(|(known, _)| known.by != key.by) {
        view.map.hidden.clear();
    }
    let colouring = colouring(&key.by, run, data);
    view.map.colour = Some(key.by.clone());
    view.map.colouring = Some((key, colouring));
}

fn usual(data: &RunData) -> ColourBy {
    let columns = data.attributes.columns();
    let few = |labels: usize| (2..=MOST_LABELS).contains(&labels);
    let found = columns
        .iter()
        .find(|column| column.name == USUAL)
        .or_else(|| columns.iter().find(|column| few(column.labels.len())));
    found.map_or(ColourBy::Kept, |column| {
        ColourBy::Column(column.name.clone())
    })
}

fn colouring(by: &ColourBy, run: &OpenRun, data: &RunData) -> Colouring {
    let rows = data.attributes.rows();
    let nothing = || Colouring::Scale(Scale::new((0..rows).map(|_| None), Span::Fixed(0.0, 1.0)));
    match by {
        ColourBy::Column(name) => match data.attributes.column(name) {
            Ok(column) if column.is_numeric() => Colouring::Scale(Scale::of_column(column, rows)),
            Ok(column) => {
                Colouring::Categories(Categories::new(column, rows, CATEGORIES.len() as u8))
            }
            Err(_) => nothing(),
        },
        ColourBy::Score => {
            let answer = run.answered.as_ref().and_then(|answered| answered.found());
            answer.map_or_else(nothing, |answer| {
                Colouring::Scale(Scale::of_measure(&answer.scores, Span::Most))
            })
        }
        measure => run.map.drawn.as_ref().map_or_else(nothing, |drawn| {
            Colouring::Scale(by_neighbours(measure, &drawn.map, data))
        }),
    }
}

/// A measure of each product that follows from its true neighbours.
fn by_neighbours(measure: &ColourBy, map: &Map, data: &RunData) -> Scale {
    let share = Span::Fixed(0.0, 1.0);
    match measure {
        ColourBy::Agreement(name) => {
            let column = data.attributes.column(name).ok();
            let label = |row: usize| {
                let column = column?;
                let code = column.known_code(row)?;
                Some(column.labels[code as usize].as_str())
            };
            let labels = LabelColumn::new(name, (0..data.attributes.rows()).map(label));
            let agreement = agreement_by_row(&map.graph, &labels).into_iter();
            let known =
                |(same, known): (u32, u32)| (known > 0).then(|| f64::from(same) / f64::from(known));
            Scale::new(agreement.map(|counts| counts.and_then(known)), share)
        }
        ColourBy::Similarity => Scale::new(mean_similarities(&map.graph), Span::Most),
        ColourBy::Occurrence => {
            let counts = occurrences(&map.graph).into_iter();
            Scale::new(counts.map(|count| Some(f64::from(count))), Span::Most)
        }
        _ => {
            let shares = map.kept.shares.iter();
            Scale::new(shares.map(|share| share.map(f64::from)), share)
        }
    }
}

/// The column whose agreement says most: the one of kinds, or else the first that is no number.
pub(super) fn told_by_neighbours(data: &RunData) -> Option<&str> {
    let mut columns = data.attributes.columns().iter();
    let kinds = columns.clone().find(|column| column.name == KINDS);
    let found = kinds.or_else(|| columns.find(|column| !column.is_numeric()));
    found.map(|column| column.name.as_str())
}

/// The colour of a category.
pub(super) fn of_slot(slot: Slot, colours: Palette) -> Color32 {
    match slot {
        Slot::Colour(at) => CATEGORIES[usize::from(at) % CATEGORIES.len()],
        Slot::Others => colours.muted,
        Slot::Missing => colours.muted.gamma_multiply(0.5),
    }
}

/// The colour of a place on a scale: from blue over ochre to orange, the low end the cooler one.
pub(super) fn of_place(place: Option<f32>, colours: Palette) -> Color32 {
    let [low, middle, high] = [CATEGORIES[0], CATEGORIES[6], CATEGORIES[1]];
    match place {
        None => colours.muted.gamma_multiply(0.5),
        Some(place) if place < 0.5 => low.lerp_to_gamma(middle, 2.0 * place),
        Some(place) => middle.lerp_to_gamma(high, 2.0 * place - 1.0),
    }
}

/// The colour of a row; nothing where the legend hides it.
pub(super) fn of_row(
    colouring: &Colouring,
    row: usize,
    hidden: &[Slot],
    colours: Palette,
) -> Option<Color32> {
    match colouring {
        Colouring::Categories(categories) => {
            let slot = *categories.slots.get(row)?;
            (!hidden.contains(&slot)).then(|| of_slot(slot, colours))
        }
        Colouring::Scale(scale) => Some(of_place(*scale.places.get(row)?, colours)),
    }
}
