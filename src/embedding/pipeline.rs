//! Read, prepare, encode, store: stages that run at the same time.
//!
//! Threads that read files ahead hide the time of the disk. As many threads encode as the encoder has lanes. Where there
//! is a lane for each core, as on the processor, each lane prepares its pictures itself: they are still in the core's
//! cache when the network reads them, and no two threads take turns on a core. Where there are fewer, as with a device of
//! its own, other threads prepare whole batches for them. One more thread stores. The channels between them are bounded
//! and the picture buffers go round in a circle, so memory does not grow with the dataset.

use std::sync::atomic::AtomicUsize;
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::prepare::{Buffers, CloseOnDrop, Files, Pictures, Preparer, read_ahead, skip};
use super::progress::Spent;
use super::workspace::{Conditions, Entry};
use super::{EmbedPlan, Progress, Workspace};
use crate::artifact::Skipped;
use crate::dataset::Dataset;
use crate::inference::{EngineFailure, ImageEncoder, normalize};
use crate::job::{Control, panicked};
use crate::{Error, Result};

/// More threads than this prepare faster than any device encodes, and read faster than they prepare.
const MOST_PREPARERS: usize = 8;

/// Batches waiting for the engine or the disk, at least.
const QUEUE: usize = 2;

/// Batches stored at once, at most.
const MOST_AT_ONCE: usize = 64;

/// A batch of vectors ready for the disk.
struct Vectors {
    products: Vec<usize>,
    skipped: Vec<Skipped>,
    /// Length of each vector before it was scaled.
    norms: Vec<f32>,
    /// f32 `[products, dim]`, unit length.
    values: Vec<f32>,
}

/// Where a lane has its pictures from.
enum Source {
    /// It prepares them itself.
    Files(Receiver<Files>),
    /// Other threads prepare them.
    Pictures(Receiver<Pictures>),
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
        let helpers = self.plan.options.threads.min(MOST_PREPARERS);
        let preparers = if lanes < self.plan.options.threads {
            helpers
        } else {
            0
        };
        let ahead = lanes.max(QUEUE);
        let picture = 3 * self.plan.model.side().pow(2);
        let in_queues = if preparers > 0 { preparers + ahead } else { 0 };
        let buffers = Buffers::new(lanes + in_queues, self.batch * picture);
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            // However this ends, also by a panic: the channels close, and with them every thread of the scope ends.
            let _closing = CloseOnDrop(&buffers);
            let (send_files, files) = bounded(ahead);
            let (send_pictures, pictures) = bounded(ahead);
            let (send_vectors, vectors) = bounded(lanes + QUEUE);
            let storing = spawn(scope, "store", move || self.store(workspace, &vectors))?;
            let mut encoding = Vec::new();
            for _ in 0..lanes {
                let (send, buffers) = (send_vectors.clone(), &buffers);
                let source = if preparers > 0 {
                    Source::Pictures(pictures.clone())
                } else {
                    Source::Files(files.clone())
                };
                let lane = move || self.lane(&source, &send, buffers);
                encoding.push(spawn(scope, "encode", lane)?);
            }
            drop((pictures, send_vectors));
            let mut preparing = Vec::new();
            for _ in 0..preparers {
                let (files, send, buffers) = (files.clone(), send_pictures.clone(), &buffers);
                let prepare = move || self.prepare_all(&files, buffers, &send);
                preparing.push(spawn(scope, "prepare", prepare)?);
            }
            drop((files, send_pictures));
            for _ in 0..helpers {
                let (send, next) = (send_files.clone(), &next);
                let read = move || read_ahead(self, pending, next, &send);
                preparing.push(spawn(scope, "read", read)?);
            }
            drop(send_files);
            let prepared: Result<Vec<()>, EngineFailure> =
                preparing.into_iter().map(join).collect();
            let encoded: Result<Vec<()>, EngineFailure> = encoding.into_iter().map(join).collect();
            // A full disk is the reason for all that follows from it; a stop is the reason of least interest.
            join(storing)?;
            encoded?;
            prepared.map(|_| ())
        })
    }

    /// One lane: encodes until there are no more pictures.
    fn lane(
        &self,
        source: &Source,
        send: &Sender<Vectors>,
        buffers: &Buffers,
    ) -> Result<(), EngineFailure> {
        // A lane that ends before the pictures do ends the preparing, and with it the other lanes.
        let _closing = CloseOnDrop(buffers);
        match source {
            Source::Pictures(pictures) => self.encode(|| Ok(self.starve(pictures)), send, buffers),
            Source::Files(files) => {
                let mut preparer = Preparer::new(self);
                let next = || match self.starve(files) {
                    Some(files) => preparer.prepare(files, buffers),
                    None => Ok(None),
                };
                self.encode(next, send, buffers)
            }
        }
    }

    /// What a lane waits for; nothing when there is no more.
    fn starve<T>(&self, channel: &Receiver<T>) -> Option<T> {
        let waiting = Instant::now();
        let received = channel.recv().ok();
        self.progress.spend(Spent::Starving, waiting);
        received
    }

    /// Prepares batch after batch until there are no more files.
    fn prepare_all(
        &self,
        files: &Receiver<Files>,
        buffers: &Buffers,
        send: &Sender<Pictures>,
    ) -> Result<(), EngineFailure> {
        let mut preparer = Preparer::new(self);
        for files in files {
            let Some(pictures) = preparer.prepare(files, buffers)? else {
                break;
            };
            if send.send(pictures).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Encodes batch after batch until there are no more.
    fn encode(
        &self,
        mut next: impl FnMut() -> Result<Option<Pictures>>,
        send: &Sender<Vectors>,
        buffers: &Buffers,
    ) -> Result<(), EngineFailure> {
        let dim = self.encoder.dim();
        loop {
            self.control.wait_while_paused()?;
            let Some(mut batch) = next()? else {
                return Ok(());
            };
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
