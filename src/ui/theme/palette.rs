//! Colours with a meaning, for light and for dark.

use egui::{Color32, Theme};

/// The colours of one theme. Text in any of them on any of the three grounds meets WCAG AA.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Palette {
    /// Behind everything.
    pub background: Color32,
    /// Cards, fields, rail.
    pub surface: Color32,
    /// What lies on a card: tracks, key caps, what the pointer is on.
    pub raised: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text that explains.
    pub muted: Color32,
    /// The one accent.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Done, passed.
    pub good: Color32,
    /// Worth a look.
    pub attention: Color32,
    /// Failed.
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

/// Colours that tell classes apart, safe for colour blindness. What they tell is also said in text or by shape.
pub(in crate::ui) const CATEGORIES: [Color32; 7] = [
    rgb(0x004C_78D8),
    rgb(0x00E0_7B39),
    rgb(0x003B_A272),
    rgb(0x00C6_504F),
    rgb(0x008E_6BD0),
    rgb(0x00B8_912E),
    rgb(0x005A_A9B8),
];

/// The colours of the theme in use.
pub(in crate::ui) fn palette(ui: &egui::Ui) -> Palette {
    Palette::of(if ui.visuals().dark_mode {
        Theme::Dark
    } else {
        Theme::Light
    })
}

impl Palette {
    /// The colours of a theme.
    pub fn of(theme: Theme) -> Self {
        match theme {
            Theme::Light => LIGHT,
            Theme::Dark => DARK,
        }
    }

    /// A ground for what is marked with a colour: the colour, thin, over a card.
    pub fn soft(&self, colour: Color32) -> Color32 {
        self.surface.lerp_to_gamma(colour, 0.12)
    }

    /// Over a page that steps back behind something in front of it.
    pub fn veil(&self) -> Color32 {
        self.background.gamma_multiply(0.62)
    }

    /// A filled control under the pointer.
    pub fn hovered(&self, fill: Color32) -> Color32 {
        fill.lerp_to_gamma(self.text, 0.10)
    }

    /// A filled control while it is pressed.
    pub fn pressed(&self, fill: Color32) -> Color32 {
        fill.lerp_to_gamma(self.text, 0.20)
    }
}

/// Black or white, whichever is read better on a ground: on any colour it meets WCAG AA.
pub(in crate::ui) fn ink_on(ground: Color32) -> Color32 {
    let [black, white] = [Color32::BLACK, Color32::WHITE];
    if contrast(black, ground) >= contrast(white, ground) {
        black
    } else {
        white
    }
}

/// Relative luminance as WCAG defines it, 0 to 1.
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

/// WCAG's contrast ratio, 1 to 21.
fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_read_on_every_ground() {
        assert_eq!(ink_on(Color32::WHITE), Color32::BLACK);
        assert_eq!(ink_on(Color32::BLACK), Color32::WHITE);
        for palette in [LIGHT, DARK] {
            for step in 0..=100_u8 {
                let share = f32::from(step) / 100.0;
                let ground = palette.raised.lerp_to_gamma(palette.accent, share);
                let ratio = contrast(ink_on(ground), ground);
                assert!(ratio >= 4.5, "{ratio:.2} on {ground:?}");
            }
        }
        let black_on_white = contrast(Color32::BLACK, Color32::WHITE);
        assert!((black_on_white - 21.0).abs() < 1e-9, "{black_on_white}");
    }

    #[test]
    fn texts_meet_wcag_aa() {
        for palette in [LIGHT, DARK] {
            let texts = [
                palette.text,
                palette.muted,
                palette.accent,
                palette.attention,
                palette.good,
                palette.bad,
            ];
            for text in texts {
                for ground in [palette.background, palette.surface, palette.raised] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}");
                }
                let soft = palette.soft(text);
                assert!(
                    contrast(palette.text, soft) >= 4.5,
                    "text on a ground of {text:?}"
                );
            }
            for fill in [
                palette.accent,
                palette.hovered(palette.accent),
                palette.pressed(palette.accent),
            ] {
                assert!(contrast(palette.on_accent, fill) >= 4.5, "on {fill:?}");
            }
        }
    }

    #[test]
    fn classes_stand_out_from_cards() {
        for palette in [LIGHT, DARK] {
            for category in CATEGORIES {
                assert!(
                    contrast(category, palette.surface) >= 2.5,
                    "{category:?} is pale"
                );
            }
        }
    }
}
