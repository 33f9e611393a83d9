//! Messages that come, say what happened and go by themselves; errors stay until they are dismissed.

use std::time::{Duration, Instant};

use crate::Error;
use crate::ui::command::Command;

/// How long a message stays.
const STAY: Duration = Duration::from_secs(6);

/// More than this many are not seen at once: the oldest that is no error goes.
const MOST: usize = 5;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum ToastKind {
    Info,
    Good,
    Warning,
    Error,
}

/// A message.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Toast {
    pub id: u64,
    pub kind: ToastKind,
    pub title: String,
    /// Further sentences.
    pub text: String,
    /// What can be copied for a report.
    pub details: String,
    /// What can be done about it.
    pub action: Option<Command>,
    ends: Option<Instant>,
}

impl Toast {
    /// A message of this kind.
    pub fn new(kind: ToastKind, title: impl Into<String>) -> Self {
        let ends = (kind != ToastKind::Error).then(|| Instant::now() + STAY);
        Self {
            id: 0,
            kind,
            title: title.into(),
            text: String::new(),
            details: String::new(),
            action: None,
            ends,
        }
    }

    /// Something went well.
    pub fn good(title: impl Into<String>) -> Self {
        Self::new(ToastKind::Good, title)
    }

    /// Something to know.
    pub fn info(title: impl Into<String>) -> Self {
        Self::new(ToastKind::Info, title)
    }

    /// An error that the app helped itself out of; it stays as errors do.
    pub fn warning(error: Error) -> Self {
        Self {
            kind: ToastKind::Warning,
            ..Self::from(error)
        }
    }

    /// Adds sentences.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Adds something to do: undo, open, show.
    pub fn action(mut self, command: impl Into<Command>) -> Self {
        self.action = Some(command.into());
        self
    }
}

impl From<Error> for Toast {
    fn from(error: Error) -> Self {
        let kind = if error.is_interrupted() {
            ToastKind::Info
        } else {
            ToastKind::Error
        };
        let sentences = [error.meaning_text(), error.remedy_text()];
        let text: Vec<String> = sentences
            .into_iter()
            .flatten()
            .map(|sentence| format!("{sentence}."))
            .collect();
        Self {
            details: error.details(),
            ..Self::new(kind, error.what()).text(text.join(" "))
        }
    }
}

/// The messages that are seen, oldest first.
#[derive(Debug, Default)]
pub(in crate::ui) struct Toasts {
    shown: Vec<Toast>,
    next: u64,
}

impl Toasts {
    /// Shows a message. The same one is not shown twice: it stays longer.
    pub fn push(&mut self, toast: impl Into<Toast>) {
        let mut toast = toast.into();
        self.shown.retain(|other| {
            (other.kind, &other.title, &other.text) != (toast.kind, &toast.title, &toast.text)
        });
        if self.shown.len() >= MOST {
            let goes = self
                .shown
                .iter()
                .position(|toast| toast.kind != ToastKind::Error)
                .unwrap_or(0);
            self.shown.remove(goes);
        }
        self.next += 1;
        toast.id = self.next;
        self.shown.push(toast);
    }

    /// Takes a message away.
    pub fn dismiss(&mut self, id: u64) {
        self.shown.retain(|toast| toast.id != id);
    }

    /// Lets messages go whose time is over; gives the time until the next one goes. While the pointer is on them they
    /// stay.
    pub fn expire(&mut self, now: Instant, hovered: bool) -> Option<Duration> {
        if hovered {
            for end in self
                .shown
                .iter_mut()
                .filter_map(|toast| toast.ends.as_mut())
            {
                *end = (*end).max(now + STAY / 2);
            }
        }
        self.shown
            .retain(|toast| toast.ends.is_none_or(|end| end > now));
        let ends = self.shown.iter().filter_map(|toast| toast.ends);
        ends.min().map(|end| end.duration_since(now))
    }

    /// The messages, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Toast> {
        self.shown.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_and_errors_stay() {
        let mut toasts = Toasts::default();
        toasts.push(Toast::good("Copied"));
        toasts.push(Error::new("The disk is full").meaning("Nothing was written"));
        let now = Instant::now();
        assert!(toasts.expire(now, false).is_some());
        assert_eq!(toasts.iter().count(), 2);
        assert_eq!(toasts.expire(now + STAY * 2, false), None);
        let left: Vec<_> = toasts.iter().collect();
        assert_eq!(left.len(), 1);
        assert_eq!(
            (left[0].title.as_str(), left[0].text.as_str()),
            ("The disk is full", "Nothing was written.")
        );
        let id = left[0].id;
        toasts.dismiss(id);
        assert_eq!(toasts.iter().count(), 0);
    }

    #[test]
    fn the_pointer_keeps_messages_and_repeats_are_not_stacked() {
        let mut toasts = Toasts::default();
        toasts.push(Toast::good("Copied"));
        toasts.push(Toast::good("Copied"));
        assert_eq!(toasts.iter().count(), 1);
        let end = Instant::now() + STAY / 2;
        toasts.expire(end, true);
        toasts.expire(end + STAY * 2 / 5, false);
        assert_eq!(toasts.iter().count(), 1);
        for number in 0..9 {
            toasts.push(Toast::info(format!("{number}")));
        }
        assert_eq!(toasts.iter().count(), MOST);
    }
}
