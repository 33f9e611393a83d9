//! The state of the window, in three parts that do not mix: what is remembered between two starts, what is open and
//! running, and what is looked at.

mod embed;
mod explore;
mod export;
mod fetch;
mod help;
mod live;
mod map;
mod persisted;
mod quality;
mod selection;
mod settings;
mod toast;
mod undo;
mod verdicts;
mod view;

pub(super) use embed::{
    Choice, Compared, Comparing, EmbedLive, Gallery, Measured, Measuring, RateHistory, StartedJob,
    Survey, Surveyed, Testing,
};
pub(super) use explore::{ExploreView, Part, Pinned, Question, Subject, query};
pub(super) use export::{ExportView, RunExport, Writing, Written};
pub(super) use fetch::{
    Fetch, FetchKey, Fetched, Gauge, KaggleAccess, Offer, Phase, Reading, Setback,
};
pub(super) use help::HelpView;
pub(super) use live::{DropKind, Job, Live, OpenDataset, OpenRun, Opening, OtherRun, Standing};
pub(super) use map::{
    Cached, ColourBy, ColourKey, Colouring, Drawn, First, GroupsKey, MapState, MapView, MeshKey,
    Moving, PlacedName, Tool,
};
pub(super) use persisted::{Persisted, Recent, Session};
pub(super) use quality::{
    DuplicateKind, Examined, Examining, PageWritten, Pairs, QualityTab, QualityView, RunQuality,
};
pub(super) use selection::Selection;
pub(super) use settings::{FolderSize, SettingsFound, SettingsLive};
pub(super) use toast::{Toast, ToastKind, Toasts};
pub(super) use undo::{History, Undo};
pub(super) use verdicts::{Decision, VerdictBook, Waiting};
pub(super) use view::{DatasetView, Dialog, KeyWay, LedgerView, PaletteView, View};
