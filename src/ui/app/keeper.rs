//! Keeps settings and session on disk, on a thread of its own.

use std::time::{Duration, Instant};

use crate::job::{LatestWorker, Wake};
use crate::paths::AppPaths;
use crate::ui::state::Persisted;
use crate::{Error, Result};

/// A session that changes all the time, as while the window is resized, is written when it has been still for so long.
const STILL: Duration = Duration::from_secs(1);

/// Writes what has changed.
pub(super) struct Keeper {
    paths: AppPaths,
    /// What was handed to the worker last.
    kept: Persisted,
    /// What differed from it when it was last looked at, and since when.
    changed: Option<(Persisted, Instant)>,
    worker: Option<LatestWorker<Persisted, Result<()>>>,
}

impl Keeper {
    /// Starts the thread; `kept` is what the files hold already.
    pub fn start(kept: Persisted, paths: AppPaths, wake: Wake) -> Result<Self> {
        let (theirs, mut written) = (paths.clone(), kept.clone());
        let worker = LatestWorker::start("keep settings", wake, move |persisted: Persisted| {
            write_changes(&theirs, &written, &persisted)?;
            written = persisted;
            Ok(())
        })?;
        Ok(Self {
            paths,
            kept,
            changed: None,
            worker: Some(worker),
        })
    }

    /// Hands over what has changed: settings at once, the session when it is still. Gives the time after which to look
    /// again.
    pub fn keep(&mut self, persisted: &Persisted, now: Instant) -> Option<Duration> {
        if *persisted == self.kept {
            self.changed = None;
            return None;
        }
        let since = match &self.changed {
            Some((seen, since)) if seen == persisted => *since,
            _ => now,
        };
        if persisted.settings != self.kept.settings || now.duration_since(since) >= STILL {
            if let Some(worker) = &self.worker {
                worker.ask(persisted.clone());
            }
            self.kept = persisted.clone();
            self.changed = None;
            return None;
        }
        self.changed = Some((persisted.clone(), since));
        Some(STILL)
    }

    /// What went wrong with the last writing.
    pub fn error(&self) -> Option<Error> {
        self.worker
            .as_ref()
            .and_then(LatestWorker::take)
            .and_then(Result::err)
    }

    /// Ends the thread and writes what it did not come to.
    pub fn finish(&mut self, persisted: &Persisted) -> Result<()> {
        self.worker = None;
        write_changes(&self.paths, &Persisted::load(&self.paths).0, persisted)
    }
}

fn write_changes(paths: &AppPaths, before: &Persisted, now: &Persisted) -> Result<()> {
    if before.settings != now.settings {
        now.settings.save(&paths.settings())?;
    }
    if before.session != now.session {
        now.session.save(&paths.session())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Theme;

    #[test]
    fn the_last_changes_are_written_at_the_end() {
        let home = tempfile::tempdir().unwrap();
        let paths = AppPaths::below(home.path());
        let mut keeper =
            Keeper::start(Persisted::default(), paths.clone(), Wake::default()).unwrap();
        let mut persisted = Persisted::default();
        persisted.settings.theme = Theme::Dark;
        assert_eq!(
            keeper.keep(&persisted, Instant::now()),
            None,
            "settings are handed over at once"
        );
        persisted.session.zoom = 1.2;
        assert!(
            keeper.keep(&persisted, Instant::now()).is_some(),
            "the session waits until it is still"
        );
        keeper.finish(&persisted).unwrap();
        assert_eq!(Persisted::load(&paths).0, persisted);
    }
}
