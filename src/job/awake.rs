//! Keeping the computer from falling asleep while it works.
//!
//! On Linux and macOS a tool of the system does it for as long as a program runs that it starts. That program is
//! `cat`, which ends when nobody holds its input any more: so the wish ends with this process, however that ends.

use super::{LatestWorker, Wake};
use crate::Result;

/// A wish to the system, granted where it can be: it does not fall asleep by itself, but whoever closes the lid still
/// sends it to sleep. Asking may take a while, so a thread of its own does it; Windows also ties the wish to the
/// thread that made it.
pub struct Awake {
    worker: LatestWorker<bool, ()>,
    asked: bool,
}

impl Awake {
    /// Nothing is asked of the system yet.
    pub fn new() -> Result<Self> {
        let mut held: Option<system::Wish> = None;
        let mut told = false;
        let worker = LatestWorker::start("keep awake", Wake::default(), move |awake: bool| {
            drop(held.take());
            if !awake {
                return;
            }
            let wish = system::Wish::new().inspect_err(|cause| {
                // The work goes on all the same: once in the log is enough.
                if !std::mem::replace(&mut told, true) {
                    log::info!("the system cannot be kept awake: {cause}");
                }
            });
            held = wish.ok();
        })?;
        Ok(Self {
            worker,
            asked: false,
        })
    }

    /// Asks the system to stay awake, or lets it sleep again. Costs nothing where that is so already.
    pub fn set(&mut self, awake: bool) {
        if self.asked != awake {
            self.asked = awake;
            self.worker.ask(awake);
        }
    }
}

#[cfg(unix)]
mod system {
    use std::io;
    use std::process::{Child, Command, Stdio};

    /// The tool and what it is told, but for the program that it starts.
    const TOOL: &[&str] = if cfg!(target_os = "macos") {
        &["caffeinate", "-i"]
    } else {
        &[
            "systemd-inhibit",
            "--what=idle:sleep",
            "--who=VectorSearch Pro",
            "--why=Pictures are being embedded",
            "--mode=block",
        ]
    };

    /// Holds as long as it lives.
    pub(super) struct Wish(Child);

    impl Wish {
        pub fn new() -> io::Result<Self> {
            Command::new(TOOL[0])
                .args(&TOOL[1..])
                .arg("cat")
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .map(Self)
        }
    }

    impl Drop for Wish {
        fn drop(&mut self) {
            drop(self.0.stdin.take());
            // It ends by itself, but nobody shall wait for a tool that hangs.
            if let Err(cause) = self.0.kill().and_then(|()| self.0.wait().map(drop)) {
                log::info!("the system may stay awake: {cause}");
            }
        }
    }
}

#[cfg(windows)]
mod system {
    /// Holds as long as it lives.
    pub(super) struct Wish(#[allow(dead_code, reason = "it is held")] keepawake::KeepAwake);

    impl Wish {
        pub fn new() -> keepawake::Result<Self> {
            keepawake::Builder::default().idle(true).create().map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_cannot_be_asked_does_no_harm() {
        let mut awake = Awake::new().unwrap();
        for wish in [true, true, false, true] {
            awake.set(wish);
            assert_eq!(awake.asked, wish);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_wish_ends_with_whoever_made_it() {
        let Ok(wish) = system::Wish::new() else {
            // There is no such tool here; the test before covers that.
            return;
        };
        // Waits for the tool's end: it would hang here if the tool went on.
        drop(wish);
    }
}
