//! Devices as ONNX Runtime knows them: execution providers, with the options under which they are right and fast.
//!
//! Every provider is registered so that a failure is an error: by default ONNX Runtime would go on with the processor
//! and say nothing.

use std::path::PathBuf;

use ort::ep::{
    self, ArbitrarilyConfigurableExecutionProvider as _, ExecutionProvider,
    ExecutionProviderDispatch,
};
use ort::session::builder::SessionBuilder;
use serde_json::json;

use crate::inference::{Device, LoadOptions, OpenVinoTarget, Precision};
use crate::model::{ImageTower, ModelFile};

/// Whether the loaded library was built with the provider of a device. Not whether the device is there.
pub(super) fn is_compiled_in(device: Device) -> bool {
    let answer = match device {
        Device::Cpu => return true,
        Device::Cuda => ep::CUDA::is_available(),
        Device::OpenVino(_) => ep::OpenVINO::is_available(),
        Device::DirectMl => ep::DirectML::is_available(),
        Device::CoreMl => ep::CoreML::is_available(),
    };
    answer.unwrap_or_else(|cause| {
        log::warn!("ONNX Runtime does not tell its providers: {cause}");
        false
    })
}

/// The name under which ONNX Runtime reports what a device ran.
pub(super) fn provider_name(device: Device) -> &'static str {
    match device {
        Device::Cpu => ep::CPU::NAME,
        Device::Cuda => ep::CUDA::NAME,
        Device::OpenVino(_) => ep::OpenVINO::NAME,
        Device::DirectMl => ep::DirectML::NAME,
        Device::CoreMl => ep::CoreML::NAME,
    }
}

/// Calls that a device takes side by side. OpenVINO on the processor is given a stream of its own for each.
pub(super) fn lanes(options: LoadOptions) -> usize {
    match options.device {
        Device::OpenVino(OpenVinoTarget::Cpu) => options.threads.max(1),
        _ => 1,
    }
}

/// Adds the provider of a device, and what the device needs, to a session.
pub(super) fn add(
    builder: SessionBuilder,
    tower: &ImageTower,
    options: LoadOptions,
) -> ort::Result<SessionBuilder> {
    let provider = match options.device {
        Device::Cpu => return Ok(builder),
        Device::Cuda => cuda(),
        Device::OpenVino(target) => open_vino(target, options),
        Device::DirectMl => ep::DirectML::default().build(),
        Device::CoreMl => core_ml(&tower.file),
    };
    let mut builder = builder.with_execution_providers([provider.error_on_failure()])?;
    if options.device == Device::DirectMl {
        // With memory patterns DirectML plans for the largest size it ever saw and runs out of memory.
        builder = builder
            .with_memory_pattern(false)?
            .with_parallel_execution(false)?;
    }
    if let (true, Some(batch), Some(name)) = (
        options.device.wants_fixed_batch(),
        options.batch,
        &tower.batch_name,
    ) {
        builder = builder.with_dimension_override(name, batch as i64)?;
    }
    Ok(builder)
}

fn cuda() -> ExecutionProviderDispatch {
    ep::CUDA::default()
        // The default tries every algorithm anew for each batch size, for seconds and gigabytes.
        .with_conv_algorithm_search(ep::cuda::ConvAlgorithmSearch::Heuristic)
        // 19 bits in place of 32 would be faster, and not the vectors that were asked for.
        .with_tf32(false)
        .build()
}

fn open_vino(target: OpenVinoTarget, options: LoadOptions) -> ExecutionProviderDispatch {
    // Said in every case: on some machines OpenVINO rounds to 16 bits unless told not to.
    let precision = match options.precision {
        Precision::Bf16 => "bf16",
        Precision::Fp16 => "f16",
        Precision::Fp32 | Precision::Int8 => "f32",
    };
    let (name, config) = match target {
        OpenVinoTarget::Cpu => {
            let lanes = lanes(options).to_string();
            let config = json!({"CPU": {"INFERENCE_PRECISION_HINT": precision, "NUM_STREAMS": lanes, "INFERENCE_NUM_THREADS": lanes}});
            ("CPU", config)
        }
        OpenVinoTarget::Gpu => (
            "GPU",
            json!({"GPU": {"INFERENCE_PRECISION_HINT": precision}}),
        ),
    };
    ep::OpenVINO::default()
        .with_device_type(name)
        .with_arbitrary_config("load_config", config)
        .build()
}

fn core_ml(file: &ModelFile) -> ExecutionProviderDispatch {
    let provider = ep::CoreML::default()
        .with_model_format(ep::coreml::ModelFormat::MLProgram)
        .with_static_input_shapes(true);
    match core_ml_cache(file) {
        Some(folder) => provider.with_model_cache_dir(folder.display()).build(),
        None => provider.build(),
    }
}

/// A folder for what CoreML compiles, of this file's own: CoreML itself would take a model with other weights for the
/// same one.
fn core_ml_cache(file: &ModelFile) -> Option<PathBuf> {
    let details = file.path()?.metadata().ok()?;
    let changed = details
        .modified()
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    let name = format!("{}-{}", details.len(), changed.as_nanos());
    let folder = std::env::temp_dir()
        .join(env!("CARGO_PKG_NAME"))
        .join("coreml")
        .join(name);
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder)
}
