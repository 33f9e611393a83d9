//! Datasets that were opened before, and the strips of pictures by which they are known again.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use egui::TextureOptions;

use super::App;
use crate::Result;
use crate::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use crate::job::Task;
use crate::ui::state::Recent;
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
            let mut strips = Vec::new();
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
            }
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

    pub(super) fn forget(&mut self, location: &str) {
        self.persisted
            .session
            .recent
            .retain(|recent| recent.location != location);
        self.live.strips.shown.remove(location);
        let path = strip::file(&self.paths.recent(), location);
        let removed = self.task("forget strip", move |_| {
            // It may never have been written.
            let _ = std::fs::remove_file(path);
            Ok(Vec::new())
        });
        match removed {
            Ok(task) => self.live.strips.reading.push(task),
            Err(error) => self.show_error(error),
        }
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
