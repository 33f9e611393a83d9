//! Drawing one product.

mod accessories;
mod bags;
mod bottoms;
mod dresses;
mod finish;
mod footwear;
mod noise;
mod outerwear;
mod pattern;
mod pen;
mod small;
mod tops;

use super::catalog::{Kind, Product};
use pen::Pen;

/// The picture of a product: rows of red, green, blue.
pub(super) fn draw(product: &Product) -> Vec<u8> {
    let mut pen = Pen::new(product.colour.rgb, product.seed);
    let women = product.gender == "Women";
    match product.kind {
        Kind::Tshirt => tops::tshirt(&mut pen, women),
        Kind::Shirt => tops::shirt(&mut pen),
        Kind::Top => dresses::top(&mut pen),
        Kind::Sweatshirt => outerwear::hoodie(&mut pen),
        Kind::Jacket => outerwear::jacket(&mut pen),
        Kind::Dress => dresses::dress(&mut pen),
        Kind::Skirt => dresses::skirt(&mut pen),
        Kind::Jeans => bottoms::jeans(&mut pen, women),
        Kind::Trousers => bottoms::trousers(&mut pen),
        Kind::Shorts => bottoms::shorts(&mut pen),
        Kind::CasualShoe => footwear::casual(&mut pen),
        Kind::SportsShoe => footwear::sports(&mut pen),
        Kind::FormalShoe => footwear::formal(&mut pen),
        Kind::Heel => footwear::heel(&mut pen),
        Kind::FlipFlops => footwear::flip_flops(&mut pen),
        Kind::Handbag => bags::handbag(&mut pen),
        Kind::Backpack => bags::backpack(&mut pen),
        Kind::Wallet => bags::wallet(&mut pen),
        Kind::Watch => small::watch(&mut pen),
        Kind::Sunglasses => small::sunglasses(&mut pen),
        Kind::Lipstick => small::lipstick(&mut pen),
        Kind::Cap => accessories::cap(&mut pen),
        Kind::Belt => accessories::belt(&mut pen),
        Kind::Tie => accessories::tie(&mut pen),
        Kind::Socks => accessories::socks(&mut pen),
    }
    pen.pixels()
}
