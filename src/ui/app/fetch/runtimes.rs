//! ONNX Runtime: downloaded, imported, chosen, removed.

use std::path::PathBuf;
use std::sync::Arc;

use super::file_name;
use crate::inference::package::{
    InstallProgress, InstallStage, Installed, Prober, Release, RuntimeStore, releases,
};
use crate::job::{Control, Task};
use crate::net::{Network, TransferMeter};
use crate::ui::app::App;
use crate::ui::command::WindowCommand;
use crate::ui::state::{FetchKey, Fetched, Gauge, Offer, Toast};
use crate::{Error, Result};

impl App {
    /// Looks for the runtimes that are installed and those that can be.
    pub(in crate::ui::app) fn list_runtimes(&mut self) -> Result<()> {
        let store = RuntimeStore::new(self.paths.runtimes());
        let list = move |_: &Control| {
            let offers = releases()?.into_iter().map(|release| Offer {
                here: store.partly_here(&release),
                release,
            });
            Ok((store.list(), offers.collect()))
        };
        self.live.listing_runtimes = Some(self.task("list runtimes", list)?);
        Ok(())
    }

    pub(super) fn install_runtime(&mut self, release: Release) -> Result<()> {
        let store = RuntimeStore::new(self.paths.runtimes());
        let network = self.persisted.settings.network();
        let (progress, gauge) = gauge();
        let label = release.variant.title(&release.version);
        let key = FetchKey::Runtime(release.name.clone());
        let work = move |control: &Control| {
            let (network, prober) = (Network::new(&network)?, Prober::of_this_program()?);
            store
                .install(&release, &network, &prober, control, &progress)
                .map(|installed| Fetched::Runtime(Box::new(installed)))
        };
        self.start_fetch(key, &label, gauge, work)
    }

    pub(super) fn import_runtime(&mut self, path: PathBuf) -> Result<()> {
        let store = RuntimeStore::new(self.paths.runtimes());
        let (progress, gauge) = gauge();
        let label = file_name(&path);
        let key = FetchKey::RuntimeFile(path.clone());
        let work = move |control: &Control| {
            store
                .import(&path, &Prober::of_this_program()?, control, &progress)
                .map(|installed| Fetched::Runtime(Box::new(installed)))
        };
        self.start_fetch(key, &label, gauge, work)
    }

    /// Reads the files of an installed runtime and compares them with what they were.
    pub(super) fn verify_runtime(&mut self, installed: Installed) -> Result<()> {
        let store = RuntimeStore::new(self.paths.runtimes());
        let (progress, gauge) = gauge();
        progress.enter(InstallStage::Checking);
        let key = FetchKey::Runtime(installed.id.clone());
        let label = installed.record.variant.title(&installed.record.version);
        let work = move |_: &Control| {
            store.verify(&installed.id)?;
            let record = installed.record;
            Ok(Fetched::RuntimeVerified(
                record.variant.title(&record.version),
            ))
        };
        self.start_fetch(key, &label, gauge, work)
    }

    pub(super) fn remove_runtime(&mut self, installed: Installed) -> Result<()> {
        if self.persisted.settings.runtime.as_ref() == Some(&installed.library) {
            self.persisted.settings.runtime = None;
        }
        let store = RuntimeStore::new(self.paths.runtimes());
        let remove = move |_: &Control| {
            store.remove(&installed.id)?;
            Ok(installed.record.bytes())
        };
        self.live.removing_runtime = Some(self.task("remove runtime", remove)?);
        Ok(())
    }

    /// Uses a library from now on: at once where none is loaded yet, else after a restart, because a process keeps the
    /// library that it has loaded.
    pub(in crate::ui::app) fn use_runtime(&mut self, installed: &Installed) -> Result<()> {
        let library = &installed.library;
        let name = installed.record.variant.title(&installed.record.version);
        self.persisted.settings.runtime = Some(library.clone());
        let loaded = self.live.engines.as_ref().map(|engines| {
            let info = engines.runtime().ok()?;
            info.library.clone()
        });
        match loaded {
            Some(Some(loaded)) if loaded == *library => {
                self.live
                    .toasts
                    .push(Toast::good(format!("{name} is in use")));
                Ok(())
            }
            Some(Some(_)) => {
                self.live.toasts.push(
                    Toast::info(format!("{name} is used after a restart"))
                        .text("The library that is loaded now stays until the app is closed.")
                        .action(WindowCommand::Restart),
                );
                Ok(())
            }
            _ => {
                self.live
                    .toasts
                    .push(Toast::good(format!("{name} is installed and loaded now")));
                self.begin_settings()
            }
        }
    }

    pub(super) fn poll_runtimes(&mut self) {
        if let Some(listed) = self.live.listing_runtimes.as_mut().and_then(Task::poll) {
            self.live.listing_runtimes = None;
            match listed {
                Ok((installed, offers)) => {
                    self.live.runtimes = installed;
                    self.live.offers = offers;
                }
                Err(error) => self.show_error(error),
            }
        }
        if let Some(removed) = self.live.removing_runtime.as_mut().and_then(Task::poll) {
            self.live.removing_runtime = None;
            let done = removed.and_then(|bytes| {
                let freed = crate::text::bytes_in_words(bytes);
                let toast = Toast::good(format!("ONNX Runtime is removed, {freed} are free"));
                self.live.toasts.push(toast);
                self.list_runtimes()
            });
            self.report(done);
        }
    }

    /// Starts the program anew once this window is closed and everything is saved.
    pub(in crate::ui::app) fn start_again() -> Result<()> {
        // An AppImage that unpacked itself for this start is gone with it; the file itself stays.
        let image = std::env::var_os("APPIMAGE").map(PathBuf::from);
        image
            .map_or_else(std::env::current_exe, Ok)
            .and_then(|program| std::process::Command::new(program).spawn())
            .map(drop)
            .map_err(|cause| {
                Error::new("The app could not start itself again")
                    .remedy("Start it by hand")
                    .caused_by(cause)
            })
    }
}

fn gauge() -> (Arc<InstallProgress>, Gauge) {
    let progress = Arc::new(InstallProgress::default());
    let theirs = Arc::clone(&progress);
    let gauge = Gauge::Runtime {
        progress: theirs,
        meter: TransferMeter::default(),
    };
    (progress, gauge)
}
