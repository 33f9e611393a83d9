//! Names on the map: what the larger groups are, with a picture that stands for each where there is room.

use egui::{Align2, CornerRadius, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::mesh::{self, PICTURE};
use super::{colours, hint};
use crate::projection::{Area, NamedGroup, PointGrid, named_groups};
use crate::ui::app::App;
use crate::ui::explorer::RunData;
use crate::ui::grid::paint_picture;
use crate::ui::state::{
    ColourBy, Colouring, GroupsKey, MapView, MeshKey, OpenDataset, OpenRun, PlacedName,
};
use crate::ui::theme::{self, palette, space};
use crate::ui::thumbnails::Picture;

/// Names on the screen at most: more would hide what they name.
const MOST: usize = 24;

/// Pictures at most, of the largest groups.
const MOST_PICTURES: usize = 12;

const HEIGHT: f32 = 20.0;
/// A longer name is cut.
const WIDEST: f32 = 132.0;
/// What the coloured dot before the name takes.
const DOT: f32 = 14.0;
/// Between a name and the next thing.
const GAP: f32 = 5.0;

/// What names are made of.
pub(super) struct Labels<'a> {
    /// The largest first.
    pub groups: &'a [NamedGroup],
    pub colouring: &'a Colouring,
    pub data: &'a RunData,
    pub grid: Option<&'a PointGrid>,
    /// Whether a picture stands for a group.
    pub pictures: bool,
}

/// Finds the groups that have names, anew only when colours or places changed. While the map is being arranged there
/// are none: they would jump.
pub(super) fn update(app: &mut App) {
    let App { live, view, .. } = app;
    let Some((run, data)) = live
        .run
        .as_ref()
        .and_then(|run| Some((run, run.explorer.data()?)))
    else {
        return;
    };
    let map = &mut view.map;
    let key = key(run, map);
    let known = map.groups.as_ref().map(|(known, _)| known);
    if known == key.as_ref() {
        return;
    }
    map.groups = key.and_then(|key| {
        let ColourBy::Column(name) = &key.by else {
            return None;
        };
        let column = data.attributes.column(name).ok()?;
        let layout = run.map.layout(key.principal)?;
        let groups = named_groups(layout, |row| column.known_code(row));
        Some((key, groups))
    });
}

/// What the names follow from; nothing where there are none to find.
fn key(run: &OpenRun, map: &MapView) -> Option<GroupsKey> {
    let (colour, Colouring::Categories(_)) = map.colouring.as_ref()? else {
        return None;
    };
    let at_rest = map.principal || run.map.drawing.is_none();
    run.map.first.get().filter(|_| at_rest)?;
    Some(GroupsKey {
        by: colour.by.clone(),
        principal: map.principal,
        // The principal components stay as they are, whatever else is drawn.
        version: if map.principal { 0 } else { run.map.version },
    })
}

/// The groups whose names are to be shown.
pub(super) fn groups<'a>(run: &OpenRun, map: &'a MapView) -> Option<&'a [NamedGroup]> {
    if map.without_names {
        return None;
    }
    let (known, groups) = map.groups.as_ref()?;
    (Some(known) == key(run, map).as_ref()).then_some(groups.as_slice())
}

/// Gives names and pictures their places, the largest groups first; what would lie on another one is left out.
pub(super) fn placed(ui: &Ui, key: &MeshKey, labels: &Labels<'_>) -> Vec<PlacedName> {
    let Some(column) = column(key, labels.data) else {
        return Vec::new();
    };
    let Colouring::Categories(categories) = labels.colouring else {
        return Vec::new();
    };
    let mut taken = vec![hint::place(key.rect)];
    let mut names: Vec<PlacedName> = Vec::new();
    let mut chosen = Vec::new();
    let font = theme::caption().resolve(ui.style());
    for group in labels.groups {
        let slot = categories.slots.get(group.row).copied();
        let Some(slot) = slot.filter(|slot| !key.hidden.contains(slot)) else {
            continue;
        };
        if names.len() == MOST {
            break;
        }
        let text = column.labels[group.code as usize].clone();
        let galley =
            ui.painter()
                .layout_no_wrap(text.clone(), font.clone(), egui::Color32::PLACEHOLDER);
        let width = galley.size().x.min(WIDEST) + DOT + 2.0 * space::S;
        let places = candidates(key, group, width, labels);
        let free = places.into_iter().find(|place| is_free(*place, &taken));
        if let Some(place) = free {
            taken.push(place);
            chosen.push(group);
            names.push(PlacedName {
                text,
                slot,
                place,
                picture: None,
            });
        }
    }
    if labels.pictures {
        let room = key.rect.shrink(space::S);
        let mut left = MOST_PICTURES;
        for (name, group) in names.iter_mut().zip(chosen) {
            let bottom = name.place.center_top() - vec2(0.0, 2.0);
            let place = Align2::CENTER_BOTTOM.anchor_size(bottom, vec2(PICTURE - 8.0, PICTURE));
            let others = taken.iter().filter(|&&other| other != name.place);
            let fits =
                room.contains_rect(place) && others.copied().all(|other| apart(place, other));
            let known = labels.data.products[group.row].is_some();
            if left > 0 && known && fits && !hides(key, group, place, labels) {
                name.picture = Some((group.row, place));
                taken.push(place);
                left -= 1;
            }
        }
    }
    names
}

fn column<'a>(key: &MeshKey, data: &'a RunData) -> Option<&'a crate::search::Attribute> {
    let ColourBy::Column(name) = &key.colour.by else {
        return None;
    };
    data.attributes.column(name).ok()
}

/// Where a group's name may stand, the best place first: in its densest place, but where it would hide much of the
/// group, above it or below it. Nowhere where that place is not on the screen.
fn candidates(
    key: &MeshKey,
    group: &NamedGroup,
    width: f32,
    labels: &Labels<'_>,
) -> impl IntoIterator<Item = Rect> + use<> {
    let at = |place: [f32; 2]| mesh::place(&key.viewport, key.rect, place);
    let room = key.rect.shrink(space::S);
    let within = |centre: Pos2| {
        let place = Rect::from_center_size(centre, vec2(width, HEIGHT));
        let inwards =
            (room.left() - place.left()).max(0.0) - (place.right() - room.right()).max(0.0);
        let place = place.translate(vec2(inwards, 0.0));
        room.contains_rect(place).then_some(place)
    };
    let middle = at(group.place);
    if !key.rect.contains(middle) {
        return [None; 3].into_iter().flatten();
    }
    let area = Rect::from_two_pos(at(group.area.low), at(group.area.high));
    let away = HEIGHT / 2.0 + 8.0;
    let beside = [
        pos2(area.center().x, area.top() - away),
        pos2(area.center().x, area.bottom() + away),
    ];
    let inside = within(middle);
    let [above, below] = beside.map(within);
    let hides = inside.is_some_and(|place| hides(key, group, place, labels));
    let places = if hides {
        [above, below, inside]
    } else {
        [inside, None, None]
    };
    places.into_iter().flatten()
}

/// Whether something would hide more points than one in so many of a group.
fn hides(key: &MeshKey, group: &NamedGroup, place: Rect, labels: &Labels<'_>) -> bool {
    const PART: usize = 8;
    let on_map = |at: Pos2| super::canvas::to_map(&key.viewport, key.rect, at);
    let area = Area::new(on_map(place.min), on_map(place.max));
    let hidden = labels.grid.map_or(0, |grid| grid.in_area(&area).count());
    hidden * PART > group.count
}

fn is_free(place: Rect, taken: &[Rect]) -> bool {
    taken.iter().all(|&other| apart(place, other))
}

/// Whether there is a gap between two things.
fn apart(a: Rect, b: Rect) -> bool {
    !a.expand(GAP).intersects(b)
}

/// Draws the names over the points.
pub(super) fn show(ui: &mut Ui, rect: Rect, data: &RunData, map: &MapView, open: &mut OpenDataset) {
    let Some(cached) = &map.cached else {
        return;
    };
    let colours = palette(ui);
    ui.scope(|ui| {
        ui.shrink_clip_rect(rect.shrink(1.0));
        for (at, name) in cached.names.iter().enumerate() {
            if let Some((row, place)) = name.picture {
                paint_picture(ui, place, data.products[row].map(Picture::Small), open);
                let line = Stroke::new(1.5, colours::of_slot(name.slot, colours));
                ui.painter()
                    .rect_stroke(place, CornerRadius::same(6), line, StrokeKind::Outside);
            }
            label(ui, at, name);
        }
    });
}

/// A word on a soft ground, with the dot that its colour has in the legend.
fn label(ui: &Ui, at: usize, name: &PlacedName) {
    let colours = palette(ui);
    let place = name.place;
    let response = ui.interact(place, ui.scope_id().with(("name", at)), Sense::hover());
    response.widget_info(|| {
        let text = format!("Here: {}", name.text);
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text)
    });
    let round = CornerRadius::same((HEIGHT / 2.0) as u8);
    let ground = colours.surface.gamma_multiply(0.86);
    let line = Stroke::new(1.0, colours.line);
    ui.painter()
        .rect(place, round, ground, line, StrokeKind::Inside);
    let dot: Pos2 = place.left_center() + vec2(space::S + 4.0, 0.0);
    ui.painter()
        .circle_filled(dot, 4.0, colours::of_slot(name.slot, colours));
    let font = theme::caption().resolve(ui.style());
    let mut job = egui::text::LayoutJob::simple_singleline(name.text.clone(), font, colours.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(WIDEST);
    let galley = ui.painter().layout_job(job);
    let from = place.left_center() + vec2(space::S + DOT, 0.0);
    let text = Align2::LEFT_CENTER.anchor_size(from, galley.size());
    let elided = galley.elided;
    ui.painter().galley(text.min, galley, colours.text);
    if elided {
        response.on_hover_text(&name.text);
    }
}
