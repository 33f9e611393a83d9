//! A run on a device that has too little memory, or is lost in the middle.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod fake;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fake::{DEVICE, FakeEngine, Fault};
use vectorsearch_pro::artifact::{EMBEDDINGS, IDS, METADATA, RunPart};
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::embedding::{
    self, DEFAULT_BATCH, EmbedPlan, EmbedRequest, Progress, Range, RunSummary, held_device,
};
use vectorsearch_pro::inference::{Device, Precision};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelStore, STARTER};
use vectorsearch_pro::{Error, Result};

struct Bench {
    dataset: Arc<Dataset>,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let progress = CheckProgress::default();
        let location = DatasetLocation::Sample;
        let dataset = Dataset::open(&location, RowPolicy::Repair, &Control::new(), &progress);
        Self {
            dataset: Arc::new(dataset.unwrap()),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn request(&self, out: &str, fault: Fault) -> EmbedRequest {
        EmbedRequest {
            dataset: Arc::clone(&self.dataset),
            model: ModelStore::new(self.out("models")).open(STARTER).unwrap(),
            engine: Arc::new(FakeEngine::new(fault)),
            device: DEVICE,
            precision: None,
            switch_device: false,
            out: self.out(out),
            batch: Some(16),
            threads: Some(2),
            range: Range::All,
            fresh: false,
            retry_skipped: false,
        }
    }

    fn items(&self) -> usize {
        self.dataset.products.len()
    }
}

fn run(request: EmbedRequest) -> Result<RunSummary> {
    embedding::run(
        &EmbedPlan::new(request)?,
        &Control::new(),
        &Progress::default(),
    )
}

fn vectors(out: &Path) -> Vec<Vec<u8>> {
    let read = |name| fs::read(out.join(name)).unwrap();
    [EMBEDDINGS, IDS, METADATA].map(read).into()
}

fn part(device: Device, batch: usize, items: usize) -> RunPart {
    RunPart {
        device,
        batch,
        items,
    }
}

#[test]
fn one_device_and_one_batch_size_are_one_part() {
    let bench = Bench::new();
    let record = run(bench.request("out", Fault::None)).unwrap().record;
    assert_eq!(record.parts, [part(DEVICE, 16, bench.items())]);
    assert!(record.reproducible);
    assert_eq!((record.device, record.precision), (DEVICE, Precision::Fp32));
}

#[test]
fn too_little_memory_halves_the_batch_and_the_job_goes_on() {
    let bench = Bench::new();
    run(bench.request("whole", Fault::None)).unwrap();
    let holds = Fault::Holds {
        pictures: 4,
        from_call: 2,
    };
    let record = run(bench.request("out", holds)).unwrap().record;
    // Two whole batches went through; after a halving the device starts anew and takes two more before it is full.
    let expected = [
        part(DEVICE, 16, 32),
        part(DEVICE, 8, 16),
        part(DEVICE, 4, bench.items() - 48),
    ];
    assert_eq!(record.parts, expected);
    assert!(
        !record.reproducible,
        "a halving ends the promise of equal bytes"
    );
    assert_eq!(record.batch, 16, "what was asked for");
    assert_eq!(vectors(&bench.out("out")), vectors(&bench.out("whole")));
}

#[test]
fn not_even_one_picture_fits() {
    let bench = Bench::new();
    let holds = Fault::Holds {
        pictures: 0,
        from_call: 0,
    };
    let error = run(bench.request("out", holds)).unwrap_err();
    assert!(error.to_string().contains("out of memory"), "{error}");
}

#[test]
fn a_lost_device_keeps_what_is_done_and_the_processor_can_go_on() {
    let bench = Bench::new();
    run(bench.request("whole", Fault::None)).unwrap();
    let lost = run(bench.request("out", Fault::IsLostAfter(3))).unwrap_err();
    assert!(lost.is_device_lost(), "{lost}");
    assert!(lost.to_string().contains("--switch-device"), "{lost}");
    assert_eq!(held_device(&bench.out("out")).unwrap(), Some(DEVICE));

    let on_cpu = |switch_device| EmbedRequest {
        device: Device::Cpu,
        batch: None,
        switch_device,
        ..bench.request("out", Fault::None)
    };
    let refused = run(on_cpu(false)).unwrap_err();
    assert!(refused.to_string().contains("another device"), "{refused}");

    let summary = run(on_cpu(true)).unwrap();
    assert_eq!(summary.embedded, bench.items() - 48);
    let record = summary.record;
    let expected = [
        part(DEVICE, 16, 48),
        part(Device::Cpu, DEFAULT_BATCH, bench.items() - 48),
    ];
    assert_eq!(record.parts, expected);
    assert_eq!((record.device, record.reproducible), (DEVICE, false));
    assert_eq!(vectors(&bench.out("out")), vectors(&bench.out("whole")));

    // The folder holds all that either device would make, so both find it finished.
    assert_eq!(run(on_cpu(false)).unwrap().embedded, 0);
    assert_eq!(run(bench.request("out", Fault::None)).unwrap().embedded, 0);
}

#[test]
fn a_measured_batch_fits_and_stays_when_the_range_grows() {
    let bench = Bench::new();
    let request = |range| EmbedRequest {
        batch: None,
        range,
        ..bench.request(
            "out",
            Fault::Holds {
                pictures: 32,
                from_call: 0,
            },
        )
    };
    let first = run(request(Range::First(20))).unwrap().record;
    assert!([8, 16, 32].contains(&first.batch), "{}", first.batch);
    let all = run(request(Range::All)).unwrap().record;
    assert_eq!(all.batch, first.batch);
    assert_eq!(all.parts, [part(DEVICE, first.batch, bench.items())]);
    assert!(all.reproducible);
}

#[test]
fn precisions_that_a_device_does_not_have_are_refused() {
    let bench = Bench::new();
    let error = |device, precision| -> Error {
        let request = EmbedRequest {
            device,
            precision: Some(precision),
            ..bench.request("out", Fault::None)
        };
        EmbedPlan::new(request).err().unwrap()
    };
    let bf16 = error(DEVICE, Precision::Bf16);
    assert!(bf16.to_string().contains("through OpenVINO only"), "{bf16}");
    let int8 = error(Device::Cpu, Precision::Int8);
    assert!(int8.to_string().contains("Choose fp32 or bf16"), "{int8}");
}
