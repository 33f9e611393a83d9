//! Products to begin a question with: a grid of pictures of which a click asks for those like it.

use egui::Ui;

use crate::ui::command::{CommandSender, DatasetCommand, ExploreCommand};
use crate::ui::grid::{Cell, Grid, GridEvent};
use crate::ui::state::{OpenDataset, Selection};
use crate::ui::widgets::menu_item;

/// What the grid shows.
pub(super) struct Pick<'a> {
    /// Tells it from other grids.
    pub id: &'static str,
    /// For screen readers.
    pub name: &'static str,
    /// Least width of a picture.
    pub side: f32,
    pub count: usize,
    /// The product at a place, if there is one.
    pub product: &'a dyn Fn(usize) -> Option<usize>,
    pub selection: &'a Selection,
}

impl Pick<'_> {
    pub fn show(&self, ui: &mut Ui, open: &mut OpenDataset, send: &CommandSender) {
        let product = self.product;
        let grid = Grid {
            id: self.id,
            name: self.name,
            side: self.side,
            count: self.count,
            product,
            click_opens: true,
            notes: false,
            tags: false,
            selection: self.selection,
            reveal: None,
        };
        let cell = |open: &OpenDataset, index: usize| Cell {
            product: product(index),
            name: product(index).map_or_else(String::new, |product| {
                open.dataset.products[product].name.clone()
            }),
            ..Cell::default()
        };
        let menu = |ui: &mut Ui, index: usize| {
            if let Some(product) = product(index) {
                menu_item(ui, send, ExploreCommand::Product(product), None);
                menu_item(ui, send, DatasetCommand::Reveal(product), None);
            }
        };
        match grid.show(ui, open, cell, menu) {
            Some(GridEvent::Open(index)) => {
                if let Some(product) = product(index) {
                    send.send(ExploreCommand::Product(product));
                }
            }
            Some(GridEvent::Select(selection)) => send.send(DatasetCommand::Select(selection)),
            None => {}
        }
    }
}
