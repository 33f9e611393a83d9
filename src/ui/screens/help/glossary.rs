//! The words of the field, two sentences each.

use egui::Ui;

use crate::ui::theme::space;
use crate::ui::widgets;

const WORDS: [(&str, &str); 6] = [
    (
        "Embedding",
        "A list of numbers (a vector) that a model makes of a picture or a text. Things that mean something similar get vectors that point in a similar direction.",
    ),
    (
        "Cosine",
        "How similar the directions of two vectors are: 1 is the same direction, 0 has nothing to do with each other. For vectors of length 1 it is the sum of the products of their numbers.",
    ),
    (
        "Norm",
        "The length of a vector. All vectors here are brought to norm 1, so that only their direction counts.",
    ),
    (
        "CLIP",
        "A model that was trained on pictures and their captions, with one tower for each. Both towers give vectors in the same space, which is why a text can find a picture.",
    ),
    (
        "Nearest neighbour",
        "The product whose vector has the highest cosine with a given one. Here neighbours are always exact: every product is compared.",
    ),
    (
        "Zero-shot",
        "Naming what is in a picture without training for it: each label becomes a text, and the nearest text wins. How often that is right tells how well texts and pictures fit together.",
    ),
];

pub(super) fn show(ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "Words");
        ui.spacing_mut().item_spacing.y = 2.0;
        for (word, meaning) in WORDS {
            ui.add_space(space::S);
            widgets::strong(ui, word);
            widgets::muted(ui, meaning);
        }
    });
}
