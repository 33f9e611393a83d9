//! Decode, encode, store: three stages that run at the same time.
//!
//! Each decoding thread prepares whole batches on its own, so nothing is shared and nothing is copied on the way to
//! the engine. As many threads encode as the encoder has lanes. One more thread stores. The channels between them are
//! bounded and the picture buffers go round in a circle, so memory does not grow with the dataset; there is always a
//! batch ready when a lane comes back, as long as decoding keeps up. There are more threads than cores on purpose:
//! whoever has nothing to do sleeps, and no core waits while there is work of either kind.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::progress::Spent;
use super::workspace::{Conditions, Entry};
use super::{EmbedPlan, Progress, Workspace};
use crate::artifact::Skipped;
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::inference::{EngineFailure, ImageEncoder, normalize};
use crate::job::{Control, panicked};
use crate::{Error, Result};

/// More threads than this decode faster than any device encodes.
const MOST_DECODERS: usize = 8;

/// Batches waiting for the engine or the disk, at least.
const QUEUE: usize = 2;

/// Batches stored at once, at most.
const MOST_AT_ONCE: usize = 64;

/// A batch of pictures ready for the engine.
struct Pictures {
    /// Products that have a picture, in the order of `pixels`.
    products: Vec<usize>,
    skipped: Vec<Skipped>,
    /// f32 `[batch, 3, side, side]`; places without a picture are zero.
    pixels: Vec<f32>,
}

/// A batch of vectors ready for the disk.
struct Vectors {
    products: Vec<usize>,
    skipped: Vec<Skipped>,
    /// Length of each vector before it was scaled.
    norms: Vec<f32>,
    /// f32 `[products, dim]`, unit length.
    values: Vec<f32>,
}

/// What all threads of the pipeline share.
pub(super) struct Pipeline<'a> {
    pub plan: &'a EmbedPlan,
    pub encoder: &'a dyn ImageEncoder,
    /// Pictures in a call of the encoder.
    pub batch: usize,
    pub control: &'a Control,
    pub progress: &'a Progress,
}

impl Pipeline<'_> {
    /// Embeds `pending` (indexes of products) into the workspace. Whatever ends it, all finished batches are stored.
    pub fn embed(&self, pending: &[usize], workspace: &mut Workspace) -> Result<(), EngineFailure> {
        let lanes = self.encoder.lanes();
        let decoders = self.plan.options.threads.min(MOST_DECODERS);
        let ahead = lanes.max(QUEUE);
        let picture = 3 * self.plan.model.side().pow(2);
        let buffers = Buffers::new(decoders + lanes + ahead, self.batch * picture);
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            // However this ends, also by a panic: the channels close, and with them every thread of the scope ends.
            let _closing = CloseOnDrop(&buffers);
            let (send_pictures, pictures) = bounded(ahead);
            let (send_vectors, vectors) = bounded(lanes + QUEUE);
            let storing = spawn(scope, "store", move || self.store(workspace, &vectors))?;
            let mut encoding = Vec::new();
            for _ in 0..lanes {
                let (pictures, send, buffers) = (pictures.clone(), send_vectors.clone(), &buffers);
                let lane = move || {
                    let ended = self.encode(&pictures, &send, buffers);
                    // A lane that ends before the pictures do ends the decoding, and with it the other lanes.
                    buffers.close();
                    ended
                };
                encoding.push(spawn(scope, "encode", lane)?);
            }
            drop((pictures, send_vectors));
            let mut decoding = Vec::new();
            for _ in 0..decoders {
                let (send, next, buffers) = (send_pictures.clone(), &next, &buffers);
                let decoder = move || self.decode_all(pending, next, buffers, &send);
                decoding.push(spawn(scope, "decode", decoder)?);
            }
            drop(send_pictures);
            let decoded: Result<Vec<()>, EngineFailure> = decoding.into_iter().map(join).collect();
            let encoded: Result<Vec<()>, EngineFailure> = encoding.into_iter().map(join).collect();
            // A full disk is the reason for all that follows from it; a stop is the reason of least interest.
            join(storing)?;
            encoded?;
            decoded.map(|_| ())
        })
    }
}

struct CloseOnDrop<'a>(&'a Buffers);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Picture buffers, each either with a decoder, in the queue, or free.
struct Buffers {
    free: Receiver<Vec<f32>>,
    give: Mutex<Option<Sender<Vec<f32>>>>,
}

impl Buffers {
    fn new(count: usize, length: usize) -> Self {
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

    fn give_back(&self, buffer: Vec<f32>) {
        let give = self.give.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(give) = &*give {
            let _ = give.try_send(buffer);
        }
    }

    /// Ends the waiting for buffers.
    fn close(&self) {
        self.give
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}

impl Pipeline<'_> {
    /// Prepares batch after batch until there are no more products.
    fn decode_all(
        &self,
        pending: &[usize],
        next: &AtomicUsize,
        buffers: &Buffers,
        send: &Sender<Pictures>,
    ) -> Result<(), EngineFailure> {
        let mut preprocessor = Preprocessor::new(&self.plan.model.preprocess);
        loop {
            let waiting = Instant::now();
            let Ok(buffer) = buffers.free.recv() else {
                return Ok(());
            };
            self.progress.spend(Spent::Idling, waiting);
            let first = next.fetch_add(self.batch, Ordering::Relaxed);
            if first >= pending.len() {
                return Ok(());
            }
            let last = (first + self.batch).min(pending.len());
            let pictures = self.decode(&pending[first..last], buffer, &mut preprocessor)?;
            if send.send(pictures).is_err() {
                return Ok(());
            }
        }
    }

    fn decode(
        &self,
        products: &[usize],
        mut pixels: Vec<f32>,
        preprocessor: &mut Preprocessor,
    ) -> Result<Pictures> {
        let started = Instant::now();
        let limits = DecodeLimits::default();
        let picture = 3 * preprocessor.side() * preprocessor.side();
        let mut kept = Vec::with_capacity(products.len());
        let mut skipped = Vec::new();
        for &product in products {
            self.control.check()?;
            match read_picture(&self.plan.dataset, product, &limits) {
                Ok(image) => {
                    let place = kept.len() * picture;
                    preprocessor.write_tensor(&image, &mut pixels[place..place + picture]);
                    kept.push(product);
                }
                Err(reason) => skipped.push(skip(&self.plan.dataset, product, reason)),
            }
        }
        pixels[kept.len() * picture..].fill(0.0);
        self.progress.spend(Spent::Decoding, started);
        Ok(Pictures {
            products: kept,
            skipped,
            pixels,
        })
    }

    /// One lane: encodes batch after batch until there are no more.
    fn encode(
        &self,
        pictures: &Receiver<Pictures>,
        send: &Sender<Vectors>,
        buffers: &Buffers,
    ) -> Result<(), EngineFailure> {
        let dim = self.encoder.dim();
        loop {
            self.control.wait_while_paused()?;
            let waiting = Instant::now();
            let Ok(mut batch) = pictures.recv() else {
                return Ok(());
            };
            self.progress.spend(Spent::Starving, waiting);
            let encoding = Instant::now();
            let mut values = vec![0.0; self.batch * dim];
            if !batch.products.is_empty() {
                // Always whole batches: a vector then has the same bits in whichever batch its picture comes.
                self.encoder
                    .encode(&batch.pixels, self.batch, &mut values)?;
            }
            self.progress.spend(Spent::Encoding, encoding);
            buffers.give_back(batch.pixels);
            let dataset = &self.plan.dataset;
            let (products, norms) = keep_valid(
                dataset,
                batch.products,
                &mut values,
                dim,
                &mut batch.skipped,
            );
            let vectors = Vectors {
                products,
                skipped: batch.skipped,
                norms,
                values,
            };
            if send.send(vectors).is_err() {
                return Ok(());
            }
        }
    }

    /// Stores what comes until the channel closes; all batches that wait are stored with one sync of the disk.
    fn store(
        &self,
        workspace: &mut Workspace,
        vectors: &Receiver<Vectors>,
    ) -> Result<(), EngineFailure> {
        let dataset = &self.plan.dataset;
        let conditions = Conditions {
            device: self.plan.options.device,
            batch: self.batch,
        };
        let on = (conditions != workspace.header.conditions()).then_some(conditions);
        let mut last = Instant::now();
        loop {
            let waiting = Instant::now();
            let Ok(mut batch) = vectors.recv() else {
                return Ok(());
            };
            self.progress.spend(Spent::Unwritten, waiting);
            for more in vectors.try_iter().take(MOST_AT_ONCE) {
                batch.products.extend(more.products);
                batch.skipped.extend(more.skipped);
                batch.norms.extend(more.norms);
                batch.values.extend(more.values);
            }
            let storing = Instant::now();
            let ids = batch
                .products
                .iter()
                .map(|&product| dataset.products[product].id);
            let stamps = batch
                .products
                .iter()
                .map(|&product| dataset.image_stamp(product));
            let entry = Entry {
                ids: ids.collect(),
                stamps: stamps.collect(),
                norms: batch.norms,
                skipped: batch.skipped.clone(),
                on,
                carried: false,
                seconds: last.elapsed().as_secs_f64(),
            };
            last = Instant::now();
            workspace.store(entry, &batch.values)?;
            self.progress.spend(Spent::Storing, storing);
            self.progress.stored(&batch.products, &batch.skipped);
        }
    }
}

fn read_picture(
    dataset: &Dataset,
    product: usize,
    limits: &DecodeLimits,
) -> Result<::image::RgbImage, String> {
    let bytes = dataset
        .read_image(product)
        .map_err(|problem| problem.to_string())?;
    decode_rgb(&bytes, limits).map_err(|problem| problem.to_string())
}

fn skip(dataset: &Dataset, product: usize, reason: String) -> Skipped {
    let product = &dataset.products[product];
    Skipped {
        id: Some(product.id),
        path: product.image_path.clone(),
        reason,
    }
}

/// Normalises the vectors in place and leaves out those that cannot be. Gives the products kept and their vectors'
/// former lengths.
fn keep_valid(
    dataset: &Dataset,
    products: Vec<usize>,
    values: &mut Vec<f32>,
    dim: usize,
    skipped: &mut Vec<Skipped>,
) -> (Vec<usize>, Vec<f32>) {
    let mut kept = Vec::with_capacity(products.len());
    let mut norms = Vec::with_capacity(products.len());
    for (place, product) in products.into_iter().enumerate() {
        let vector = &mut values[place * dim..(place + 1) * dim];
        match normalize(vector) {
            Ok(norm) => {
                values.copy_within(place * dim..(place + 1) * dim, kept.len() * dim);
                kept.push(product);
                norms.push(norm);
            }
            Err(error) => skipped.push(skip(dataset, product, error.what().to_owned())),
        }
    }
    values.truncate(kept.len() * dim);
    (kept, norms)
}

fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn_scoped(scope, work)
        .map_err(|cause| {
            Error::new("A background thread could not be started")
                .remedy("Close other programs and try again")
                .caused_by(cause)
        })
}

fn join(worker: ScopedJoinHandle<'_, Result<(), EngineFailure>>) -> Result<(), EngineFailure> {
    worker
        .join()
        .unwrap_or_else(|panic| Err(panicked(&*panic).into()))
}
