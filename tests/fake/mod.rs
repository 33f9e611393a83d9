//! An engine with a device that does what real ones do on a bad day.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use vectorsearch_pro::Error;
use vectorsearch_pro::inference::{
    Device, Engine, EngineFailure, EngineInfo, EngineKind, ImageEncoder, LoadOptions, TextEncoder,
};
use vectorsearch_pro::model::ModelSpec;

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
