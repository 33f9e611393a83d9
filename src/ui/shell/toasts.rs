//! Messages, stacked in the lower right corner.

use egui::{
    Align, Align2, Area, CornerRadius, Frame, Id, Label, Layout, Margin, Order, RichText, Stroke,
    Ui, vec2,
};

use crate::ui::app::App;
use crate::ui::command::{CommandSender, WindowCommand};
use crate::ui::state::{Toast, ToastKind};
use crate::ui::theme::{self, CARD_RADIUS, palette, space};
use crate::ui::widgets::{Icon, PushButton, button, icon_button, muted};

const WIDTH: f32 = 380.0;

pub(super) fn show(app: &mut App, ui: &Ui) {
    if app.live.toasts.iter().next().is_none() {
        app.view.pointer_on_toasts = false;
        return;
    }
    let area = Area::new(Id::unique("toasts"))
        .order(Order::Foreground)
        .anchor(
            Align2::RIGHT_BOTTOM,
            vec2(-16.0, -(super::STATUS_HEIGHT + 12.0)),
        )
        .role(egui::accesskit::Role::Status)
        .accessible_name("Messages");
    let response = area.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = space::S;
        for toast in app.live.toasts.iter() {
            ui.push_id(toast.id, |ui| show_toast(ui, toast, &app.send));
        }
    });
    app.view.pointer_on_toasts = response.response.contains_pointer();
}

fn show_toast(ui: &mut Ui, toast: &Toast, send: &CommandSender) {
    let colours = palette(ui);
    let (icon, colour) = match toast.kind {
        ToastKind::Info => (Icon::Info, colours.accent),
        ToastKind::Good => (Icon::Good, colours.good),
        ToastKind::Warning => (Icon::Warning, colours.attention),
        ToastKind::Error => (Icon::Error, colours.bad),
    };
    let frame = Frame::new()
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, colours.line.lerp_to_gamma(colour, 0.45)))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .shadow(ui.visuals().popup_shadow)
        .inner_margin(Margin::symmetric(14, 11));
    frame.show(ui, |ui| {
        ui.set_width(WIDTH - 30.0);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            icon_button(ui, send, WindowCommand::DismissToast(toast.id));
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                icon.show(ui, 18.0, colour);
                ui.vertical(|ui| content(ui, toast, send));
            });
        });
    });
}

fn content(ui: &mut Ui, toast: &Toast, send: &CommandSender) {
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.add(Label::new(RichText::new(&toast.title).text_style(theme::strong())).wrap());
    if !toast.text.is_empty() {
        muted(ui, toast.text.clone());
    }
    if !toast.details.is_empty() {
        let details = RichText::new(&toast.details)
            .text_style(theme::caption())
            .color(palette(ui).muted);
        ui.add(Label::new(details).truncate());
    }
    if toast.action.is_none() && toast.details.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        if let Some(action) = &toast.action {
            button(ui, send, action.clone());
        }
        if !toast.details.is_empty() {
            let report = format!("{}\n{}\n{}", toast.title, toast.text, toast.details);
            PushButton::new("Copy details")
                .icon(Icon::Copy)
                .small()
                .send(ui, send, WindowCommand::Copy(report, "Details".to_owned()));
        }
    });
}
