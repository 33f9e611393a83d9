//! The forms that other programs read, each written when it is wanted.

use egui::{Align, Layout, Ui, vec2};

use crate::artifact::Format;
use crate::text::bytes_in_words;
use crate::ui::app::App;
use crate::ui::command::{Command, ExportCommand, Wanted, WindowCommand};
use crate::ui::state::{OpenRun, Writing, Written};
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Icon, PushButton, cell};

const ACTIONS: f32 = 160.0;
/// Width of the buttons, so that they stand in one column.
const BUTTON: f32 = 112.0;
const ROW: f32 = 46.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "For other programs");
        folder(app, ui);
        ui.add_space(space::XS);
        let Some(run) = &app.live.run else {
            return;
        };
        let elsewhere = app.export_folder() != run.out;
        for format in Format::ALL {
            // The run's own folder holds these files already.
            if format != Format::Numpy || elsewhere {
                row(app, ui, run, format);
            }
        }
    });
}

fn folder(app: &mut App, ui: &mut Ui) {
    let before = app.view.export.folder.clone();
    let own = app.live.run.as_ref().map(|run| run.out.display());
    let hint = own.map_or_else(String::new, |own| format!("The folder of the run: {own}"));
    let field = widgets::path_field(
        ui,
        "Folder to write into",
        &mut app.view.export.folder,
        &hint,
        Command::Choose(Wanted::Export),
        &app.send,
    );
    if field.lost_focus() || before != app.view.export.folder {
        let folder = app.view.export.folder.clone();
        app.send.send(ExportCommand::SetFolder(folder));
    }
}

fn row(app: &App, ui: &mut Ui, run: &OpenRun, format: Format) {
    let writing = run.export.writing.as_ref();
    let mine = writing.filter(|writing| writing.format == format);
    ui.horizontal(|ui| {
        let room = ui.available_width() - ACTIONS - space::S;
        cell(ui, vec2(room, ROW), |ui| about(app, ui, run, format, mine));
        let (rect, _) = ui.allocate_exact_size(vec2(ACTIONS, ROW), egui::Sense::hover());
        let layout = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
        if mine.is_some() {
            let stop = ExportCommand::StopWriting;
            PushButton::of(&stop.clone().into())
                .text("Stop")
                .min_width(BUTTON)
                .send(&mut right, &app.send, stop);
        } else {
            let written = run.export.of(format);
            write_button(app, &mut right, format, written.is_some());
            if let Some(written) = written {
                let reveal = WindowCommand::Reveal(written.folder.clone());
                PushButton::of(&reveal.clone().into())
                    .icon_only()
                    .send(&mut right, &app.send, reveal);
            }
        }
    });
}

fn write_button(app: &App, ui: &mut Ui, format: Format, is_there: bool) {
    let command = ExportCommand::Write(format);
    let busy = app
        .live
        .run
        .as_ref()
        .is_some_and(|run| run.export.writing.is_some());
    let obstacle = if busy {
        Some("Another form is being written")
    } else if format.needs_dataset() && app.live.dataset.is_none() {
        Some("Open the dataset first: its attributes are a part of it")
    } else {
        None
    };
    let (text, name) = if is_there {
        ("Write again", format!("Write {format} again"))
    } else {
        ("Write", format!("Write {format}"))
    };
    // The row says what is written; a screen reader hears it with the button.
    PushButton::of(&command.clone().into())
        .text(text)
        .min_width(BUTTON)
        .obstacle(obstacle)
        .send(ui, &app.send, command)
        .accessible_name(name);
}

fn about(app: &App, ui: &mut Ui, run: &OpenRun, format: Format, writing: Option<&Writing>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            widgets::strong(ui, format.label());
            match (writing, run.export.of(format)) {
                (Some(_), _) => {}
                (None, Some(written)) => there(ui, written),
                (None, None) => {
                    let dataset = app.live.dataset.as_ref().map(|open| &*open.dataset);
                    let size = bytes_in_words(format.estimate(&run.record, dataset));
                    widgets::muted_line(ui, format!("about {size}"));
                }
            }
        });
        match writing {
            Some(writing) => progress(ui, writing),
            None => {
                widgets::muted_line(ui, format.purpose());
            }
        }
    });
}

fn there(ui: &mut Ui, written: &Written) {
    Icon::Check.show(ui, 15.0, palette(ui).good);
    let text = format!("written, {}", bytes_in_words(written.bytes));
    let line = widgets::muted_line(ui, text);
    if !written.notes.is_empty() {
        line.on_hover_text(written.notes.join("\n"));
    }
}

fn progress(ui: &mut Ui, writing: &Writing) {
    let (done, total) = (writing.progress.done(), writing.progress.total());
    let share = if total > 0 {
        done as f32 / total as f32
    } else {
        0.0
    };
    widgets::progress_bar(ui, share, 6.0, "Writing");
}
