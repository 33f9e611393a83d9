//! Pictures for the screen: decoded on a few threads, newest wishes first, kept up to a limit.
//!
//! Each frame the drawing code asks for what it shows; what is not there yet is a wish. Wishes of former frames are
//! dropped, so scrolling fast never queues work for rows that are gone.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, unbounded};
use egui::{ColorImage, TextureHandle, TextureOptions};

use crate::dataset::Dataset;
use crate::image::{DecodeLimits, PreprocessConfig, Preprocessor, decode_rgb, reduce_rgb};
use crate::job::Wake;

/// More are never needed: one decodes some thousand small photos a second.
const MOST_THREADS: usize = 2;

/// Textures put on the graphics card in one frame.
const UPLOADS: usize = 32;

/// Bytes of textures that are kept.
const KEPT_BYTES: usize = 64 << 20;

const SMALL_SIDE: u32 = 160;
const LARGE_SIDE: u32 = 640;

/// A picture of a product, by the product's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Picture {
    /// For grids.
    Small(usize),
    /// For the details.
    Large(usize),
    /// What CLIP sees of it.
    Crop(usize),
}

/// What is known of a picture.
pub(super) enum Shown {
    /// The picture, and the size of the file's picture in pixels.
    Texture(TextureHandle, [u32; 2]),
    /// It cannot be shown, and why.
    Broken(String),
    Waiting,
}

/// The pictures of one dataset.
pub(super) struct Thumbnails {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    finished: Receiver<(Picture, Result<Loaded, String>)>,
    kept: HashMap<Picture, Kept>,
    bytes: usize,
    frame: u64,
    wishes: Vec<Picture>,
    /// What will be wanted soon.
    later: Vec<Picture>,
}

struct Kept {
    shown: Result<(TextureHandle, [u32; 2]), String>,
    used: u64,
    bytes: usize,
}

/// A picture for the screen, and the size that it has in its file.
struct Loaded {
    image: ColorImage,
    size: [u32; 2],
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    wishes: Vec<Picture>,
    in_work: Vec<Picture>,
    closed: bool,
}

impl Thumbnails {
    pub fn new(dataset: &Arc<Dataset>, wake: &Wake) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let (send, finished) = unbounded();
        let start = |_| {
            let (shared, dataset, send, wake) = (
                Arc::clone(&shared),
                Arc::clone(dataset),
                send.clone(),
                wake.clone(),
            );
            let work = move || work(&shared, &dataset, &send, &wake);
            std::thread::Builder::new()
                .name("thumbnails".to_owned())
                .spawn(work)
                .ok()
        };
        // One processor is left to the thread that draws.
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = (0..processors.saturating_sub(1).clamp(1, MOST_THREADS))
            .filter_map(start)
            .collect();
        Self {
            shared,
            threads,
            finished,
            kept: HashMap::new(),
            bytes: 0,
            frame: 0,
            wishes: Vec::new(),
            later: Vec::new(),
        }
    }

    /// Takes in what is finished. Called once a frame, before drawing.
    pub fn begin_frame(&mut self, ctx: &egui::Context) {
        self.frame += 1;
        for (picture, image) in self.finished.try_iter().take(UPLOADS) {
            let bytes = image
                .as_ref()
                .map_or(64, |loaded| 4 * loaded.image.pixels.len());
            let shown = image.map(|Loaded { image, size }| {
                let name = format!("{picture:?}");
                (ctx.load_texture(name, image, TextureOptions::LINEAR), size)
            });
            self.bytes += bytes;
            self.kept.insert(
                picture,
                Kept {
                    shown,
                    used: self.frame,
                    bytes,
                },
            );
        }
        if !self.finished.is_empty() {
            ctx.request_repaint();
        }
    }

    /// The picture, if it is there; else it is wished for.
    pub fn get(&mut self, picture: Picture) -> Shown {
        let Some(kept) = self.kept.get_mut(&picture) else {
            self.wishes.push(picture);
            return Shown::Waiting;
        };
        kept.used = self.frame;
        match &kept.shown {
            Ok((texture, size)) => Shown::Texture(texture.clone(), *size),
            Err(reason) => Shown::Broken(reason.clone()),
        }
    }

    /// Asks for a picture that will be wanted soon, after all that is wanted now.
    pub fn wish(&mut self, picture: Picture) {
        if !self.kept.contains_key(&picture) {
            self.later.push(picture);
        }
    }

    /// Hands the wishes of this frame over and forgets what was not shown for longest. Called after drawing.
    pub fn end_frame(&mut self) {
        // The first wish shall be the first to be taken, and they are taken from the end.
        self.wishes.append(&mut self.later);
        self.wishes.reverse();
        let mut state = self.shared.lock();
        state.wishes.clear();
        state.wishes.append(&mut self.wishes);
        drop(state);
        self.shared.changed.notify_all();
        if self.bytes > KEPT_BYTES {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let mut by_age: Vec<(u64, Picture)> = self
            .kept
            .iter()
            .map(|(picture, kept)| (kept.used, *picture))
            .collect();
        by_age.sort_unstable_by_key(|(used, _)| *used);
        for (used, picture) in by_age {
            if self.bytes <= KEPT_BYTES / 2 || used + 1 >= self.frame {
                break;
            }
            if let Some(kept) = self.kept.remove(&picture) {
                self.bytes -= kept.bytes;
            }
        }
    }
}

impl Drop for Thumbnails {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                log::error!("a thumbnail thread panicked");
            }
        }
    }
}

impl Shared {
    fn next(&self) -> Option<Picture> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            while let Some(picture) = state.wishes.pop() {
                if !state.in_work.contains(&picture) {
                    state.in_work.push(picture);
                    return Some(picture);
                }
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self, picture: Picture) {
        self.lock().in_work.retain(|other| *other != picture);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn work(
    queue: &Shared,
    dataset: &Dataset,
    send: &Sender<(Picture, Result<Loaded, String>)>,
    wake: &Wake,
) {
    let mut preprocessor = Preprocessor::new(&PreprocessConfig::default());
    while let Some(picture) = queue.next() {
        let image = load(dataset, picture, &mut preprocessor);
        let delivered = send.send((picture, image));
        queue.done(picture);
        if delivered.is_err() {
            return;
        }
        wake.wake();
    }
}

fn load(
    dataset: &Dataset,
    picture: Picture,
    preprocessor: &mut Preprocessor,
) -> Result<Loaded, String> {
    let (Picture::Small(product) | Picture::Large(product) | Picture::Crop(product)) = picture;
    let bytes = dataset
        .read_image(product)
        .map_err(|problem| problem.to_string())?;
    let whole =
        decode_rgb(&bytes, &DecodeLimits::default()).map_err(|problem| problem.to_string())?;
    let size = [whole.width(), whole.height()];
    let image = match picture {
        Picture::Small(_) => reduce_rgb(whole, SMALL_SIDE),
        Picture::Large(_) => reduce_rgb(whole, LARGE_SIDE),
        Picture::Crop(_) => preprocessor.crop_rgb(&whole),
    };
    let pixels = [image.width() as usize, image.height() as usize];
    Ok(Loaded {
        image: ColorImage::from_rgb(pixels, image.as_raw()),
        size,
    })
}
