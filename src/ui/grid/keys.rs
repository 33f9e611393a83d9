//! The keyboard in a grid.

use egui::{EventFilter, Id, Key, Modifiers, Ui};

use super::{Frame, Grid, GridEvent, OUTLINE};
use crate::ui::state::Selection;

/// Keys that walk.
const WALK: [Key; 8] = [
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::PageUp,
    Key::PageDown,
    Key::Home,
    Key::End,
];

impl Grid<'_> {
    /// What the keys do while the grid has the focus and `lead` is the cell they start from.
    pub(super) fn keyboard(
        &self,
        ui: &Ui,
        id: Id,
        frame: &Frame,
        lead: Option<usize>,
    ) -> Option<GridEvent> {
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            // Otherwise Escape would leave the grid before it is asked what it does.
            escape: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
        if let Some((key, modifiers)) = pressed(ui) {
            let page = (frame.seen.height() / frame.cells.step()) as usize;
            let target = lead.map_or(0, |lead| frame.cells.moved(key, lead, page));
            let product = (self.product)(target)?;
            let place = frame.cells.rect(target, frame.origin);
            ui.scroll_to_rect(place.expand(OUTLINE), None);
            return Some(GridEvent::Select(self.selected(product, modifiers)));
        }
        let key = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if key(Modifiers::COMMAND, Key::A) {
            let all = (0..self.count).filter_map(self.product);
            return Some(GridEvent::Select(Selection {
                lead: self.selection.lead,
                ..Selection::many(all)
            }));
        }
        if key(Modifiers::NONE, Key::Escape) {
            if self.selection.products.is_empty() {
                ui.memory_mut(|memory| memory.surrender_focus(id));
            }
            return Some(GridEvent::Select(Selection::default()));
        }
        let lead = lead?;
        if key(Modifiers::NONE, Key::Enter) {
            return Some(GridEvent::Open(lead));
        }
        let product = (self.product)(lead)?;
        key(Modifiers::NONE, Key::Space)
            .then(|| GridEvent::Select(self.selection.clone().toggled(product)))
    }
}

/// The walking key that was pressed, with or without Shift. Whether Shift was held is taken from the key itself: on a
/// slow screen it may be up again when the frame is drawn.
fn pressed(ui: &Ui) -> Option<(Key, Modifiers)> {
    if ui.input(|input| input.modifiers.alt) {
        return None;
    }
    let pressed = |modifiers| {
        let key = WALK
            .into_iter()
            .find(|key| ui.input_mut(|input| input.consume_key(modifiers, *key)))?;
        Some((key, modifiers))
    };
    pressed(Modifiers::SHIFT).or_else(|| pressed(Modifiers::NONE))
}
