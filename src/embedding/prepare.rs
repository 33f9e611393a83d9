//! Reading picture files ahead, and preparing them for the engine.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::pipeline::Pipeline;
use super::progress::Spent;
use crate::Result;
use crate::artifact::Skipped;
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::inference::EngineFailure;

/// The files of a batch of products: their bytes, or why there are none.
pub(super) struct Files(Vec<(usize, Result<Vec<u8>, String>)>);

/// A batch of pictures ready for the engine.
pub(super) struct Pictures {
    /// Products that have a picture, in the order of `pixels`.
    pub products: Vec<usize>,
    pub skipped: Vec<Skipped>,
    /// f32 `[batch, 3, side, side]`; places without a picture are zero.
    pub pixels: Vec<f32>,
}

/// Reads batch after batch of `pending` until there are no more; `next` is the first that nobody has taken.
pub(super) fn read_ahead(
    pipeline: &Pipeline<'_>,
    pending: &[usize],
    next: &AtomicUsize,
    send: &Sender<Files>,
) -> Result<(), EngineFailure> {
    let batch = pipeline.batch;
    loop {
        pipeline.control.check()?;
        let first = next.fetch_add(batch, Ordering::Relaxed);
        if first >= pending.len() {
            return Ok(());
        }
        let last = (first + batch).min(pending.len());
        let started = Instant::now();
        let read = |&product: &usize| {
            let bytes = pipeline.plan.dataset.read_image(product);
            (product, bytes.map_err(|problem| problem.to_string()))
        };
        let files = Files(pending[first..last].iter().map(read).collect());
        pipeline.progress.spend(Spent::Preparing, started);
        if send.send(files).is_err() {
            return Ok(());
        }
    }
}

/// Prepares pictures on one thread.
pub(super) struct Preparer<'a> {
    pipeline: &'a Pipeline<'a>,
    preprocessor: Preprocessor,
}

impl<'a> Preparer<'a> {
    pub fn new(pipeline: &'a Pipeline<'a>) -> Self {
        Self {
            pipeline,
            preprocessor: Preprocessor::new(&pipeline.plan.model.preprocess),
        }
    }

    /// Prepares a batch in a free buffer; nothing once the buffers are closed.
    pub fn prepare(&mut self, files: Files, buffers: &Buffers) -> Result<Option<Pictures>> {
        let progress = self.pipeline.progress;
        let waiting = Instant::now();
        let Some(pixels) = buffers.take() else {
            return Ok(None);
        };
        progress.spend(Spent::Idling, waiting);
        let preparing = Instant::now();
        let pictures = self.decode(files, pixels)?;
        progress.spend(Spent::Preparing, preparing);
        Ok(Some(pictures))
    }

    fn decode(&mut self, Files(files): Files, mut pixels: Vec<f32>) -> Result<Pictures> {
        let limits = DecodeLimits::default();
        let picture = 3 * self.preprocessor.side().pow(2);
        let mut kept = Vec::with_capacity(files.len());
        let mut skipped = Vec::new();
        for (product, bytes) in files {
            self.pipeline.control.check()?;
            let decode =
                |bytes: Vec<u8>| decode_rgb(&bytes, &limits).map_err(|problem| problem.to_string());
            match bytes.and_then(decode) {
                Ok(image) => {
                    let place = kept.len() * picture;
                    let tensor = &mut pixels[place..place + picture];
                    self.preprocessor.write_tensor(&image, tensor);
                    kept.push(product);
                }
                Err(reason) => skipped.push(skip(&self.pipeline.plan.dataset, product, reason)),
            }
        }
        pixels[kept.len() * picture..].fill(0.0);
        Ok(Pictures {
            products: kept,
            skipped,
            pixels,
        })
    }
}

/// A product without a vector, and why.
pub(super) fn skip(dataset: &Dataset, product: usize, reason: String) -> Skipped {
    let product = &dataset.products[product];
    Skipped {
        id: Some(product.id),
        path: product.image_path.clone(),
        reason,
    }
}

/// Picture buffers, each either with who prepares or encodes, in the queue between them, or free.
pub(super) struct Buffers {
    free: Receiver<Vec<f32>>,
    give: Mutex<Option<Sender<Vec<f32>>>>,
}

impl Buffers {
    pub fn new(count: usize, length: usize) -> Self {
        let (give, free) = bounded(count);
        for _ in 0..count {
            // The channel has a place for each buffer.
            let _ = give.try_send(vec![0.0; length]);
        }
        Self {
            free,
            give: Mutex::new(Some(give)),
        }
    }

    /// A free buffer, once there is one; nothing once they are closed.
    fn take(&self) -> Option<Vec<f32>> {
        self.free.recv().ok()
    }

    pub fn give_back(&self, buffer: Vec<f32>) {
        let give = self.give.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(give) = &*give {
            let _ = give.try_send(buffer);
        }
    }

    /// Ends the waiting for buffers.
    pub fn close(&self) {
        self.give
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}

/// Closes the buffers, however the scope that they were made for is left.
pub(super) struct CloseOnDrop<'a>(pub &'a Buffers);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}
