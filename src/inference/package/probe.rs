//! Trying a library in a process of its own.
//!
//! Loading a library runs its code: it may crash, hang, or not be what it says. A child process of the same program
//! takes that risk, with a time limit.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::inference::runtime;
use crate::job::Control;
use crate::{Error, Result};

/// The hidden command with which the program tries a library: followed by its path, it prints a [`Probed`] as JSON.
pub const PROBE_COMMAND: &str = "probe-runtime";

/// Loading takes a second; a virus scanner that looks at hundreds of megabytes first takes longer.
const LIMIT: Duration = Duration::from_mins(2);
const TICK: Duration = Duration::from_millis(10);
/// More than this is no answer.
const LONGEST_ANSWER: u64 = 1 << 16;

/// What came of trying a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Probed {
    /// It is ONNX Runtime of this version and works.
    Version(String),
    /// It cannot be used: the reason as a clause.
    Refused(String),
}

/// Tries the library in this process. Only for a process that was started for it.
pub fn probe_here(library: &Path) -> Probed {
    match runtime::load(library, "") {
        Ok(loaded) => Probed::Version(loaded.version),
        Err(reason) => Probed::Refused(reason),
    }
}

/// Starts child processes that try libraries.
#[derive(Clone, Debug)]
pub struct Prober {
    program: PathBuf,
    limit: Duration,
}

impl Prober {
    /// Children of the running program.
    pub fn of_this_program() -> Result<Self> {
        let program = std::env::current_exe().map_err(|cause| {
            Error::new("The program cannot find its own file")
                .meaning("A library cannot be tried before it is used")
                .remedy("Start the app again from its usual place")
                .caused_by(cause)
        })?;
        Ok(Self::with_program(program))
    }

    /// Children of another copy of the program.
    pub fn with_program(program: PathBuf) -> Self {
        Self {
            program,
            limit: LIMIT,
        }
    }

    /// Tries a library in a child process and returns what it found; an error only where `control` stops it.
    pub(super) fn probe(&self, library: &Path, control: &Control) -> Result<Probed> {
        let child = Command::new(&self.program)
            .arg(PROBE_COMMAND)
            .arg(library)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let child = match child {
            Ok(child) => child,
            Err(cause) => {
                return Ok(Probed::Refused(format!("it could not be tried: {cause}")));
            }
        };
        let mut running = Running(child);
        let Some(status) = running.wait(self.limit, control)? else {
            let seconds = self.limit.as_secs();
            return Ok(Probed::Refused(format!(
                "it did not load within {seconds} seconds"
            )));
        };
        // A library may print whatever it likes; the answer is the last line.
        let answer = running.answer();
        let answer = answer
            .lines()
            .last()
            .and_then(|line| serde_json::from_str(line).ok());
        Ok(match answer {
            Some(probed) if status.success() => probed,
            _ => Probed::Refused(format!("it crashed while it was loaded ({status})")),
        })
    }
}

/// A child that does not outlive the interest in it.
struct Running(Child);

impl Running {
    /// How it ended, unless it takes longer than `limit`.
    fn wait(&mut self, limit: Duration, control: &Control) -> Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            control.check()?;
            match self.0.try_wait() {
                Ok(Some(status)) => return Ok(Some(status)),
                Ok(None) if start.elapsed() < limit => std::thread::sleep(TICK),
                Ok(None) | Err(_) => return Ok(None),
            }
        }
    }

    fn answer(&mut self) -> String {
        let mut answer = Vec::new();
        if let Some(stdout) = self.0.stdout.take() {
            // A part of an answer is no answer, which shows when it is read as JSON.
            let _ = stdout.take(LONGEST_ANSWER).read_to_end(&mut answer);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, or it ends now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// What is made of a program that does this instead of trying a library.
    fn probe(script: &str, limit: Duration) -> Probed {
        let place = tempfile::tempdir().unwrap();
        let program = place.path().join("program");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let prober = Prober { program, limit };
        prober.probe(Path::new("library"), &Control::new()).unwrap()
    }

    fn refusal(script: &str, limit: Duration) -> String {
        match probe(script, limit) {
            Probed::Refused(reason) => reason,
            Probed::Version(version) => panic!("accepted as {version}"),
        }
    }

    #[test]
    fn the_last_line_is_the_answer() {
        let script = r#"echo noise; test "$1" = probe-runtime && echo '{"version":"1.30.0"}'"#;
        assert_eq!(probe(script, LIMIT), Probed::Version("1.30.0".to_owned()));
        let script = r#"echo '{"refused":"too old"}'"#;
        assert_eq!(probe(script, LIMIT), Probed::Refused("too old".to_owned()));
    }

    #[test]
    fn crashes_and_silence_are_refused() {
        assert!(refusal("kill -SEGV $$", LIMIT).contains("crashed"));
        assert!(refusal("exit 0", LIMIT).contains("crashed"));
        assert!(refusal("echo '{\"version\":\"1.30.0\"}'; exit 3", LIMIT).contains("crashed"));
        let hanging = refusal("exec sleep 1000", Duration::from_millis(50));
        assert!(hanging.contains("did not load within"), "{hanging}");
    }

    #[test]
    fn a_program_that_cannot_be_started() {
        let prober = Prober::with_program(PathBuf::from("/no/such/program"));
        let found = prober.probe(Path::new("library"), &Control::new()).unwrap();
        assert!(matches!(found, Probed::Refused(reason) if reason.contains("could not be tried")));
    }

    #[test]
    fn a_stop_ends_the_child() {
        let control = Control::new();
        control.stop();
        let prober = Prober::with_program(PathBuf::from("/bin/sh"));
        let stopped = prober.probe(Path::new("library"), &control).unwrap_err();
        assert!(stopped.is_interrupted());
    }
}
