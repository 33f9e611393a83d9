//! Whether the embeddings are good: measured, and with the products behind every figure.
//!
//! Everything rests on the exact [`NeighbourGraph`](crate::index::NeighbourGraph) of the run; only the dependence on
//! simple properties reads the pictures, and only zero-shot scores need the model's text tower. Each measure is a
//! plain function of graph, labels and vectors, so that a screen can ask for one of them again when a threshold
//! moves; [`QualityReport`] is all of them at once, as JSON or as a page ([`crate::report`]).
//!
//! | question | answered by |
//! |---|---|
//! | Do neighbours share the label, and more than by chance? | [`LabelAgreement`] |
//! | Which labels meet? Which products are behind that? | [`Confusion`], [`pairs_in_cell`] |
//! | Which labels are likely to be wrong? What did people decide? | [`suspects`], [`Verdicts`] |
//! | Which products are the same, or nearly? | [`identical_vectors`], [`near_duplicates`] |
//! | Which are near nobody, everybody, nobody's neighbour? | [`outliers`], [`hubness`], [`orphans`] |
//! | Are the vectors what vectors should be? | [`VectorHealth`] |
//! | Do neighbourhoods follow brightness, background, size? | [`Pictures`], [`dependences`] |
//! | Do texts find their pictures? | [`zero_shot`], [`PUBLISHED`] |

mod agreement;
mod analysis;
mod confusion;
mod dependence;
mod duplicates;
mod examine;
mod health;
mod labels;
mod neighbourhood;
mod notes;
mod pictures;
mod published;
mod review;
#[cfg(test)]
mod testing;
mod verdicts;
mod zero_shot;

pub use agreement::{ClassAgreement, LabelAgreement, agreement_by_row};
pub use analysis::{
    ColumnQuality, Confused, Groups, NearGroups, QualityInput, QualityReport, QualitySettings,
};
pub use confusion::{Cell, Confusion, pairs_in_cell};
pub use dependence::{Contrast, Dependence, dependences};
pub use duplicates::{
    DuplicateGroup, NearDuplicates, identical_keys, identical_vectors, near_duplicates,
};
pub use examine::{Examination, Examine, ExamineProgress, ExamineStage, examine};
pub use health::VectorHealth;
pub use labels::{LabelColumn, LeftOut, RunLabels, UNKNOWN};
pub use neighbourhood::{
    Histogram, Hub, Hubness, Outlier, hubness, mean_similarities, nearest_similarities,
    occurrences, orphans, outliers,
};
pub use pictures::{Pictures, Property, Unmeasured};
pub use published::{PUBLISHED, PUBLISHED_NOTE, Published, published_applies};
pub use review::{Suspect, suspects};
pub use verdicts::{Judged, VERDICTS, Verdict, Verdicts};
pub use zero_shot::{ClassScore, PromptTemplate, ZeroShot, label_vectors, zero_shot};
