//! The way through the app in five steps: shown on the pages themselves, and listed in Help.

use super::command::Page;

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
pub(super) const STEPS: [Step; 5] = [
    Step {
        page: Page::Dataset,
        title: "Open a dataset",
        text: "Drop its folder or zip on the window, download it from Kaggle, or try the sample. The app checks every row and picture and says what it found.",
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
