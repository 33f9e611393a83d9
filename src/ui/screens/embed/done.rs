//! How a run ended well: what there is now, how it was made, and where to go from here.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use egui::{Align, Id, Layout, ScrollArea, Ui, UiBuilder, vec2};

use super::making::{images_per_second, made_with, norms, parts};
use super::pictures::skipped_list;
use super::{comparison, settings};
use crate::artifact::RunRecord;
use crate::embedding::{Range, RunSummary, select};
use crate::text::{counted, duration_in_words, thousands};
use crate::ui::app::App;
use crate::ui::command::{Command, EmbedCommand, Page};
use crate::ui::screens::pick::Pick;
use crate::ui::state::{OpenDataset, Standing};
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Icon, PushButton, card, coloured, fold_line, heading, muted, stat};

/// From this width on the norms are beside the figures.
const WIDE: f32 = 860.0;

/// Room for the list of what was skipped: three rows and a part of the next one.
const LIST: f32 = 176.0;

/// With this room, what was embedded is shown below the figures.
const ROOM_FOR_PICTURES: egui::Vec2 = vec2(560.0, 480.0);

/// Width of what was skipped, beside the pictures.
const ASIDE: f32 = 330.0;

/// Least width of a picture.
const SIDE: f32 = 104.0;

/// The page of a run that is all done: what there is now, and the settings behind a line.
pub(super) fn page(app: &mut App, ui: &mut Ui) {
    let Some(record) = record(app).cloned() else {
        return;
    };
    page_head(app, ui, &record);
    let room = ui.available_size();
    let has_room = room.x >= ROOM_FOR_PICTURES.x && room.y >= ROOM_FOR_PICTURES.y;
    if has_room && !app.view.embed.settings_open {
        result(app, ui, &record);
        ui.add_space(space::XS);
        settings_line(app, ui);
        with_pictures(app, ui, &record);
        return;
    }
    ScrollArea::vertical().id_salt("embed").show(ui, |ui| {
        result(app, ui, &record);
        skipped_card(app, ui, LIST);
        ui.add_space(space::XS);
        comparison::show(app, ui);
        settings_line(app, ui);
        if app.view.embed.settings_open {
            settings::show(app, ui);
        }
    });
}

fn page_head(app: &App, ui: &mut Ui, record: &RunRecord) {
    let context = format!(
        "{} are vectors now: {} numbers each, by which similar pictures are found",
        counted(record.counts.items as u64, "picture"),
        thousands(record.model.dim)
    );
    widgets::page_head(ui, "Embed", &context, |ui| {
        PushButton::new("Explore the neighbours")
            .icon(Page::Explore.icon())
            .primary()
            .send(ui, &app.send, Page::Explore);
        start(app, ui, PushButton::new("Verify the files").icon(Icon::Quality).tooltip(
            "Read the files back and check them; pictures that are not embedded yet are added",
        ));
    });
}

/// A button that starts a job, with its obstacle if there is one.
fn start(app: &App, ui: &mut Ui, button: PushButton) {
    let obstacle = Command::from(EmbedCommand::Start).obstacle(app.situation());
    button
        .obstacle(obstacle)
        .send(ui, &app.send, EmbedCommand::Start);
}

/// The settings are of little interest after the run: a line that shows them.
fn settings_line(app: &mut App, ui: &mut Ui) {
    ui.horizontal(|ui| {
        let open = &mut app.view.embed.settings_open;
        fold_line(ui, "Change settings and embed again…", open);
        if app.view.embed.settings_open {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                start(app, ui, PushButton::of(&EmbedCommand::Start.into()).small());
            });
        }
    });
}

/// What was embedded, down to the end of the page, and beside it what was skipped.
fn with_pictures(app: &mut App, ui: &mut Ui, record: &RunRecord) {
    let mut room = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(room);
    let layout = Layout::top_down(Align::Min);
    if !app.live.standing.skipped.is_empty() {
        let aside = room.with_min_x(room.right() - ASIDE);
        room = room.with_max_x(aside.left() - space::M);
        let part = UiBuilder::new().id_salt("aside").max_rect(aside);
        skipped_card(app, &mut ui.new_child(part.layout(layout)), f32::INFINITY);
    }
    let part = UiBuilder::new().id_salt("embedded").max_rect(room);
    pictures(app, &mut ui.new_child(part.layout(layout)), record);
}

/// A click on a picture asks for those like it.
fn pictures(app: &mut App, ui: &mut Ui, record: &RunRecord) {
    let App {
        live, view, send, ..
    } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    muted(ui, "Click a picture to see its nearest neighbours.");
    let products = embedded(ui, open, &live.standing, record);
    let product = |index: usize| products.get(index).copied();
    let pick = Pick {
        id: "embedded",
        name: "Embedded pictures",
        side: SIDE,
        count: products.len(),
        product: &product,
        selection: &view.selection,
    };
    pick.show(ui, open, send);
}

/// The products of a run, found out once: a run of a part is spread over the classes.
fn embedded(
    ui: &Ui,
    open: &OpenDataset,
    standing: &Standing,
    record: &RunRecord,
) -> Arc<Vec<usize>> {
    let tried = record.counts.items + record.counts.skipped;
    let id = Id::unique((
        "embedded",
        &record.dataset.location,
        &record.finished,
        tried,
    ));
    ui.data_mut(|data| {
        let found = data.get_temp_mut_or_insert_with(id, || {
            let skipped: HashSet<i64> = standing.skipped.iter().filter_map(|row| row.id).collect();
            let range = if tried < open.dataset.products.len() {
                Range::Balanced(tried)
            } else {
                Range::All
            };
            let mut products = select(&open.dataset, range);
            products.retain(|&product| !skipped.contains(&open.dataset.products[product].id));
            Arc::new(products)
        });
        Arc::clone(found)
    })
}

/// The same above the settings of a run that is not all done.
pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let Some(record) = record(app).cloned() else {
        return;
    };
    result(app, ui, &record);
    skipped_card(app, ui, LIST);
    ui.add_space(space::XS);
}

fn result(app: &mut App, ui: &mut Ui, record: &RunRecord) {
    card(ui, |ui| {
        if ui.available_width() < WIDE {
            figures(app, ui, record);
            norms(ui, record);
            return;
        }
        ui.horizontal_top(|ui| {
            let right = 300.0;
            let left = ui.available_width() - right - space::XL;
            ui.allocate_ui_with_layout(vec2(left, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(left);
                figures(app, ui, record);
            });
            ui.add_space(space::L);
            ui.vertical(|ui| {
                ui.set_width(right);
                norms(ui, record);
            });
        });
    });
}

/// The run that just ended, or the one that was found in the output folder.
fn record(app: &App) -> Option<&RunRecord> {
    let standing = &app.live.standing;
    match (&app.live.outcome, just_ended(app)) {
        (Some(Err(_)), _) => None,
        (_, Some(summary)) => Some(&summary.record),
        (_, None) if standing.unfinished => None,
        (_, None) => standing.record.as_ref(),
    }
}

/// How the last job ended, as long as its folder is the one that is looked at.
fn just_ended(app: &App) -> Option<&RunSummary> {
    let summary = app.live.outcome.as_ref()?.as_ref().ok()?;
    let standing = &app.live.standing;
    let is_same = |record: &RunRecord| record.finished == summary.record.finished;
    let is_here = super::is_looked_at_again(app) || standing.record.as_ref().is_some_and(is_same);
    is_here.then_some(summary)
}

fn figures(app: &mut App, ui: &mut Ui, record: &RunRecord) {
    let colours = palette(ui);
    ui.horizontal(|ui| {
        Icon::Good.show(ui, 18.0, colours.good);
        heading(ui, title(app));
    });
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 28.0;
        stat(ui, &thousands(record.counts.items), "vectors", None);
        stat(ui, &thousands(record.model.dim), "numbers each", None);
        let time = duration_in_words(Duration::from_secs_f64(record.seconds.max(0.0)));
        stat(ui, &time, "of embedding", None);
        stat(ui, &images_per_second(record), "images per second", None);
        let colour = (record.counts.skipped > 0).then_some(colours.attention);
        stat(
            ui,
            &thousands(record.counts.skipped),
            "pictures skipped",
            colour,
        );
    });
    ui.add_space(space::XS);
    muted(ui, made_with(record));
    if let Some(words) = parts(record) {
        coloured(ui, words, colours.attention);
    }
    ui.add_space(space::XS);
    next_steps(app, ui, record);
}

/// Where to go from here; the first of them is the page's main button where all is done.
fn next_steps(app: &mut App, ui: &mut Ui, record: &RunRecord) {
    let is_page = super::is_finished(app);
    ui.horizontal_wrapped(|ui| {
        if !is_page {
            PushButton::new("Explore the neighbours")
                .icon(Page::Explore.icon())
                .primary_if(app.live.standing.is_finished())
                .send(ui, &app.send, Page::Explore);
        }
        PushButton::new("Check the quality")
            .icon(Page::Quality.icon())
            .send(ui, &app.send, Page::Quality);
        PushButton::new("See the files")
            .icon(Page::Export.icon())
            .send(ui, &app.send, Page::Export);
        if is_page {
            the_others(app, ui, record);
        }
    });
}

/// After a first look: the rest of the pictures.
fn the_others(app: &mut App, ui: &mut Ui, record: &RunRecord) {
    let all = app.live.dataset.as_ref();
    let all = all.map_or(0, |open| open.dataset.products.len());
    let left = all.saturating_sub(record.counts.items + record.counts.skipped);
    if left == 0 {
        return;
    }
    let button = PushButton::new(format!(
        "Embed the other {}",
        counted(left as u64, "picture")
    ))
    .icon(Icon::Play)
    .tooltip("What is embedded is kept")
    .show(ui);
    if button.clicked() {
        app.view.embed.first_look = false;
        app.send.send(EmbedCommand::Start);
    }
}

fn title(app: &App) -> String {
    match just_ended(app) {
        Some(summary) if summary.embedded == 0 => {
            "Nothing new was embedded: the files were read back and verified".to_owned()
        }
        Some(summary) => format!(
            "Done: written, read back and verified. {} embedded in this start",
            counted(summary.embedded as u64, "picture")
        ),
        None => "This dataset is embedded".to_owned(),
    }
}

/// What was skipped, with room for a list so high; nothing where nothing was.
fn skipped_card(app: &mut App, ui: &mut Ui, height: f32) {
    let App { live, send, .. } = app;
    let (Some(open), skipped) = (&mut live.dataset, &live.standing.skipped) else {
        return;
    };
    if skipped.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                PushButton::of(&EmbedCommand::RetrySkipped.into())
                    .small()
                    .send(ui, send, EmbedCommand::RetrySkipped);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let title = format!("{} skipped", counted(skipped.len() as u64, "picture"));
                    heading(ui, title);
                });
            });
        });
        muted(
            ui,
            "Their ids and rows are left out too, so that everything stays aligned. Replace the files, then retry: only these run again.",
        );
        let height = if height.is_finite() {
            height
        } else {
            ui.available_height()
        };
        skipped_list(ui, open, skipped, height);
    });
}
