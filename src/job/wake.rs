//! Waking the front end without knowing it.

use std::fmt;
use std::sync::Arc;

/// A closure that asks the front end to look at its jobs again; does nothing by default.
///
/// It is called from worker threads, so it must be cheap and must not block. Workers call it after events, not after
/// every item: counters are sampled by the front end at its own pace.
#[derive(Clone)]
pub struct Wake(Arc<dyn Fn() + Send + Sync>);

impl Wake {
    /// Calls `wake` whenever there is something new to see.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(wake))
    }

    /// Asks the front end to look.
    pub fn wake(&self) {
        (self.0)();
    }
}

impl Default for Wake {
    fn default() -> Self {
        Self::new(|| {})
    }
}

impl fmt::Debug for Wake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wake")
    }
}
