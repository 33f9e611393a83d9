//! What a build of ONNX Runtime can run on.

use serde::{Deserialize, Serialize};

/// What a build of ONNX Runtime can run on, beside the processor, which all can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// The processor alone (and, on macOS, Core ML).
    Cpu,
    /// NVIDIA graphics cards, with a CUDA version that is not known.
    Cuda,
    /// NVIDIA graphics cards, with CUDA 12.
    Cuda12,
    /// NVIDIA graphics cards, with CUDA 13.
    Cuda13,
    /// Intel processors and graphics cards.
    OpenVino,
    /// Any graphics card on Windows.
    DirectMl,
}

impl Variant {
    /// Reads it off the libraries that come with ONNX Runtime, and the CUDA version off the names of what they came
    /// in.
    pub(super) fn of<'a>(libraries: impl Iterator<Item = &'a str>, hints: &[String]) -> Self {
        let mut variant = Self::Cpu;
        for library in libraries {
            let library = library.to_ascii_lowercase();
            if library.contains("providers_cuda") {
                let says = |version: &str| hints.iter().any(|hint| hint.contains(version));
                return match (says("cuda12"), says("cuda13")) {
                    (true, false) => Self::Cuda12,
                    (false, true) => Self::Cuda13,
                    _ => Self::Cuda,
                };
            } else if library.contains("providers_openvino") {
                variant = Self::OpenVino;
            } else if library == "directml.dll" {
                variant = Self::DirectMl;
            }
        }
        variant
    }

    /// The short name of this build, as the catalog has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cpu => "onnxruntime",
            Self::Cuda => "onnxruntime-cuda",
            Self::Cuda12 => "onnxruntime-cuda12",
            Self::Cuda13 => "onnxruntime-cuda13",
            Self::OpenVino => "onnxruntime-openvino",
            Self::DirectMl => "onnxruntime-directml",
        }
    }

    /// The name of a build of this version, as it is shown to the user: "ONNX Runtime 1.28.0 for CUDA 13".
    pub fn title(self, version: &str) -> String {
        let special = match self {
            Self::Cpu => "",
            Self::Cuda => " for CUDA",
            Self::Cuda12 => " for CUDA 12",
            Self::Cuda13 => " for CUDA 13",
            Self::OpenVino => " with OpenVINO",
            Self::DirectMl => " with DirectML",
        };
        format!("ONNX Runtime {version}{special}")
    }

    /// What it can run on, as shown to the user.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cpu => "processor",
            Self::Cuda => "processor and NVIDIA graphics cards (CUDA)",
            Self::Cuda12 => "processor and NVIDIA graphics cards (CUDA 12)",
            Self::Cuda13 => "processor and NVIDIA graphics cards (CUDA 13)",
            Self::OpenVino => "processor and Intel graphics (OpenVINO)",
            Self::DirectMl => "processor and graphics cards (DirectML)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_libraries_tell() {
        let of = |libraries: &[&str], hint: &str| {
            Variant::of(libraries.iter().copied(), &[hint.to_owned()])
        };
        let shared = "libonnxruntime_providers_shared.so";
        assert_eq!(of(&["libonnxruntime.so.1.30.0", shared], ""), Variant::Cpu);
        let cuda = [shared, "libonnxruntime_providers_cuda.so"];
        assert_eq!(of(&cuda, "a.whl"), Variant::Cuda);
        assert_eq!(of(&cuda, "x-gpu_cuda12-1.28.0.tgz"), Variant::Cuda12);
        assert_eq!(of(&cuda, "x-gpu_cuda13-1.28.0.tgz"), Variant::Cuda13);
        let openvino = ["onnxruntime_providers_openvino.dll", "openvino.dll"];
        assert_eq!(of(&openvino, ""), Variant::OpenVino);
        assert_eq!(of(&["DirectML.dll"], ""), Variant::DirectMl);
    }
}
