//! What a reader must know before believing the figures.

use super::{QualityInput, VectorHealth};
use crate::text::counted;

/// Sentences about what limits the whole report, the most serious first.
pub(super) fn notes(input: &QualityInput<'_>, vectors: &VectorHealth) -> Vec<String> {
    let about_vectors = [
        too_few(vectors),
        collapsed(vectors),
        not_finite(vectors),
        not_unit(vectors),
        other_dimension(input, vectors),
    ];
    let about_dataset = [
        changed(input),
        missing(input),
        without_labels(input),
        unmeasured(input),
    ];
    about_vectors
        .into_iter()
        .chain(about_dataset)
        .flatten()
        .collect()
}

fn too_few(vectors: &VectorHealth) -> Option<String> {
    match vectors.rows - vectors.not_finite.len() {
        0 => Some("No vector can be compared: there is nothing to judge.".to_owned()),
        1 => Some(
            "There is only one vector that can be compared, so it has no neighbours to judge."
                .to_owned(),
        ),
        _ => None,
    }
}

fn collapsed(vectors: &VectorHealth) -> Option<String> {
    vectors.collapsed.then(|| {
        "All vectors are the same: the model does not tell these pictures apart, and every figure below is an accident \
         of the order of ids."
            .to_owned()
    })
}

fn not_finite(vectors: &VectorHealth) -> Option<String> {
    let count = vectors.not_finite.len();
    (count > 0).then(|| {
        format!(
            "{} with a value that is not a number or infinite: left out of everything below.",
            counted(count as u64, "vector")
        )
    })
}

fn not_unit(vectors: &VectorHealth) -> Option<String> {
    let count = vectors.not_unit.len();
    (count > 0).then(|| {
        format!(
            "{} not of unit length: similarities are inner products, not cosines, and long vectors are everybody's \
             neighbours.",
            counted(count as u64, "vector")
        )
    })
}

fn other_dimension(input: &QualityInput<'_>, vectors: &VectorHealth) -> Option<String> {
    let recorded = input.record.model.dim;
    (recorded != vectors.dim).then(|| {
        format!(
            "The vectors have {} numbers, but run.json says {recorded}: the file is not the one that the run wrote.",
            vectors.dim
        )
    })
}

fn changed(input: &QualityInput<'_>) -> Option<String> {
    let (now, then) = (&input.labels.catalog, &input.record.dataset.catalog);
    (!now.is_empty() && now != then).then(|| {
        "The dataset's table is not the one that the run was made of: labels are those of the present table.".to_owned()
    })
}

fn missing(input: &QualityInput<'_>) -> Option<String> {
    let count = input.labels.missing();
    (count > 0).then(|| {
        format!(
            "{} of the run no longer usable in the dataset (row or picture gone): the vectors take part, labels and \
             pictures are not known.",
            counted(count as u64, "product")
        )
    })
}

fn without_labels(input: &QualityInput<'_>) -> Option<String> {
    input.labels.columns.is_empty().then(|| {
        "No column of labels is at hand, so nothing can be said about agreement, confusions and wrong labels.".to_owned()
    })
}

fn unmeasured(input: &QualityInput<'_>) -> Option<String> {
    let pictures = input.pictures?;
    let gone = pictures
        .unmeasured
        .len()
        .saturating_sub(input.labels.missing());
    (gone > 0).then(|| {
        format!(
            "{} could not be read (moved away, damaged or not permitted): no picture is shown, and brightness and the \
             like are measured without them.",
            counted(gone as u64, "picture")
        )
    })
}
