//! The state of the window, in three parts that do not mix: what is remembered between two starts, what is open and
//! running, and what is looked at.

mod fetch;
mod live;
mod persisted;
mod toast;
mod view;

pub(super) use fetch::{Fetch, FetchKey, Fetched, Gauge, KaggleAccess};
pub(super) use live::{DropKind, Job, Live, OpenDataset, OpenRun, Opening, Standing};
pub(super) use persisted::{Persisted, Session};
pub(super) use toast::{Toast, ToastKind, Toasts};
pub(super) use view::{DatasetView, Dialog, ExploreView, KeyWay, PaletteView, Query, View};
