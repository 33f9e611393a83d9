//! A part of the question: a product, words or a picture, with its weight.

use egui::{
    Align, Align2, Color32, CornerRadius, DragValue, FontId, Layout, Rect, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, pos2, vec2,
};

use crate::ui::grid::paint_picture;
use crate::ui::state::{OpenDataset, Part, Subject};
use crate::ui::theme::{self, CONTROL_HEIGHT, CONTROL_RADIUS, palette};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{Icon, PushButton};

/// A longer text is cut.
const TEXT: f32 = 210.0;
const PICTURE: f32 = 24.0;
const WEIGHT: f32 = 52.0;
const CLOSE: f32 = 28.0;
/// Weights that can be set.
const WEIGHTS: std::ops::RangeInclusive<f32> = -3.0..=3.0;

/// What was done to a part.
pub(super) enum Change {
    Weight(f32),
    Remove,
}

/// Draws a part; `alone` is one whose weight means nothing.
pub(super) fn show(
    ui: &mut Ui,
    part: &Part,
    at: usize,
    alone: bool,
    open: &mut OpenDataset,
) -> Option<Change> {
    let colours = palette(ui);
    let minus = part.weight < 0.0;
    let name = name(&part.subject, open);
    let font = theme::strong().resolve(ui.style());
    let mut job = egui::text::LayoutJob::simple_singleline(name.clone(), font, colours.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(TEXT);
    let galley = ui.painter().layout_job(job);
    let has_weight = !alone || minus;
    let sign = if minus || at > 0 { 16.0 } else { 0.0 };
    let width = 10.0
        + sign
        + PICTURE
        + 8.0
        + galley.size().x
        + 6.0
        + if has_weight { WEIGHT } else { 0.0 }
        + CLOSE;
    let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL_HEIGHT), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &name));
    let colour = if minus { colours.bad } else { colours.accent };
    ground(ui, rect, colour);
    if sign > 0.0 {
        let text = if minus { "−" } else { "+" };
        let place = pos2(rect.left() + 15.0, rect.center().y);
        let font = FontId::new(16.0, theme::semibold());
        ui.painter()
            .text(place, Align2::CENTER_CENTER, text, font, colour);
    }
    let picture = Rect::from_min_size(
        pos2(rect.left() + 10.0 + sign, rect.center().y - 14.0),
        vec2(PICTURE, 28.0),
    );
    sketch(ui, picture, part, open, colours.muted);
    let text = pos2(
        picture.right() + 8.0,
        rect.center().y - galley.size().y / 2.0,
    );
    let elided = galley.elided;
    ui.painter().galley(text, galley, colours.text);
    if elided {
        response.on_hover_text(&name);
    }
    controls(ui, rect, part, &name, has_weight)
}

fn ground(ui: &Ui, rect: Rect, colour: Color32) {
    ui.painter().rect(
        rect,
        CornerRadius::same(CONTROL_RADIUS),
        palette(ui).soft(colour),
        Stroke::new(1.0, colour.gamma_multiply(0.4)),
        StrokeKind::Inside,
    );
}

fn controls(ui: &mut Ui, rect: Rect, part: &Part, name: &str, has_weight: bool) -> Option<Change> {
    let mut change = None;
    let room = Rect::from_min_max(
        pos2(rect.right() - CLOSE - WEIGHT - 4.0, rect.top() + 4.0),
        rect.max - vec2(2.0, 4.0),
    );
    let layout = Layout::right_to_left(Align::Center);
    // A child of its own: the row of chips has its place for them already.
    let ui = &mut ui.new_child(UiBuilder::new().max_rect(room).layout(layout));
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding = vec2(4.0, 2.0);
    ui.spacing_mut().interact_size = vec2(42.0, 24.0);
    let close = PushButton::new(format!("Remove {name}"))
        .icon(Icon::Close)
        .icon_only()
        .ghost()
        .small();
    if close.show(ui).clicked() {
        change = Some(Change::Remove);
    }
    if has_weight {
        let mut weight = part.weight;
        let value = DragValue::new(&mut weight)
            .range(WEIGHTS)
            .speed(0.02)
            .fixed_decimals(1);
        let response = ui.add(value).on_hover_text(
            "Weight: how much it counts, less than 0 for the opposite. Drag, or click and type",
        );
        // Only full steps ask anew.
        let weight = (weight * 10.0).round() / 10.0;
        if response.changed() && weight != part.weight && weight != 0.0 {
            change = Some(Change::Weight(weight));
        }
    }
    change
}

/// What a part is called: products by their name.
pub(super) fn name(subject: &Subject, open: &OpenDataset) -> String {
    let product = match subject {
        Subject::Product(id) => open.by_id.get(id),
        _ => None,
    };
    product.map_or_else(
        || subject.words(),
        |&product| open.dataset.products[product].name.clone(),
    )
}

/// The product's picture, or an icon.
fn sketch(ui: &Ui, rect: Rect, part: &Part, open: &mut OpenDataset, tint: Color32) {
    let icon = match part.subject {
        Subject::Product(id) => {
            let product = open.by_id.get(&id).copied();
            paint_picture(ui, rect, product.map(Picture::Small), open);
            return;
        }
        Subject::Text(_) => Icon::Search,
        Subject::File(_) | Subject::Pasted(_) => Icon::Image,
    };
    let place = Rect::from_center_size(rect.center(), vec2(16.0, 16.0));
    icon.paint(ui, place, tint);
}
