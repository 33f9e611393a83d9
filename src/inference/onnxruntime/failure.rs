//! What a failure of a device means: too little memory, a device that is gone, a library that is missing.

use ort::ErrorCode;

use super::cannot_run;
use crate::Error;
use crate::inference::{Device, EngineFailure, EngineInfo};
use crate::model::ModelFile;

/// How drivers and allocators say that memory is short, in lower case.
const OUT_OF_MEMORY: [&str; 11] = [
    "out of memory",
    "failed to allocate memory",
    "not enough memory",
    "insufficient memory",
    "cudaerrormemoryallocation",
    "cublas_status_alloc_failed",
    "cudnn_status_alloc_failed",
    "bad_alloc",
    "e_outofmemory",
    "8007000e",
    "mem_object_allocation_failure",
];

/// Libraries that a device needs and ONNX Runtime does not bring, by a part of the file's name, in lower case.
const BROUGHT_BY: [(&str, &str); 6] = [
    (
        "cudnn",
        "Install cuDNN 9 for the CUDA version of this ONNX Runtime",
    ),
    (
        "cublas",
        "Install the CUDA version that this ONNX Runtime was built for",
    ),
    (
        "cudart",
        "Install the CUDA version that this ONNX Runtime was built for",
    ),
    ("nvcuda", "Install the driver of the graphics card"),
    ("libcuda.so", "Install the driver of the graphics card"),
    (
        "openvino",
        "Keep the OpenVINO libraries beside the ONNX Runtime library",
    ),
];

/// The failure of a run on a device.
pub(super) fn in_a_run(device: Device, cause: &ort::Error) -> EngineFailure {
    let text = cause.to_string();
    if says_out_of_memory(&text) {
        return out_of_memory(device, text);
    }
    if device == Device::Cpu && cause.code() != ErrorCode::DeviceReset {
        return EngineFailure::Other(cannot_run(text));
    }
    EngineFailure::Device(
        Error::new(format!("The device stopped working: {}", device.label()))
            .meaning("What was embedded before is kept")
            .caused_by(text),
    )
}

/// The failure to load a network on a device, or to run it there for the first time.
pub(super) fn at_the_start(device: Device, file: &ModelFile, cause: &ort::Error) -> EngineFailure {
    let text = cause.to_string();
    if says_out_of_memory(&text) {
        return out_of_memory(device, text);
    }
    let remedy = missing_library(&text)
        .unwrap_or("Choose the processor; the details say what the driver answered");
    EngineFailure::Other(
        Error::new(format!(
            "ONNX Runtime cannot start this device: {}",
            device.label()
        ))
        .meaning("Nothing was embedded on it")
        .remedy(remedy)
        .at(file.to_string())
        .caused_by(text),
    )
}

fn out_of_memory(device: Device, cause: String) -> EngineFailure {
    EngineFailure::OutOfMemory(
        Error::new(format!(
            "There is too little memory on this device: {}",
            device.label()
        ))
        .meaning("What was embedded before is kept")
        .remedy("Close other programs that use the device, or choose the processor")
        .caused_by(cause),
    )
}

/// The error for a network of which the device took only a part.
pub(super) fn taken_in_part(device: Device, left: &str) -> Error {
    Error::new(format!(
        "This device does not take the whole network: {}",
        device.label()
    ))
    .meaning("It would be slower than it claims, so it is not used")
    .remedy("Choose the processor")
    .caused_by(left.to_owned())
}

/// The error for a device that the library was not built for.
pub(super) fn not_compiled_in(info: &EngineInfo, device: Device) -> Error {
    let library = info.library.as_ref().map(|path| path.display().to_string());
    Error::new(format!(
        "{info} was built without this device: {}",
        device.label()
    ))
    .meaning("Nothing was embedded")
    .remedy("Choose another device, or an ONNX Runtime library that was built for it")
    .at(library.unwrap_or_default())
}

fn says_out_of_memory(text: &str) -> bool {
    let text = text.to_lowercase();
    OUT_OF_MEMORY.iter().any(|words| text.contains(words))
}

/// What to install, where a library could not be loaded.
pub(in crate::inference) fn missing_library(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let is_missing = [
        "cannot open shared object",
        "no such file",
        "error 126",
        "loadlibrary failed",
        "dlopen",
    ]
    .iter()
    .any(|words| text.contains(words));
    let brought_by = BROUGHT_BY.iter().find(|(name, _)| text.contains(name))?;
    is_missing.then_some(brought_by.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_from_other_failures() {
        for text in [
            "CUDA failure 2: out of memory ; GPU=0",
            "Failed to allocate memory for requested buffer of size 1024",
            "ExecuteGraph failed: 8007000E Not enough memory resources are available",
            "std::bad_alloc",
        ] {
            assert!(says_out_of_memory(text), "{text}");
        }
        assert!(!says_out_of_memory(
            "CUDA failure 719: unspecified launch failure"
        ));
    }

    #[test]
    fn a_missing_library_is_named_with_what_brings_it() {
        let linux = "Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory";
        assert!(missing_library(linux).unwrap().contains("cuDNN"));
        let windows = "LoadLibrary failed with error 126 \"\" when trying to load onnxruntime_providers_cuda.dll which depends on cublas64_12.dll";
        assert!(missing_library(windows).unwrap().contains("CUDA version"));
        assert_eq!(missing_library("Device GPU is not available"), None);
    }
}
