//! All pictures of a run in one, for TensorBoard's projector.
//!
//! A square of equal cells, filled row by row in the order of the vectors. It is made and written one row of cells at a
//! time: at 44,441 pictures the whole has 64 million pixels, a row of cells less than a third of a million.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ::image::RgbImage;

use super::Work;
use super::material::Products;
use crate::image::thumbnail_rgb;
use crate::inference::default_threads;

/// The longest side that TensorBoard takes.
const LARGEST_SHEET: u32 = 8192;

/// Larger cells show no more in the projector.
const LARGEST_CELL: u32 = 64;

const BACKGROUND: u8 = 255;

/// The layout of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Side of a cell in pixels.
    pub cell: u32,
    /// Cells in a row.
    pub columns: u32,
    /// Rows of cells.
    pub rows: u32,
}

impl Sheet {
    /// The nearest to a square that holds `count` cells, with the largest cells that fit.
    pub fn of(count: usize) -> Self {
        let columns = (count as f64)
            .sqrt()
            .ceil()
            .clamp(1.0, f64::from(LARGEST_SHEET)) as u32;
        Self {
            cell: (LARGEST_SHEET / columns).clamp(1, LARGEST_CELL),
            columns,
            rows: count.div_ceil(columns as usize).max(1) as u32,
        }
    }

    fn width(self) -> u32 {
        self.columns * self.cell
    }
}

/// Writes the sheet as PNG and returns how many pictures could not be read; their cells stay empty.
pub(super) fn write(
    products: &Products<'_>,
    sheet: Sheet,
    file: &mut impl Write,
    work: &Work<'_>,
) -> io::Result<usize> {
    let mut disk = Disk { file, error: None };
    let written = write_png(products, sheet, &mut disk, work);
    // The library makes a text of the disk's error.
    disk.error.map_or(written, Err)
}

fn write_png(
    products: &Products<'_>,
    sheet: Sheet,
    file: &mut impl Write,
    work: &Work<'_>,
) -> io::Result<usize> {
    let mut encoder = png::Encoder::new(file, sheet.width(), sheet.rows * sheet.cell);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    let mut missing = 0;
    for row in products.rows.chunks(sheet.columns as usize) {
        let pictures = thumbnails(products, row, sheet.cell);
        missing += pictures.iter().filter(|picture| picture.is_none()).count();
        stream.write_all(&band(&pictures, sheet))?;
        work.step(row.len())?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(missing)
}

/// A file that keeps its first error.
struct Disk<W> {
    file: W,
    error: Option<io::Error>,
}

impl<W: Write> Disk<W> {
    fn keep<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            self.error.get_or_insert(error);
            kind.into()
        })
    }
}

impl<W: Write> Write for Disk<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.file.write(bytes);
        self.keep(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.file.flush();
        self.keep(result)
    }
}

/// Small pictures of some products, in their order, decoded on all cores.
fn thumbnails(products: &Products<'_>, row: &[usize], cell: u32) -> Vec<Option<RgbImage>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(vec![None; row.len()]);
    let decode = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(&product) = row.get(place) else {
                return;
            };
            let bytes = products.dataset.read_image(product);
            let picture = bytes
                .ok()
                .and_then(|bytes| thumbnail_rgb(&bytes, cell).ok());
            if let Ok(mut done) = done.lock() {
                done[place] = picture;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..default_threads().min(row.len()) {
            let builder = thread::Builder::new().name("sprite".to_owned());
            // Fewer threads are slower, not wrong.
            if builder.spawn_scoped(scope, decode).is_err() {
                break;
            }
        }
        decode();
    });
    done.into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// One row of cells as RGB, each picture in the middle of its cell.
fn band(pictures: &[Option<RgbImage>], sheet: Sheet) -> Vec<u8> {
    let stride = 3 * sheet.width() as usize;
    let mut pixels = vec![BACKGROUND; stride * sheet.cell as usize];
    for (column, picture) in pictures.iter().enumerate() {
        let Some(picture) = picture else { continue };
        let (width, height) = picture.dimensions();
        let left = column * sheet.cell as usize + (sheet.cell - width) as usize / 2;
        let top = (sheet.cell - height) as usize / 2;
        for (y, line) in picture
            .as_raw()
            .chunks_exact(3 * width as usize)
            .enumerate()
        {
            let start = (top + y) * stride + 3 * left;
            pixels[start..start + line.len()].copy_from_slice(line);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::super::ExportProgress;
    use super::super::testing::Full;
    use super::*;
    use crate::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
    use crate::job::Control;

    #[test]
    fn a_full_disk_is_told_as_one_wherever_it_happens() {
        let (control, checked) = (Control::new(), CheckProgress::default());
        let place = DatasetLocation::Sample;
        let dataset = Dataset::open(&place, RowPolicy::Repair, &control, &checked).unwrap();
        let products = Products {
            dataset: &dataset,
            rows: vec![0, 1, 2, 3, 4, 5],
        };
        let progress = ExportProgress::default();
        let work = Work::new(&control, &progress);
        let sheet = Sheet::of(6);
        let write = |room: usize| write(&products, sheet, &mut Full(room), &work);
        assert_eq!(write(100_000).unwrap(), 0);
        for room in (0..8000).step_by(800) {
            assert_eq!(write(room).unwrap_err().kind(), io::ErrorKind::StorageFull);
        }
    }

    #[test]
    fn a_sheet_fits_and_holds_all() {
        for count in [1, 2, 300, 1489, 16_384, 44_419, 44_441, 1_000_000] {
            let sheet = Sheet::of(count);
            assert!(
                sheet.columns as usize * sheet.rows as usize >= count,
                "{sheet:?}"
            );
            assert!(sheet.width() <= LARGEST_SHEET && sheet.rows * sheet.cell <= LARGEST_SHEET);
            assert!(sheet.rows <= sheet.columns && (sheet.rows - 1) * sheet.columns < count as u32);
        }
        let sheet = |cell, columns, rows| Sheet {
            cell,
            columns,
            rows,
        };
        assert_eq!(Sheet::of(300), sheet(64, 18, 17));
        assert_eq!(Sheet::of(44_441), sheet(38, 211, 211));
    }

    #[test]
    fn pictures_lie_in_the_middle_of_their_cells() {
        let sheet = Sheet {
            cell: 4,
            columns: 2,
            rows: 1,
        };
        let picture = RgbImage::from_pixel(2, 4, ::image::Rgb([1, 2, 3]));
        let pixels = band(&[None, Some(picture)], sheet);
        let row = [
            [255; 3],
            [255; 3],
            [255; 3],
            [255; 3],
            [255; 3],
            [1, 2, 3],
            [1, 2, 3],
            [255; 3],
        ];
        assert_eq!(pixels, row.concat().repeat(4));
    }
}
