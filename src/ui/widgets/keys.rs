//! Keys as key caps.

use egui::{
    Align2, Context, CornerRadius, Key, KeyboardShortcut, ModifierNames, Rect, Sense, Stroke,
    StrokeKind, Ui, pos2, vec2,
};

use crate::ui::theme::{self, palette};

const HEIGHT: f32 = 20.0;
const GAP: f32 = 3.0;

/// The keys of a shortcut as on this system's keyboard: "Ctrl+," or "Cmd+,".
pub(in crate::ui) fn keys_in_words(ctx: &Context, shortcut: KeyboardShortcut) -> String {
    let key = match shortcut.logical_key {
        Key::Comma => ",",
        Key::Plus => "+",
        Key::Minus => "-",
        other => other.name(),
    };
    let modifiers = ModifierNames::NAMES.format(&shortcut.modifiers, ctx.os().is_mac());
    if modifiers.is_empty() {
        key.to_owned()
    } else {
        format!("{modifiers}+{key}")
    }
}

/// Draws the keys of a shortcut side by side, named as on this system.
pub(in crate::ui) fn key_hint(ui: &mut Ui, shortcut: KeyboardShortcut) {
    let colours = palette(ui);
    let whole = keys_in_words(ui.ctx(), shortcut);
    let font = theme::caption().resolve(ui.style());
    let caps: Vec<_> = split(&whole)
        .map(|key| {
            ui.painter()
                .layout_no_wrap(key.to_owned(), font.clone(), colours.muted)
        })
        .collect();
    let widths: Vec<f32> = caps
        .iter()
        .map(|cap| (cap.size().x + 10.0).max(HEIGHT))
        .collect();
    let width = widths.iter().sum::<f32>() + GAP * (caps.len().max(1) - 1) as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &whole));
    let mut left = rect.left();
    for (cap, width) in caps.into_iter().zip(widths) {
        let key = Rect::from_min_size(pos2(left, rect.top()), vec2(width, HEIGHT));
        ui.painter().rect(
            key,
            CornerRadius::same(5),
            colours.raised,
            Stroke::new(1.0, colours.line),
            StrokeKind::Inside,
        );
        let place = Align2::CENTER_CENTER.anchor_size(key.center(), cap.size());
        ui.painter().galley(place.min, cap, colours.muted);
        left += width + GAP;
    }
}

/// "Ctrl+Shift+P" to its keys; the plus key itself is one of them in "Ctrl++".
fn split(whole: &str) -> impl Iterator<Item = &str> {
    let last = whole.strip_suffix('+').map_or("", |_| "+");
    let keys = whole.split('+').filter(|key| !key.is_empty());
    keys.chain((!last.is_empty()).then_some(last))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn keys_are_told_apart() {
        assert_eq!(
            split("Ctrl+Shift+P").collect::<Vec<_>>(),
            ["Ctrl", "Shift", "P"]
        );
        assert_eq!(split("Ctrl++").collect::<Vec<_>>(), ["Ctrl", "+"]);
        assert_eq!(split("F1").collect::<Vec<_>>(), ["F1"]);
    }
}
