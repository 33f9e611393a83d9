//! The state of the window, in three parts that do not mix: what is remembered between two starts, what is open and
//! running, and what is looked at.

mod live;
mod persisted;
mod selection;
mod toast;
mod view;

pub(super) use live::{DropKind, Job, Live, OpenDataset, OpenRun, Opening, Standing};
pub(super) use persisted::{Persisted, Recent, Session};
pub(super) use selection::Selection;
pub(super) use toast::{Toast, ToastKind, Toasts};
pub(super) use view::{DatasetView, Dialog, ExploreView, LedgerView, PaletteView, Query, View};
