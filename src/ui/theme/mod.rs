//! Colours, sizes and type of the window, and nowhere else.

mod palette;
mod tokens;

use std::sync::Arc;

use egui::{
    CornerRadius, FontData, FontDefinitions, FontFamily, Margin, Shadow, Stroke, Theme, Vec2,
};

pub(super) use palette::{CATEGORIES, Palette, ink_on, palette};
pub(super) use tokens::*;

/// Sets fonts and styles for both themes.
pub(super) fn apply(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| set_style(style, Palette::of(theme)));
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let regular = FontData::from_static(include_bytes!("../../../assets/fonts/Inter-Regular.otf"));
    let semibold =
        FontData::from_static(include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"));
    let mono = FontData::from_static(include_bytes!(
        "../../../assets/fonts/JetBrainsMono-Regular.ttf"
    ));
    fonts.font_data.insert("regular".into(), Arc::new(regular));
    fonts.font_data.insert("mono".into(), Arc::new(mono));
    fonts
        .font_data
        .insert("semibold".into(), Arc::new(semibold));
    for (family, names) in [
        (FontFamily::Proportional, &["regular"][..]),
        // What it has no sign for comes from the other one.
        (FontFamily::Monospace, &["mono", "regular"][..]),
    ] {
        let names = names.iter().map(|&name| name.to_owned());
        fonts.families.insert(family, names.collect());
    }
    fonts
        .families
        .insert(tokens::semibold(), vec!["semibold".into()]);
    fonts
}

fn set_style(style: &mut egui::Style, palette: Palette) {
    style.text_styles = text_styles().into();
    style.spacing.item_spacing = Vec2::splat(space::S);
    style.spacing.button_padding = Vec2::new(space::M, 7.0);
    style.spacing.interact_size.y = ROW_HEIGHT;
    style.spacing.window_margin = Margin::same(20);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.menu_width = 240.0;
    style.spacing.tooltip_width = 320.0;
    style.spacing.slider_width = 120.0;
    // A list that opens may be as high as the window; it scrolls only where that is too low.
    style.spacing.combo_height = 1000.0;
    style.spacing.default_area_size.y = 1000.0;
    style.spacing.slider_rail_height = 4.0;
    style.spacing.icon_width = 18.0;
    style.spacing.icon_width_inner = 9.0;
    style.spacing.icon_spacing = space::S;
    style.spacing.scroll = scroll_bars();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    style.animation_time = MOTION;
    set_visuals(&mut style.visuals, palette);
}

/// Thin, always there where there is more to see, clearer under the pointer. They hang in the distance around what they
/// scroll and take no room from it, so that cards end on the same line whether there is more to see or not.
fn scroll_bars() -> egui::style::ScrollStyle {
    const WIDTH: f32 = 6.0;
    egui::style::ScrollStyle {
        bar_width: WIDTH,
        floating_width: WIDTH,
        bar_outer_margin: -10.0,
        foreground_color: true,
        dormant_handle_opacity: 0.22,
        active_handle_opacity: 0.3,
        interact_handle_opacity: 0.6,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        handle_min_length: 32.0,
        // A fade would lie over photos, which are white in both themes.
        fade: egui::style::ScrollFadeStyle {
            strength: 0.0,
            ..egui::style::ScrollFadeStyle::default()
        },
        ..egui::style::ScrollStyle::floating()
    }
}

fn set_visuals(visuals: &mut egui::Visuals, palette: Palette) {
    visuals.override_text_color = Some(palette.text);
    visuals.weak_text_color = Some(palette.muted);
    visuals.panel_fill = palette.background;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.popup_shadow = Shadow {
        offset: [0, 6],
        blur: 20,
        spread: 0,
        color: egui::Color32::from_black_alpha(if visuals.dark_mode { 96 } else { 28 }),
    };
    visuals.window_shadow = visuals.popup_shadow;
    visuals.extreme_bg_color = palette.surface;
    visuals.faint_bg_color = palette.raised.gamma_multiply(0.6);
    visuals.code_bg_color = palette.raised;
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.attention;
    visuals.error_fg_color = palette.bad;
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = egui::style::HandleShape::Circle;
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
