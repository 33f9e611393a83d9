//! Another program, or this one once more, with a time limit: what may hang or crash does so in a process that can be
//! ended.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use super::Control;
use crate::{Error, Result};

/// How often a running child is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// How long the output of an ended child may take to arrive. What a child of the child still writes is left out.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Most bytes kept of what a child prints.
const MOST_OUTPUT: u64 = 1 << 20;

/// How a child ended and what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub end: End,
    /// What it wrote to stdout.
    pub output: String,
    /// What it wrote to stderr.
    pub errors: String,
}

/// How a child ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this status.
    Exited(i32),
    /// The system ended it; why, in words.
    Crashed(String),
    /// It took too long and was ended.
    TimedOut,
}

impl Ended {
    /// Whether it ended by itself and with success.
    pub fn succeeded(&self) -> bool {
        self.end == End::Exited(0)
    }
}

/// Runs `command` to its end, or ends it after `limit` or when `control` says stop (then the error says so).
pub fn run_limited(command: &mut Command, limit: Duration, control: &Control) -> Result<Ended> {
    without_window(command);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|cause| cannot_start(command, cause))?;
    let output = child.stdout.take().map(read_in_background);
    let errors = child.stderr.take().map(read_in_background);
    let end = wait(&mut child, limit, control)?;
    let text = |from: Option<Receiver<Vec<u8>>>| {
        let bytes = from
            .and_then(|from| from.recv_timeout(LAST_WORDS).ok())
            .unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ok(Ended {
        end,
        output: text(output),
        errors: text(errors),
    })
}

fn wait(child: &mut Child, limit: Duration, control: &Control) -> Result<End> {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(how_it_ended(status)),
            Ok(None) => {}
            Err(cause) => {
                end(child);
                return Err(Error::new("A process of this program was lost").caused_by(cause));
            }
        }
        if control.is_stopped() {
            end(child);
            return Err(Error::interrupted());
        }
        if started.elapsed() > limit {
            end(child);
            return Ok(End::TimedOut);
        }
        std::thread::sleep(GLANCE);
    }
}

/// Ends the child and takes its status, so that nothing of it is left.
fn end(child: &mut Child) {
    if let Err(cause) = child.kill().and_then(|()| child.wait().map(|_| ())) {
        log::warn!("a process could not be ended: {cause}");
    }
}

#[cfg(unix)]
fn how_it_ended(status: ExitStatus) -> End {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Exited(code),
        (None, Some(signal)) => End::Crashed(format!("signal {signal}")),
        (None, None) => End::Crashed(status.to_string()),
    }
}

#[cfg(not(unix))]
fn how_it_ended(status: ExitStatus) -> End {
    match status.code() {
        // Windows reports an exception as a status with the two highest bits set.
        Some(code) if code.cast_unsigned() >= 0xC000_0000 => {
            End::Crashed(format!("exception {:08X}", code.cast_unsigned()))
        }
        Some(code) => End::Exited(code),
        None => End::Crashed(status.to_string()),
    }
}

/// A window program on Windows would open a console for every child.
#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_window(_: &mut Command) {}

/// Reads to the end on a thread of its own: a child whose pipe is full would wait for ever.
fn read_in_background(mut from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // A pipe that breaks has said what it had to say.
        let _ = from.by_ref().take(MOST_OUTPUT).read_to_end(&mut bytes);
        let _ = std::io::copy(&mut from, &mut std::io::sink());
        let _ = send.send(bytes);
    });
    receive
}

fn cannot_start(command: &Command, cause: std::io::Error) -> Error {
    Error::new("Another process could not be started")
        .remedy("Check that the program may be run, and close other programs if memory is short")
        .at(command.get_program())
        .caused_by(cause)
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Ended {
        run_limited(
            Command::new("sh").args(["-c", script]),
            limit,
            &Control::new(),
        )
        .unwrap()
    }

    #[test]
    fn ends_of_every_kind_are_told_apart() {
        let patient = Duration::from_mins(10);
        let ended = shell("echo out; echo err >&2; exit 3", patient);
        assert_eq!(
            (ended.end, ended.output.trim(), ended.errors.trim()),
            (End::Exited(3), "out", "err")
        );
        assert_eq!(
            shell("kill -SEGV $$", patient).end,
            End::Crashed("signal 11".to_owned())
        );
        assert_eq!(shell("sleep 600", Duration::ZERO).end, End::TimedOut);
    }

    #[test]
    fn a_stop_ends_the_child_and_more_than_a_pipe_holds_is_read() {
        let stopped = Control::new();
        stopped.stop();
        let mut command = Command::new("sleep");
        let error = run_limited(command.arg("600"), Duration::from_mins(10), &stopped).unwrap_err();
        assert!(error.is_interrupted());
        let ended = shell("head -c 3000000 /dev/zero", Duration::from_mins(10));
        assert_eq!(ended.output.len() as u64, MOST_OUTPUT);
        assert!(
            run_limited(
                &mut Command::new("/no/such/program"),
                Duration::ZERO,
                &Control::new()
            )
            .is_err()
        );
    }
}
