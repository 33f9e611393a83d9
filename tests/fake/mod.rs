//! An engine with a device that does what real ones do on a bad day.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use vectorsearch_pro::Error;
use vectorsearch_pro::inference::{
    Device, Engine, EngineFailure, EngineInfo, EngineKind, ImageEncoder, LoadOptions, Precision,
    TextEncoder,
};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelSpec, write_starter};

/// The device that is faked.
pub const DEVICE: Device = Device::Cuda;

/// Vector length; that of the starter model, whose text tower the engine is used with.
pub const DIM: usize = 512;

/// What is wrong with the device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    Hangs,
    Crashes,
    Refuses,
    ComputesNonsense,
    IsSlow,
    /// Its memory holds so many pictures, and it finds out in this call.
    Holds {
        pictures: usize,
        from_call: usize,
    },
    /// It is gone after so many calls.
    IsLostAfter(usize),
}

impl Fault {
    /// By name, for another process.
    pub fn named(name: &str) -> Self {
        match name {
            "none" => Self::None,
            "hangs" => Self::Hangs,
            "crashes" => Self::Crashes,
            "refuses" => Self::Refuses,
            "nonsense" => Self::ComputesNonsense,
            "slow" => Self::IsSlow,
            _ => panic!("no such fault: {name}"),
        }
    }
}

/// The engine; its processor is always right.
pub struct FakeEngine {
    info: EngineInfo,
    fault: Fault,
}

impl FakeEngine {
    pub fn new(fault: Fault) -> Self {
        let info = EngineInfo {
            kind: EngineKind::OnnxRuntime,
            version: "0".into(),
            library: None,
            reason: "it is a test".into(),
        };
        Self { info, fault }
    }
}

impl Engine for FakeEngine {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn devices(&self) -> Vec<Device> {
        vec![Device::Cpu, DEVICE]
    }

    fn load_image(
        &self,
        model: &ModelSpec,
        options: LoadOptions,
    ) -> Result<Box<dyn ImageEncoder>, EngineFailure> {
        let fault = if options.device == DEVICE {
            self.fault
        } else {
            Fault::None
        };
        match fault {
            Fault::Hangs => loop {
                std::thread::sleep(Duration::from_mins(1));
            },
            Fault::Crashes => std::process::abort(),
            Fault::Refuses => return Err(Error::new("The driver is too old").into()),
            _ => {}
        }
        // The work is repeated, so that one of the two is slower on any machine.
        let repeat = match (options.device, self.fault) {
            (Device::Cpu, Fault::None) | (DEVICE, Fault::IsSlow) => 30,
            _ => 1,
        };
        Ok(Box::new(FakeEncoder {
            picture: 3 * model.side() * model.side(),
            fault,
            rounds: options.precision == Precision::Int8,
            repeat,
            calls: AtomicUsize::new(0),
        }))
    }

    fn load_text(
        &self,
        _: &ModelSpec,
        _: LoadOptions,
    ) -> vectorsearch_pro::Result<Box<dyn TextEncoder>> {
        Err(Error::new("There is no text tower in this test"))
    }
}

struct FakeEncoder {
    picture: usize,
    fault: Fault,
    /// With 8 bits there are fewer values.
    rounds: bool,
    repeat: usize,
    calls: AtomicUsize,
}

impl ImageEncoder for FakeEncoder {
    fn dim(&self) -> usize {
        DIM
    }

    fn lanes(&self) -> usize {
        1
    }

    fn encode(&self, pixels: &[f32], count: usize, out: &mut [f32]) -> Result<(), EngineFailure> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        match self.fault {
            Fault::Holds {
                pictures,
                from_call,
            } if call >= from_call && count > pictures => {
                return Err(EngineFailure::OutOfMemory(Error::new("out of memory")));
            }
            Fault::IsLostAfter(calls) if call >= calls => {
                return Err(EngineFailure::Device(Error::new("The device is gone")));
            }
            _ => {}
        }
        for (number, (pixels, vector)) in pixels[..count * self.picture]
            .chunks(self.picture)
            .zip(out.chunks_mut(DIM))
            .enumerate()
        {
            for _ in 0..self.repeat {
                summarise(pixels, std::hint::black_box(&mut *vector));
            }
            if self.rounds {
                const STEP: f32 = 100.0;
                for value in &mut *vector {
                    *value = (*value / STEP).round() * STEP;
                }
            }
            if self.fault == Fault::ComputesNonsense && number == count - 1 {
                vector.reverse();
            }
        }
        Ok(())
    }
}

/// A vector that depends on the whole picture and on nothing else.
fn summarise(pixels: &[f32], vector: &mut [f32]) {
    let strip = pixels.len() / vector.len();
    for (number, (strip, value)) in pixels.chunks(strip).zip(vector).enumerate() {
        *value = strip.iter().sum::<f32>() + number as f32;
    }
}

/// Lets calls of an engine through, or not: so a test can look at a job that is in the middle of its work. A test that
/// fails lets everything through, for else nobody would see it fail.
#[derive(Default)]
pub struct Gate {
    way: Way,
}

/// What engines hold of a gate.
#[derive(Clone, Default)]
struct Way {
    shared: Arc<(Mutex<Passage>, Condvar)>,
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.open();
    }
}

#[derive(Default)]
struct Passage {
    /// Short calls, with which a speed is measured.
    measurements: bool,
    /// Whole batches.
    open: bool,
    batches: usize,
    /// Only calls of fewer pictures wait.
    hold_below: usize,
    /// After so many batches the work is stopped.
    stop: Option<(usize, Control)>,
}

/// Calls of up to so many pictures measure.
const MEASURING: usize = 4;

impl Gate {
    /// Everything may pass.
    pub fn open(&self) {
        self.change(|passage| {
            passage.open = true;
            passage.measurements = true;
            passage.hold_below = 0;
        });
    }

    pub fn open_measurements(&self) {
        self.change(|passage| passage.measurements = true);
    }

    pub fn let_batches_through(&self, batches: usize) {
        self.change(|passage| passage.batches = batches);
    }

    /// Calls of fewer pictures than this wait.
    pub fn hold_below(&self, pictures: usize) {
        self.change(|passage| passage.hold_below = pictures);
    }

    /// Stops the work after so many batches.
    pub fn stop_after(&self, batches: usize, control: Control) {
        self.change(|passage| {
            passage.open = true;
            passage.stop = Some((batches, control));
        });
    }

    fn change(&self, change: impl FnOnce(&mut Passage)) {
        change(&mut self.way.shared.0.lock().unwrap());
        self.way.shared.1.notify_all();
    }
}

impl Way {
    fn pass(&self, count: usize) {
        let (passage, changed) = &*self.shared;
        let mut passage = passage.lock().unwrap();
        loop {
            if passage.open && count >= passage.hold_below
                || count <= MEASURING && passage.measurements && passage.hold_below == 0
            {
                break;
            }
            if count > MEASURING && passage.batches > 0 {
                passage.batches -= 1;
                break;
            }
            passage = changed.wait(passage).unwrap();
        }
        if let Some((left, control)) = &mut passage.stop {
            *left = left.saturating_sub(1);
            if *left == 0 {
                control.stop();
            }
        }
    }
}

/// A fake engine whose calls wait at a gate.
pub struct GatedEngine {
    engine: FakeEngine,
    way: Way,
}

impl GatedEngine {
    /// One without faults.
    pub fn new(gate: &Gate) -> Self {
        Self::with(FakeEngine::new(Fault::None), gate)
    }

    pub fn with(engine: FakeEngine, gate: &Gate) -> Self {
        Self {
            engine,
            way: gate.way.clone(),
        }
    }
}

impl Engine for GatedEngine {
    fn info(&self) -> &EngineInfo {
        self.engine.info()
    }

    fn devices(&self) -> Vec<Device> {
        self.engine.devices()
    }

    fn load_image(
        &self,
        model: &ModelSpec,
        options: LoadOptions,
    ) -> Result<Box<dyn ImageEncoder>, EngineFailure> {
        Ok(Box::new(GatedEncoder {
            encoder: self.engine.load_image(model, options)?,
            way: self.way.clone(),
        }))
    }

    fn load_text(
        &self,
        model: &ModelSpec,
        options: LoadOptions,
    ) -> vectorsearch_pro::Result<Box<dyn TextEncoder>> {
        self.engine.load_text(model, options)
    }
}

struct GatedEncoder {
    encoder: Box<dyn ImageEncoder>,
    way: Way,
}

impl ImageEncoder for GatedEncoder {
    fn dim(&self) -> usize {
        self.encoder.dim()
    }

    fn lanes(&self) -> usize {
        self.encoder.lanes()
    }

    fn encode(&self, pixels: &[f32], count: usize, out: &mut [f32]) -> Result<(), EngineFailure> {
        self.way.pass(count);
        self.encoder.encode(pixels, count, out)
    }
}

/// Writes the starter model with an image tower beside it that says of itself that it computes with 8 bits.
pub fn write_model_with_int8(folder: &Path) {
    write_starter(folder).unwrap();
    let towers = [folder.join("onnx"), folder.to_path_buf()];
    let tower = towers
        .iter()
        .find(|tower| tower.join("vision_model.onnx").is_file());
    let tower = tower.unwrap();
    let exact = std::fs::read(tower.join("vision_model.onnx")).unwrap();
    std::fs::write(tower.join("vision_model_int8.onnx"), quantized(&exact)).unwrap();
}

/// The same graph (field 7 of the file) with one node more (field 1 of the graph), whose operator (field 4) quantises.
fn quantized(model: &[u8]) -> Vec<u8> {
    const OPERATOR: &[u8] = b"DynamicQuantizeLinear";
    let mut node = vec![4 << 3 | 2, OPERATOR.len() as u8];
    node.extend(OPERATOR);
    let mut from = 0;
    loop {
        let start = from;
        let key = varint(model, &mut from);
        let value = varint(model, &mut from);
        match (key >> 3, key & 7) {
            (7, 2) => {
                let mut graph = model[from..from + value as usize].to_vec();
                graph.extend([1 << 3 | 2, node.len() as u8]);
                graph.extend(&node);
                let mut whole = model[..start].to_vec();
                whole.push(7 << 3 | 2);
                write_varint(&mut whole, graph.len() as u64);
                whole.extend(graph);
                whole.extend(&model[from + value as usize..]);
                return whole;
            }
            (_, 2) => from += value as usize,
            _ => {}
        }
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = bytes[*at];
        *at += 1;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return value;
        }
    }
    unreachable!("a number ends")
}

fn write_varint(to: &mut Vec<u8>, mut value: u64) {
    while value > 127 {
        to.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    to.push(value as u8);
}
