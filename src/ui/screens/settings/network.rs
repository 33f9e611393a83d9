//! How the network is used, and what is sent where and when.

use egui::{RichText, TextEdit, Ui};

use crate::ui::app::App;
use crate::ui::command::SettingsCommand;
use crate::ui::theme::{self, CONTROL_HEIGHT, palette, space};
use crate::ui::widgets;

/// What is sent, as sentences.
const PRIVACY: [&str; 4] = [
    "Nothing is sent by itself: no account, no statistics, no search for updates.",
    "A download that you start asks the server above for its files; like every web server, it sees the address of your computer.",
    "Your key for Kaggle goes to Kaggle's server only, your token for Hugging Face to Hugging Face's only, and only while they are needed.",
    "Pictures, tables, vectors and searches never leave this computer.",
];

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        widgets::heading(ui, "Network and privacy");
        proxy(app, ui);
        if let Some(found) = &app.live.settings.found {
            for (name, address) in &found.endpoints {
                widgets::name_and_value(ui, 170.0, &format!("{name} come from"), address);
            }
            if let Some(variable) = found.offline {
                let text =
                    format!("The environment variable {variable} forbids downloads of models");
                widgets::coloured(ui, text, palette(ui).attention);
            }
        }
        for sentence in PRIVACY {
            widgets::muted(ui, sentence);
        }
    });
}

fn proxy(app: &mut App, ui: &mut Ui) {
    let saved = app.persisted.settings.proxy.clone().unwrap_or_default();
    let mut text = app.view.proxy.clone().unwrap_or_else(|| saved.clone());
    let muted = palette(ui).muted;
    let label = RichText::new("Proxy (empty: as the system says)")
        .text_style(theme::secondary())
        .color(muted);
    let label = ui.label(label);
    let field = TextEdit::singleline(&mut text)
        .hint_text(RichText::new("http://proxy.example.org:8080").color(muted))
        .desired_width(ui.available_width().min(420.0))
        .min_size(egui::vec2(0.0, CONTROL_HEIGHT))
        .margin(egui::Margin::symmetric(10, 8));
    let field = ui.add(field).labelled_by(label.id);
    if field.lost_focus() && text.trim() != saved {
        app.send
            .send(SettingsCommand::SetProxy(text.trim().to_owned()));
    }
    if field.changed() {
        app.view.proxy = Some(text);
    }
}
