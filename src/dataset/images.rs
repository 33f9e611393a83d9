//! Which image file belongs to which row.

use std::collections::{HashMap, HashSet};

use super::layout::{Layout, extension_rank, stem};
use super::source::Node;

/// Image files by id, and by path for csv files that name their images.
pub(super) struct ImageIndex<'a> {
    layout: &'a Layout,
    by_id: HashMap<i64, usize>,
    by_path: HashMap<String, usize>,
}

impl<'a> ImageIndex<'a> {
    /// `by_path` is built only where a csv file has a column for it.
    pub(super) fn new(layout: &'a Layout, with_paths: bool) -> Self {
        let mut by_id = HashMap::with_capacity(layout.images.len());
        for (index, file) in layout.images.iter().enumerate() {
            let Some(id) = id_of(file) else { continue };
            let best = by_id.entry(id).or_insert(index);
            if rank(file) < rank(&layout.images[*best]) {
                *best = index;
            }
        }
        let mut by_path = HashMap::new();
        if with_paths {
            for (index, file) in layout.images.iter().enumerate() {
                by_path.entry(file.name().to_lowercase()).or_insert(index);
                by_path.insert(layout.relative(&file.path).to_lowercase(), index);
            }
        }
        Self {
            layout,
            by_id,
            by_path,
        }
    }

    /// The image of a row: the file it names itself, or the one named by its id.
    pub(super) fn find(&self, id: i64, named: Option<&str>) -> Option<usize> {
        let named = named.and_then(|path| self.find_path(path));
        named.or_else(|| self.by_id.get(&id).copied())
    }

    fn find_path(&self, path: &str) -> Option<usize> {
        let path = path.replace('\\', "/").to_lowercase();
        let path = path.trim_start_matches("./");
        let name = path.rsplit('/').next().unwrap_or_default();
        let found = self.by_path.get(path).or_else(|| self.by_path.get(name));
        found.copied()
    }

    /// The files that no row claims, neither by its id nor by name.
    pub(super) fn orphans(&self, ids: &HashSet<i64>, used: &HashSet<usize>) -> Vec<&'a Node> {
        let files = self.layout.images.iter().enumerate();
        files
            .filter(|(index, file)| {
                !used.contains(index) && !id_of(file).is_some_and(|id| ids.contains(&id))
            })
            .map(|(_, file)| file)
            .collect()
    }
}

/// The id in a file's name.
fn id_of(file: &Node) -> Option<i64> {
    let stem = stem(file.name());
    let digits = stem.bytes().all(|byte| byte.is_ascii_digit());
    if digits { stem.parse().ok() } else { None }
}

/// Smaller is better: nearer to the top, no leading zeros, the usual extension.
fn rank(file: &Node) -> (usize, bool, Option<usize>) {
    let depth = file.path.matches('/').count();
    let padded = file.name().starts_with('0') && stem(file.name()).len() > 1;
    (depth, padded, extension_rank(file.name()))
}

/// Ids for images without a csv file: the numbers in their names if each has one of its own, else 1 to N.
pub(super) fn ids_without_csv(images: &[Node]) -> Vec<i64> {
    let numbers: Option<Vec<i64>> = images.iter().map(id_of).collect();
    if let Some(numbers) = numbers
        && numbers.iter().collect::<HashSet<_>>().len() == numbers.len()
    {
        return numbers;
    }
    (1..=images.len() as i64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(paths: &[&str]) -> Layout {
        Layout {
            csv: None,
            base: Node::root(),
            images: paths.iter().map(|path| Node::folder(path)).collect(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn the_plainest_file_wins() {
        let layout = layout(&[
            "images/0007.jpg",
            "images/7.png",
            "images/7.webp",
            "images/old/7.jpg",
            "images/x7.jpg",
        ]);
        let index = ImageIndex::new(&layout, false);
        assert_eq!(index.find(7, None), Some(1));
        assert_eq!(index.find(8, None), None);
        let orphans = index.orphans(&HashSet::from([7]), &HashSet::new());
        assert_eq!(orphans.len(), 1);
        assert_eq!(orphans[0].path, "images/x7.jpg");
    }

    #[test]
    fn a_row_may_name_its_file() {
        let layout = layout(&["images/Red Cap.jpg", "images/9.jpg"]);
        let index = ImageIndex::new(&layout, true);
        for named in [
            "Red Cap.jpg",
            ".\\images\\red cap.JPG",
            "http://x.org/a/red cap.jpg",
        ] {
            assert_eq!(index.find(9, Some(named)), Some(0), "{named}");
        }
        assert_eq!(index.find(9, Some("gone.jpg")), Some(1));
    }

    #[test]
    fn ids_come_from_names_only_if_all_have_one() {
        let ids = |paths: &[&str]| ids_without_csv(&layout(paths).images);
        assert_eq!(ids(&["12.jpg", "a/7.png"]), [12, 7]);
        assert_eq!(ids(&["12.jpg", "a/12.png"]), [1, 2]);
        assert_eq!(ids(&["007.jpg", "7.jpg"]), [1, 2]);
        assert_eq!(ids(&["12.jpg", "cap.png"]), [1, 2]);
    }
}
