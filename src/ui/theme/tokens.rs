//! Distances, radii and sizes of type: the only place where they are numbers.

use egui::{FontFamily, FontId, TextStyle};

/// Distances between things and inside them, in points.
pub(in crate::ui) mod space {
    /// Between an icon and its text.
    pub const XS: f32 = 4.0;
    /// Between controls of a row.
    pub const S: f32 = 8.0;
    /// Between cards.
    pub const M: f32 = 12.0;
    /// Inside a card.
    pub const L: f32 = 16.0;
    /// Around a page.
    pub const XL: f32 = 24.0;
}

/// Radius of cards.
pub(in crate::ui) const CARD_RADIUS: u8 = 10;
/// Radius of buttons, fields and everything else that can be clicked.
pub(in crate::ui) const CONTROL_RADIUS: u8 = 7;
/// Height of buttons and fields.
pub(in crate::ui) const CONTROL_HEIGHT: f32 = 34.0;
/// Least height of a row with something to click in it.
pub(in crate::ui) const ROW_HEIGHT: f32 = 22.0;
/// Height of buttons inside rows and bars.
pub(in crate::ui) const SMALL_HEIGHT: f32 = 26.0;
/// Seconds that a change of colour takes.
pub(in crate::ui) const MOTION: f32 = 0.09;

/// Family of semibold type.
pub(in crate::ui) fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// The one number on a card.
pub(in crate::ui) fn display() -> TextStyle {
    TextStyle::Name("display".into())
}

/// Titles of pages.
pub(in crate::ui) fn title() -> TextStyle {
    TextStyle::Name("title".into())
}

/// A number among others.
pub(in crate::ui) fn figure() -> TextStyle {
    TextStyle::Name("figure".into())
}

/// Body text that is set off from the text around it.
pub(in crate::ui) fn strong() -> TextStyle {
    TextStyle::Name("strong".into())
}

/// Secondary text: what explains, counts, dates.
pub(in crate::ui) fn secondary() -> TextStyle {
    TextStyle::Name("secondary".into())
}

/// The smallest text: under pictures, in key caps.
pub(in crate::ui) fn caption() -> TextStyle {
    TextStyle::Small
}

/// Every style with its size.
pub(in crate::ui) fn text_styles() -> [(TextStyle, FontId); 10] {
    let semibold = |size| FontId::new(size, semibold());
    [
        (display(), semibold(28.0)),
        (title(), semibold(20.0)),
        (figure(), semibold(17.0)),
        (TextStyle::Heading, semibold(15.0)),
        (strong(), semibold(13.5)),
        (TextStyle::Body, FontId::proportional(13.5)),
        (TextStyle::Button, FontId::proportional(13.5)),
        (TextStyle::Monospace, FontId::monospace(12.5)),
        (secondary(), FontId::proportional(12.5)),
        (caption(), FontId::proportional(11.5)),
    ]
}
