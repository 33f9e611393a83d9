//! The pages of Help, as a list beside the one that is read.

use egui::accesskit::Role;
use egui::{Align2, CursorIcon, Sense, TextStyle, Ui, WidgetInfo, vec2};

use crate::guide::{PAGES, Page};
use crate::ui::app::App;
use crate::ui::command::{GuidePlace, WindowCommand};
use crate::ui::theme::{CONTROL_RADIUS, ROW_HEIGHT, palette, space};
use crate::ui::widgets;

/// Width of the list.
pub(super) const WIDTH: f32 = 210.0;

const GLANCE: &str = "At a glance";

pub(super) fn show(app: &App, ui: &mut Ui) {
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = space::XS;
    entry(app, ui, GLANCE, None);
    ui.add_space(space::S);
    widgets::overline(ui, "Guide");
    for page in PAGES {
        entry(app, ui, page.title, Some(page));
    }
}

/// The same as a field that opens the list, where there is no room beside the page.
pub(super) fn folded(app: &App, ui: &mut Ui) {
    let titles = PAGES.iter().map(|page| page.title.to_owned());
    let mut options = vec![(None, GLANCE.to_owned())];
    options.extend(titles.enumerate().map(|(at, title)| (Some(at), title)));
    let current = app.view.help.page;
    let current = PAGES.iter().position(|page| Some(page) == current);
    if let Some(chosen) = widgets::dropdown(ui, "Page of Help", WIDTH, current, &options) {
        let page = chosen.and_then(|at| PAGES.get(at));
        let place = GuidePlace { page, anchor: None };
        app.send.send(WindowCommand::Guide(place));
    }
}

fn entry(app: &App, ui: &mut Ui, title: &str, page: Option<&'static Page>) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(WIDTH, ROW_HEIGHT + space::S), Sense::click());
    let here = app.view.help.page == page;
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), here, title));
    let colours = palette(ui);
    let warm = widgets::warmth(ui, &response);
    let (fill, text) = if here {
        (colours.soft(colours.accent), colours.accent)
    } else {
        (
            colours.raised.gamma_multiply(warm),
            colours.muted.lerp_to_gamma(colours.text, warm),
        )
    };
    ui.painter().rect_filled(rect, CONTROL_RADIUS, fill);
    let place = rect.left_center() + vec2(space::M, 0.0);
    let font = TextStyle::Body.resolve(ui.style());
    ui.painter()
        .text(place, Align2::LEFT_CENTER, title, font, text);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, CONTROL_RADIUS);
    }
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        let place = GuidePlace { page, anchor: None };
        app.send.send(WindowCommand::Guide(place));
    }
}
