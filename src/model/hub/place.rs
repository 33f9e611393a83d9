//! Links in the cache, and what takes their place where the system refuses them.
//!
//! Windows allows links to administrators and in developer mode only; some network drives know none. The cache then
//! holds the files themselves, as Python does it.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Gives `blob` the name `pointer`.
pub(super) fn place(
    blob: &Path,
    pointer: &Path,
    is_shared: bool,
    no_links: bool,
) -> io::Result<()> {
    if no_links {
        let refuse = |_: &Path, _: &Path| Err(io::ErrorKind::Unsupported.into());
        place_with(blob, pointer, is_shared, refuse)
    } else {
        place_with(blob, pointer, is_shared, link)
    }
}

fn place_with(
    blob: &Path,
    pointer: &Path,
    is_shared: bool,
    link: impl Fn(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    let folder = pointer.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    match fs::remove_file(pointer) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    if link(&relative(blob, folder), pointer).is_ok() {
        return Ok(());
    }
    if !is_shared {
        return fs::rename(blob, pointer);
    }
    // Under its own name only when it is whole.
    let mut part = pointer.as_os_str().to_owned();
    part.push(".copy");
    fs::copy(blob, &part)?;
    fs::rename(&part, pointer)
}

#[cfg(unix)]
fn link(target: &Path, pointer: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, pointer)
}

#[cfg(windows)]
fn link(target: &Path, pointer: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(target, pointer)
}

#[cfg(not(any(unix, windows)))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// `target` as seen from `folder`, so that the cache can be moved as a whole.
fn relative(target: &Path, folder: &Path) -> PathBuf {
    let (mut to, mut from) = (
        target.components().peekable(),
        folder.components().peekable(),
    );
    while to.peek().is_some() && to.peek() == from.peek() {
        to.next();
        from.next();
    }
    let up = from.map(|_| Component::ParentDir);
    up.chain(to).collect()
}

/// The file that a link leads to, or the file itself; `None` if there is none. Only the last step is followed, so that
/// the result stays comparable with paths inside the cache.
pub(super) fn resolve(pointer: &Path) -> Option<PathBuf> {
    let Ok(target) = fs::read_link(pointer) else {
        return pointer.is_file().then(|| pointer.to_path_buf());
    };
    let mut path = pointer.parent()?.to_path_buf();
    for part in target.components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Cache {
        root: tempfile::TempDir,
        blob: PathBuf,
        pointer: PathBuf,
    }

    fn cache() -> Cache {
        let root = tempfile::tempdir().unwrap();
        let blob = root.path().join("blobs/0123");
        fs::create_dir_all(blob.parent().unwrap()).unwrap();
        fs::write(&blob, "content").unwrap();
        let pointer = root.path().join("snapshots/abc/onnx/model.onnx");
        Cache {
            root,
            blob,
            pointer,
        }
    }

    fn refused(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    #[test]
    fn links_lead_back_to_the_blobs() {
        let blob = Path::new("/c/repo/blobs/0123");
        let folder = Path::new("/c/repo/snapshots/abc/onnx");
        let expected = Path::new("../../../blobs/0123");
        assert_eq!(relative(blob, folder), expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_relative_and_can_be_followed() {
        let Cache {
            root,
            blob,
            pointer,
        } = cache();
        place(&blob, &pointer, false, false).unwrap();
        assert_eq!(
            fs::read_link(&pointer).unwrap(),
            Path::new("../../../blobs/0123")
        );
        assert_eq!(resolve(&pointer).unwrap(), blob);
        let moved = root.path().with_extension("moved");
        fs::rename(root.path(), &moved).unwrap();
        let content = fs::read_to_string(moved.join("snapshots/abc/onnx/model.onnx"));
        fs::rename(&moved, root.path()).unwrap();
        assert_eq!(content.unwrap(), "content");
    }

    #[test]
    fn where_links_are_refused_a_new_blob_moves_and_a_shared_one_is_copied() {
        let Cache {
            root: _root,
            blob,
            pointer,
        } = cache();
        place_with(&blob, &pointer, true, refused).unwrap();
        assert!(blob.exists());
        assert_eq!(fs::read_to_string(&pointer).unwrap(), "content");
        assert_eq!(resolve(&pointer).unwrap(), pointer);
        place_with(&blob, &pointer, false, refused).unwrap();
        assert!(!blob.exists());
        assert_eq!(fs::read_to_string(&pointer).unwrap(), "content");
        let names = fs::read_dir(pointer.parent().unwrap()).unwrap().count();
        assert_eq!(names, 1, "nothing is left beside it");
    }

    #[test]
    fn a_link_that_leads_nowhere_is_replaced() {
        let Cache {
            root: _root,
            blob,
            pointer,
        } = cache();
        fs::create_dir_all(pointer.parent().unwrap()).unwrap();
        if link(Path::new("../../../blobs/gone"), &pointer).is_err() {
            eprintln!("skipped: links are refused here");
            return;
        }
        place(&blob, &pointer, false, false).unwrap();
        assert_eq!(fs::read_to_string(&pointer).unwrap(), "content");
    }
}
