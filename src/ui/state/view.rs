//! What the window shows of the state: selections, typed texts, the page. Nothing here is needed to work.

use std::collections::BTreeSet;

use super::{ExploreView, ExportView, HelpView, History, MapView, QualityView, Selection};
use crate::dataset::Bucket;
use crate::ui::command::{Command, Question, Wanted};
use crate::ui::finder::Wish;

/// View state.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(in crate::ui) struct View {
    /// Which products are selected, on every page.
    pub selection: Selection,
    /// Which products are looked at, and in which order.
    pub wish: Wish,
    pub welcome_path: String,
    pub dataset: DatasetView,
    pub embed: EmbedView,
    pub kaggle: KaggleView,
    /// Whether the open dataset is left out of a bundle.
    pub bundle_without_dataset: bool,
    pub explore: ExploreView,
    pub map: MapView,
    pub export: ExportView,
    pub quality: QualityView,
    pub help: HelpView,
    /// A proxy as it is typed.
    pub proxy: Option<String>,
    /// What can be taken back.
    pub history: History,
    /// The step of the tour that is shown.
    pub tour: Option<usize>,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// The path that is typed into it.
    pub path: String,
    /// Whether it is asked for because no file dialog could be opened.
    pub no_file_dialog: bool,
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
    /// The path of something.
    Path(Wanted),
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
    /// Whether the settings are seen although everything is embedded.
    pub settings_open: bool,
    /// A run was interrupted when the app was closed, and this was not said yet.
    pub offer_to_continue: bool,
    /// How a job ended while the window was not looked at.
    pub news: Option<&'static str>,
    /// What the window's title says before the name of the app.
    pub title: Option<String>,
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
