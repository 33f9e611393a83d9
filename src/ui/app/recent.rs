//! Datasets that were opened before, and the strips of pictures by which they are known again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use egui::TextureOptions;

use super::App;
use crate::Result;
use crate::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use crate::job::Task;
use crate::ui::command::WindowCommand;
use crate::ui::state::{Recent, Toast, Undo};
use crate::ui::strip;

/// So many datasets are remembered.
const MOST: usize = 6;

/// The sample, as locations name it.
const SAMPLE: &str = "sample";

impl App {
    /// Reads the strips of the datasets that are remembered, and draws the sample's where it is not there yet.
    pub(super) fn begin_recent(&mut self) -> Result<()> {
        let folder = self.paths.recent();
        let recent = self
            .persisted
            .session
            .recent
            .iter()
            .map(|recent| recent.location.clone());
        let wanted: Vec<String> = std::iter::once(SAMPLE.to_owned()).chain(recent).collect();
        let read = move |control: &_| {
            let (mut strips, mut needed) = (Vec::new(), Vec::new());
            for location in wanted {
                let path = strip::file(&folder, &location);
                let found = match strip::read(&path) {
                    None if location == SAMPLE => {
                        let progress = CheckProgress::default();
                        let sample = Dataset::open(
                            &DatasetLocation::Sample,
                            RowPolicy::Repair,
                            control,
                            &progress,
                        )?;
                        let drawn = strip::make(&sample);
                        strip::write(&drawn, &path)?;
                        Some(drawn)
                    }
                    found => found,
                };
                strips.extend(found.map(|found| (location, strip::for_screen(&found))));
                needed.push(path);
            }
            tidy(&folder, &needed);
            Ok(strips)
        };
        let task = self.task("read strips", read)?;
        self.live.strips.reading.push(task);
        Ok(())
    }

    /// Remembers a dataset that was opened, the latest first.
    pub(super) fn remember(&mut self, dataset: &Arc<Dataset>) -> Result<()> {
        let location = dataset.location.to_string();
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |time| time.as_secs());
        let recent = &mut self.persisted.session.recent;
        recent.retain(|other| other.location != location);
        recent.insert(
            0,
            Recent {
                label: dataset.location.label(),
                products: dataset.products.len(),
                opened: now,
                location: location.clone(),
            },
        );
        recent.truncate(MOST);
        let (theirs, path) = (
            Arc::clone(dataset),
            strip::file(&self.paths.recent(), &location),
        );
        let make = move |_: &_| {
            let made = strip::make(&theirs);
            strip::write(&made, &path)?;
            Ok(vec![(location, strip::for_screen(&made))])
        };
        let task = self.task("make strip", make)?;
        self.live.strips.reading.push(task);
        Ok(())
    }

    /// Takes a dataset off the list. Its strip stays until the next start, so that this can be taken back.
    pub(super) fn forget(&mut self, location: &str) {
        let list = &mut self.persisted.session.recent;
        let Some(at) = list.iter().position(|recent| recent.location == location) else {
            return;
        };
        let taken = list.remove(at);
        let toast = Toast::info(format!("{} is off the list", taken.label));
        let number = self.view.history.push(Undo::Recent(at, taken));
        self.live
            .toasts
            .push(toast.action(WindowCommand::TakeBack(number)));
    }

    pub(super) fn poll_recent(&mut self, ctx: &egui::Context) {
        let mut finished = Vec::new();
        self.live
            .strips
            .reading
            .retain_mut(|task| match Task::poll(task) {
                Some(result) => {
                    finished.push(result);
                    false
                }
                None => true,
            });
        for result in finished {
            match result {
                Ok(strips) => {
                    for (location, image) in strips {
                        let texture = ctx.load_texture(
                            format!("strip of {location}"),
                            image,
                            TextureOptions::LINEAR,
                        );
                        self.live.strips.shown.insert(location, texture);
                    }
                }
                // A strip is an ornament: that one is missing is no message worth.
                Err(error) => log::warn!("no strip of pictures: {error}"),
            }
        }
    }
}

/// Removes the strips of datasets that are not on the list any more.
fn tidy(folder: &Path, needed: &[PathBuf]) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if !needed.contains(&path)
            && let Err(cause) = std::fs::remove_file(&path)
        {
            log::warn!("{} stays: {cause}", path.display());
        }
    }
}
