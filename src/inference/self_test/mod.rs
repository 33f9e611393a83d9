//! Whether a device can be believed.
//!
//! A driver may hang, crash, answer with errors, compute nonsense, or be slower than the processor, and ONNX Runtime
//! tells of none of this beforehand. So a device is offered only after a process of its own, with a time limit, has
//! run a batch on it and on the processor: [`SelfTest`] starts that process and judges what it says, [`measure`] is
//! what the process does, and [`TestStore`] remembers the verdict until engine, driver or model change.

mod child;
mod report;
mod spawn;
mod store;
mod survey;

pub use child::{Answer, measure};
pub use report::{Evidence, Failure, TestReport, Verdict};
pub use spawn::{SUBCOMMAND, SelfTest};
pub use store::{TestKey, TestStore};
pub use survey::{Adapt, DeviceState, DeviceTests};
