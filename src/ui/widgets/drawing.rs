//! Drawings for pages that have nothing to show yet.
//!
//! The files in `assets/drawings` use the colours of the light theme; in the dark theme each colour is exchanged for
//! its counterpart, so one file serves both.

use egui::{Color32, Image, Theme, Ui, Vec2};

use crate::ui::theme::Palette;

/// A drawing made for this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Drawing {
    /// Pictures on a table, none of them chosen.
    Pictures,
    /// A picture that becomes a row of numbers.
    Vectors,
    /// A magnifying glass over pictures.
    Search,
    /// Points that form groups.
    Map,
    /// A page of measurements.
    Quality,
    /// A parcel with a seal.
    Export,
}

impl Drawing {
    fn name(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Vectors => "vectors",
            Self::Search => "search",
            Self::Map => "map",
            Self::Quality => "quality",
            Self::Export => "export",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Pictures => include_str!("../../../assets/drawings/pictures.svg"),
            Self::Vectors => include_str!("../../../assets/drawings/vectors.svg"),
            Self::Search => include_str!("../../../assets/drawings/search.svg"),
            Self::Map => include_str!("../../../assets/drawings/map.svg"),
            Self::Quality => include_str!("../../../assets/drawings/quality.svg"),
            Self::Export => include_str!("../../../assets/drawings/export.svg"),
        }
    }

    /// Draws it in the colours of the theme; decoration, so without a name for screen readers.
    pub fn show(self, ui: &mut Ui, size: Vec2) {
        let dark = ui.visuals().dark_mode;
        let (theme, suffix) = if dark {
            (Theme::Dark, "dark")
        } else {
            (Theme::Light, "light")
        };
        let uri = format!("bytes://drawing-{}-{suffix}.svg", self.name());
        let svg = recoloured(self.file(), Palette::of(theme)).into_bytes();
        ui.add(
            Image::from_bytes(uri, svg)
                .fit_to_exact_size(size)
                .alt_text(""),
        );
    }
}

/// The drawing with the light theme's colours exchanged for those of another palette.
fn recoloured(svg: &str, palette: Palette) -> String {
    let light = Palette::of(Theme::Light);
    let pairs = [
        (light.background, palette.background),
        (light.surface, palette.surface),
        (light.raised, palette.raised),
        (light.line, palette.line),
        (light.text, palette.text),
        (light.muted, palette.muted),
        (light.accent, palette.accent),
    ];
    pairs.iter().fold(svg.to_owned(), |svg, (from, to)| {
        svg.replace(&hex(*from), &hex(*to))
    })
}

fn hex(colour: Color32) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.r(), colour.g(), colour.b())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_use_only_colours_that_the_dark_theme_can_exchange() {
        let light = Palette::of(Theme::Light);
        let known = [
            light.background,
            light.surface,
            light.raised,
            light.line,
            light.text,
            light.muted,
            light.accent,
        ]
        .map(hex);
        let all = [
            Drawing::Pictures,
            Drawing::Vectors,
            Drawing::Search,
            Drawing::Map,
            Drawing::Quality,
            Drawing::Export,
        ];
        for drawing in all {
            for (at, _) in drawing.file().match_indices('#') {
                let colour = &drawing.file()[at..at + 7];
                let category = crate::ui::theme::CATEGORIES
                    .map(hex)
                    .contains(&colour.to_owned());
                assert!(
                    known.contains(&colour.to_owned()) || category,
                    "{colour} in {drawing:?}"
                );
            }
        }
    }
}
