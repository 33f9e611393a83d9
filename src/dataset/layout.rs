//! Finding the csv file and the images in whatever folder or archive was opened.
//!
//! The outermost `styles.csv` decides. Kaggle's archive holds everything twice, the second time under
//! `myntradataset/`: with `styles.csv` and `images/` at the top, nothing below other folders is looked at.

use std::collections::VecDeque;

use super::source::{Children, Node, Source};
use crate::job::Control;
use crate::{Error, Result};

const CSV: &str = "styles.csv";
const IMAGES: &str = "images";
/// How deep below the opened folder, and in how many folders, a csv file is looked for.
const DEEPEST: usize = 2;
const MOST_FOLDERS: usize = 500;
/// Extensions of images that can be read, the preferred one first.
const EXTENSIONS: [&str; 6] = ["jpg", "jpeg", "png", "webp", "jpe", "jfif"];

/// What belongs to the dataset.
pub(super) struct Layout {
    pub(super) csv: Option<Node>,
    /// The folder of the csv file; all paths are told relative to it.
    pub(super) base: Node,
    /// Every image file, in order of path.
    pub(super) images: Vec<Node>,
    pub(super) notes: Vec<String>,
}

impl Layout {
    pub(super) fn find(source: &dyn Source, control: &Control) -> Result<Self> {
        let top = source.children(&Node::root())?;
        let found = match with_csv(Node::root(), &top)? {
            Some(found) => Some(found),
            None => nested(source, &top, control)?,
        };
        let (csv, base, images) = match found {
            Some(found) => (Some(found.csv), found.base, found.images),
            None => (None, Node::root(), None),
        };
        let walked = source.walk(images.as_ref().unwrap_or(&base), control)?;
        let mut images = walked.files;
        images.retain(|file| extension_rank(file.name()).is_some());
        images.sort_by(|a, b| a.path.cmp(&b.path));
        if csv.is_none() && images.is_empty() {
            return Err(neither(&top));
        }
        Ok(Self {
            csv,
            base,
            images,
            notes: walked.notes,
        })
    }

    /// A path as it is told: relative to the folder of the csv file.
    pub(super) fn relative<'a>(&self, path: &'a str) -> &'a str {
        let below = path.strip_prefix(self.base.path.as_str());
        below.map_or(path, |rest| rest.trim_start_matches('/'))
    }
}

struct Found {
    csv: Node,
    base: Node,
    images: Option<Node>,
}

fn with_csv(base: Node, children: &Children) -> Result<Option<Found>> {
    let named = |nodes: &[Node], name: &str| {
        let mut nodes = nodes.iter();
        nodes
            .find(|node| node.name().eq_ignore_ascii_case(name))
            .cloned()
    };
    let images = named(&children.folders, IMAGES);
    let csv = match named(&children.files, CSV) {
        Some(csv) => Some(csv),
        None => only_csv(&children.files)?,
    };
    Ok(csv.map(|csv| Found { csv, base, images }))
}

/// Looks for a csv file in the folders below, the outermost first. What lies deeper counts only if it is surely
/// meant: a `styles.csv`, or one csv file beside a folder of images.
fn nested(source: &dyn Source, top: &Children, control: &Control) -> Result<Option<Found>> {
    let mut waiting: VecDeque<(Node, usize)> = top
        .folders
        .iter()
        .map(|folder| (folder.clone(), 1))
        .collect();
    for _ in 0..MOST_FOLDERS {
        let Some((folder, depth)) = waiting.pop_front() else {
            break;
        };
        control.check()?;
        // A folder that cannot be listed is no reason to give up: the walk over all files will note it.
        let Ok(children) = source.children(&folder) else {
            continue;
        };
        let found = with_csv(folder, &children).ok().flatten();
        let sure =
            |found: &Found| found.images.is_some() || found.csv.name().eq_ignore_ascii_case(CSV);
        if let Some(found) = found.filter(sure) {
            return Ok(Some(found));
        }
        if depth < DEEPEST {
            waiting.extend(
                children
                    .folders
                    .into_iter()
                    .map(|folder| (folder, depth + 1)),
            );
        }
    }
    Ok(None)
}

/// Another dataset's csv file may have any name, if there is but one.
fn only_csv(files: &[Node]) -> Result<Option<Node>> {
    let is_csv = |file: &&Node| matches!(extension(file.name()).as_str(), "csv" | "tsv");
    let found: Vec<&Node> = files.iter().filter(is_csv).collect();
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some((*only).clone())),
        several => {
            let names: Vec<&str> = several.iter().take(8).map(|file| file.name()).collect();
            Err(
                Error::new("There are several csv files and none is called styles.csv")
                    .meaning(format!("Found: {}", names.join(", ")))
                    .remedy("Rename the one that lists the products to styles.csv"),
            )
        }
    }
}

fn neither(top: &Children) -> Error {
    let mut files = top.files.iter();
    let zip = files.find(|file| extension(file.name()) == "zip");
    Error::new("There is neither a styles.csv nor an image here")
        .meaning("Nothing can be embedded")
        .remedy(match zip {
            Some(zip) => format!("Open the file {} itself", zip.name()),
            None => "Choose the folder or zip file that holds styles.csv and the folder images, or a folder of JPEG, \
                     PNG or WebP images"
                .to_owned(),
        })
}

fn extension(name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.unwrap_or_default().to_ascii_lowercase()
}

/// The place of a file's extension among those of images; nothing for other files.
pub(super) fn extension_rank(name: &str) -> Option<usize> {
    let extension = extension(name);
    EXTENSIONS.iter().position(|known| *known == extension)
}

/// The file name without its extension.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
