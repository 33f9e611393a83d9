//! The rail of steps, each with its state at the right edge.

use egui::{
    Align2, Color32, CornerRadius, Id, Rect, RichText, Sense, Stroke, StrokeKind, TextStyle, Ui,
    pos2, vec2,
};

use crate::ui::app::App;
use crate::ui::command::Page;
use crate::ui::format;
use crate::ui::state::{Live, MapState, OpenRun, RunExport, RunQuality};
use crate::ui::theme::{self, CONTROL_RADIUS, palette};
use crate::ui::widgets::{Icon, focus_ring, keys_in_words, logo, warmth};

const STEP_HEIGHT: f32 = 36.0;
/// Where there is little height, steps come this close.
const LEAST_STEP_HEIGHT: f32 = 24.0;
const GAP: f32 = 2.0;

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum StepState {
    /// Nothing to say.
    None,
    /// Can be done now.
    ToDo,
    /// Is being done: a short text such as "43 %".
    Running(String),
    Done,
    /// Something is to be looked at.
    Attention,
}

/// The place of a step, for what points at it.
pub(super) fn step_id(page: Page) -> Id {
    Id::unique(("step", page.label()))
}

/// Draws the rail; folded it is icons alone.
pub(super) fn show(app: &App, ui: &mut Ui, folded: bool) {
    brand(ui, folded);
    ui.spacing_mut().item_spacing.y = GAP;
    let steps = Page::ALL.len() as f32;
    let height = (ui.available_height() / steps - GAP).clamp(LEAST_STEP_HEIGHT, STEP_HEIGHT);
    for page in Page::STEPS {
        step(app, ui, page, height, folded);
    }
    // From the top to the bottom here too: the Tab key goes as they are drawn.
    let aside = Page::ASIDE.len() as f32 * (height + GAP) - GAP;
    ui.add_space((ui.available_height() - aside).max(0.0));
    for page in Page::ASIDE {
        step(app, ui, page, height, folded);
    }
}

fn brand(ui: &mut Ui, folded: bool) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        ui.add_space(if folded { 2.5 } else { 4.0 });
        logo(ui, 24.0);
        if folded {
            return;
        }
        ui.add_space(3.0);
        ui.label(RichText::new("VectorSearch").size(14.5));
        let accent = palette(ui).accent;
        ui.label(
            RichText::new("Pro")
                .text_style(theme::strong())
                .size(14.5)
                .color(accent),
        );
    });
    ui.add_space(10.0);
}

fn step(app: &App, ui: &mut Ui, page: Page, height: f32, folded: bool) {
    let colours = palette(ui);
    let current = app.page() == page;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), height));
    let response = ui.interact(rect, step_id(page), Sense::click());
    let state = state(app, page);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::Tab, true, current, page.label())
    });
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_description(state.in_words()));
    let warmth = warmth(ui, &response);
    let radius = CornerRadius::same(CONTROL_RADIUS);
    let fill = if current {
        colours.raised
    } else {
        colours.raised.gamma_multiply(0.6 * warmth)
    };
    ui.painter()
        .rect(rect, radius, fill, Stroke::NONE, StrokeKind::Inside);
    if current {
        let mark =
            Rect::from_center_size(pos2(rect.left() + 1.5, rect.center().y), vec2(3.0, 16.0));
        ui.painter()
            .rect_filled(mark, CornerRadius::same(2), colours.accent);
    }
    if response.has_focus() {
        focus_ring(ui, rect.shrink(2.0), CONTROL_RADIUS - 2);
    }
    let colour = if current {
        colours.text
    } else {
        colours.muted.lerp_to_gamma(colours.text, warmth)
    };
    let left = if folded {
        rect.center().x
    } else {
        rect.left() + 20.0
    };
    let icon = Rect::from_center_size(pos2(left, rect.center().y), vec2(16.0, 16.0));
    page.icon()
        .paint(ui, icon, if current { colours.accent } else { colour });
    if folded {
        badge(ui, rect, &state);
    } else {
        label(ui, rect, page, current, colour);
        paint_state(ui, rect, &state);
    }
    let tooltip = tooltip(ui, page, &state, folded);
    if response.on_hover_text(tooltip).clicked() {
        app.send.send(page);
    }
}

fn label(ui: &Ui, rect: Rect, page: Page, current: bool, colour: Color32) {
    let style = if current {
        theme::strong()
    } else {
        TextStyle::Body
    };
    let place = pos2(rect.left() + 38.0, rect.center().y);
    ui.painter().text(
        place,
        Align2::LEFT_CENTER,
        page.label(),
        style.resolve(ui.style()),
        colour,
    );
}

/// What a step leads to and its keys; where its name is not seen, the name and the state as well.
fn tooltip(ui: &Ui, page: Page, state: &StepState, folded: bool) -> String {
    let words = crate::ui::command::Command::from(page).words();
    let mut lines = Vec::new();
    if folded {
        let state = state.in_words();
        lines.push(if state.is_empty() {
            page.label().to_owned()
        } else {
            format!("{}: {state}", page.label())
        });
    }
    lines.push(words.tooltip.to_owned());
    lines.extend(words.shortcut.map(|keys| keys_in_words(ui.ctx(), keys)));
    lines.join("\n")
}

/// The state of a step of which only the icon is seen: a dot in its corner.
fn badge(ui: &Ui, step: Rect, state: &StepState) {
    let colours = palette(ui);
    let colour = match state {
        StepState::None | StepState::ToDo => return,
        StepState::Running(_) => colours.accent,
        StepState::Done => colours.good,
        StepState::Attention => colours.attention,
    };
    let place = step.center() + vec2(11.0, -8.0);
    ui.painter().circle_filled(place, 3.5, colour);
}

fn paint_state(ui: &Ui, step: Rect, state: &StepState) {
    let colours = palette(ui);
    let right = pos2(step.right() - 10.0, step.center().y);
    let icon = |icon: Icon, colour: Color32| {
        icon.paint(
            ui,
            Rect::from_center_size(right - vec2(7.0, 0.0), vec2(14.0, 14.0)),
            colour,
        );
    };
    match state {
        StepState::None => {}
        StepState::ToDo => {
            ui.painter().circle_stroke(
                right - vec2(7.0, 0.0),
                4.0,
                Stroke::new(1.5, colours.muted.gamma_multiply(0.55)),
            );
        }
        StepState::Running(text) => {
            let font = egui::FontId::new(12.0, theme::semibold());
            ui.painter()
                .text(right, Align2::RIGHT_CENTER, text, font, colours.accent);
        }
        StepState::Done => icon(Icon::Check, colours.good),
        StepState::Attention => icon(Icon::Warning, colours.attention),
    }
}

impl StepState {
    fn done_if(done: bool) -> Self {
        if done { Self::Done } else { Self::ToDo }
    }

    /// Being done; how far, where that is known.
    fn percent(fraction: Option<f32>) -> Self {
        Self::Running(fraction.map_or_else(
            || "…".to_owned(),
            |fraction| format!("{:.0} %", 100.0 * fraction),
        ))
    }

    /// For screen readers.
    fn in_words(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::ToDo => "to do".to_owned(),
            Self::Running(text) => format!("running, {text}"),
            Self::Done => "done".to_owned(),
            Self::Attention => "needs attention".to_owned(),
        }
    }
}

fn state(app: &App, page: Page) -> StepState {
    let live = &app.live;
    match (page, &live.run) {
        (Page::Dataset, _) => dataset(live),
        (Page::Embed, _) => embed(live),
        (Page::Settings | Page::Help, _) | (_, None) => StepState::None,
        (Page::Explore, Some(run)) => explore(run),
        (Page::Map, Some(run)) => map(&run.map),
        (Page::Quality, Some(run)) => quality(&run.quality),
        (Page::Export, Some(run)) => export(&run.export),
    }
}

fn dataset(live: &Live) -> StepState {
    match (&live.opening, &live.dataset) {
        (Some(opening), _) => {
            let (checked, total) = (opening.progress.checked(), opening.progress.total());
            StepState::percent((total > 0).then(|| checked as f32 / total as f32))
        }
        (None, Some(open)) if open.dataset.products.is_empty() => StepState::Attention,
        (None, open) => StepState::done_if(open.is_some()),
    }
}

fn embed(live: &Live) -> StepState {
    match (&live.job, &live.outcome, &live.run) {
        (Some(job), ..) => StepState::Running(format!("{} %", format::percent(&job.snapshot))),
        (None, Some(Err(error)), None) if !error.is_interrupted() => StepState::Attention,
        (None, _, Some(_)) => StepState::Done,
        (None, _, None) if live.dataset.is_some() => StepState::ToDo,
        (None, _, None) => StepState::None,
    }
}

/// Done once something was found; the page itself answers an empty question with nothing.
fn explore(run: &OpenRun) -> StepState {
    let answered = run.answered.as_ref();
    StepState::done_if(answered.is_some_and(|answered| answered.found().is_some()))
}

fn map(map: &MapState) -> StepState {
    if map.drawing.is_none() {
        return StepState::done_if(map.drawn.is_some());
    }
    // The layout begins when the neighbours are known.
    let layout = map.progress.layout.fraction();
    StepState::percent(layout.or_else(|| map.progress.neighbours.fraction()))
}

fn quality(quality: &RunQuality) -> StepState {
    match (&quality.examining, &quality.examined) {
        (Some(examining), _) => StepState::percent(examining.progress.steps.fraction()),
        (None, Some(examined)) if !examined.examination.report.vectors.is_sound() => {
            StepState::Attention
        }
        (None, examined) => StepState::done_if(examined.is_some()),
    }
}

fn export(export: &RunExport) -> StepState {
    if export.certifying.is_some() || export.writing.is_some() {
        StepState::percent(None)
    } else if export.certificate.is_some() && !export.is_certified() {
        StepState::Attention
    } else {
        StepState::done_if(export.is_certified())
    }
}
