//! What others have published about zero-shot classification on this dataset.

use serde::Serialize;

use super::RunLabels;

/// A published figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Published {
    /// The model.
    pub model: &'static str,
    /// F1, as the source gives it.
    pub f1: f64,
}

/// The column "KAGL" of the model card of FashionCLIP, which calls its figures "weighted macro F1".
pub const PUBLISHED: [Published; 4] = [
    Published {
        model: "OpenAI CLIP ViT-B/32",
        f1: 0.63,
    },
    Published {
        model: "FashionCLIP",
        f1: 0.67,
    },
    Published {
        model: "LAION CLIP ViT-B/32",
        f1: 0.71,
    },
    Published {
        model: "FashionCLIP 2.0",
        f1: 0.73,
    },
];

/// What the figures are, and what they are not.
pub const PUBLISHED_NOTE: &str = "From the model card of FashionCLIP (patrickjohncyh/fashion-clip), column KAGL: \
    zero-shot classification on products of this Kaggle dataset, \"weighted macro F1\". The card names neither the \
    column of labels nor the products nor the prompts, so the figures give the order of magnitude that a CLIP model \
    reaches; they are not a bar for any one column here.";

/// Whether the labels look like those of the dataset that the figures are about.
pub fn published_applies(labels: &RunLabels) -> bool {
    let wanted = ["masterCategory", "subCategory", "articleType"];
    wanted.iter().all(|name| labels.column(name).is_some())
}
