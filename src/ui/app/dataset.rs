//! Opening datasets.

use std::sync::Arc;

use super::{App, let_go};
use crate::dataset::{CheckProgress, Dataset, DatasetLocation};
use crate::ui::command::{DatasetCommand, Page};
use crate::ui::state::{DatasetView, ExploreView, OpenDataset, Opening, Toast};
use crate::ui::thumbnails::Thumbnails;
use crate::{Error, Result};

impl App {
    pub(super) fn carry_out_dataset(&mut self, command: DatasetCommand) -> Result<()> {
        match command {
            DatasetCommand::OpenSample => {
                self.show_page(Page::Dataset);
                self.open_dataset("sample")
            }
            DatasetCommand::Open(text) => self.open_dataset(&text),
            DatasetCommand::Close => self.close_dataset(),
            DatasetCommand::StopOpening => {
                let_go(self.live.opening.take());
                Ok(())
            }
            DatasetCommand::SetRows(rows) => {
                self.persisted.settings.rows = rows;
                match &self.live.dataset {
                    Some(open) => self.open_dataset(&open.dataset.location.to_string()),
                    None => Ok(()),
                }
            }
            DatasetCommand::Select(product) => {
                self.view.selected = product;
                Ok(())
            }
        }
    }

    pub(super) fn open_dataset(&mut self, text: &str) -> Result<()> {
        self.not_while_embedding()?;
        let text = text.to_owned();
        let progress = Arc::new(CheckProgress::default());
        let (rows, theirs, label) = (
            self.persisted.settings.rows,
            Arc::clone(&progress),
            label(&text),
        );
        let task = self.task("open dataset", move |control| {
            Dataset::open(&DatasetLocation::parse(&text)?, rows, control, &theirs)
        })?;
        let opening = Opening {
            task,
            progress,
            label,
        };
        let_go(self.live.opening.replace(opening));
        Ok(())
    }

    fn not_while_embedding(&self) -> Result<()> {
        match self.live.job {
            Some(_) => Err(Error::new("A job is running")
                .remedy("Cancel it before you choose another dataset")),
            None => Ok(()),
        }
    }

    pub(super) fn opened(&mut self, dataset: Dataset) -> Result<()> {
        self.live.generation += 1;
        let dataset = Arc::new(dataset);
        self.persisted.settings.dataset = Some(dataset.location.to_string());
        let ids = dataset.products.iter().enumerate();
        let by_id = ids.map(|(index, product)| (product.id, index)).collect();
        let thumbnails = Thumbnails::new(&dataset, &self.wake);
        self.view.selected = None;
        self.view.dataset = DatasetView::default();
        self.view.explore = ExploreView::default();
        let open = OpenDataset {
            dataset,
            thumbnails,
            by_id,
            generation: self.live.generation,
        };
        let_go(self.live.dataset.replace(open));
        self.live.outcome = None;
        self.propose_output()
    }

    fn close_dataset(&mut self) -> Result<()> {
        self.not_while_embedding()?;
        if let Some(open) = self.live.dataset.take() {
            let location = &open.dataset.location;
            let toast = Toast::info(format!("{} is closed", location.label()));
            let again = DatasetCommand::Open(location.to_string());
            self.live.toasts.push(toast.action(again));
            let_go(Some(open));
        }
        let_go(self.live.run.take());
        self.persisted.settings.dataset = None;
        self.show_page(Page::Dataset);
        Ok(())
    }

    pub(super) fn poll_dataset(&mut self) {
        let Some(opened) = self
            .live
            .opening
            .as_mut()
            .and_then(|opening| opening.task.poll())
        else {
            return;
        };
        self.live.opening = None;
        let opened = opened.and_then(|dataset| self.opened(dataset));
        self.report(opened);
    }
}

/// What a dataset is called while it is being opened.
fn label(text: &str) -> String {
    let last = text
        .trim()
        .rsplit(['/', '\\'])
        .find(|part| !part.is_empty());
    last.map_or_else(
        || "dataset".to_owned(),
        |last| {
            if last == "sample" {
                "the sample".to_owned()
            } else {
                last.to_owned()
            }
        },
    )
}
