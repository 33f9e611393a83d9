//! Where drawing code leaves its commands.

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::Command;

/// Sends commands to the app; clones send to the same app.
#[derive(Clone)]
pub(in crate::ui) struct CommandSender(Sender<Command>);

impl CommandSender {
    /// A sender and what the app reads.
    pub fn new() -> (Self, Receiver<Command>) {
        let (send, receive) = unbounded();
        (Self(send), receive)
    }

    /// Asks for a command to be carried out before the next frame.
    pub fn send(&self, command: impl Into<Command>) {
        // The app may be gone while a file dialog is still open: then nobody wants the answer.
        let _ = self.0.send(command.into());
    }
}
