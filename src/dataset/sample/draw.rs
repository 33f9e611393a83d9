//! Drawing one product.

use super::canvas::{Canvas, Mask};
use super::catalog::{Kind, Product};
use super::colour::scale;
use super::path::Path;

/// The picture of a product: rows of red, green, blue.
pub(super) fn draw(product: &Product) -> Vec<u8> {
    let mut canvas = Canvas::new();
    let tall = matches!(
        product.kind,
        Kind::Dress | Kind::Jeans | Kind::Trousers | Kind::Tie
    );
    let size = if tall { (10.0, 34.0) } else { (22.0, 20.0) };
    let mask = Mask::of(&Path::rounded((30.0, 40.0), size.0, size.1, 0.4));
    let depth = mask.depth(3.0);
    canvas.paint(&mask, |x, y, _| {
        scale(product.colour.rgb, 0.6 + 0.4 * depth.at(x, y))
    });
    canvas.pixels()
}
