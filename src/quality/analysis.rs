//! Everything that is measured, in one value.

use ndarray::ArrayRef2;
use serde::Serialize;

use super::agreement::LabelAgreement;
use super::confusion::Confusion;
use super::dependence::{Dependence, dependences};
use super::duplicates::{DuplicateGroup, NearDuplicates};
use super::duplicates::{identical_keys, identical_vectors, near_duplicates};
use super::neighbourhood::{Histogram, Hubness, Outlier, hubness, nearest_similarities, outliers};
use super::{
    Judged, LabelColumn, LeftOut, Pictures, RunLabels, Suspect, Unmeasured, VectorHealth, Verdicts,
    ZeroShot, suspects,
};
use crate::artifact::RunRecord;
use crate::index::NeighbourGraph;

/// What the analysis works on. All but the vectors' own part comes from passes that take their time and are made
/// beforehand: the graph, the pictures, the texts.
#[derive(Clone, Copy)]
pub struct QualityInput<'a> {
    /// The record of the run.
    pub record: &'a RunRecord,
    /// Its vectors, `[N, D]`.
    pub vectors: &'a ArrayRef2<f32>,
    /// Its product ids, `[N]`.
    pub ids: &'a [i64],
    /// Its neighbours.
    pub graph: &'a NeighbourGraph,
    /// Its labels; without a dataset there are none.
    pub labels: &'a RunLabels,
    /// What was measured of its pictures.
    pub pictures: Option<&'a Pictures>,
    /// How texts and pictures met.
    pub zero_shot: &'a [ZeroShot],
    /// What a person decided.
    pub verdicts: &'a Verdicts,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct QualitySettings {
    /// Similarity from which two products are near duplicates. Each model has its own scale, so the default is strict.
    pub near_threshold: f32,
    /// Neighbours that may share the label of a product on the review list.
    pub tolerance: usize,
    /// Longest list of products or groups in the report; counts are always of all.
    pub listed: usize,
}

impl Default for QualitySettings {
    fn default() -> Self {
        Self {
            near_threshold: 0.995,
            tolerance: 1,
            listed: 60,
        }
    }
}

/// The whole account of a run's quality.
#[derive(Clone, Debug, Serialize)]
pub struct QualityReport {
    /// The record of the run.
    pub run: RunRecord,
    /// What was chosen.
    pub settings: QualitySettings,
    /// Neighbours per product.
    pub k: usize,
    /// What a reader must know first, in sentences.
    pub notes: Vec<String>,
    /// The vectors themselves.
    pub vectors: VectorHealth,
    /// Similarity of each product to its nearest neighbour.
    pub nearest: Option<Histogram>,
    /// Each column that can be judged.
    pub columns: Vec<ColumnQuality>,
    /// The columns that cannot.
    pub left_out: Vec<LeftOut>,
    /// Products that the dataset no longer has.
    pub missing_products: usize,
    /// Equal vectors.
    pub identical_vectors: Groups,
    /// Equal picture files, where the pictures were read.
    pub identical_files: Option<Groups>,
    /// Similar vectors.
    pub near_duplicates: NearGroups,
    /// Products far from all others, farthest first.
    pub outliers: Vec<Outlier>,
    /// How evenly products are neighbours of others.
    pub hubness: Hubness,
    /// Dependence on simple properties, where the pictures were read.
    pub dependence: Vec<Dependence>,
    /// The column whose labels "within" means in `dependence`.
    pub dependence_within: Option<String>,
    /// Pictures that could not be measured, as many as may be listed.
    pub unmeasured: Vec<Unmeasured>,
    /// All pictures that could not be measured.
    pub unmeasured_total: usize,
    /// Texts against pictures.
    pub zero_shot: Vec<ZeroShot>,
    /// What a person decided.
    pub verdicts: Vec<Judged>,
}

/// One column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnQuality {
    /// How often neighbours share the label.
    pub agreement: LabelAgreement,
    /// The labels most often found beside another.
    pub confused: Vec<Confused>,
    /// All products whose neighbours disagree.
    pub suspects_total: usize,
    /// The most suspicious of them.
    pub suspects: Vec<Suspect>,
    /// The confusion matrix.
    #[serde(skip)]
    pub confusion: Confusion,
}

/// Two labels that meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Confused {
    /// The products' label.
    pub own: String,
    /// Their neighbours' label.
    pub neighbour: String,
    /// Pairs of the two.
    pub pairs: usize,
    /// Their part of all pairs of the own label.
    pub share: f64,
}

/// Groups of equal products.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Groups {
    /// All groups.
    pub total: usize,
    /// Products in them.
    pub products: usize,
    /// Groups whose labels contradict each other in some column.
    pub contradicting: usize,
    /// The groups that contradict themselves in most columns.
    pub contradictions: Vec<DuplicateGroup>,
    /// The largest groups.
    pub groups: Vec<DuplicateGroup>,
}

/// Groups of similar products.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearGroups {
    /// The threshold.
    pub threshold: f32,
    /// See [`NearDuplicates::saturated`].
    pub saturated: usize,
    /// The groups.
    #[serde(flatten)]
    pub groups: Groups,
}

impl QualityReport {
    /// Measures everything. Takes a second or two for 44,441 products.
    pub fn new(input: &QualityInput<'_>, settings: QualitySettings) -> Self {
        let QualityInput {
            graph, labels, ids, ..
        } = *input;
        let (listed, vectors) = (settings.listed, VectorHealth::of(input.vectors));
        let within = finest(labels);
        let near = near_duplicates(graph, settings.near_threshold, ids, labels);
        let column = |column| ColumnQuality::new(input, column, &settings);
        let unmeasured = input
            .pictures
            .map_or(&[][..], |pictures| &pictures.unmeasured);
        let files =
            |pictures: &Pictures| identical_keys(pictures.hashes.iter().copied(), ids, labels);
        Self {
            notes: super::notes::notes(input, &vectors),
            vectors,
            settings,
            k: graph.k(),
            nearest: nearest_similarities(graph),
            columns: labels.columns.iter().map(column).collect(),
            left_out: labels.left_out.clone(),
            missing_products: labels.missing(),
            identical_vectors: Groups::new(identical_vectors(input.vectors, ids, labels), listed),
            identical_files: input
                .pictures
                .map(|pictures| Groups::new(files(pictures), listed)),
            near_duplicates: NearGroups::new(near, listed),
            outliers: outliers(graph, ids, listed),
            hubness: hubness(graph, ids, listed),
            dependence: input
                .pictures
                .map_or_else(Vec::new, |pictures| dependences(graph, pictures, within)),
            dependence_within: within.map(|column| column.name.clone()),
            unmeasured: unmeasured.iter().take(listed).cloned().collect(),
            unmeasured_total: unmeasured.len(),
            zero_shot: input.zero_shot.to_vec(),
            verdicts: input.verdicts.all().cloned().collect(),
            run: input.record.clone(),
        }
    }
}

impl ColumnQuality {
    fn new(input: &QualityInput<'_>, column: &LabelColumn, settings: &QualitySettings) -> Self {
        let confusion = Confusion::count(input.graph, column);
        let mut suspects = suspects(input.graph, column, input.ids, settings.tolerance);
        let suspects_total = suspects.len();
        suspects.truncate(settings.listed);
        let confused = confusion
            .confused()
            .take(settings.listed)
            .map(|cell| Confused {
                own: column.name_of(cell.own).to_owned(),
                neighbour: column.name_of(cell.neighbour).to_owned(),
                pairs: cell.pairs,
                share: cell.pairs as f64 / confusion.pairs_of(cell.own) as f64,
            });
        Self {
            agreement: LabelAgreement::measure(input.graph, column, &confusion),
            confused: confused.collect(),
            suspects_total,
            suspects,
            confusion,
        }
    }
}

impl Groups {
    fn new(mut groups: Vec<DuplicateGroup>, listed: usize) -> Self {
        let total = groups.len();
        let products = groups.iter().map(|group| group.rows.len()).sum();
        let contradicts = |group: &&DuplicateGroup| !group.conflicts.is_empty();
        let mut contradictions: Vec<_> = groups.iter().filter(contradicts).cloned().collect();
        let contradicting = contradictions.len();
        contradictions.sort_by_key(|group| std::cmp::Reverse(group.conflicts.len()));
        contradictions.truncate(listed);
        groups.truncate(listed);
        Self {
            total,
            products,
            contradicting,
            contradictions,
            groups,
        }
    }
}

impl NearGroups {
    fn new(near: NearDuplicates, listed: usize) -> Self {
        Self {
            threshold: near.threshold,
            saturated: near.saturated,
            groups: Groups::new(near.groups, listed),
        }
    }
}

/// The column with the most labels: the closest to "the same kind of thing".
fn finest(labels: &RunLabels) -> Option<&LabelColumn> {
    let columns = labels.columns.iter().rev();
    columns.max_by_key(|column| column.labels.len())
}
