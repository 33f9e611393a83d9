//! ONNX Runtime as a thing to install: the releases that fit this computer, importing from a file, what is there.
//!
//! Whatever a user hands over (Microsoft's archive, a Python wheel, an unpacked folder, the library itself) goes the
//! same way: the files that are needed are picked out ([`contents`](self)), written to a folder of their own, looked
//! at without loading them (`binary`), loaded in a child process with a time limit (`probe`), and only then moved to
//! where the app looks for runtimes, with a record beside them. A library that is damaged, foreign or too old never
//! gets that far, and the built-in engine carries on.

mod binary;
mod catalog;
mod contents;
mod install;
mod probe;
mod progress;
mod record;
mod source;
mod store;
mod variant;
mod version;

pub(super) use binary::check_library;
pub use catalog::{BASE_VARIABLE, Release, release, releases, releases_for};
pub use probe::{PROBE_COMMAND, Probed, Prober, probe_here};
pub use progress::{InstallProgress, InstallStage};
pub use record::RuntimeRecord;
pub use store::{Installed, RuntimeStore};
pub(super) use store::{installed_libraries, too_old};
pub use variant::Variant;
pub(super) use version::{full_version, minor_of};
