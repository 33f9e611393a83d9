//! Questions to the open run.

use std::path::PathBuf;

use super::App;
use crate::ui::command::{ExploreCommand, Page};
use crate::ui::state::Query;

impl App {
    pub(super) fn carry_out_explore(&mut self, command: ExploreCommand) {
        match command {
            ExploreCommand::Product(product) => self.search_product(product),
            ExploreCommand::Text(text) => self.ask(Query::Text(text)),
            ExploreCommand::Image(path) => self.search_image(path),
            ExploreCommand::Back => {
                self.view.explore.back();
                self.ask_current();
            }
            ExploreCommand::Forward => {
                self.view.explore.forward();
                self.ask_current();
            }
        }
    }

    pub(super) fn search_image(&mut self, path: PathBuf) {
        self.show_page(Page::Explore);
        self.ask(Query::Image(path));
    }

    fn search_product(&mut self, product: usize) {
        let id = self
            .live
            .dataset
            .as_ref()
            .and_then(|open| Some(open.dataset.products.get(product)?.id));
        if let Some(id) = id {
            self.show_page(Page::Explore);
            self.ask(Query::Product(id));
        }
    }

    fn ask(&mut self, query: Query) {
        self.view.explore.ask(query);
        self.ask_current();
    }

    fn ask_current(&mut self) {
        if let Some(Query::Text(text)) = &self.view.explore.current {
            self.view.explore.text.clone_from(text);
        }
        if let (Some(run), Some(query)) = (&self.live.run, &self.view.explore.current) {
            run.explorer.ask(query.clone());
        }
    }

    pub(super) fn poll_explore(&mut self) {
        if let Some(run) = &mut self.live.run {
            run.answer = run.explorer.take().or(run.answer.take());
        }
    }
}
