//! A worker for questions of which only the newest matters: searching while a text is typed, opening what was
//! dropped last.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::Wake;
use crate::{Error, Result};

/// One named thread, at most one question waiting: a newer question replaces the one that waits.
///
/// Answers are taken with [`LatestWorker::take`]; an answer that nobody took is replaced by the next one. Dropping
/// the worker finishes the question being answered and ends the thread.
pub struct LatestWorker<Question, Answer> {
    shared: Arc<Shared<Question, Answer>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared<Question, Answer> {
    state: Mutex<State<Question, Answer>>,
    changed: Condvar,
}

struct State<Question, Answer> {
    waiting: Option<Question>,
    answer: Option<Answer>,
    busy: bool,
    closed: bool,
}

impl<Question: Send + 'static, Answer: Send + 'static> LatestWorker<Question, Answer> {
    /// Starts the thread; `answer` runs there, for one question at a time.
    pub fn start(
        name: &str,
        wake: Wake,
        mut answer: impl FnMut(Question) -> Answer + Send + 'static,
    ) -> Result<Self> {
        let state = State {
            waiting: None,
            answer: None,
            busy: false,
            closed: false,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                while let Some(question) = theirs.next_question() {
                    let answered = answer(question);
                    theirs.put_answer(answered);
                    wake.wake();
                }
            })
            .map_err(|cause| {
                Error::new("A background thread could not be started")
                    .remedy("Close other programs and try again")
                    .caused_by(cause)
            })?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Asks; replaces a question that still waits.
    pub fn ask(&self, question: Question) {
        self.shared.lock().waiting = Some(question);
        self.shared.changed.notify_all();
    }

    /// The newest answer, once.
    pub fn take(&self) -> Option<Answer> {
        self.shared.lock().answer.take()
    }

    /// Whether a question waits or is being answered.
    pub fn is_busy(&self) -> bool {
        let state = self.shared.lock();
        state.busy || state.waiting.is_some()
    }
}

impl<Question, Answer> Shared<Question, Answer> {
    fn next_question(&self) -> Option<Question> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(question) = state.waiting.take() {
                state.busy = true;
                return Some(question);
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn put_answer(&self, answer: Answer) {
        let mut state = self.lock();
        state.answer = Some(answer);
        state.busy = false;
    }

    fn lock(&self) -> MutexGuard<'_, State<Question, Answer>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<Question, Answer> Drop for LatestWorker<Question, Answer> {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("a background worker panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn only_the_newest_waiting_question_is_answered() {
        let (started, has_started) = mpsc::channel();
        let (go, may_go) = mpsc::channel();
        let (done, is_done) = mpsc::channel();
        let worker = LatestWorker::start(
            "test",
            Wake::new(move || done.send(()).unwrap()),
            move |n: u32| {
                started.send(n).unwrap();
                may_go.recv().unwrap();
                n * 10
            },
        )
        .unwrap();
        worker.ask(1);
        assert_eq!(has_started.recv().unwrap(), 1);
        worker.ask(2);
        worker.ask(3);
        assert!(worker.is_busy());
        go.send(()).unwrap();
        is_done.recv().unwrap();
        assert_eq!(
            has_started.recv().unwrap(),
            3,
            "2 was replaced while it waited"
        );
        go.send(()).unwrap();
        is_done.recv().unwrap();
        assert_eq!(worker.take(), Some(30));
        assert_eq!(worker.take(), None);
        assert!(!worker.is_busy());
    }
}
