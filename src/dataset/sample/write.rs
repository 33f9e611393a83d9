//! Putting the sample on a disk, as an ordinary dataset.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{csv, draw_jpeg, products};
use crate::{Error, Result};

/// Writes `styles.csv` and `images/` into `folder` and returns the number of products. A folder that holds anything
/// else than an earlier copy of the sample is left alone.
pub fn write_sample(folder: &Path) -> Result<usize> {
    let csv = csv();
    refuse_foreign(folder, &csv)?;
    let images = folder.join("images");
    fs::create_dir_all(&images).map_err(|cause| failed(&images, cause))?;
    // First the csv file: by it a later call knows the folder as its own, even if this one breaks off.
    let path = folder.join("styles.csv");
    fs::write(&path, &csv).map_err(|cause| failed(&path, cause))?;
    write_images(&images)?;
    Ok(products().len())
}

fn write_images(images: &Path) -> Result<()> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(product) = products().get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = images.join(format!("{}.jpg", product.id));
            fs::write(&path, draw_jpeg(product)).map_err(|cause| failed(&path, cause))?;
        }
        Ok(())
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let spawn = |_| {
            thread::Builder::new()
                .name("draw sample".to_owned())
                .spawn_scoped(scope, work)
        };
        let helpers: Vec<_> = (1..cores).map_while(|core| spawn(core).ok()).collect();
        let mut result = work();
        for helper in helpers {
            let joined = helper
                .join()
                .unwrap_or_else(|_| Err(Error::new("Drawing the sample broke off")));
            result = result.and(joined);
        }
        result
    })
}

/// An error if the folder holds something that is not the sample.
fn refuse_foreign(folder: &Path, csv: &str) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(failed(folder, cause)),
    };
    let own = fs::read(folder.join("styles.csv")).is_ok_and(|found| found == csv.as_bytes());
    if own || entries.count() == 0 {
        return Ok(());
    }
    Err(Error::new("The folder is not empty")
        .meaning("The sample would be mixed with what is there; nothing was written")
        .remedy("Choose a new or empty folder")
        .at(folder))
}

fn failed(path: &Path, cause: std::io::Error) -> Error {
    Error::new("The sample could not be written")
        .meaning("The folder may hold a part of it")
        .remedy("Check the free space and the permissions, or choose another folder")
        .at(path)
        .caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_once_and_again_but_never_over_something_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("sample");
        assert_eq!(write_sample(&folder).unwrap(), 300);
        let image = folder.join(format!("images/{}.jpg", products()[7].id));
        fs::remove_file(&image).unwrap();
        write_sample(&folder).unwrap();
        assert_eq!(fs::read(&image).unwrap(), draw_jpeg(&products()[7]));
        fs::write(folder.join("styles.csv"), "id\n1\n").unwrap();
        let error = write_sample(&folder).unwrap_err();
        assert_eq!(error.what(), "The folder is not empty");
        assert_eq!(fs::read(folder.join("styles.csv")).unwrap(), b"id\n1\n");
    }
}
