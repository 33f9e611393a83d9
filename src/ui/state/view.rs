//! What the window shows of the state: selections, typed texts, the page. Nothing here is needed to work.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::Selection;
use crate::dataset::Bucket;
use crate::ui::command::{Command, Question};
use crate::ui::finder::Wish;

/// View state.
#[derive(Default)]
pub(in crate::ui) struct View {
    /// Which products are selected, on every page.
    pub selection: Selection,
    /// Which products are looked at, and in which order.
    pub wish: Wish,
    pub welcome_path: String,
    pub dataset: DatasetView,
    pub embed: EmbedView,
    pub kaggle: KaggleView,
    /// Whether the open dataset goes into a bundle.
    pub bundle_dataset: bool,
    pub explore: ExploreView,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// The command palette, while it is open.
    pub palette: Option<PaletteView>,
    /// Whether the pointer is on the messages: then they stay.
    pub pointer_on_toasts: bool,
    /// Whether the window may be closed although a job runs.
    pub may_close: bool,
    /// Whether the app starts anew after it is closed.
    pub restart: bool,
}

/// A dialog.
#[derive(Clone, Debug)]
pub(in crate::ui) enum Dialog {
    /// A question before something is taken away, and what is done after a yes.
    Question(Question, Box<Command>),
    /// A product's picture, large.
    Picture(usize),
    /// Key and folder for a download from Kaggle.
    Kaggle,
}

/// The command palette.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct PaletteView {
    /// What was typed.
    pub text: String,
    /// The line that Enter takes.
    pub line: usize,
}

/// The dataset page.
#[derive(Default)]
pub(in crate::ui) struct DatasetView {
    /// What is typed to search in names.
    pub search: String,
    /// What is shown in place of the products.
    pub ledger: Option<LedgerView>,
    /// Columns of which all values are shown, not the first few only.
    pub unfolded: BTreeSet<usize>,
    /// Whether the filters are beside the products where there is little room.
    pub filters_open: bool,
    /// A product to be brought into sight once it is found.
    pub reveal: Option<usize>,
}

/// The rows that are not plainly intact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) struct LedgerView {
    /// Only those that ended here.
    pub bucket: Option<Bucket>,
    /// The entry that is shown whole, by its place among those shown.
    pub entry: usize,
}

/// The embed page: a request as it is typed.
#[derive(Default)]
pub(in crate::ui) struct EmbedView {
    pub model: String,
    /// A model folder as it is typed.
    pub model_folder: String,
    pub out: String,
    /// 0 is automatic.
    pub batch: usize,
    pub first_look: bool,
}

/// How the key for Kaggle is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum KeyWay {
    #[default]
    File,
    Key,
    Token,
}

/// The dialog for Kaggle: what is typed there, forgotten when the app is closed.
#[derive(Default)]
pub(in crate::ui) struct KaggleView {
    pub way: KeyWay,
    pub user: String,
    pub key: String,
    pub token: String,
    pub folder: String,
}

/// The explore page.
#[derive(Default)]
pub(in crate::ui) struct ExploreView {
    pub text: String,
    pub past: Vec<Query>,
    pub current: Option<Query>,
    pub future: Vec<Query>,
}

/// A question to the run.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum Query {
    /// A product, by its index in the dataset.
    Product(i64),
    Text(String),
    Image(PathBuf),
}

impl ExploreView {
    /// Asks something new: what lay ahead is forgotten.
    pub fn ask(&mut self, query: Query) {
        if self.current.as_ref() == Some(&query) {
            return;
        }
        // Typing on is one question, not one for each letter.
        let typing_on = matches!(
            (&self.current, &query),
            (Some(Query::Text(_)), Query::Text(_))
        );
        let former = self.current.replace(query);
        if !typing_on {
            self.past.extend(former);
        }
        self.future.clear();
    }

    /// Goes one question back, if there is one.
    pub fn back(&mut self) {
        if let Some(query) = self.past.pop() {
            self.future.extend(self.current.replace(query));
        }
    }

    /// Goes one question forward, if there is one.
    pub fn forward(&mut self) {
        if let Some(query) = self.future.pop() {
            self.past.extend(self.current.replace(query));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forward_walk_through_the_questions() {
        let mut view = ExploreView::default();
        view.ask(Query::Product(1));
        view.ask(Query::Text("r".into()));
        view.ask(Query::Text("red".into()));
        view.ask(Query::Product(2));
        view.back();
        assert_eq!(view.current, Some(Query::Text("red".into())));
        view.back();
        assert_eq!(view.current, Some(Query::Product(1)));
        view.back();
        assert_eq!(view.current, Some(Query::Product(1)));
        view.forward();
        view.forward();
        assert_eq!(view.current, Some(Query::Product(2)));
        view.ask(Query::Product(3));
        assert!(view.future.is_empty());
    }
}
