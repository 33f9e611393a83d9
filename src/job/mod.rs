//! Work in the background, known to neither window nor command line.
//!
//! A job owns its data and its threads. Whoever started it holds a handle: a [`Control`] to pause and stop it, a
//! bounded channel of few structured events, and counters to sample. Nothing here names a user interface; the window
//! is woken through an injected [`Wake`].

mod awake;
mod child;
mod claim;
mod control;
mod counter;
mod give_way;
mod latest;
mod share;
mod task;
mod wake;

pub use awake::Awake;
pub use child::{End, Ended, run_limited};
pub(crate) use claim::{Claim, busy, open_locked};
pub use control::Control;
pub use counter::Counter;
pub(crate) use give_way::give_way;
pub use latest::LatestWorker;
pub(crate) use share::share_out;
pub use task::Task;
pub(crate) use task::panicked;
pub use wake::Wake;
