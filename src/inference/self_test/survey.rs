//! The devices of this machine, with what is known of each: what a switch shows and chooses from.

use std::sync::Arc;

use super::{SelfTest, TestKey, TestReport, TestStore};
use crate::Result;
use crate::inference::{
    Device, DeviceChoice, Engine, LoadOptions, OpenVinoTarget, Precision, device_memory,
    device_name,
};
use crate::job::Control;
use crate::model::ModelSpec;

/// How many times as fast as the processor a device must be to be chosen without having been asked for: less is not
/// worth vectors that differ in the last digits from everybody else's.
const WORTH_CHANGING: f64 = 1.2;

/// A device as a switch shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceState {
    /// The device.
    pub device: Device,
    /// What it is called on this machine, where the system tells.
    pub name: Option<String>,
    /// Memory of its own in bytes, where the driver tells.
    pub memory: Option<u64>,
    /// The last self-test with this engine, driver, model and precision; the processor needs none.
    pub report: Option<TestReport>,
}

impl DeviceState {
    /// Whether the switch may offer it.
    pub fn is_offered(&self) -> bool {
        self.device == Device::Cpu || self.report.as_ref().is_some_and(TestReport::is_usable)
    }
}

/// Self-tests of one engine and model, remembered in a store.
pub struct DeviceTests<'a> {
    engine: &'a dyn Engine,
    model: &'a ModelSpec,
    model_sha256: String,
    precision: Precision,
    threads: usize,
    store: &'a TestStore,
    adapt: Option<Adapt>,
}

/// Changes how the process of a self-test is started: tests of this program have a program of their own for it.
pub type Adapt = Arc<dyn Fn(SelfTest) -> SelfTest + Send + Sync>;

impl<'a> DeviceTests<'a> {
    /// Self-tests of `engine` with `model`, whose file must fit `precision`. Hashes the image tower, once.
    pub fn new(
        engine: &'a dyn Engine,
        model: &'a ModelSpec,
        precision: Precision,
        threads: usize,
        store: &'a TestStore,
    ) -> Result<Self> {
        Ok(Self {
            engine,
            model,
            model_sha256: model.image.file.hash()?.sha256,
            precision,
            threads,
            store,
            adapt: None,
        })
    }

    /// The same with processes that are started in another way.
    #[must_use]
    pub fn adapted(mut self, adapt: Option<Adapt>) -> Self {
        self.adapt = adapt;
        self
    }

    /// All devices that the engine was built for, and what is known of them. Starts no test.
    pub fn states(&self) -> Vec<DeviceState> {
        let devices = self.engine.devices().into_iter();
        devices.map(|device| self.state(device)).collect()
    }

    /// What is known of one device. Starts no test.
    pub fn state(&self, device: Device) -> DeviceState {
        let report = match device {
            Device::Cpu => None,
            _ => self.store.report(&self.key(device)),
        };
        DeviceState {
            device,
            name: device_name(device),
            memory: device_memory(device),
            report,
        }
    }

    /// Tests a device in a process of its own and remembers the verdict.
    pub fn test(&self, device: Device, control: &Control) -> Result<TestReport> {
        let test = SelfTest::new(self.engine, self.model, self.options(device))?;
        let test = match &self.adapt {
            Some(adapt) => adapt(test),
            None => test,
        };
        let report = test.run(control)?;
        self.store.remember(self.key(device), report.clone())?;
        Ok(report)
    }

    /// Whether nothing is known yet of a device that the engine was built for.
    pub fn must_be_tested(&self, device: Device) -> bool {
        device != Device::Cpu
            && self.engine.devices().contains(&device)
            && self.state(device).report.is_none()
    }

    /// An error unless a device may be used; tests it if that was not done before. What the engine was not built
    /// for, it refuses itself.
    pub fn require(&self, device: Device, control: &Control) -> Result<()> {
        let report = if self.must_be_tested(device) {
            Some(self.test(device, control)?)
        } else {
            self.state(device).report
        };
        let refusal = report.and_then(|report| report.refusal(device));
        refusal.map_or(Ok(()), Err)
    }

    /// The device for a choice. Automatic is the fastest device that has passed its self-test, if it is well ahead of
    /// the processor; starts no test.
    pub fn choose(&self, choice: DeviceChoice) -> Device {
        match choice {
            DeviceChoice::Only(device) => device,
            // It needs no card of a certain maker.
            DeviceChoice::Auto if self.precision == Precision::Bf16 => {
                Device::OpenVino(OpenVinoTarget::Cpu)
            }
            DeviceChoice::Auto => fastest(&self.states()),
        }
    }

    fn options(&self, device: Device) -> LoadOptions {
        LoadOptions {
            device,
            precision: self.precision,
            threads: self.threads,
            batch: None,
        }
    }

    /// What a verdict or a measurement on a device holds for.
    pub fn key(&self, device: Device) -> TestKey {
        let engine = self.engine.info();
        TestKey::new(engine, &self.model_sha256, device, self.precision)
    }
}

fn fastest(states: &[DeviceState]) -> Device {
    let speed_up = |state: &DeviceState| {
        let report = state.report.as_ref().filter(|report| report.is_usable())?;
        report.speed_up().filter(|&times| times >= WORTH_CHANGING)
    };
    let rated = states
        .iter()
        .filter_map(|state| Some((state.device, speed_up(state)?)));
    let best = rated.max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or(Device::Cpu, |(device, _)| device)
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, Verdict};
    use super::*;

    fn state(device: Device, verdict: Option<Verdict>, rate: f64) -> DeviceState {
        let evidence = Evidence {
            load_seconds: 1.0,
            device_images_per_second: rate,
            cpu_images_per_second: 20.0,
            worst_cosine: Some(1.0),
            batch: 16,
            placement: None,
        };
        DeviceState {
            device,
            name: None,
            memory: None,
            report: verdict.map(|verdict| TestReport::new(verdict, Some(evidence))),
        }
    }

    #[test]
    fn the_fastest_device_that_passed_is_chosen() {
        let cpu = state(Device::Cpu, None, 0.0);
        let ahead = state(
            Device::OpenVino(OpenVinoTarget::Cpu),
            Some(Verdict::Usable),
            22.0,
        );
        assert_eq!(
            fastest(&[cpu.clone(), ahead]),
            Device::Cpu,
            "not far enough"
        );
        let untested = state(Device::DirectMl, None, 0.0);
        assert_eq!(fastest(&[cpu.clone(), untested.clone()]), Device::Cpu);
        let slow = state(Device::CoreMl, Some(Verdict::Slower), 10.0);
        let wrong = state(Device::Cuda, Some(Verdict::Wrong), 900.0);
        let good = state(
            Device::OpenVino(OpenVinoTarget::Gpu),
            Some(Verdict::Usable),
            60.0,
        );
        let better = state(Device::DirectMl, Some(Verdict::Usable), 90.0);
        assert_eq!(
            fastest(&[cpu.clone(), slow.clone(), wrong.clone()]),
            Device::Cpu
        );
        assert_eq!(
            fastest(&[cpu, good, slow, better, wrong, untested]),
            Device::DirectMl
        );
    }
}
