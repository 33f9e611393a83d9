//! Draws a page of the guide with the window's own means.

use std::io::Cursor;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, FontId, Frame, Image, ImageSource, Label, Layout, Margin, RichText, Sense, Stroke,
    TextStyle, Ui, Vec2, load::Bytes, vec2,
};
use image::ImageReader;

use crate::guide::{self, Block, Link, Span};
use crate::ui::command::{CommandSender, GuidePlace, WindowCommand};
use crate::ui::theme::{self, CONTROL_RADIUS, Palette, palette, space};
use crate::ui::widgets;

/// Lines longer than this are hard to read.
const LINE: f32 = 720.0;
/// Tables and pictures may be wider than lines.
const PICTURE: f32 = 900.0;
/// Width of the column for a list's dots and numbers.
const MARK: f32 = 22.0;

/// Draws blocks one below the other; the heading with the anchor `wanted` is brought into sight. Gives whether it was.
pub(super) fn show(
    ui: &mut Ui,
    send: &CommandSender,
    blocks: &[Block],
    wanted: Option<&str>,
) -> bool {
    let mut found = false;
    for block in blocks {
        if let Block::Heading { anchor, .. } = block
            && wanted == Some(anchor)
        {
            ui.scroll_to_cursor(Some(Align::TOP));
            found = true;
        }
        draw(ui, send, block);
    }
    found
}

fn draw(ui: &mut Ui, send: &CommandSender, block: &Block) {
    match block {
        Block::Heading { level, text, .. } => heading(ui, *level, text),
        Block::Paragraph(spans) => narrow(ui, LINE, |ui| running(ui, send, spans)),
        Block::List { first, items } => list(ui, send, *first, items),
        Block::Code(code) => narrow(ui, LINE, |ui| code_block(ui, code)),
        Block::Table { head, rows } => narrow(ui, PICTURE, |ui| table(ui, send, head, rows)),
        Block::Picture { file, alt } => picture(ui, file, alt),
        Block::Note(blocks) => narrow(ui, LINE, |ui| note(ui, send, blocks)),
    }
}

/// No wider than `width`.
fn narrow(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(width));
        add(ui);
    });
}

fn heading(ui: &mut Ui, level: u8, text: &str) {
    let style = match level {
        1 => theme::title(),
        2 => TextStyle::Heading,
        _ => theme::strong(),
    };
    if level > 1 {
        ui.add_space(space::M);
    }
    let label = ui.add(Label::new(RichText::new(text).text_style(style)).wrap());
    label.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Heading, true, text));
}

/// Running text. Without links it is one label; with links the pieces stand beside each other and wrap.
fn running(ui: &mut Ui, send: &CommandSender, spans: &[Span]) {
    if spans.iter().all(|span| span.link.is_none()) {
        ui.add(Label::new(job(ui, spans)).wrap());
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        for pieces in spans.chunk_by(|a, b| a.link == b.link) {
            match &pieces[0].link {
                None => {
                    ui.add(Label::new(job(ui, pieces)));
                }
                Some(link) => follow(ui, send, pieces, link),
            }
        }
    });
}

fn follow(ui: &mut Ui, send: &CommandSender, pieces: &[Span], link: &Link) {
    let words: String = pieces.iter().map(|span| span.text.as_str()).collect();
    let (command, tooltip) = match link {
        Link::Web(address) => (
            WindowCommand::Browse(address.clone().into()),
            address.clone(),
        ),
        Link::Page { name, anchor } => (
            WindowCommand::Guide(GuidePlace {
                page: guide::page(name),
                anchor: anchor.clone(),
            }),
            "Go there".to_owned(),
        ),
    };
    // In lines as high as those around it, so that all stand on one baseline.
    let mut text = job(ui, pieces);
    for section in &mut text.sections {
        section.format.color = palette(ui).accent;
    }
    let response = ui.add(Label::new(text).sense(Sense::click()));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Link, true, &words));
    let response = response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(tooltip);
    if response.hovered() || response.has_focus() {
        let underline = Stroke::new(1.0, palette(ui).accent);
        let rect = response.rect;
        ui.painter().hline(rect.x_range(), rect.bottom(), underline);
    }
    if response.clicked() {
        send.send(command);
    }
}

fn job(ui: &Ui, spans: &[Span]) -> LayoutJob {
    let colours = palette(ui);
    let sizes = [TextStyle::Body, TextStyle::Monospace].map(|style| style.resolve(ui.style()).size);
    let mut job = LayoutJob {
        wrap: TextWrapping::default(),
        ..LayoutJob::default()
    };
    for span in spans {
        job.append(&span.text, 0.0, format(span, colours, sizes));
    }
    job
}

/// How a span looks; `sizes` are those of text and of code.
fn format(span: &Span, colours: Palette, sizes: [f32; 2]) -> TextFormat {
    let [size, code] = sizes;
    let font_id = match (span.style.code, span.style.strong) {
        (true, _) => FontId::monospace(code),
        (false, true) => FontId::new(size, theme::semibold()),
        (false, false) => FontId::proportional(size),
    };
    TextFormat {
        font_id,
        valign: Align::Center,
        color: colours.text,
        italics: span.style.emphasis,
        background: if span.style.code {
            colours.raised
        } else {
            egui::Color32::TRANSPARENT
        },
        expand_bg: 2.0,
        line_height: Some((size * 1.5).round()),
        ..TextFormat::default()
    }
}

fn list(ui: &mut Ui, send: &CommandSender, first: Option<u64>, items: &[Vec<Block>]) {
    for (at, item) in (0..).zip(items) {
        let mark = first.map_or_else(|| "•".to_owned(), |first| format!("{}.", first + at));
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let muted = palette(ui).muted;
            let text = job(ui, &[plain(mark)]);
            let layout = Layout::left_to_right(Align::Min);
            ui.allocate_ui_with_layout(vec2(MARK, 0.0), layout, |ui| {
                ui.set_min_width(MARK);
                ui.visuals_mut().override_text_color = Some(muted);
                ui.add(Label::new(text).extend());
            });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                for block in item {
                    draw(ui, send, block);
                }
            });
        });
    }
}

fn plain(text: String) -> Span {
    Span {
        text,
        style: guide::Style::default(),
        link: None,
    }
}

fn code_block(ui: &mut Ui, code: &str) {
    framed(palette(ui).raised, ui, |ui| {
        ui.add(
            Label::new(RichText::new(code).monospace())
                .wrap()
                .selectable(true),
        );
    });
}

fn note(ui: &mut Ui, send: &CommandSender, blocks: &[Block]) {
    let colours = palette(ui);
    let response = framed(colours.soft(colours.accent), ui, |ui| {
        show(ui, send, blocks, None);
    });
    let edge = response.rect.left_top()..=response.rect.left_bottom();
    let line = Stroke::new(3.0, colours.accent);
    ui.painter()
        .line_segment([*edge.start(), *edge.end()], line);
}

fn framed(fill: egui::Color32, ui: &mut Ui, add: impl FnOnce(&mut Ui)) -> egui::Response {
    let frame = Frame::new()
        .fill(fill)
        .corner_radius(CONTROL_RADIUS)
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui);
    });
    shown.response
}

fn table(ui: &mut Ui, send: &CommandSender, head: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) {
    let widths = column_widths(ui.available_width(), head, rows);
    let strong = |spans: &Vec<Span>| {
        let mut spans = spans.clone();
        for span in &mut spans {
            span.style.strong = true;
        }
        spans
    };
    let head: Vec<_> = head.iter().map(strong).collect();
    ui.spacing_mut().item_spacing.y = space::XS;
    for row in std::iter::once(&head).chain(rows) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for (cell, width) in row.iter().zip(&widths) {
                let layout = Layout::top_down(Align::Min);
                ui.allocate_ui_with_layout(vec2(*width, 0.0), layout, |ui| {
                    ui.set_width(*width);
                    running(ui, send, cell);
                });
            }
        });
        let line = Stroke::new(1.0, palette(ui).line);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.center().y, line);
    }
}

/// Widths that go with how much the columns hold, none of them tiny.
fn column_widths(room: f32, head: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> Vec<f32> {
    const LEAST: usize = 12;
    const MOST: usize = 60;
    let signs = |cell: &Vec<Span>| {
        cell.iter()
            .map(|span| span.text.chars().count())
            .sum::<usize>()
    };
    let longest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.chain(head.get(column)).map(signs).max().unwrap_or(0)
    };
    let shares: Vec<usize> = (0..head.len())
        .map(|column| longest(column).clamp(LEAST, MOST))
        .collect();
    let all = shares.iter().sum::<usize>().max(1) as f32;
    let room = room - space::M * head.len().saturating_sub(1) as f32;
    shares
        .iter()
        .map(|share| (room * *share as f32 / all).floor())
        .collect()
}

fn picture(ui: &mut Ui, file: &str, alt: &str) {
    let Some(bytes) = guide::picture(file) else {
        return;
    };
    let source = ImageSource::Bytes {
        uri: format!("bytes://guide/{file}").into(),
        bytes: Bytes::Static(bytes),
    };
    let frame = Frame::new().stroke(Stroke::new(1.0, palette(ui).line));
    frame.corner_radius(CONTROL_RADIUS).show(ui, |ui| {
        let most = (ui.available_width() - 2.0).min(PICTURE);
        let image = Image::new(source)
            .alt_text(alt)
            .show_loading_spinner(false)
            .corner_radius(CONTROL_RADIUS);
        ui.add(match size_within(bytes, most) {
            Some(size) => image.maintain_aspect_ratio(false).fit_to_exact_size(size),
            None => image.max_width(most),
        });
    });
    widgets::muted(ui, alt);
}

/// The size to draw a picture in, at most so wide. It is known before the picture is decoded in the background, so the
/// page does not move under the pointer; nothing where its header cannot be read.
fn size_within(bytes: &[u8], most: f32) -> Option<Vec2> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let (width, height) = reader.ok()?.into_dimensions().ok()?;
    let size = vec2(width as f32, height as f32);
    Some(size * (most / size.x).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_place_before_it_is_decoded() {
        let mut png = Cursor::new(Vec::new());
        let picture = image::RgbImage::new(400, 100);
        picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let size = |most| size_within(png.get_ref(), most);
        assert_eq!(size(200.0), Some(vec2(200.0, 50.0)));
        assert_eq!(size(900.0), Some(vec2(400.0, 100.0)));
        assert_eq!(size_within(b"<svg/>", 200.0), None);
    }

    #[test]
    fn columns_share_the_room_and_none_is_tiny() {
        let cell = |text: &str| vec![plain(text.to_owned())];
        let head = [cell("a"), cell("what it means")];
        let rows = [vec![cell("b"), cell(&"long ".repeat(40))]];
        let widths = column_widths(612.0, &head, &rows);
        assert_eq!(widths, [100.0, 500.0]);
    }
}
