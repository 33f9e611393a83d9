//! Charts of every column; a click on a bar filters.

use egui::{Layout, ScrollArea, Ui};

use crate::dataset::{Column, Filter};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::DatasetCommand;
use crate::ui::format;
use crate::ui::theme::space;
use crate::ui::widgets::{self, Bar, bar_row, card_with, overline};

/// So many values are shown of a column that is folded.
const FOLDED: usize = 6;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let filter = &app.view.wish.filter;
    let unfolded = &mut app.view.dataset.unfolded;
    let mut clicked = None;
    ScrollArea::vertical()
        .id_salt("filters")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            for (at, column) in open.dataset.columns.iter().enumerate() {
                // A value of its own for each product says nothing in a chart.
                if column.labels.len() < 2
                    || column.labels.len() * 2 > open.dataset.products.len().max(20)
                {
                    continue;
                }
                let counts = open
                    .found
                    .as_ref()
                    .map_or_else(|| column.counts(), |found| found.counts[at].clone());
                let chart = Chart {
                    at,
                    column,
                    counts: &counts,
                    filter,
                };
                let mut fold = unfolded.contains(&at);
                let chosen = card_with(ui, 12, |ui| {
                    // The bars' hover ground reaches a little over the text.
                    ui.push_id(at, |ui| chart.show(ui, &mut fold)).inner
                });
                if fold {
                    unfolded.insert(at)
                } else {
                    unfolded.remove(&at)
                };
                clicked = clicked.or(chosen.map(|code| (at, code)));
            }
        });
    if let Some((column, code)) = clicked {
        let mut filter = filter.clone();
        filter.toggle(column, code);
        app.send.send(DatasetCommand::SetFilter(filter));
    }
}

struct Chart<'a> {
    at: usize,
    column: &'a Column,
    /// Per label, under the filters of the other columns.
    counts: &'a [usize],
    filter: &'a Filter,
}

impl Chart<'_> {
    fn show(&self, ui: &mut Ui, unfolded: &mut bool) -> Option<u32> {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.horizontal(|ui| {
            overline(ui, format::column(&self.column.name));
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let used = self.counts.iter().filter(|&&count| count > 0).count();
                widgets::muted_line(ui, thousands(used));
            });
        });
        ui.add_space(2.0);
        if self.column.is_numeric() {
            self.columns(ui)
        } else {
            self.bars(ui, unfolded)
        }
    }

    fn is_chosen(&self, code: usize) -> bool {
        self.filter.has(self.at, code as u32)
    }

    /// Values as bars, those chosen first, then the most frequent.
    fn bars(&self, ui: &mut Ui, unfolded: &mut bool) -> Option<u32> {
        let mut order: Vec<usize> = (0..self.counts.len()).collect();
        order.sort_by_key(|&code| {
            (
                !self.is_chosen(code),
                std::cmp::Reverse(self.counts[code]),
                code,
            )
        });
        let most = self.counts.iter().copied().max().unwrap_or(0).max(1);
        let shown = if *unfolded {
            order.len()
        } else {
            FOLDED.min(order.len())
        };
        let mut clicked = None;
        for &code in &order[..shown] {
            let bar = Bar {
                label: &self.column.labels[code],
                count: self.counts[code],
                share: self.counts[code] as f32 / most as f32,
                selected: self.is_chosen(code),
            };
            if bar_row(ui, &bar).clicked() {
                clicked = Some(code as u32);
            }
        }
        if order.len() > FOLDED {
            ui.add_space(4.0);
            let text = if *unfolded {
                "Show fewer".to_owned()
            } else {
                format!("Show all {}", thousands(order.len()))
            };
            if widgets::link(ui, &text).clicked() {
                *unfolded = !*unfolded;
            }
        }
        clicked
    }

    /// Numbers as columns from the smallest to the largest.
    fn columns(&self, ui: &mut Ui) -> Option<u32> {
        let number = |code: usize| self.column.labels[code].parse::<i64>().ok();
        let mut order: Vec<usize> = (0..self.counts.len())
            .filter(|&code| number(code).is_some())
            .collect();
        order.sort_by_key(|&code| number(code));
        let bars: Vec<Bar<'_>> = order
            .iter()
            .map(|&code| Bar {
                label: &self.column.labels[code],
                count: self.counts[code],
                share: 0.0,
                selected: self.is_chosen(code),
            })
            .collect();
        widgets::column_chart(ui, &bars, 72.0).map(|at| order[at] as u32)
    }
}
