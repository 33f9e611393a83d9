//! What was found about the quality of the open run, and what is looked at of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::VerdictBook;
use crate::Error;
use crate::index::Edge;
use crate::job::Task;
use crate::quality::{
    DuplicateGroup, Examination, ExamineProgress, LabelColumn, NearDuplicates, QualityReport,
    QualitySettings, Suspect, ZeroShot,
};

/// The quality of the open run.
#[derive(Default)]
pub(in crate::ui) struct RunQuality {
    /// Whether the neighbours are on the disk, so that the examination can begin by itself.
    pub begins_by_itself: bool,
    pub examining: Option<Examining>,
    pub examined: Option<Arc<Examined>>,
    pub failed: Option<Error>,
    /// The pairs behind a cell of the confusion matrix, and those that are being looked up.
    pub pairs: Option<Pairs>,
    pub pairing: Option<Task<Pairs>>,
    /// Near duplicates at the threshold that was chosen.
    pub near: Option<NearDuplicates>,
    pub regrouping: Option<Task<NearDuplicates>>,
    /// How texts and pictures met, by column of the report.
    pub texts: Vec<ZeroShot>,
    pub prompting: Option<Task<ZeroShot>>,
    pub verdicts: VerdictBook,
    /// A file with verdicts, or the report, in the making.
    pub writing: Option<Task<PageWritten>>,
}

/// An examination that goes on.
pub(in crate::ui) struct Examining {
    pub task: Task<Examined>,
    pub progress: Arc<ExamineProgress>,
}

/// All that an examination found.
pub(in crate::ui) struct Examined {
    pub examination: Examination,
    /// Product id of each row.
    pub ids: Vec<i64>,
    /// The whole review list of each column.
    pub suspects: Vec<Vec<Suspect>>,
    pub identical_vectors: Vec<DuplicateGroup>,
    pub identical_files: Option<Vec<DuplicateGroup>>,
    pub near: NearDuplicates,
    /// For each column the places of its classes, those of the least agreement first.
    pub worst_first: Vec<Vec<usize>>,
    /// Rows that are nobody's neighbour.
    pub orphans: Vec<usize>,
    /// Why there are no figures on texts, if there are none.
    pub without_texts: Option<Error>,
    /// Whether the pictures were read.
    pub pictures: bool,
}

/// The pairs of one cell.
pub(in crate::ui) struct Pairs {
    pub column: usize,
    pub own: u32,
    pub neighbour: u32,
    /// The most similar first.
    pub edges: Vec<Edge>,
}

/// A file that was written beside the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum PageWritten {
    Report(PathBuf),
    Verdicts(PathBuf),
}

impl RunQuality {
    /// Nothing is known yet.
    pub fn new(begins_by_itself: bool) -> Self {
        Self {
            begins_by_itself,
            ..Self::default()
        }
    }

    /// How texts named the labels of a column.
    pub fn texts_of(&self, column: &str) -> Option<&ZeroShot> {
        self.texts.iter().find(|scores| scores.column == column)
    }
}

impl Examined {
    pub fn report(&self) -> &QualityReport {
        &self.examination.report
    }

    pub fn columns(&self) -> &[LabelColumn] {
        &self.examination.labels.columns
    }

    /// The place of a row's product in the dataset.
    pub fn product(&self, row: usize) -> Option<usize> {
        let products = &self.examination.labels.products;
        products.get(row).copied().flatten()
    }
}

/// A part of the quality page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum QualityTab {
    #[default]
    Agreement,
    Confusions,
    Review,
    Duplicates,
    Outliers,
    Hubs,
    Vectors,
    Texts,
}

impl QualityTab {
    /// All of them with their names, in order.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Agreement, "Agreement"),
        (Self::Confusions, "Confusions"),
        (Self::Review, "Review"),
        (Self::Duplicates, "Duplicates"),
        (Self::Outliers, "Outliers"),
        (Self::Hubs, "Hubs"),
        (Self::Vectors, "Vectors"),
        (Self::Texts, "Texts"),
    ];

    /// Whether it is about one column of labels.
    pub fn has_column(self) -> bool {
        matches!(
            self,
            Self::Agreement | Self::Confusions | Self::Review | Self::Texts
        )
    }
}

/// Which groups are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum DuplicateKind {
    #[default]
    Near,
    Vectors,
    Files,
}

/// The quality page.
pub(in crate::ui) struct QualityView {
    pub tab: QualityTab,
    /// The column that is looked at, by its place in the report.
    pub column: usize,
    /// The place in the review list.
    pub suspect: usize,
    /// Whether classes stand in the order of their agreement.
    pub worst_first: bool,
    pub duplicates: DuplicateKind,
    pub threshold: f32,
    /// The prompt as it is typed; the column's own while it is empty.
    pub prompt: String,
    /// Whether an examination reads the pictures.
    pub pictures: bool,
    /// Whether orphans are shown in place of hubs.
    pub orphans: bool,
}

impl Default for QualityView {
    fn default() -> Self {
        Self {
            tab: QualityTab::default(),
            column: 0,
            suspect: 0,
            worst_first: false,
            duplicates: DuplicateKind::default(),
            threshold: QualitySettings::default().near_threshold,
            prompt: String::new(),
            pictures: true,
            orphans: false,
        }
    }
}
