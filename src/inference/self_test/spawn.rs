//! Starting the process of a self-test, and judging how it ends.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Answer, Failure, TestReport, Verdict};
use crate::inference::onnxruntime::missing_library;
use crate::inference::{Engine, LoadOptions};
use crate::job::{Control, End, Ended, run_limited};
use crate::model::ModelSpec;
use crate::{Error, Result};

/// The command of this program that [`SelfTest`] starts; not meant for people.
pub const SUBCOMMAND: &str = "self-test";

/// A driver that compiles a network for the first time may take a minute or two.
const LIMIT: Duration = Duration::from_mins(3);

/// A self-test that can be run.
#[derive(Clone, Debug)]
pub struct SelfTest {
    /// The program to start.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Variables of its environment, besides those of this process.
    pub environment: Vec<(OsString, OsString)>,
    /// How long it may take.
    pub limit: Duration,
}

impl SelfTest {
    /// The self-test of a device with this very program.
    pub fn new(engine: &dyn Engine, model: &ModelSpec, options: LoadOptions) -> Result<Self> {
        let program = std::env::current_exe().map_err(|cause| {
            Error::new("The program does not find its own file, so no device can be tested")
                .meaning("The processor can be used all the same")
                .remedy("Start the program from the folder where it is installed")
                .caused_by(cause)
        })?;
        let model = model.folder.as_ref().map_or_else(
            || model.id.clone().into(),
            |folder| folder.clone().into_os_string(),
        );
        let mut arguments: Vec<OsString> = vec![SUBCOMMAND.into(), "--model".into(), model];
        let values = [
            ("--device", options.device.name().to_owned()),
            ("--precision", options.precision.name().to_owned()),
            ("--threads", options.threads.to_string()),
        ];
        for (name, value) in values {
            arguments.extend([name.into(), value.into()]);
        }
        if let Some(library) = &engine.info().library {
            arguments.extend(["--runtime".into(), library.into()]);
        }
        Ok(Self {
            program,
            arguments,
            environment: Vec::new(),
            limit: LIMIT,
        })
    }

    /// Runs it. Whatever the device does is a report; an error means that there was no test (it was stopped, or the
    /// process could not be started).
    pub fn run(&self, control: &Control) -> Result<TestReport> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null());
        let ended = run_limited(&mut command, self.limit, control)?;
        log::debug!("self-test {:?}: {ended:?}", self.arguments);
        Ok(self.judge(&ended))
    }

    fn judge(&self, ended: &Ended) -> TestReport {
        match (&ended.end, answer(&ended.output)) {
            (End::TimedOut, _) => TestReport::new(Verdict::Hung(self.limit.as_secs()), None),
            (End::Crashed(how), _) => TestReport::new(Verdict::Crashed(how.clone()), None),
            (End::Exited(0), Some(Answer::Measured(evidence))) => {
                TestReport::new(evidence.verdict(), Some(evidence))
            }
            (End::Exited(_), Some(Answer::Failed(failure))) => {
                let failure = with_complaint(failure, &ended.errors);
                TestReport::new(Verdict::Failed(failure), None)
            }
            // A driver may end the process by itself, after the last word or before it.
            (End::Exited(status), _) => {
                TestReport::new(Verdict::Crashed(last_words(*status, &ended.errors)), None)
            }
        }
    }
}

/// The line that is an answer, among what drivers print.
fn answer(output: &str) -> Option<Answer> {
    let mut lines = output.lines().rev();
    lines.find_map(|line| serde_json::from_str(line).ok())
}

/// ONNX Runtime often returns less than it complains about on stderr: then the complaint is the reason.
fn with_complaint(failure: Failure, errors: &str) -> Failure {
    let complaint = errors
        .lines()
        .rev()
        .find(|line| line.contains("[E:onnxruntime"));
    let words = complaint
        .and_then(|line| {
            line.rsplit_once("[ERROR] ")
                .or_else(|| line.split_once("] "))
        })
        .map(|(_, words)| words.trim());
    let Some(reason) = words else {
        return failure;
    };
    let remedy = missing_library(reason).map(str::to_owned);
    Failure {
        reason: reason.to_owned(),
        remedy: remedy.or(failure.remedy),
    }
}

fn last_words(status: i32, errors: &str) -> String {
    match errors.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => format!("status {status}, {}", line.trim()),
        None => format!("status {status}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complaint_of_the_engine_is_the_reason() {
        let failure = || Failure {
            reason: "Failed to load provider".into(),
            remedy: None,
        };
        let errors = "\u{1b}[1;31m2026-11-25 [E:onnxruntime:app, bridge.cc:2310 Create] /openvino_provider_factory.cc:141 ParseDeviceType() [ERROR] [OpenVINO] Device GPU is not available\n\u{1b}[m\nlater";
        assert_eq!(
            with_complaint(failure(), errors).reason,
            "[OpenVINO] Device GPU is not available"
        );
        let cuda = "2026-11-25 [E:onnxruntime:app, bridge.cc:1 Get] libcudnn.so.9: cannot open shared object file";
        assert_eq!(
            with_complaint(failure(), cuda).reason,
            "libcudnn.so.9: cannot open shared object file"
        );
        assert!(
            with_complaint(failure(), cuda)
                .remedy
                .unwrap()
                .contains("cuDNN")
        );
        assert_eq!(
            with_complaint(failure(), "noise").reason,
            "Failed to load provider"
        );
    }

    #[test]
    fn an_answer_is_found_among_what_drivers_print() {
        let failed = serde_json::to_string(&Answer::Failed(Failure {
            reason: "no".into(),
            remedy: None,
        }));
        let output = format!("CUDA 13\n{}\nbye\n", failed.unwrap());
        assert!(matches!(answer(&output), Some(Answer::Failed(_))));
        assert_eq!(answer("{\"measured\": 1}"), None);
    }
}
