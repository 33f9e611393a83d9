//! Opening datasets.

use std::sync::Arc;

use super::{App, let_go};
use crate::dataset::{CheckProgress, Dataset, DatasetLocation, ProductFilter};
use crate::ui::command::{DatasetCommand, Page};
use crate::ui::finder::{self, Wish};
use crate::ui::state::{
    DatasetView, Dialog, ExploreView, MapView, OpenDataset, Opening, Selection, Toast,
};
use crate::ui::thumbnails::Thumbnails;
use crate::{Error, Result};

impl App {
    pub(super) fn carry_out_dataset(
        &mut self,
        ctx: &egui::Context,
        command: DatasetCommand,
    ) -> Result<()> {
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
            DatasetCommand::Forget(location) => {
                self.forget(&location);
                Ok(())
            }
            DatasetCommand::CopyIds => {
                self.copy_ids(ctx);
                Ok(())
            }
            looked_at => {
                self.look_at(looked_at);
                Ok(())
            }
        }
    }

    /// Commands that change what is looked at, and nothing else.
    fn look_at(&mut self, command: DatasetCommand) {
        let before = (self.view.selection.clone(), self.view.wish.clone());
        let mut wish = self.view.wish.clone();
        match command {
            DatasetCommand::Select(selection) => self.view.selection = selection,
            DatasetCommand::Reveal(product) => {
                self.show_page(Page::Dataset);
                self.view.dataset.ledger = None;
                self.view.dataset.reveal = Some(product);
                self.view.selection = Selection::one(product);
                wish.filter = ProductFilter::default();
            }
            DatasetCommand::SetFilter(filter) => wish.filter = filter,
            DatasetCommand::ClearFilter => wish.filter = ProductFilter::default(),
            DatasetCommand::OnlySelected => {
                let only = self.view.selection.products.iter().copied().collect();
                wish.filter = ProductFilter {
                    only: Some(only),
                    ..ProductFilter::default()
                };
            }
            DatasetCommand::SortBy(sort) => wish.sort = sort,
            DatasetCommand::OpenPicture(product) => {
                self.view.dialog = Some(Dialog::Picture(product));
            }
            DatasetCommand::Ledger(ledger) => {
                self.show_page(Page::Dataset);
                self.view.dataset.ledger = ledger;
            }
            _ => {}
        }
        self.wish_for(wish);
        self.remember_look(before.0, before.1);
    }

    /// Asks for other products.
    pub(super) fn wish_for(&mut self, wish: Wish) {
        if wish == self.view.wish {
            return;
        }
        self.view.dataset.search.clone_from(&wish.filter.text);
        self.view.wish = wish.clone();
        if let Some(open) = &self.live.dataset {
            open.finder.ask(wish);
        }
    }

    fn copy_ids(&mut self, ctx: &egui::Context) {
        let Some(open) = &self.live.dataset else {
            return;
        };
        let products = &open.dataset.products;
        let ids = self
            .view
            .selection
            .products
            .iter()
            .filter_map(|&product| Some(products.get(product)?.id.to_string()));
        let ids: Vec<String> = ids.collect();
        let what = crate::text::counted(ids.len() as u64, "id");
        self.copy(ctx, ids.join("\n"), &what);
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
        let dataset = Arc::new(dataset);
        self.persisted.settings.dataset = Some(dataset.location.to_string());
        let ids = dataset.products.iter().enumerate();
        let by_id = ids.map(|(index, product)| (product.id, index)).collect();
        let thumbnails = Thumbnails::new(&dataset, &self.wake);
        self.view.selection = Selection::default();
        self.view.wish = Wish::default();
        self.view.dataset = DatasetView::default();
        self.view.explore = ExploreView::default();
        self.view.map = MapView::default();
        self.view.history.dataset_changed();
        let theirs = Arc::clone(&dataset);
        let finder = finder::start(Arc::clone(&dataset), self.wake.clone())?;
        finder.ask(Wish::default());
        let open = OpenDataset {
            finder,
            found: None,
            dataset,
            thumbnails,
            by_id,
        };
        let_go(self.live.dataset.replace(open));
        self.live.outcome = None;
        self.forget_measurements();
        self.remember(&theirs)?;
        if self.offer_to_continue(&theirs.location.to_string())? {
            return Ok(());
        }
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
        if let Some(open) = &mut self.live.dataset {
            open.found = open.finder.take().or(open.found.take());
        }
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
