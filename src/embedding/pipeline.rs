//! Decode, encode, store: three stages that run at the same time.
//!
//! Each decoding thread prepares whole batches on its own, so nothing is shared and nothing is copied on the way to
//! the engine. The thread that called drives the engine. One more thread stores. The channels between them are
//! bounded and the picture buffers go round in a circle, so memory does not grow with the dataset; there is always a
//! batch ready when the engine comes back, as long as decoding keeps up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::progress::Spent;
use super::workspace::Entry;
use super::{EmbedPlan, Progress, Workspace};
use crate::artifact::Skipped;
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::inference::{ImageEncoder, normalize};
use crate::job::{Control, panicked};
use crate::{Error, Result};

/// More threads than this decode faster than any device encodes.
const MOST_DECODERS: usize = 8;

/// Batches waiting for the engine or the disk.
const QUEUE: usize = 2;

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

/// Embeds `pending` (indexes of products) into the workspace. On an interruption all finished batches are stored.
pub(super) fn embed(
    plan: &EmbedPlan,
    pending: &[usize],
    encoder: &mut dyn ImageEncoder,
    workspace: &mut Workspace,
    control: &Control,
    progress: &Progress,
) -> Result<()> {
    let decoders = plan.options.threads.min(MOST_DECODERS);
    let buffers = Buffers::new(decoders + QUEUE, plan);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // However this ends, also by a panic: the channels close, and with them every thread of the scope ends.
        let _closing = CloseOnDrop(&buffers);
        let (send_pictures, pictures) = bounded(QUEUE);
        let (send_vectors, vectors) = bounded(QUEUE);
        let mut decoding = Vec::new();
        for _ in 0..decoders {
            let decoder = Decoder {
                plan,
                pending,
                next: &next,
                buffers: &buffers,
                control,
                progress,
            };
            let send = send_pictures.clone();
            decoding.push(spawn(scope, "decode", move || decoder.run(&send))?);
        }
        drop(send_pictures);
        let storing = spawn(scope, "store", move || {
            store(&plan.dataset, workspace, &vectors, progress)
        })?;
        let encoding = encode(
            plan,
            encoder,
            &pictures,
            &send_vectors,
            &buffers,
            control,
            progress,
        );
        drop((pictures, send_vectors));
        buffers.close();
        let stored = join(storing);
        let decoded = decoding.into_iter().map(join).collect::<Result<Vec<()>>>();
        // A full disk is the reason for all that follows from it; a stop is the reason of least interest.
        stored?;
        encoding?;
        decoded.map(|_| ())
    })
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
    fn new(count: usize, plan: &EmbedPlan) -> Self {
        let (give, free) = bounded(count);
        let side = plan.model.side();
        for _ in 0..count {
            // The channel has a place for each buffer.
            let _ = give.try_send(vec![0.0; plan.identity.batch * 3 * side * side]);
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

struct Decoder<'a> {
    plan: &'a EmbedPlan,
    pending: &'a [usize],
    next: &'a AtomicUsize,
    buffers: &'a Buffers,
    control: &'a Control,
    progress: &'a Progress,
}

impl Decoder<'_> {
    fn run(&self, send: &Sender<Pictures>) -> Result<()> {
        let mut preprocessor = Preprocessor::new(&self.plan.model.preprocess);
        let limits = DecodeLimits::default();
        loop {
            let Ok(buffer) = self.buffers.free.recv() else {
                return Ok(());
            };
            let first = self
                .next
                .fetch_add(self.plan.identity.batch, Ordering::Relaxed);
            if first >= self.pending.len() {
                return Ok(());
            }
            let last = (first + self.plan.identity.batch).min(self.pending.len());
            let pictures = self.decode(
                &self.pending[first..last],
                buffer,
                &mut preprocessor,
                &limits,
            )?;
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
        limits: &DecodeLimits,
    ) -> Result<Pictures> {
        let started = Instant::now();
        let picture = 3 * preprocessor.side() * preprocessor.side();
        let mut kept = Vec::with_capacity(products.len());
        let mut skipped = Vec::new();
        for &product in products {
            self.control.check()?;
            match read_picture(&self.plan.dataset, product, limits) {
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

fn encode(
    plan: &EmbedPlan,
    encoder: &mut dyn ImageEncoder,
    pictures: &Receiver<Pictures>,
    send: &Sender<Vectors>,
    buffers: &Buffers,
    control: &Control,
    progress: &Progress,
) -> Result<()> {
    let (batch, dim) = (plan.identity.batch, encoder.dim());
    loop {
        control.wait_while_paused()?;
        let waiting = Instant::now();
        let Ok(Pictures {
            products,
            mut skipped,
            pixels,
        }) = pictures.recv()
        else {
            return Ok(());
        };
        progress.spend(Spent::Starving, waiting);
        let encoding = Instant::now();
        let mut values = vec![0.0; batch * dim];
        if !products.is_empty() {
            // Always whole batches: a vector then has the same bits in whichever batch its picture comes.
            encoder.encode(&pixels, batch, &mut values)?;
        }
        progress.spend(Spent::Encoding, encoding);
        buffers.give_back(pixels);
        let (products, norms) = keep_valid(&plan.dataset, products, &mut values, dim, &mut skipped);
        if send
            .send(Vectors {
                products,
                skipped,
                norms,
                values,
            })
            .is_err()
        {
            return Ok(());
        }
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

/// Stores what comes until the channel closes; all batches that wait are stored with one sync of the disk.
fn store(
    dataset: &Dataset,
    workspace: &mut Workspace,
    vectors: &Receiver<Vectors>,
    progress: &Progress,
) -> Result<()> {
    let mut last = Instant::now();
    while let Ok(mut batch) = vectors.recv() {
        for more in vectors.try_iter().take(QUEUE) {
            batch.products.extend(more.products);
            batch.skipped.extend(more.skipped);
            batch.norms.extend(more.norms);
            batch.values.extend(more.values);
        }
        let storing = Instant::now();
        let entry = Entry {
            ids: batch
                .products
                .iter()
                .map(|&product| dataset.products[product].id)
                .collect(),
            stamps: batch
                .products
                .iter()
                .map(|&product| dataset.image_stamp(product))
                .collect(),
            norms: batch.norms,
            skipped: batch.skipped.clone(),
            seconds: last.elapsed().as_secs_f64(),
        };
        last = Instant::now();
        workspace.store(entry, &batch.values)?;
        progress.spend(Spent::Storing, storing);
        progress.stored(&batch.products, &batch.skipped);
    }
    Ok(())
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

fn join(worker: ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    worker.join().unwrap_or_else(|panic| Err(panicked(&*panic)))
}
