//! Archives from elsewhere: listed, judged, and unpacked so that nothing in them can do harm.
//!
//! An [`Archive`] is a zip or a tgz file whose list of contents was read and judged: no path leads out of it, and it
//! does not expand beyond all measure. What is unpacked is chosen entry by entry ([`Wanted`]); links and names that
//! some system cannot have are refused before anything is written. Each file is written beside its place, checked
//! against its checksum and moved, so a file that is there is whole. An unpacking that was interrupted leaves a marker
//! in its folder; the same unpacking goes on from there and writes nothing again that is whole.

mod entry;
mod guard;
mod listing;
mod marker;
mod names;
mod progress;
mod shared_file;
mod tgz;
mod unpack;
mod workers;
mod write;
mod zip;

pub use entry::{Entry, EntryKind};
pub(crate) use guard::is_web_page;
pub use listing::Archive;
pub(crate) use marker::LOCK;
pub use marker::{Unfinished, unfinished};
pub(crate) use names::check_names;
pub use progress::UnpackProgress;
pub(crate) use shared_file::{SharedFile, fill, read_at};
pub use unpack::{Damaged, Unpacked, Wanted};
pub(crate) use workers::spread;
