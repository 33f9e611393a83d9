//! Draws the app's icon into the forms that the systems ask for: `cargo run --example icons`.
//!
//! Run it after a change of `assets/logo.svg`; what it writes to `assets/icon` is committed, so that a build needs no
//! tool for it. Linux takes the PNG files, Windows `icon.ico`, macOS `icon.icns`; the window itself `icon-256.png`.
#![allow(
    clippy::unwrap_used,
    clippy::default_trait_access,
    reason = "a tool: what cannot go on shall stop; the options of the SVG crate have no name here"
)]

use std::fs;
use std::path::Path;

use egui::{ColorImage, SizeHint};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbaImage};

const PNG: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO: [u32; 6] = [16, 24, 32, 48, 64, 256];
/// The types of an icns file that hold a PNG, with their sizes.
const ICNS: [(&[u8; 4], u32); 10] = [
    (b"icp4", 16),
    (b"ic11", 32),
    (b"icp5", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];
/// The part of the side that an icon takes on macOS, which leaves air around it.
const MACOS_BODY: f64 = 824.0 / 1024.0;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let logo = fs::read(root.join("logo.svg")).unwrap();
    let folder = root.join("icon");
    fs::create_dir_all(&folder).unwrap();
    for side in PNG {
        fs::write(
            folder.join(format!("icon-{side}.png")),
            png(&draw(&logo, side)),
        )
        .unwrap();
    }
    fs::write(folder.join("icon.ico"), ico(&logo)).unwrap();
    fs::write(folder.join("icon.icns"), icns(&logo)).unwrap();
}

fn draw(logo: &[u8], side: u32) -> RgbaImage {
    let wanted = SizeHint::Size {
        width: side,
        height: side,
        maintain_aspect_ratio: true,
    };
    let drawn: ColorImage =
        egui_extras::image::load_svg_bytes_with_size(logo, wanted, &Default::default()).unwrap();
    let bytes = drawn
        .pixels
        .iter()
        .flat_map(egui::Color32::to_srgba_unmultiplied)
        .collect();
    RgbaImage::from_raw(side, side, bytes).unwrap()
}

fn png(icon: &RgbaImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(icon, icon.width(), icon.height(), ExtendedColorType::Rgba8)
        .unwrap();
    bytes
}

/// A Windows icon: a list of places and sizes, then the pictures, each a PNG.
fn ico(logo: &[u8]) -> Vec<u8> {
    let pictures = ICO.map(|side| (side, png(&draw(logo, side))));
    let mut bytes = [0, 1, pictures.len() as u16].map(u16::to_le_bytes).concat();
    let mut place = bytes.len() + 16 * pictures.len();
    for (side, picture) in &pictures {
        // In the one byte that there is for it, 0 stands for 256.
        let side = *side as u8;
        bytes.extend([side, side, 0, 0, 1, 0, 32, 0]);
        bytes.extend((picture.len() as u32).to_le_bytes());
        bytes.extend((place as u32).to_le_bytes());
        place += picture.len();
    }
    for (_, picture) in pictures {
        bytes.extend(picture);
    }
    bytes
}

/// A macOS icon: chunks of type, length and picture.
fn icns(logo: &[u8]) -> Vec<u8> {
    let mut chunks = Vec::new();
    for (kind, side) in ICNS {
        let picture = png(&with_air(logo, side));
        chunks.extend(kind);
        chunks.extend((picture.len() as u32 + 8).to_be_bytes());
        chunks.extend(picture);
    }
    let length = (chunks.len() as u32 + 8).to_be_bytes();
    [&b"icns"[..], &length, &chunks].concat()
}

fn with_air(logo: &[u8], side: u32) -> RgbaImage {
    let body = (f64::from(side) * MACOS_BODY / 2.0).round() as u32 * 2;
    let mut icon = RgbaImage::new(side, side);
    let margin = i64::from((side - body) / 2);
    image::imageops::replace(&mut icon, &draw(logo, body), margin, margin);
    icon
}
