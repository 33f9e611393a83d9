//! Embed: what will run, how far it is, how it ended.

use egui::{RichText, ScrollArea, Ui, vec2};

use super::{models, needs_dataset, runtimes};
use crate::artifact::Skipped;
use crate::embedding::{LARGEST_BATCH, RunSummary};
use crate::inference::EngineChoice;
use crate::text::{counted, duration_in_words, thousands};
use crate::ui::app::{App, FIRST_LOOK};
use crate::ui::command::{EmbedCommand, Page, Wanted};
use crate::ui::state::Job;
use crate::ui::theme::{self, palette};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, Drawing, PushButton, card, heading, muted};
use crate::ui::{format, grid};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let about =
        "Each picture becomes a list of numbers that says what is on it. First it needs pictures.";
    if needs_dataset(
        app,
        ui,
        Drawing::Vectors,
        "Turn pictures into vectors",
        about,
    ) {
        return;
    }
    let Some(open) = &app.live.dataset else {
        return;
    };
    let products = open.dataset.products.len();
    if app.live.job.is_some() {
        running(app, ui);
        return;
    }
    let context = format!(
        "Turns {} pictures into vectors of the same meaning",
        thousands(products)
    );
    widgets::page_head(ui, "Embed", &context, |ui| {
        let start = EmbedCommand::Start.into();
        let obstacle = crate::ui::command::Command::obstacle(&start, app.situation());
        PushButton::of(&start)
            .primary()
            .obstacle(obstacle)
            .send(ui, &app.send, start);
    });
    ScrollArea::vertical().id_salt("embed").show(ui, |ui| {
        outcome(app, ui);
        ui.columns_const(|[left, right]| {
            models::show(app, left);
            left.add_space(8.0);
            range_card(app, left, products);
            device_card(app, right);
            right.add_space(8.0);
            output_card(app, right);
        });
    });
}

fn range_card(app: &mut App, ui: &mut Ui, products: usize) {
    card(ui, |ui| {
        heading(ui, "Range and batch");
        let all = format!("All {} products", thousands(products));
        let look = format!("A first look: {FIRST_LOOK} products, spread evenly over the classes");
        ui.radio_value(&mut app.view.embed.first_look, false, all);
        if products > FIRST_LOOK {
            ui.radio_value(&mut app.view.embed.first_look, true, look);
            muted(ui, "The first look is kept when all are embedded later.");
        }
        ui.horizontal(|ui| {
            let label = ui.label("Pictures at a time");
            let value = egui::DragValue::new(&mut app.view.embed.batch)
                .range(0..=LARGEST_BATCH)
                .custom_formatter(|value, _| {
                    if value == 0.0 {
                        "automatic".to_owned()
                    } else {
                        format!("{value}")
                    }
                });
            ui.add(value)
                .labelled_by(label.id)
                .on_hover_text("Drag, or click and type; 0 is automatic");
        });
    });
}

fn device_card(app: &App, ui: &mut Ui) {
    card(ui, |ui| {
        let colours = palette(ui);
        heading(ui, "Device and engine");
        ui.horizontal(|ui| {
            widgets::segmented(ui, true, &[(true, "CPU")]);
            ui.add_enabled(false, egui::Button::new("GPU"))
                .on_disabled_hover_text(
                    "This window embeds on the processor; the command line can use other devices",
                );
        });
        muted(
            ui,
            "From this window everything runs on the processor, on all its cores. Other devices are for the command \
             line: \"devices\" tests them, \"embed --device\" uses one that passed.",
        );
        let options = [
            (EngineChoice::Auto, "Automatic"),
            (EngineChoice::OnnxRuntime, "ONNX Runtime"),
            (EngineChoice::BuiltIn, "Built-in"),
        ];
        if let Some(engine) = widgets::segmented(ui, app.persisted.settings.engine, &options) {
            app.send.send(EmbedCommand::SetEngine(engine));
        }
        let Some(engines) = &app.live.engines else {
            muted(ui, "Looking for engines…");
            return;
        };
        match engines.select(app.persisted.settings.engine) {
            Ok(engine) => {
                let info = engine.info();
                ui.label(RichText::new(format!("{info} will run")).color(colours.good));
                muted(ui, format!("Because {}.", info.reason));
                runtimes::brief(app, ui);
            }
            Err(error) => {
                ui.label(RichText::new(error.what()).color(colours.bad));
                muted(
                    ui,
                    format!(
                        "{}. {}",
                        error.remedy_text().unwrap_or_default(),
                        error.details()
                    ),
                );
            }
        }
    });
}

fn output_card(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Where the files go");
        let choose = crate::ui::command::Command::Choose(Wanted::Output);
        let field = widgets::path_field(
            ui,
            "Output folder",
            &mut app.view.embed.out,
            choose,
            &app.send,
        );
        if field.lost_focus() {
            app.send.send(EmbedCommand::SetOutput(
                app.view.embed.out.trim().to_owned(),
            ));
        }
        let text = if app.live.standing.unfinished {
            "An unfinished run is there: starting goes on where it stopped."
        } else if app.live.run.is_some() {
            "A finished run is there: starting verifies it, or adds what is missing."
        } else {
            "A crash or a power cut loses at most the batches in flight: the next start goes on from there."
        };
        muted(ui, text);
    });
}

fn running(app: &mut App, ui: &mut Ui) {
    let App { live, send, .. } = app;
    let (Some(job), Some(open)) = (&live.job, &mut live.dataset) else {
        return;
    };
    let paused = job.task.control().is_paused();
    widgets::page_head(
        ui,
        "Embed",
        if paused {
            "Paused"
        } else {
            job.snapshot.stage.label()
        },
        |ui| {
            PushButton::of(&EmbedCommand::Cancel.into()).danger().send(
                ui,
                send,
                EmbedCommand::Cancel,
            );
            widgets::button(
                ui,
                send,
                if paused {
                    EmbedCommand::Resume
                } else {
                    EmbedCommand::Pause
                },
            );
        },
    );
    card(ui, |ui| {
        ui.horizontal(|ui| {
            let percent = format!("{} %", format::percent(&job.snapshot));
            ui.label(RichText::new(&percent).text_style(theme::display()));
            ui.add_space(12.0);
            ui.vertical(|ui| {
                heading(ui, format::progress(&job.snapshot));
                muted(
                    ui,
                    if paused {
                        "paused".to_owned()
                    } else {
                        format::pace(&job.snapshot, &job.meter)
                    },
                );
            });
        });
        let share = job.snapshot.done as f32 / job.snapshot.total.max(1) as f32;
        widgets::progress_bar(ui, share, 10.0, "Progress of the embedding");
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            for product in job.progress.recent() {
                if ui.available_width() > 60.0 {
                    let (rect, _) = ui.allocate_exact_size(vec2(56.0, 62.0), egui::Sense::hover());
                    grid::paint_picture(ui, rect, Some(Picture::Small(product)), open);
                }
            }
        });
        muted(
            ui,
            "A crash or a closed window loses nothing that is done: the job goes on where it was.",
        );
    });
    ui.add_space(8.0);
    skipped_so_far(ui, job);
}

fn skipped_so_far(ui: &mut Ui, job: &Job) {
    let skipped = job.progress.skipped_since(0);
    card(ui, |ui| {
        heading(ui, format!("{} skipped so far", thousands(skipped.len())));
        if skipped.is_empty() {
            muted(
                ui,
                "Pictures that cannot be read are listed here, each with its reason.",
            );
        } else {
            skipped_list(ui, &skipped);
        }
    });
}

fn skipped_list(ui: &mut Ui, skipped: &[Skipped]) {
    ScrollArea::vertical()
        .id_salt("skipped")
        .max_height(180.0)
        .show_rows(ui, 20.0, skipped.len(), |ui, rows| {
            for row in &skipped[rows] {
                ui.horizontal(|ui| {
                    ui.add_sized(
                        vec2(200.0, 18.0),
                        egui::Label::new(&row.path)
                            .truncate()
                            .halign(egui::Align::Min),
                    );
                    muted(ui, row.reason.clone());
                });
            }
        });
}

/// How the last job ended.
fn outcome(app: &App, ui: &mut Ui) {
    match &app.live.outcome {
        None => return,
        Some(Ok(summary)) => finished(app, ui, summary),
        Some(Err(error)) => widgets::error_card(ui, error, |ui| {
            if !error.is_interrupted()
                && error.what().starts_with("The output folder already holds")
            {
                widgets::button(ui, &app.send, EmbedCommand::Replace);
            }
        }),
    }
    ui.add_space(8.0);
}

fn finished(app: &App, ui: &mut Ui, summary: &RunSummary) {
    let record = &summary.record;
    card(ui, |ui| {
        let colours = palette(ui);
        ui.horizontal(|ui| {
            widgets::Icon::Good.show(ui, 18.0, colours.good);
            heading(ui, "Done: written, read back and verified");
        });
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 28.0;
            widgets::stat(ui, &thousands(record.counts.items), "vectors", None);
            widgets::stat(ui, &thousands(record.model.dim), "numbers each", None);
            widgets::stat(
                ui,
                &thousands(record.counts.skipped),
                "pictures skipped",
                None,
            );
            widgets::stat(
                ui,
                &format!("{:.6} to {:.6}", record.norms.min, record.norms.max),
                "length of the vectors",
                None,
            );
            let time = duration_in_words(std::time::Duration::from_secs_f64(record.seconds));
            widgets::stat(
                ui,
                &time,
                &format!("{:.1} images per second", summary.images_per_second()),
                None,
            );
        });
        let engine = format!(
            "{} {} on the {}",
            record.engine.kind.label(),
            record.engine.version,
            record.device
        );
        muted(
            ui,
            format!(
                "{engine} · {}",
                counted(summary.embedded as u64, "picture embedded in this start")
                    .replace("starts", "start")
            ),
        );
        ui.horizontal(|ui| {
            PushButton::new("Explore the neighbours").send(ui, &app.send, Page::Explore);
            PushButton::new("See the files").send(ui, &app.send, Page::Export);
            if record.counts.skipped > 0 {
                widgets::button(ui, &app.send, EmbedCommand::RetrySkipped);
            }
        });
    });
}
