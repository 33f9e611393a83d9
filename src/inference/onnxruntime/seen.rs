//! What really ran where: read from the profile that ONNX Runtime writes of a session's first run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use ort::session::Session;
use serde::Deserialize;

use crate::inference::Placement;

/// Operations that make up the time of a network. Shapes and indexes may stay on the processor; these may not.
const HEAVY: [&str; 5] = ["MatMul", "Gemm", "Conv", "Attention", "Einsum"];

/// One operation that ran.
#[derive(Debug, PartialEq)]
pub(super) struct Ran {
    provider: String,
    operator: String,
}

/// Where a session may write its profile: a path that no other session of this machine has.
pub(super) fn profile_path() -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let (app, process) = (env!("CARGO_PKG_NAME"), std::process::id());
    std::env::temp_dir().join(format!("{app}-profile-{process}-{number}"))
}

/// Ends the profile of a session and returns what ran.
pub(super) fn end_profile(session: &mut Session) -> ort::Result<Vec<Ran>> {
    let path = session.end_profiling()?;
    let profile = std::fs::read(&path).map_err(ort::Error::wrap)?;
    if let Err(cause) = std::fs::remove_file(&path) {
        log::warn!("{path} was not removed: {cause}");
    }
    read_profile(&profile).map_err(ort::Error::wrap)
}

/// The nodes of a profile. It is a list of events of several kinds; nodes have a provider and an operator.
fn read_profile(profile: &[u8]) -> serde_json::Result<Vec<Ran>> {
    #[derive(Deserialize)]
    struct Event {
        #[serde(default)]
        args: BTreeMap<String, serde_json::Value>,
    }
    let events: Vec<Event> = serde_json::from_slice(profile)?;
    let text = |event: &Event, key: &str| Some(event.args.get(key)?.as_str()?.to_owned());
    let ran = |event: Event| {
        Some(Ran {
            provider: text(&event, "provider").filter(|name| !name.is_empty())?,
            operator: text(&event, "op_name")?,
        })
    };
    Ok(events.into_iter().filter_map(ran).collect())
}

pub(super) fn placement(seen: &[Ran]) -> Placement {
    let mut placement = Placement::default();
    for ran in seen {
        *placement.0.entry(ran.provider.clone()).or_default() += 1;
    }
    placement
}

/// The heavy operations that `provider` did not take, counted in words; `None` if it took them all.
pub(super) fn left_to_processor(seen: &[Ran], provider: &str) -> Option<String> {
    let taken = seen.iter().filter(|ran| ran.provider == provider).count();
    if taken == 0 {
        return Some("it took none of the network's operations".to_owned());
    }
    let mut left = BTreeMap::<&str, usize>::new();
    for ran in seen.iter().filter(|ran| ran.provider != provider) {
        if HEAVY.iter().any(|heavy| ran.operator.contains(heavy)) {
            *left.entry(&ran.operator).or_default() += 1;
        }
    }
    if left.is_empty() {
        return None;
    }
    let left: Vec<String> = left
        .iter()
        .map(|(operator, count)| format!("{count} {operator}"))
        .collect();
    Some(format!("it left {} to the processor", left.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = r#"[
        {"cat":"Session","name":"model_run","args":{}},
        {"cat":"Node","name":"a_kernel_time","args":{"op_name":"MatMul","provider":"CUDAExecutionProvider","output_size":"8"}},
        {"cat":"Node","name":"b_kernel_time","args":{"op_name":"Shape","provider":"CPUExecutionProvider"}},
        {"cat":"Node","name":"c_kernel_time","args":{"op_name":"FusedMatMul","provider":"CPUExecutionProvider"}},
        {"cat":"Node","name":"d_fence_before","args":{"op_name":"MatMul"}}]"#;

    #[test]
    fn what_the_device_left_to_the_processor_is_named() {
        let seen = read_profile(PROFILE.as_bytes()).unwrap();
        assert_eq!(seen.len(), 3);
        assert_eq!(placement(&seen).0["CPUExecutionProvider"], 2);
        assert_eq!(
            left_to_processor(&seen, "CUDAExecutionProvider").unwrap(),
            "it left 1 FusedMatMul to the processor"
        );
        assert_eq!(left_to_processor(&seen[..2], "CUDAExecutionProvider"), None);
        assert!(left_to_processor(&seen, "DmlExecutionProvider").is_some());
        assert!(read_profile(b"[{").is_err());
    }
}
