//! How long a run will take: measured with a few of the user's own pictures before it starts, and remembered.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Range, select};
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::inference::self_test::TestKey;
use crate::inference::{
    Device, Engine, LoadOptions, Measurement, Precision, encode_all, images_per_second,
};
use crate::job::{Control, share_out};
use crate::model::ModelSpec;
use crate::settings::{load_json, save_json};
use crate::{Error, Result};

/// Pictures that are measured with: enough that one odd picture does not count.
const IMAGES: usize = 32;

/// Pictures in a call on the processor, whose speed hardly depends on it: few, so that slow models are measured soon.
const BATCH_ON_CPU: usize = 4;

/// Pictures in a call on other devices, as in their self-test.
const BATCH_ELSEWHERE: usize = 16;

/// Short: the user waits for the answer.
const MEASUREMENT: Measurement = Measurement {
    at_least: Duration::from_millis(700),
    calls: 2,
};

/// Measurements that are kept; the oldest ones go first.
const MOST_KEPT: usize = 128;

/// What is measured.
#[derive(Clone)]
pub struct SpeedRequest {
    /// Whose pictures.
    pub dataset: Arc<Dataset>,
    /// The model, in the precision that is asked for.
    pub model: ModelSpec,
    /// The numbers to compute with.
    pub precision: Precision,
    /// The engine that runs it.
    pub engine: Arc<dyn Engine>,
    /// The device; one that has passed its self-test.
    pub device: Device,
    /// Threads of the processor.
    pub threads: usize,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// The device.
    pub device: Device,
    /// Pictures that were measured with.
    pub images: usize,
    /// Images per second of the engine alone.
    pub model: f64,
    /// Images per second of reading, decoding and preparing alone, on all threads.
    pub preparing: f64,
}

impl Speed {
    /// Images per second of a run. On the processor both kinds of work share the cores, so their times add up; another
    /// device works while the processor prepares, and the slower of both decides.
    pub fn images_per_second(&self) -> f64 {
        if self.device.is_processor() {
            1.0 / (1.0 / self.model + 1.0 / self.preparing)
        } else {
            self.model.min(self.preparing)
        }
    }

    /// Time for a number of pictures; none where nothing sensible was measured.
    pub fn time_for(&self, images: usize) -> Option<Duration> {
        Duration::try_from_secs_f64(images as f64 / self.images_per_second()).ok()
    }
}

impl SpeedRequest {
    /// Loads the model, prepares a few pictures and embeds them a few times.
    pub fn measure(&self, control: &Control) -> Result<Speed> {
        let batch = if self.device == Device::Cpu {
            BATCH_ON_CPU
        } else {
            BATCH_ELSEWHERE
        };
        let (pixels, images, preparing) = self.prepare(control)?;
        let options = LoadOptions {
            device: self.device,
            precision: self.precision,
            threads: self.threads,
            batch: Some(batch),
        };
        let encoder = self.engine.load_image(&self.model, options)?;
        control.check()?;
        let picture = pixels.len() / images;
        let whole: Vec<f32> = pixels
            .iter()
            .copied()
            .cycle()
            .take(batch * picture)
            .collect();
        // The first call prepares more than it computes.
        let mut out = vec![0.0; batch * encoder.dim()];
        encode_all(&*encoder, &whole, batch, batch, &mut out)?;
        control.check()?;
        let model = images_per_second(&*encoder, &whole, batch, MEASUREMENT)?;
        Ok(Speed {
            device: self.device,
            images,
            model,
            preparing,
        })
    }

    /// Pictures as the model takes them, f32 `[images, 3, side, side]`, how many, and how many a second were prepared.
    fn prepare(&self, control: &Control) -> Result<(Vec<f32>, usize, f64)> {
        let products = select(&self.dataset, Range::Balanced(IMAGES));
        let side = self.model.side();
        let picture = 3 * side.pow(2);
        let scratch = || {
            let preprocessor = Preprocessor::new(&self.model.preprocess);
            (preprocessor, vec![0.0_f32; picture])
        };
        let prepared = Mutex::new(Vec::new());
        let prepare = |(preprocessor, pixels): &mut (Preprocessor, Vec<f32>), number: usize| {
            // Pictures that cannot be read cost time as well; the run reports them.
            let bytes = self.dataset.read_image(products[number]).ok();
            let image = bytes.and_then(|bytes| decode_rgb(&bytes, &DecodeLimits::default()).ok());
            if let Some(image) = image {
                preprocessor.write_tensor(&image, pixels);
                let mut prepared = prepared.lock().unwrap_or_else(PoisonError::into_inner);
                prepared.extend_from_slice(pixels);
            }
            Ok(())
        };
        let started = Instant::now();
        share_out(
            "measure",
            self.threads,
            products.len(),
            control,
            scratch,
            prepare,
        )?;
        let rate = products.len() as f64 / started.elapsed().as_secs_f64();
        let pixels = prepared
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let images = pixels.len() / picture;
        if images == 0 {
            return Err(
                Error::new("None of the pictures that were tried can be read")
                    .meaning("The speed could not be measured"),
            );
        }
        Ok((pixels, images, rate))
    }
}

/// `speeds.json` in the app's data folder.
#[derive(Clone, Debug)]
pub struct SpeedStore {
    path: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct Contents {
    speeds: Vec<Remembered>,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    key: TestKey,
    /// Fingerprint of the dataset's table.
    dataset: String,
    threads: usize,
    speed: Speed,
}

impl SpeedStore {
    /// The store in a file that need not exist yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What was measured under the same conditions.
    pub fn speed(&self, key: &TestKey, dataset: &Dataset, threads: usize) -> Option<Speed> {
        let catalog = dataset.catalog_fingerprint();
        let same = |kept: &Remembered| {
            kept.key == *key && kept.dataset == catalog && kept.threads == threads
        };
        let found = self.read().speeds.into_iter().find(same);
        found.map(|kept| kept.speed)
    }

    /// Remembers what was measured, in place of what was before.
    pub fn remember(
        &self,
        key: TestKey,
        dataset: &Dataset,
        threads: usize,
        speed: Speed,
    ) -> Result<()> {
        let catalog = dataset.catalog_fingerprint();
        let mut contents = self.read();
        contents
            .speeds
            .retain(|kept| kept.key != key || kept.dataset != catalog || kept.threads != threads);
        contents.speeds.push(Remembered {
            key,
            dataset: catalog,
            threads,
            speed,
        });
        let surplus = contents.speeds.len().saturating_sub(MOST_KEPT);
        contents.speeds.drain(..surplus);
        save_json(&self.path, &contents)
    }

    /// A damaged file only means that it is measured again.
    fn read(&self) -> Contents {
        load_json(&self.path).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{CheckProgress, DatasetLocation, RowPolicy};
    use crate::inference::{EngineChoice, Engines, RuntimePlaces};
    use crate::model::{ModelStore, STARTER};

    fn sample() -> Arc<Dataset> {
        let progress = CheckProgress::default();
        let control = Control::new();
        let location = DatasetLocation::Sample;
        Arc::new(Dataset::open(&location, RowPolicy::Repair, &control, &progress).unwrap())
    }

    #[test]
    fn times_add_up_on_the_processor_and_overlap_elsewhere() {
        let on = |device| Speed {
            device,
            images: 32,
            model: 60.0,
            preparing: 30.0,
        };
        assert!((on(Device::Cpu).images_per_second() - 20.0).abs() < 1e-9);
        assert_eq!(on(Device::Cpu).time_for(400), Some(Duration::from_secs(20)));
        assert_eq!(on(Device::Cuda).images_per_second(), 30.0);
        let nothing = Speed {
            model: 0.0,
            ..on(Device::Cuda)
        };
        assert_eq!(nothing.time_for(10), None);
    }

    #[test]
    fn a_measurement_is_of_the_users_pictures_and_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let engines = Engines::discover(&RuntimePlaces::of_this_process(None, None));
        let engine = engines.select(EngineChoice::BuiltIn).unwrap();
        let model = ModelStore::new(folder.path().into()).open(STARTER).unwrap();
        let dataset = sample();
        let request = SpeedRequest {
            dataset: Arc::clone(&dataset),
            model,
            precision: Precision::Fp32,
            engine: Arc::clone(&engine),
            device: Device::Cpu,
            threads: 1,
        };
        let speed = request.measure(&Control::new()).unwrap();
        assert_eq!(speed.images, IMAGES);
        assert!(speed.model > 0.0 && speed.preparing > 0.0);

        let store = SpeedStore::new(folder.path().join("speeds.json"));
        let key = TestKey::new(engine.info(), "a", Device::Cpu, Precision::Fp32);
        assert_eq!(store.speed(&key, &dataset, 1), None);
        store.remember(key.clone(), &dataset, 1, speed).unwrap();
        // A number written as a text may come back different in its last bit.
        let back = store.speed(&key, &dataset, 1).unwrap();
        assert_eq!((back.device, back.images), (speed.device, speed.images));
        assert!((back.model / speed.model - 1.0).abs() < 1e-12);
        assert!((back.preparing / speed.preparing - 1.0).abs() < 1e-12);
        assert_eq!(store.speed(&key, &dataset, 2), None, "other threads");

        let stopped = Control::new();
        stopped.stop();
        assert!(request.measure(&stopped).unwrap_err().is_interrupted());
    }
}
