//! A grid of products: only what is seen is drawn, so it is as smooth with forty thousand as with forty.
//!
//! The grid as a whole is one stop for the Tab key; the arrow keys walk through it, Enter opens, Space selects, and
//! with Shift or Ctrl several are selected, by keys as by mouse.

mod cell;
mod keys;
mod layout;
mod lines;
mod picture;

use egui::{Id, Modifiers, Pos2, Rect, Response, ScrollArea, Sense, Ui, vec2};

pub(super) use cell::{Cell, Note, Tag};
pub(super) use picture::paint_picture;

use super::state::{OpenDataset, Selection};
use super::thumbnails::Picture;
use super::widgets;
use cell::Mark;
use layout::Cells;
use lines::Lines;

/// Room above the first row and below the last one for what is drawn around a selected cell.
const OUTLINE: f32 = 3.0;

/// A grid in the making.
pub(super) struct Grid<'a> {
    /// Tells it from other grids.
    pub id: &'static str,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// Least width of a cell.
    pub side: f32,
    /// How many cells there are.
    pub count: usize,
    /// The product of a cell; none if it is not in the dataset any more.
    pub product: &'a dyn Fn(usize) -> Option<usize>,
    /// Whether a click opens a cell instead of selecting it.
    pub click_opens: bool,
    /// Whether cells have a line above the name.
    pub notes: bool,
    /// Whether cells have a line of words below the name.
    pub tags: bool,
    pub selection: &'a Selection,
    /// A cell that is to be brought into sight.
    pub reveal: Option<usize>,
}

/// What was done in a grid.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum GridEvent {
    /// Something else is selected.
    Select(Selection),
    /// A cell was opened, by a double click or Enter.
    Open(usize),
}

/// What is drawn of a grid in this frame.
struct Frame {
    cells: Cells,
    /// Where the first cell would be.
    origin: Pos2,
    /// What is seen, in points from the top of the first cell.
    seen: Rect,
    lines: Lines,
}

impl Grid<'_> {
    /// Draws the grid into what is left of the page. `cell` says what is in a cell, `menu` fills the context menu of
    /// one.
    pub fn show(
        &self,
        ui: &mut Ui,
        open: &mut OpenDataset,
        cell: impl Fn(&OpenDataset, usize) -> Cell,
        menu: impl Fn(&mut Ui, usize),
    ) -> Option<GridEvent> {
        let id = Id::unique(self.id);
        let viewport = ui.available_rect_before_wrap();
        let focus = ui.interact(viewport, id, Sense::focusable_noninteractive());
        focus.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Grid, true, self.name)
        });
        let scroll = ScrollArea::vertical()
            .id_salt(self.id)
            .auto_shrink([false, false]);
        let event = scroll
            .show_viewport(ui, |ui, seen| {
                let frame = self.frame(ui, seen);
                ui.set_height(frame.cells.height() + 2.0 * OUTLINE);
                if let Some(at) = self.reveal.filter(|&at| at < self.count) {
                    ui.scroll_to_rect(
                        frame.cells.rect(at, frame.origin),
                        Some(egui::Align::Center),
                    );
                }
                let lead = self.lead();
                let at = lead.filter(|_| focus.has_focus());
                let clicked = self.draw(ui, &frame, at, open, cell, menu, || focus.request_focus());
                self.wish_for_more(open, &frame);
                clicked.or_else(|| {
                    focus
                        .has_focus()
                        .then(|| self.keyboard(ui, id, &frame, lead))
                        .flatten()
                })
            })
            .inner;
        if focus.has_focus() && self.selection.lead.is_none() {
            widgets::focus_ring(ui, viewport.shrink(2.0), 8);
        }
        event
    }

    fn frame(&self, ui: &Ui, seen: Rect) -> Frame {
        let lines = |width| Lines::within(width, self.notes, self.tags);
        let below = |width| lines(width).height();
        let cells = Cells::new(ui.available_width(), self.side, below, self.count);
        Frame {
            cells,
            origin: ui.max_rect().min + vec2(0.0, OUTLINE),
            seen: seen.translate(vec2(0.0, -OUTLINE)),
            lines: lines(cells.size.x),
        }
    }

    /// The cell of the product that leads the selection.
    fn lead(&self) -> Option<usize> {
        let lead = self.selection.lead?;
        (0..self.count).find(|&index| (self.product)(index) == Some(lead))
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "what is in a cell and what is done in it come from the page"
    )]
    fn draw(
        &self,
        ui: &mut Ui,
        frame: &Frame,
        focused: Option<usize>,
        open: &mut OpenDataset,
        cell: impl Fn(&OpenDataset, usize) -> Cell,
        menu: impl Fn(&mut Ui, usize),
        take_focus: impl Fn(),
    ) -> Option<GridEvent> {
        let id = Id::unique(self.id);
        let mut event = None;
        for index in frame.cells.seen(frame.seen.top(), frame.seen.bottom()) {
            let content = cell(open, index);
            let mark = self.mark(index, focused == Some(index));
            let rect = frame.cells.rect(index, frame.origin);
            let response = cell::show(ui, id.with(index), rect, frame.lines, &content, mark, open);
            // Where a click opens, what was clicked is gone at once.
            let selects = !self.click_opens || !ui.input(|input| input.modifiers.is_none());
            if response.clicked() && selects {
                take_focus();
            }
            event = event.or_else(|| self.pointer(ui, &response, index));
            response.context_menu(|ui| menu(ui, index));
        }
        event
    }

    fn mark(&self, index: usize, focus: bool) -> Mark {
        let Some(product) = (self.product)(index) else {
            return Mark::default();
        };
        Mark {
            lead: self.selection.lead == Some(product),
            checked: self.selection.products.len() > 1 && self.selection.has(product),
            focus,
        }
    }

    fn pointer(&self, ui: &Ui, response: &Response, index: usize) -> Option<GridEvent> {
        let product = (self.product)(index)?;
        let modifiers = ui.input(|input| input.modifiers);
        let opened = response.clicked() && self.click_opens && modifiers.is_none();
        if opened || response.double_clicked() {
            return Some(GridEvent::Open(index));
        }
        if response.secondary_clicked() && !self.selection.has(product) {
            return Some(GridEvent::Select(Selection::one(product)));
        }
        response
            .clicked()
            .then(|| GridEvent::Select(self.selected(product, modifiers)))
    }

    /// The selection after a product was clicked or reached by keys.
    fn selected(&self, product: usize, modifiers: Modifiers) -> Selection {
        let selection = self.selection.clone();
        if modifiers.command {
            selection.toggled(product)
        } else if modifiers.shift {
            let shown: Vec<usize> = (0..self.count).filter_map(self.product).collect();
            selection.up_to(product, &shown)
        } else {
            Selection::one(product)
        }
    }

    /// Pictures a screen further down are decoded before they are seen.
    fn wish_for_more(&self, open: &mut OpenDataset, frame: &Frame) {
        let below = frame.seen.bottom();
        let next = frame.cells.seen(below, below + frame.seen.height());
        for product in next.filter_map(self.product) {
            open.thumbnails.wish(Picture::Small(product));
        }
    }
}
