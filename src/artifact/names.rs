//! Names of the files in an output folder.

/// Unit vectors, NPY `<f4` (N, D).
pub const EMBEDDINGS: &str = "image_embeddings.npy";
/// Product ids, NPY `<i8` (N,).
pub const IDS: &str = "image_ids.npy";
/// `id,productDisplayName,image_path`.
pub const METADATA: &str = "metadata_clean.csv";
/// Every row or file without a vector, with the reason.
pub const SKIPPED: &str = "skipped.csv";
/// What was run, on what, with what result.
pub const RUN: &str = "run.json";
