//! Colours, sizes and type of the window, and nowhere else.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
    TextStyle, Theme, Vec2,
};

/// Colours that have a meaning. Text on all of them meets WCAG AA.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    pub background: Color32,
    pub surface: Color32,
    pub raised: Color32,
    pub line: Color32,
    pub text: Color32,
    pub muted: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
    pub good: Color32,
    pub attention: Color32,
    pub bad: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const LIGHT: Palette = Palette {
    background: rgb(0x00F6_F7F9),
    surface: rgb(0x00FF_FFFF),
    raised: rgb(0x00EE_F1F5),
    line: rgb(0x00E1_E5EB),
    text: rgb(0x0016_181D),
    muted: rgb(0x005A_6372),
    accent: rgb(0x004B_4FD9),
    on_accent: rgb(0x00FF_FFFF),
    good: rgb(0x0013_7A39),
    attention: rgb(0x00A8_4D08),
    bad: rgb(0x00C6_2828),
};

const DARK: Palette = Palette {
    background: rgb(0x0012_1418),
    surface: rgb(0x001A_1D23),
    raised: rgb(0x0024_2830),
    line: rgb(0x002D_323C),
    text: rgb(0x00E9_EBEF),
    muted: rgb(0x009B_A4B3),
    accent: rgb(0x008C_8FFF),
    on_accent: rgb(0x0014_151B),
    good: rgb(0x004A_DE80),
    attention: rgb(0x00F5_B94C),
    bad: rgb(0x00F8_7171),
};

/// Radius of cards and of controls.
pub(super) const CARD_RADIUS: u8 = 10;
const CONTROL_RADIUS: u8 = 7;

/// Inner margin of a card.
pub(super) const CARD_MARGIN: i8 = 16;

/// Text style of page titles.
pub(super) fn title() -> TextStyle {
    TextStyle::Name("title".into())
}

/// Text style of the one number on a card.
pub(super) fn display() -> TextStyle {
    TextStyle::Name("display".into())
}

/// Text style of card titles and of what is set off from the text around it.
pub(super) fn strong() -> TextStyle {
    TextStyle::Name("strong".into())
}

/// The colours of the theme in use.
pub(super) fn palette(ui: &egui::Ui) -> Palette {
    palette_of(ui.visuals().dark_mode)
}

fn palette_of(dark: bool) -> Palette {
    if dark { DARK } else { LIGHT }
}

/// Sets fonts and styles for both themes.
pub(super) fn apply(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| {
            set_style(style, palette_of(theme == Theme::Dark));
        });
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let regular = FontData::from_static(include_bytes!("../../assets/fonts/Inter-Regular.otf"));
    let semibold = FontData::from_static(include_bytes!("../../assets/fonts/Inter-SemiBold.otf"));
    fonts.font_data.insert("regular".into(), Arc::new(regular));
    fonts
        .font_data
        .insert("semibold".into(), Arc::new(semibold));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec!["regular".into()]);
    }
    fonts
        .families
        .insert(semibold_family(), vec!["semibold".into()]);
    fonts
}

fn semibold_family() -> FontFamily {
    FontFamily::Name("semibold".into())
}

fn set_style(style: &mut egui::Style, palette: Palette) {
    style.text_styles = [
        (TextStyle::Small, FontId::proportional(11.5)),
        (TextStyle::Body, FontId::proportional(13.5)),
        (TextStyle::Button, FontId::proportional(13.5)),
        (TextStyle::Monospace, FontId::proportional(13.0)),
        (TextStyle::Heading, FontId::new(15.0, semibold_family())),
        (strong(), FontId::new(13.5, semibold_family())),
        (title(), FontId::new(21.0, semibold_family())),
        (display(), FontId::new(27.0, semibold_family())),
    ]
    .into();
    style.spacing.item_spacing = Vec2::new(8.0, 8.0);
    style.spacing.button_padding = Vec2::new(12.0, 7.0);
    style.spacing.interact_size.y = 30.0;
    style.spacing.window_margin = Margin::same(16);
    style.spacing.scroll = egui::style::ScrollStyle::solid();
    style.spacing.slider_width = 140.0;
    style.interaction.selectable_labels = false;
    set_visuals(&mut style.visuals, palette);
}

fn set_visuals(visuals: &mut egui::Visuals, palette: Palette) {
    visuals.override_text_color = Some(palette.text);
    visuals.weak_text_color = Some(palette.muted);
    visuals.panel_fill = palette.background;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.extreme_bg_color = palette.surface;
    visuals.faint_bg_color = palette.raised;
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.attention;
    visuals.error_fg_color = palette.bad;
    visuals.slider_trailing_fill = true;
    visuals.selection.bg_fill = palette.accent.gamma_multiply(0.30);
    visuals.selection.stroke = Stroke::new(1.5, palette.accent);
    let widgets = &mut visuals.widgets;
    let states = [
        (&mut widgets.noninteractive, palette.surface, palette.line),
        (&mut widgets.inactive, palette.surface, palette.line),
        (&mut widgets.hovered, palette.raised, palette.muted),
        (&mut widgets.active, palette.raised, palette.accent),
        (&mut widgets.open, palette.raised, palette.accent),
    ];
    for (state, fill, line) in states {
        state.bg_fill = palette.raised;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, line);
        state.fg_stroke = Stroke::new(1.5, palette.text);
        state.corner_radius = CornerRadius::same(CONTROL_RADIUS);
        state.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn texts_meet_wcag_aa() {
        for palette in [LIGHT, DARK] {
            for surface in [palette.background, palette.surface, palette.raised] {
                for text in [
                    palette.text,
                    palette.muted,
                    palette.accent,
                    palette.attention,
                    palette.good,
                    palette.bad,
                ] {
                    assert!(contrast(text, surface) >= 4.5, "{text:?} on {surface:?}");
                }
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
        }
    }
}
