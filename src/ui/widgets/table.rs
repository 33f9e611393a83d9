//! A table of which only the rows that are seen are drawn.

use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

use crate::ui::theme::{self, palette, space};

const HEADER: f32 = 30.0;
const ROW: f32 = 28.0;

/// A column of a table.
pub(in crate::ui) struct TableColumn {
    pub title: &'static str,
    /// Its width in points; what is left for `None`.
    pub width: Option<f32>,
    /// Numbers stand at the right.
    pub number: bool,
}

impl TableColumn {
    /// A column of texts with a width of its own.
    pub fn text(title: &'static str, width: f32) -> Self {
        Self {
            title,
            width: Some(width),
            number: false,
        }
    }

    /// A column of numbers with a width of its own.
    pub fn number(title: &'static str, width: f32) -> Self {
        Self {
            title,
            width: Some(width),
            number: true,
        }
    }

    /// The column that takes what is left.
    pub fn rest(title: &'static str) -> Self {
        Self {
            title,
            width: None,
            number: false,
        }
    }

    fn layout(&self) -> Layout {
        if self.number {
            Layout::right_to_left(Align::Center)
        } else {
            Layout::left_to_right(Align::Center)
        }
    }
}

/// Draws a table as high as there is room; `add` draws one cell, given row and column. Gives the row that was clicked.
pub(in crate::ui) fn table(
    ui: &mut Ui,
    id: &str,
    columns: &[TableColumn],
    rows: usize,
    selected: Option<usize>,
    mut add: impl FnMut(&mut Ui, usize, usize),
) -> Option<usize> {
    let colours = palette(ui);
    let muted = colours.muted;
    let mut clicked = None;
    ui.push_id(id, |ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        let selection = &mut ui.visuals_mut().selection;
        selection.bg_fill = colours.soft(colours.accent);
        selection.stroke.color = colours.text;
        let mut builder = TableBuilder::new(ui)
            .striped(true)
            .sense(egui::Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .auto_shrink([false, false]);
        for column in columns {
            builder = builder.column(match column.width {
                Some(width) => Column::exact(width).clip(true),
                None => Column::remainder().clip(true),
            });
        }
        builder
            .header(HEADER, |mut header| {
                for column in columns {
                    header.col(|ui| {
                        ui.with_layout(column.layout(), |ui| {
                            let title = RichText::new(column.title)
                                .text_style(theme::secondary())
                                .color(muted);
                            ui.add(egui::Label::new(title).truncate());
                        });
                    });
                }
            })
            .body(|body| {
                body.rows(ROW, rows, |mut row| {
                    let at = row.index();
                    row.set_selected(selected == Some(at));
                    for (number, column) in columns.iter().enumerate() {
                        row.col(|ui| {
                            ui.with_layout(column.layout(), |ui| add(ui, at, number));
                        });
                    }
                    if row.response().clicked() {
                        clicked = Some(at);
                    }
                });
            });
    });
    clicked
}
