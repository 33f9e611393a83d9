//! Work in the background, known to neither window nor command line.
//!
//! A job owns its data and its threads. Whoever started it holds a [`Task`]: a [`Control`] to pause and stop it, and its
//! result, once. How far it is, is read from counters that the front end samples. Nothing here names a user interface;
//! the window is woken through an injected [`Wake`].

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
