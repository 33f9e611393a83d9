//! Blanks for the inputs that only the other tower needs, where one graph holds both.
//!
//! A tower's vectors do not depend on them; ONNX Runtime wants every input nevertheless. They are made anew for each
//! call, so that any number of lanes can call at once; next to a run of the network that costs nothing.

use ort::value::{DynValue, Tensor};

use crate::model::{Filler, FillerKind};

/// The blanks of a session.
pub(super) struct Blanks(Vec<Filler>);

impl Blanks {
    pub fn of(fillers: &[Filler]) -> Self {
        Self(fillers.to_vec())
    }

    /// Names of the inputs, in the order of [`Blanks::values`].
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|filler| filler.name.as_str())
    }

    /// The values for a run with `count` real items: as many, because some exporters give both towers one name for
    /// the number of items.
    pub fn values(&self, count: usize) -> ort::Result<Vec<DynValue>> {
        let blank = |filler: &Filler| blank(filler.kind, count);
        self.0.iter().map(blank).collect()
    }
}

fn blank(kind: FillerKind, count: usize) -> ort::Result<DynValue> {
    Ok(match kind {
        FillerKind::Tokens { length } => {
            Tensor::from_array(([count, length], vec![1_i64; count * length]))?.into_dyn()
        }
        FillerKind::Pictures { side } => {
            let pixels = vec![0.0_f32; count * 3 * side * side];
            Tensor::from_array(([count, 3, side, side], pixels))?.into_dyn()
        }
    })
}
