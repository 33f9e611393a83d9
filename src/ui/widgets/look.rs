//! What buttons look like.

use egui::Color32;

use crate::ui::theme::Palette;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// The one action of the page.
    Primary,
    #[default]
    Secondary,
    /// Without a frame, for bars and rows.
    Ghost,
    /// Takes something away.
    Danger,
}

/// The colours of a button.
pub(super) struct Look {
    pub fill: Color32,
    pub line: Color32,
    pub text: Color32,
}

impl Look {
    /// `warmth` says how far the button is on its way to looking as under the pointer, 0 to 1.
    pub fn of(kind: Kind, colours: Palette, warmth: f32, pressed: bool) -> Self {
        let raised = |ground: Color32| {
            if pressed {
                colours.pressed(colours.raised)
            } else {
                ground.lerp_to_gamma(colours.raised, warmth)
            }
        };
        match kind {
            Kind::Primary => {
                let fill = if pressed {
                    colours.pressed(colours.accent)
                } else {
                    colours
                        .accent
                        .lerp_to_gamma(colours.hovered(colours.accent), warmth)
                };
                Self {
                    fill,
                    line: fill,
                    text: colours.on_accent,
                }
            }
            Kind::Secondary => Self {
                fill: raised(colours.surface),
                line: colours.line.lerp_to_gamma(colours.muted, 0.5 * warmth),
                text: colours.text,
            },
            Kind::Ghost => {
                let fill = if pressed {
                    colours.pressed(colours.raised)
                } else {
                    colours.raised.gamma_multiply(warmth)
                };
                Self {
                    fill,
                    line: Color32::TRANSPARENT,
                    text: colours.muted.lerp_to_gamma(colours.text, warmth),
                }
            }
            Kind::Danger => Self {
                fill: colours.surface.lerp_to_gamma(
                    colours.soft(colours.bad),
                    if pressed { 1.0 } else { warmth },
                ),
                line: colours.line.lerp_to_gamma(colours.bad, 0.6 * warmth),
                text: colours.bad,
            },
        }
    }
}
