//! The one way in which the program takes something from the network.
//!
//! Every file that a user downloads (the dataset, a model, the ONNX Runtime library) comes through
//! [`Network::fetch`], so that each of them survives the same things: a connection that is cut, a laptop that is
//! closed, a login page in place of the file, a full disk, a program that is killed. What makes that hold:
//!
//! * Bytes go to a `.part` file beside the target, with a small journal of where they came from and how many of them
//!   are surely on the disk. The next attempt, or the next start of the program, asks the server for the rest; if the
//!   server cannot prove that its file is still the same one, the download starts anew.
//! * The file is read back from the disk, its size and hashes are compared with what is expected, and only then it
//!   gets its name. A file under its final name is complete and right; a file that fails is deleted.
//! * What may get better by itself is tried again after growing pauses; what will not is said at once, in words.
//! * The network is never waited for where the user could wait for us: a thread of its own talks to the server, and
//!   the job looks at its [`Control`](crate::job::Control) many times a second.
//! * Secrets go to the host for which they are meant and nowhere else: not to the host of a redirect, not into an error
//!   text, not into a log. Signed addresses are secrets too; see [`redact`].
//!
//! Nothing here knows Kaggle or Hugging Face. They are a [`Source`] each: it makes the [`Request`], is asked again
//! when a signed address has expired, and may [explain](Source::explain) a refusal in words of its own.

mod answer;
mod connection;
mod download;
mod exchange;
mod failure;
mod fetch;
mod hashes;
mod inspect;
mod journal;
mod meter;
mod network;
mod part;
mod patience;
mod progress;
mod redact;
mod remote;
mod request;
mod retry_after;
mod secret;
mod settings;
mod source;
mod space;
mod status;

pub use answer::Answer;
pub use download::{Download, Expected, Fetched};
pub use meter::{TransferMeter, TransferSample};
pub use network::Network;
pub use part::bytes_here;
pub use progress::{TransferProgress, TransferSnapshot, TransferState};
pub use redact::redact;
pub(crate) use redact::redact_all;
pub use request::{Request, endpoint};
pub use secret::Secret;
pub use settings::{NetworkSettings, RetryPolicy};
pub use source::{Refusal, Source};
pub use space::require_space;
