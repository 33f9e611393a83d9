//! The way through the app in six steps: shown on the pages themselves, and listed in Help.

use egui::{Id, Rect, Ui};

use super::command::Page;

fn choices_id() -> Id {
    Id::unique("the three choices of the first page")
}

/// Notes where the three choices of the first page are: the tour points at them.
pub(super) fn remember_choices(ui: &Ui, place: Rect) {
    ui.data_mut(|data| data.insert_temp(choices_id(), place));
}

/// Where they were drawn last.
pub(super) fn choices(ui: &Ui) -> Option<Rect> {
    ui.data(|data| data.get_temp(choices_id()))
}

/// A step of the tour.
pub(super) struct Step {
    /// The page that it is about.
    pub page: Page,
    /// What is done there, in a few words.
    pub title: &'static str,
    /// The same in two sentences.
    pub text: &'static str,
}

/// The steps, in order.
pub(super) const STEPS: [Step; 6] = [
    Step {
        page: Page::Dataset,
        title: "Open a dataset",
        text: "Try the sample, open a folder or zip of your own, or download the course's dataset from Kaggle. The app checks every row and picture and says what it found.",
    },
    Step {
        page: Page::Embed,
        title: "Turn pictures into vectors",
        text: "Choose a model and start. Every picture becomes a vector; you can pause, stop and go on later without losing anything.",
    },
    Step {
        page: Page::Explore,
        title: "Search",
        text: "Search by a product, a text or a picture, and judge by eye: are the neighbours what you would have chosen?",
    },
    Step {
        page: Page::Map,
        title: "See all at once",
        text: "Every picture is a point, and similar ones lie close together. Colour the points by a label, zoom in to the pictures, draw around a group.",
    },
    Step {
        page: Page::Quality,
        title: "Measure",
        text: "How often neighbours share a label, what is confused, what is there twice. Every figure opens the pictures behind it.",
    },
    Step {
        page: Page::Export,
        title: "Take the files with you",
        text: "The files with their certificate, further forms for other programs, and the cell that starts the next notebook with them.",
    },
];
