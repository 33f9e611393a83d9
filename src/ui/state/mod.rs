//! The state of the window, in three parts that do not mix: what is remembered between two starts, what is open and
//! running, and what is looked at.

mod export;
mod fetch;
mod live;
mod persisted;
mod quality;
mod settings;
mod toast;
mod verdicts;
mod view;

pub(super) use export::{ExportView, RunExport, Writing, Written};
pub(super) use fetch::{Fetch, FetchKey, Fetched, Gauge, KaggleAccess};
pub(super) use live::{DropKind, Job, Live, OpenDataset, OpenRun, Opening, Standing};
pub(super) use persisted::{Persisted, Session};
pub(super) use quality::{
    DuplicateKind, Examined, Examining, PageWritten, Pairs, QualityTab, QualityView, RunQuality,
};
pub(super) use settings::{FolderSize, SettingsFound, SettingsLive};
pub(super) use toast::{Toast, ToastKind, Toasts};
pub(super) use verdicts::{Decision, VerdictBook, Waiting};
pub(super) use view::{DatasetView, Dialog, ExploreView, KeyWay, PaletteView, Query, View};
