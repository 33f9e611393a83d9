//! Where a network runs, and with which numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where the network runs.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub enum Device {
    /// The processor, through the engine's own kernels.
    #[default]
    Cpu,
    /// An NVIDIA graphics card.
    Cuda,
    /// Through Intel's OpenVINO.
    OpenVino(OpenVinoTarget),
    /// A graphics card of any maker on Windows.
    DirectMl,
    /// Apple's GPU and neural engine.
    CoreMl,
}

/// What OpenVINO runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OpenVinoTarget {
    /// The processor: Intel's kernels, bf16 where it has instructions for it.
    Cpu,
    /// Intel's graphics.
    Gpu,
}

impl Device {
    /// All devices, the processor first.
    pub const ALL: [Self; 6] = [
        Self::Cpu,
        Self::Cuda,
        Self::OpenVino(OpenVinoTarget::Cpu),
        Self::OpenVino(OpenVinoTarget::Gpu),
        Self::DirectMl,
        Self::CoreMl,
    ];

    /// The name on the command line and in `run.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Cuda => "cuda",
            Self::OpenVino(OpenVinoTarget::Cpu) => "openvino",
            Self::OpenVino(OpenVinoTarget::Gpu) => "openvino-gpu",
            Self::DirectMl => "directml",
            Self::CoreMl => "coreml",
        }
    }

    /// The name shown to the user.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cpu => "Processor (CPU)",
            Self::Cuda => "NVIDIA graphics card (CUDA)",
            Self::OpenVino(OpenVinoTarget::Cpu) => "Processor, through OpenVINO",
            Self::OpenVino(OpenVinoTarget::Gpu) => "Intel graphics (OpenVINO)",
            Self::DirectMl => "Graphics card (DirectML)",
            Self::CoreMl => "Apple GPU and neural engine (CoreML)",
        }
    }

    /// A name as short as a switch has room for: "CPU", "CUDA".
    pub fn short_label(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Cuda => "CUDA",
            Self::OpenVino(OpenVinoTarget::Cpu) => "OpenVINO on the CPU",
            Self::OpenVino(OpenVinoTarget::Gpu) => "OpenVINO on Intel graphics",
            Self::DirectMl => "DirectML",
            Self::CoreMl => "CoreML",
        }
    }

    /// Whether it is the processor that does the work, whichever kernels run.
    pub fn is_processor(self) -> bool {
        matches!(self, Self::Cpu | Self::OpenVino(OpenVinoTarget::Cpu))
    }

    /// Whether a session is made for one batch size, because the device is slow or refuses otherwise.
    pub(super) fn wants_fixed_batch(self) -> bool {
        matches!(self, Self::DirectMl | Self::CoreMl)
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Device> for String {
    fn from(device: Device) -> Self {
        device.name().to_owned()
    }
}

impl TryFrom<String> for Device {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

impl FromStr for Device {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let same_name = |device: &Self| device.name() == name;
        Self::ALL
            .into_iter()
            .find(same_name)
            .ok_or_else(|| format!("expected one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// Which device the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum DeviceChoice {
    /// The fastest one that has passed its self-test here, else the processor.
    #[default]
    Auto,
    /// This one or an error.
    Only(Device),
}

impl From<DeviceChoice> for String {
    fn from(choice: DeviceChoice) -> Self {
        match choice {
            DeviceChoice::Auto => "auto".to_owned(),
            DeviceChoice::Only(device) => device.name().to_owned(),
        }
    }
}

impl TryFrom<String> for DeviceChoice {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

impl FromStr for DeviceChoice {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "auto" => Ok(Self::Auto),
            _ => name
                .parse()
                .map(Self::Only)
                .map_err(|expected: String| format!("{expected}, or auto")),
        }
    }
}

/// The numbers that a network computes with.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats: the default, and what everything else is compared with.
    #[default]
    Fp32,
    /// 16-bit floats with the range of 32-bit ones; the weights stay as they are, the device rounds.
    Bf16,
    /// 16-bit floats; a file of its own.
    Fp16,
    /// 8-bit whole numbers; a file of its own.
    Int8,
}

impl Precision {
    /// All of them, the most exact first.
    pub const ALL: [Self; 4] = [Self::Fp32, Self::Bf16, Self::Fp16, Self::Int8];

    /// The name on the command line and in `run.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fp32 => "fp32",
            Self::Bf16 => "bf16",
            Self::Fp16 => "fp16",
            Self::Int8 => "int8",
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let same_name = |precision: &Self| precision.name() == name;
        Self::ALL
            .into_iter()
            .find(same_name)
            .ok_or_else(|| format!("expected one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for device in Device::ALL {
            assert_eq!(device.to_string().parse(), Ok(device));
            let json = serde_json::to_string(&device).unwrap();
            assert_eq!(json, format!("\"{device}\""));
            assert_eq!(serde_json::from_str::<Device>(&json).unwrap(), device);
        }
        for precision in Precision::ALL {
            assert_eq!(precision.name().parse(), Ok(precision));
        }
        assert_eq!("auto".parse(), Ok(DeviceChoice::Auto));
        assert_eq!("cuda".parse(), Ok(DeviceChoice::Only(Device::Cuda)));
        assert!(
            "gpu"
                .parse::<DeviceChoice>()
                .unwrap_err()
                .contains("openvino-gpu")
        );
    }
}
