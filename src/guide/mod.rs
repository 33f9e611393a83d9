//! The user guide: pages of Markdown with pictures, in `assets/guide`.
//!
//! The same files are read in the window's Help and on the web. [`PAGES`] are their texts, [`parse`] turns one into
//! [`Block`]s that a front end draws, [`picture`] gives the bytes of a picture. Tests hold every page to the part of
//! Markdown that is drawn, and every link and picture to something that exists.

mod block;
mod markdown;

pub use block::{Block, Link, Span, Style, anchor_of};
pub use markdown::parse;

/// A page of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its file name without `.md`, by which other pages link to it.
    pub name: &'static str,
    /// A short title for a list of contents.
    pub title: &'static str,
    /// Its Markdown.
    pub text: &'static str,
}

macro_rules! pages {
    ($($name:literal => $title:literal),* $(,)?) => {
        &[$(Page {
            name: $name,
            title: $title,
            text: include_str!(concat!("../../assets/guide/", $name, ".md")),
        }),*]
    };
}

/// The pages in the order in which they are read.
pub const PAGES: &[Page] = pages! {
    "README" => "User guide",
    "install" => "Install and start",
    "steps" => "The six steps",
    "kaggle" => "The dataset from Kaggle",
    "devices" => "Processor or graphics card",
    "classroom" => "A classroom without internet",
    "files" => "The files and notebook 03",
    "trouble" => "What to do when …",
};

macro_rules! pictures {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_bytes!(concat!("../../assets/guide/pictures/", $file)))),*]
    };
}

/// The pictures by their file names.
const PICTURES: &[(&str, &[u8])] = pictures! {
    "dataset.png",
    "embed.png",
    "explore.png",
    "export.png",
    "kaggle.png",
    "linux-allow.png",
    "macos-open-anyway.png",
    "macos-unverified.png",
    "map.png",
    "quality.png",
    "welcome.png",
    "windows-smartscreen.png",
};

/// The page of this name.
pub fn page(name: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.name == name)
}

/// The bytes of a picture, a PNG, by its file name.
pub fn picture(file: &str) -> Option<&'static [u8]> {
    let found = PICTURES.iter().find(|(name, _)| *name == file);
    found.map(|(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/guide")
    }

    /// File names in a folder that end with one of these.
    fn files(folder: &Path, ends: &[&str]) -> HashSet<String> {
        let names = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let names = names.map(|name| name.into_string().unwrap());
        names
            .filter(|name| ends.iter().any(|end| name.ends_with(end)))
            .collect()
    }

    /// All spans and pictures of a page, however deep.
    fn walk(blocks: &[Block], see: &mut impl FnMut(&Block)) {
        for block in blocks {
            see(block);
            match block {
                Block::List { items, .. } => items.iter().for_each(|item| walk(item, see)),
                Block::Note(blocks) => walk(blocks, see),
                _ => {}
            }
        }
    }

    fn spans(block: &Block) -> Vec<&Span> {
        match block {
            Block::Paragraph(spans) => spans.iter().collect(),
            Block::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    fn anchors(page: &Page) -> HashSet<String> {
        let mut anchors = HashSet::new();
        walk(&parse(page.text).unwrap(), &mut |block| {
            if let Block::Heading { text, anchor, .. } = block {
                assert!(
                    anchors.insert(anchor.clone()),
                    "{}: two headings \"{text}\"",
                    page.name
                );
            }
        });
        anchors
    }

    #[test]
    fn every_file_of_the_guide_is_in_the_program_and_used() {
        let pages: HashSet<String> = PAGES
            .iter()
            .map(|page| format!("{}.md", page.name))
            .collect();
        assert_eq!(files(&folder(), &[".md"]), pages);
        let pictures: HashSet<String> = PICTURES
            .iter()
            .map(|(file, _)| (*file).to_owned())
            .collect();
        assert_eq!(files(&folder().join("pictures"), &[".png"]), pictures);
        let mut used = HashSet::new();
        for page in PAGES {
            walk(&parse(page.text).unwrap(), &mut |block| {
                if let Block::Picture { file, .. } = block {
                    used.insert(file.clone());
                }
            });
        }
        assert_eq!(used, pictures);
    }

    #[test]
    fn every_page_can_be_drawn_and_every_link_leads_somewhere() {
        for page in PAGES {
            let blocks = parse(page.text).unwrap_or_else(|error| panic!("{}: {error}", page.name));
            assert!(
                matches!(&blocks[0], Block::Heading { level: 1, .. }),
                "{} begins with its title",
                page.name
            );
            walk(&blocks, &mut |block| {
                if let Block::Picture { file, alt } = block {
                    assert!(
                        picture(file).is_some(),
                        "{}: there is no picture {file}",
                        page.name
                    );
                    assert!(!alt.is_empty(), "{}: {file} is not described", page.name);
                }
                for link in spans(block).iter().filter_map(|span| span.link.as_ref()) {
                    check(page, link);
                }
            });
        }
    }

    fn check(page: &Page, link: &Link) {
        match link {
            Link::Web(address) => assert!(
                address.starts_with("https://") && !address.contains(' '),
                "{}: {address}",
                page.name
            ),
            Link::Page { name, anchor } => {
                let target = super::page(name);
                let target = target.unwrap_or_else(|| panic!("{}: no page {name}", page.name));
                if let Some(anchor) = anchor {
                    assert!(
                        anchors(target).contains(anchor),
                        "{}: no heading {name}#{anchor}, but {:?}",
                        page.name,
                        anchors(target)
                    );
                }
            }
        }
    }

    #[test]
    fn the_pictures_are_small_enough_to_be_in_the_program() {
        let bytes: usize = PICTURES.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(bytes < 1_500_000, "{bytes} bytes of pictures");
    }

    #[test]
    fn the_readme_leads_to_every_page() {
        let readme = page("README").unwrap();
        for other in PAGES.iter().filter(|page| page.name != "README") {
            let link = format!("({}.md)", other.name);
            assert!(
                readme.text.contains(&link),
                "README.md does not lead to {}",
                other.name
            );
        }
    }
}
