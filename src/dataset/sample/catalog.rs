//! What the sample holds: kinds of products, their colours, and the words of the real dataset for them.

use std::sync::OnceLock;

use super::colour::{Colour, colour};
use super::random::Random;

/// A kind of product, as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Tshirt,
    Shirt,
    Top,
    Sweatshirt,
    Jacket,
    Dress,
    Skirt,
    Jeans,
    Trousers,
    Shorts,
    CasualShoe,
    SportsShoe,
    FormalShoe,
    Heel,
    FlipFlops,
    Handbag,
    Backpack,
    Wallet,
    Watch,
    Sunglasses,
    Cap,
    Belt,
    Tie,
    Socks,
    Lipstick,
}

/// A kind with the words for it.
struct Article {
    kind: Kind,
    /// masterCategory, subCategory, articleType and the word in names.
    words: [&'static str; 4],
    genders: &'static [&'static str],
    usages: &'static [&'static str],
    colours: [&'static str; 12],
}

/// One product of the sample.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    pub(crate) id: i64,
    pub(super) kind: Kind,
    pub(super) colour: Colour,
    pub(super) article: &'static [&'static str; 4],
    pub(super) gender: &'static str,
    pub(super) season: &'static str,
    pub(super) year: u32,
    pub(super) usage: &'static str,
    pub(super) name: String,
    /// For the small differences between two pictures.
    pub(super) seed: u64,
}

const BRANDS: [&str; 14] = [
    "Aster",
    "Brookvale",
    "Cindral",
    "Dovelane",
    "Elmridge",
    "Fernholt",
    "Galdora",
    "Harrowby",
    "Inkstone",
    "Kestrel Bay",
    "Lindmoor",
    "Marlowick",
    "Nettlebrook",
    "Orrisford",
];
const SEASONS: [&str; 6] = ["Summer", "Fall", "Winter", "Spring", "Summer", "Fall"];
const SEED: u64 = 0x0da7_a5e7;

const MEN: &[&str] = &["Men"];
const WOMEN: &[&str] = &["Women"];
const BOTH: &[&str] = &["Men", "Women"];
const UNISEX: &[&str] = &["Unisex", "Men", "Women"];
const CASUAL: &[&str] = &["Casual"];
const FORMAL: &[&str] = &["Formal"];
const SPORTS: &[&str] = &["Sports"];
const MIXED: &[&str] = &["Casual", "Casual", "Formal"];

const BRIGHT: [&str; 12] = [
    "Black",
    "White",
    "Red",
    "Blue",
    "Navy Blue",
    "Green",
    "Yellow",
    "Pink",
    "Purple",
    "Brown",
    "Grey",
    "Orange",
];
const MUTED: [&str; 12] = [
    "Black",
    "White",
    "Red",
    "Blue",
    "Navy Blue",
    "Green",
    "Beige",
    "Maroon",
    "Olive",
    "Brown",
    "Grey",
    "Khaki",
];
const CHIC: [&str; 12] = [
    "Black",
    "White",
    "Red",
    "Blue",
    "Turquoise Blue",
    "Green",
    "Yellow",
    "Pink",
    "Purple",
    "Magenta",
    "Peach",
    "Orange",
];
const LEATHER: [&str; 12] = [
    "Black",
    "White",
    "Red",
    "Blue",
    "Navy Blue",
    "Green",
    "Pink",
    "Purple",
    "Brown",
    "Tan",
    "Beige",
    "Maroon",
];
const DENIM: [&str; 12] = [
    "Black",
    "White",
    "Red",
    "Blue",
    "Navy Blue",
    "Green",
    "Pink",
    "Purple",
    "Brown",
    "Grey",
    "Turquoise Blue",
    "Beige",
];
const METAL: [&str; 12] = [
    "Black", "White", "Red", "Blue", "Gold", "Green", "Silver", "Pink", "Purple", "Brown", "Grey",
    "Orange",
];
const LIPS: [&str; 12] = [
    "Red", "Pink", "Purple", "Brown", "Maroon", "Orange", "Magenta", "Peach", "Beige", "Black",
    "Tan", "Blue",
];

const fn article(
    kind: Kind,
    words: [&'static str; 4],
    genders: &'static [&'static str],
    usages: &'static [&'static str],
    colours: [&'static str; 12],
) -> Article {
    Article {
        kind,
        words,
        genders,
        usages,
        colours,
    }
}

#[rustfmt::skip]
static ARTICLES: [Article; 25] = [
    article(Kind::Tshirt, ["Apparel", "Topwear", "Tshirts", "T-shirt"], BOTH, CASUAL, BRIGHT),
    article(Kind::Shirt, ["Apparel", "Topwear", "Shirts", "Shirt"], MEN, MIXED, MUTED),
    article(Kind::Top, ["Apparel", "Topwear", "Tops", "Top"], WOMEN, CASUAL, CHIC),
    article(Kind::Sweatshirt, ["Apparel", "Topwear", "Sweatshirts", "Sweatshirt"], BOTH, CASUAL, BRIGHT),
    article(Kind::Jacket, ["Apparel", "Topwear", "Jackets", "Jacket"], BOTH, CASUAL, MUTED),
    article(Kind::Dress, ["Apparel", "Dress", "Dresses", "Dress"], WOMEN, &["Casual", "Party"], CHIC),
    article(Kind::Skirt, ["Apparel", "Bottomwear", "Skirts", "Skirt"], WOMEN, CASUAL, BRIGHT),
    article(Kind::Jeans, ["Apparel", "Bottomwear", "Jeans", "Jeans"], BOTH, CASUAL, DENIM),
    article(Kind::Trousers, ["Apparel", "Bottomwear", "Trousers", "Trousers"], BOTH, MIXED, MUTED),
    article(Kind::Shorts, ["Apparel", "Bottomwear", "Shorts", "Shorts"], BOTH, &["Casual", "Sports"], BRIGHT),
    article(Kind::CasualShoe, ["Footwear", "Shoes", "Casual Shoes", "Casual Shoes"], UNISEX, CASUAL, BRIGHT),
    article(Kind::SportsShoe, ["Footwear", "Shoes", "Sports Shoes", "Sports Shoes"], BOTH, SPORTS, BRIGHT),
    article(Kind::FormalShoe, ["Footwear", "Shoes", "Formal Shoes", "Formal Shoes"], MEN, FORMAL, LEATHER),
    article(Kind::Heel, ["Footwear", "Shoes", "Heels", "Heels"], WOMEN, &["Casual", "Party"], CHIC),
    article(Kind::FlipFlops, ["Footwear", "Flip Flops", "Flip Flops", "Flip Flops"], UNISEX, CASUAL, BRIGHT),
    article(Kind::Handbag, ["Accessories", "Bags", "Handbags", "Handbag"], WOMEN, CASUAL, LEATHER),
    article(Kind::Backpack, ["Accessories", "Bags", "Backpacks", "Backpack"], UNISEX, CASUAL, BRIGHT),
    article(Kind::Wallet, ["Accessories", "Wallets", "Wallets", "Wallet"], BOTH, CASUAL, LEATHER),
    article(Kind::Watch, ["Accessories", "Watches", "Watches", "Watch"], BOTH, CASUAL, METAL),
    article(Kind::Sunglasses, ["Accessories", "Eyewear", "Sunglasses", "Sunglasses"], UNISEX, CASUAL, METAL),
    article(Kind::Cap, ["Accessories", "Headwear", "Caps", "Cap"], UNISEX, &["Casual", "Sports"], BRIGHT),
    article(Kind::Belt, ["Accessories", "Belts", "Belts", "Belt"], BOTH, MIXED, LEATHER),
    article(Kind::Tie, ["Accessories", "Ties", "Ties", "Tie"], MEN, FORMAL, BRIGHT),
    article(Kind::Socks, ["Accessories", "Socks", "Socks", "Socks"], BOTH, &["Casual", "Sports"], BRIGHT),
    article(Kind::Lipstick, ["Personal Care", "Lips", "Lipstick", "Lipstick"], WOMEN, CASUAL, LIPS),
];

/// All products, in the order of the csv file.
pub(crate) fn products() -> &'static [Product] {
    static PRODUCTS: OnceLock<Vec<Product>> = OnceLock::new();
    PRODUCTS.get_or_init(compose)
}

fn compose() -> Vec<Product> {
    let mut random = Random::new(SEED);
    let pairs =
        |article: &'static Article| article.colours.iter().map(move |colour| (article, *colour));
    let mut pairs: Vec<_> = ARTICLES.iter().flat_map(pairs).collect();
    random.shuffle(&mut pairs);
    let mut id = 1000;
    let product = |(article, name): (&'static Article, &str)| {
        id += 1 + random.below(60) as i64;
        invent(article, colour(name), id, &mut random)
    };
    pairs.into_iter().map(product).collect()
}

fn invent(article: &'static Article, colour: Colour, id: i64, random: &mut Random) -> Product {
    let brand = random.pick(&BRANDS);
    let gender = random.pick(article.genders);
    Product {
        id,
        kind: article.kind,
        colour,
        article: &article.words,
        gender,
        season: random.pick(&SEASONS),
        year: 2011 + random.below(8) as u32,
        usage: random.pick(article.usages),
        name: format!("{brand} {gender} {} {}", colour.name, article.words[3]),
        seed: id as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_pair_of_colour_and_article_is_there_once() {
        let products = products();
        assert_eq!(products.len(), 300);
        let ids: HashSet<i64> = products.iter().map(|product| product.id).collect();
        assert_eq!(ids.len(), 300);
        let pairs: HashSet<_> = products
            .iter()
            .map(|p| (p.colour.name, p.article[2]))
            .collect();
        assert_eq!(pairs.len(), 300);
    }

    #[test]
    fn every_colour_is_in_the_palette() {
        for article in &ARTICLES {
            for name in article.colours {
                assert_eq!(colour(name).name, name);
            }
        }
    }
}
