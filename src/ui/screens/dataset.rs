//! The dataset: the account of rows and files, the products, the details of one.

use egui::{Panel, RichText, Ui, vec2};

use crate::dataset::{Bucket, CheckReport, RowPolicy};
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{DatasetCommand, ExploreCommand, Page};
use crate::ui::grid::{self, Cell};
use crate::ui::state::{DatasetView, OpenDataset};
use crate::ui::theme::palette;
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, PushButton};

const DETAILS_WIDTH: f32 = 268.0;
const SMALLEST: f32 = 70.0;
const LARGEST: f32 = 240.0;
const USUAL: f32 = 112.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let context = format!(
        "{} · {}",
        open.dataset.location.label(),
        counted(open.dataset.products.len() as u64, "product")
    );
    widgets::page_head(ui, "Dataset", &context, |ui| {
        PushButton::new("Continue to Embed")
            .primary()
            .send(ui, &app.send, Page::Embed);
        PushButton::of(&DatasetCommand::Close.into())
            .text("Change…")
            .send(ui, &app.send, DatasetCommand::Close);
    });
    account(app, ui);
    ui.add_space(8.0);
    if app.view.dataset.ledger {
        return ledger(app, ui);
    }
    if app.view.selected.is_some() {
        Panel::right("details")
            .exact_size(DETAILS_WIDTH)
            .resizable(false)
            .show_separator_line(false)
            .frame(egui::Frame::new().inner_margin(egui::Margin {
                left: 12,
                ..Default::default()
            }))
            .show(ui, |ui| {
                egui::ScrollArea::vertical()
                    .id_salt("details")
                    .show(ui, |ui| details(app, ui));
            });
    }
    products(app, ui);
}

/// Every row in one bucket: rows = intact + repaired + ...
fn account(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let dataset = std::sync::Arc::clone(&open.dataset);
    let report = &dataset.report;
    widgets::card(ui, |ui| {
        ui.horizontal(|ui| {
            buckets(ui, report);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let options = [
                    (RowPolicy::Repair, "Repair rows"),
                    (RowPolicy::Skip, "Skip them, as the notebook"),
                ];
                // Laid out from the right: the last option comes first.
                ui.allocate_ui_with_layout(
                    vec2(312.0, 38.0),
                    egui::Layout::left_to_right(egui::Align::Center),
                    |ui| {
                        if let Some(rows) = widgets::segmented(ui, dataset.row_policy(), &options) {
                            app.send.send(DatasetCommand::SetRows(rows));
                        }
                    },
                );
            });
        });
        ui.horizontal(|ui| {
            widgets::muted(ui, source_line(report));
            if !report.ledger.is_empty() {
                let label = if app.view.dataset.ledger {
                    "Show the products"
                } else {
                    "Show these rows"
                };
                if ui.link(label).clicked() {
                    app.view.dataset.ledger = !app.view.dataset.ledger;
                }
            }
        });
    });
}

fn buckets(ui: &mut Ui, report: &CheckReport) {
    let colours = palette(ui);
    widgets::stat(ui, &thousands(report.rows), "rows", None);
    let all = [
        (report.intact, "usable as they are", None),
        (report.repaired_usable, "repaired", Some(colours.attention)),
        (
            report.skipped_rows,
            "malformed, skipped",
            Some(colours.attention),
        ),
        (
            report.missing_images.len(),
            "without an image",
            Some(colours.attention),
        ),
        (
            report.duplicate_ids,
            "with a repeated id",
            Some(colours.attention),
        ),
        (report.unreadable, "unreadable images", Some(colours.bad)),
    ];
    let mut sign = "=";
    for (count, meaning, colour) in all {
        if count > 0 {
            ui.label(RichText::new(sign).color(colours.muted));
            widgets::stat(ui, &thousands(count), meaning, colour);
            sign = "+";
        }
    }
}

fn source_line(report: &CheckReport) -> String {
    let files = format!(
        "{}: {} with a row, {} without",
        counted(report.image_files as u64, "image file"),
        thousands(report.images_with_row),
        thousands(report.orphan_images)
    );
    match &report.csv {
        Some(csv) => format!("{csv}: {}, {} · {files}", report.encoding, report.delimiter),
        None => format!("no csv file: the names are those of the files · {files}"),
    }
}

/// The rows that are not plainly intact, with what was done.
fn ledger(app: &App, ui: &mut Ui) {
    use egui_extras::{Column, TableBuilder};
    let Some(open) = &app.live.dataset else {
        return;
    };
    let ledger = &open.dataset.report.ledger;
    let muted = palette(ui).muted;
    let text = |ui: &mut Ui, text: &str| {
        ui.add(egui::Label::new(text).truncate())
            .on_hover_text(text);
    };
    widgets::card(ui, |ui| {
        let columns = [
            "Line",
            "Id",
            "Result",
            "What was done, or why",
            "The row as it stands",
        ];
        TableBuilder::new(ui)
            .striped(true)
            .column(Column::exact(60.0))
            .column(Column::exact(70.0))
            .column(Column::exact(150.0))
            .column(Column::exact(280.0))
            .column(Column::remainder())
            .header(26.0, |mut header| {
                for name in columns {
                    header.col(|ui| {
                        ui.label(RichText::new(name).color(muted));
                    });
                }
            })
            .body(|body| {
                body.rows(24.0, ledger.len(), |mut row| {
                    let entry = &ledger[row.index()];
                    let id = entry.id.map_or_else(String::new, |id| id.to_string());
                    row.col(|ui| text(ui, &entry.line.to_string()));
                    row.col(|ui| text(ui, &id));
                    row.col(|ui| text(ui, &entry.bucket.to_string()));
                    row.col(|ui| text(ui, &entry.note));
                    let raw = if entry.bucket == Bucket::Orphan {
                        entry.path.as_deref().unwrap_or_default()
                    } else {
                        &entry.raw
                    };
                    row.col(|ui| text(ui, raw));
                });
            });
    });
}

fn products(app: &mut App, ui: &mut Ui) {
    let App {
        live,
        view,
        persisted,
        send,
        ..
    } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    let side = persisted.settings.thumbnail.unwrap_or(USUAL);
    ui.horizontal(|ui| {
        let hint = format!("Search in {} names", thousands(open.dataset.products.len()));
        let field = egui::TextEdit::singleline(&mut view.dataset.search)
            .hint_text(hint)
            .desired_width(280.0)
            .margin(egui::Margin::symmetric(10, 7));
        ui.add(field);
        update_shown(&mut view.dataset, open);
        widgets::muted(ui, format!("{} shown", thousands(view.dataset.shown.len())));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let mut value = side;
            let slider = egui::Slider::new(&mut value, SMALLEST..=LARGEST).show_value(false);
            let response = ui.add(slider);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(
                    egui::accesskit::Role::Slider,
                    true,
                    "Size of the pictures",
                )
            });
            if response.on_hover_text("Size of the pictures").changed() {
                persisted.settings.thumbnail = Some(value);
            }
        });
    });
    if view.dataset.shown.is_empty() {
        widgets::muted(ui, "No name holds this text. Delete some letters.");
        return;
    }
    let shown = &view.dataset.shown;
    let cell = |open: &OpenDataset, index: usize| {
        let product = shown[index];
        Cell {
            product: Some(product),
            name: open.dataset.products[product].name.clone(),
            note: None,
            rank: None,
        }
    };
    if let Some(clicked) = grid::show(ui, "products", side, shown.len(), open, view.selected, cell)
    {
        let product = shown[clicked];
        send.send(DatasetCommand::Select(
            Some(product).filter(|_| view.selected != Some(product)),
        ));
    }
}

/// Finds the products whose name holds the text, once for each text.
fn update_shown(view: &mut DatasetView, open: &OpenDataset) {
    let key = (open.generation, view.search.clone());
    if view.shown_for.as_ref() == Some(&key) {
        return;
    }
    let wanted = view.search.trim().to_lowercase();
    let products = open.dataset.products.iter().enumerate();
    let fits = products
        .filter(|(_, product)| wanted.is_empty() || product.name.to_lowercase().contains(&wanted));
    view.shown = fits.map(|(index, _)| index).collect();
    view.shown_for = Some(key);
}

fn details(app: &mut App, ui: &mut Ui) {
    let App {
        live, view, send, ..
    } = app;
    let (Some(open), Some(product)) = (&mut live.dataset, view.selected) else {
        return;
    };
    let dataset = std::sync::Arc::clone(&open.dataset);
    let Some(row) = dataset.products.get(product) else {
        return;
    };
    widgets::card(ui, |ui| {
        let (rect, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), 220.0), egui::Sense::hover());
        grid::show_picture(ui, rect, Some(Picture::Large(product)), open);
        ui.add(
            egui::Label::new(RichText::new(&row.name).text_style(egui::TextStyle::Heading)).wrap(),
        );
        widgets::muted(ui, format!("id {} · {}", row.id, row.image_path));
        ui.spacing_mut().interact_size.y = 18.0;
        for column in &dataset.columns {
            let label = &column.labels[column.codes[product] as usize];
            ui.horizontal(|ui| {
                let muted = palette(ui).muted;
                let name = RichText::new(&column.name).color(muted);
                ui.allocate_ui(vec2(100.0, 18.0), |ui| {
                    ui.set_min_width(100.0);
                    ui.add(egui::Label::new(name).truncate());
                });
                ui.add(egui::Label::new(label).truncate());
            });
        }
        if live.run.is_some() {
            widgets::button(ui, send, ExploreCommand::Product(product));
        }
        ui.add_space(6.0);
        widgets::heading(ui, "As the model sees it");
        let (rect, _) = ui.allocate_exact_size(vec2(112.0, 112.0), egui::Sense::hover());
        grid::show_picture(ui, rect, Some(Picture::Crop(product)), open);
        widgets::muted(
            ui,
            "224 x 224 pixels from the middle: what is above and below is cut off.",
        );
    });
}
