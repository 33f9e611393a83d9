//! Pictures of products on this page: a tile that leads to the product's neighbours, and grids of them.

use egui::{CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, vec2};

use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{CommandSender, ExploreCommand};
use crate::ui::grid;
use crate::ui::state::{Examined, OpenDataset};
use crate::ui::theme::{self, CONTROL_RADIUS, palette, space};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets;

/// Height of the line below a picture.
const LINE: f32 = 20.0;
/// Least width of a picture in a grid.
const SIDE: f32 = 96.0;
/// Room for the scroll bar of a grid.
const SCROLLBAR: f32 = 14.0;

/// A product of the run and the line below its picture.
pub(super) struct Tile<'a> {
    pub row: usize,
    pub note: &'a str,
    /// Whether it has the label that is looked for: outlined and ticked.
    pub agrees: bool,
}

/// The width of a tile that is so high.
pub(super) fn side_of(height: f32) -> f32 {
    (height - LINE) / 1.12
}

/// Draws a product with a line below; a click searches its neighbours.
pub(super) fn tile(
    ui: &mut Ui,
    side: f32,
    tile: &Tile<'_>,
    examined: &Examined,
    open: &mut OpenDataset,
    send: &CommandSender,
) {
    let product = examined.product(tile.row);
    let known = product.and_then(|product| open.dataset.products.get(product));
    let name = known.map_or_else(
        || format!("Product {}", examined.ids[tile.row]),
        |product| product.name.clone(),
    );
    let (rect, response) = ui.allocate_exact_size(vec2(side, side * 1.12 + LINE), Sense::click());
    response.widget_info(|| {
        let same = if tile.agrees { ", the same label" } else { "" };
        let label = format!("{name}, {}{same}", tile.note);
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), label)
    });
    let picture = Rect::from_min_size(rect.min, vec2(side, side * 1.12));
    grid::paint_picture(ui, picture, product.map(Picture::Small), open);
    let colours = palette(ui);
    let warmth = widgets::warmth(ui, &response);
    ui.painter().rect_stroke(
        picture,
        CornerRadius::same(CONTROL_RADIUS - 1),
        Stroke::new(1.0, colours.line.lerp_to_gamma(colours.accent, warmth)),
        StrokeKind::Inside,
    );
    if tile.agrees {
        tick(ui, picture);
    }
    if response.has_focus() {
        widgets::focus_ring(ui, picture, CONTROL_RADIUS - 1);
    }
    let font = theme::caption().resolve(ui.style());
    let mut job =
        egui::text::LayoutJob::simple_singleline(tile.note.to_owned(), font, colours.muted);
    job.wrap = egui::text::TextWrapping::truncate_at_width(side);
    let note = ui.painter().layout_job(job);
    let place = egui::Align2::CENTER_CENTER
        .anchor_size(picture.center_bottom() + vec2(0.0, LINE / 2.0), note.size());
    ui.painter().galley(place.min, note, colours.muted);
    let id = examined.ids[tile.row];
    let response = response.on_hover_text(format!(
        "{name}\nProduct {id} · {}\nClick to find similar ones",
        tile.note
    ));
    if let Some(product) = product.filter(|_| response.clicked()) {
        send.send(ExploreCommand::Product(product));
    }
}

/// Says without words that this one agrees: an outline, and a tick in the corner.
fn tick(ui: &Ui, picture: Rect) {
    const SIDE: f32 = 18.0;
    let colours = palette(ui);
    let line = Stroke::new(2.0, colours.good);
    let radius = CornerRadius::same(CONTROL_RADIUS - 1);
    ui.painter()
        .rect_stroke(picture, radius, line, StrokeKind::Inside);
    let badge = Rect::from_center_size(
        picture.right_top() + vec2(-SIDE / 2.0 - 4.0, SIDE / 2.0 + 4.0),
        vec2(SIDE, SIDE),
    );
    ui.painter()
        .circle_filled(badge.center(), SIDE / 2.0, colours.good);
    let ink = theme::ink_on(colours.good);
    widgets::Icon::Check.paint(ui, badge.shrink(3.5), ink);
}

/// As many tiles as fit into rows; only the rows that are seen are drawn.
pub(super) fn grid<'a>(
    app: &mut App,
    ui: &mut Ui,
    id: &str,
    count: usize,
    examined: &Examined,
    tile_of: impl Fn(usize) -> (usize, String) + 'a,
) {
    let App { live, send, .. } = app;
    let Some(open) = &mut live.dataset else {
        widgets::muted(ui, "Open the dataset to see the pictures.");
        return;
    };
    // As many as fit, so wide that they fill the width.
    let room = ui.available_width() - SCROLLBAR;
    let columns = ((room + space::M) / (SIDE + space::M)).floor().max(1.0);
    let side = (room + space::M) / columns - space::M;
    let columns = columns as usize;
    ui.spacing_mut().item_spacing = vec2(space::M, space::S);
    ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink([false, false])
        .show_rows(
            ui,
            side * 1.12 + LINE,
            count.div_ceil(columns),
            |ui, rows| {
                for row in rows {
                    ui.horizontal(|ui| {
                        for at in row * columns..((row + 1) * columns).min(count) {
                            let (row, note) = tile_of(at);
                            let shown = Tile {
                                row,
                                note: &note,
                                agrees: false,
                            };
                            tile(ui, side, &shown, examined, open, send);
                        }
                    });
                }
            },
        );
}

/// A row of tiles that ends where the room ends, saying how many more there are.
pub(super) fn strip(
    ui: &mut Ui,
    side: f32,
    tiles: &[(usize, String)],
    examined: &Examined,
    open: &mut OpenDataset,
    send: &CommandSender,
) {
    const MORE: f32 = 84.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let room = ui.available_width() - MORE - space::S;
        let fit = ((room + space::S) / (side + space::S)).floor().max(1.0) as usize;
        for (row, note) in tiles.iter().take(fit) {
            let shown = Tile {
                row: *row,
                note,
                agrees: false,
            };
            tile(ui, side, &shown, examined, open, send);
        }
        if tiles.len() > fit {
            let rest = vec2(MORE, side * 1.12);
            widgets::cell(ui, rest, |ui| {
                widgets::muted_line(ui, format!("+ {} more", thousands(tiles.len() - fit)))
            });
        }
    });
}
