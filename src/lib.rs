//! VectorSearch Pro turns a folder of product photos into CLIP embeddings, lets the user see whether they are good,
//! and writes the files that the next step of the course needs. One executable serves as a desktop app and as a
//! command-line tool.
//!
//! # From left to right
//!
//! ```text
//!  folder, zip,      Dataset            ModelSpec         Engine
//!  drawn sample  ->  rows, images,  +   files, names, +   ONNX Runtime
//!  (dataset)         the account        sizes             or built-in
//!                        \                 |                /
//!                         EmbedRequest -> EmbedPlan (validated)
//!                                          |
//!            files -> pictures, batches -> engine -> unit vectors -> Workspace (checkpoint)
//!                        (image)         (inference)                   (embedding)
//!                                          |
//!                     artifacts: npy, csv, run.json, verified (artifact)
//!                                          |                          \
//!                                          |                           FAISS, Parquet, projector, notebook cell
//!                                          |
//!                     FinishedRun -> Searcher: exact neighbours (index, search)
//! ```
//!
//! # The map
//!
//! | module | what it knows |
//! |---|---|
//! | [`dataset`] | where rows and pictures come from; every row and file ends in exactly one bucket |
//! | [`archive`] | zip and tgz files, judged and unpacked so that they can do no harm |
//! | [`image`] | picture files to RGB, and RGB to CLIP's input, bit for bit as Pillow does it |
//! | [`model`] | what a model folder holds, read from its files; the tokenizer; models to install, import, remove |
//! | [`inference`] | the two engines behind one pair of traits; which one runs and why |
//! | [`embedding`] | the job: request, plan, pipeline, checkpoint, progress |
//! | [`artifact`] | the files of a run: written atomically, read back, verified, certified, handed on in other forms |
//! | [`index`], [`search`] | exact cosine search, the graph of all neighbours; questions by product, picture and text |
//! | [`projection`] | the map: PCA, the layout by neighbours and how true it is, what is under the pointer |
//! | [`quality`] | whether the vectors are good: label agreement, confusions, duplicates, outliers, hubs |
//! | [`report`] | that as one self-contained page to hand in |
//! | [`model_check`] | whether a model gives the values that others have published |
//! | [`kaggle`] | the dataset from Kaggle: credentials, consent, the archive |
//! | [`net`] | the one downloader: resumed, verified, secrets kept to their host |
//! | [`bundle`] | one file with dataset, models and runtime for computers without a network |
//! | [`job`] | pausing, stopping, waking: background work without a user interface |
//! | [`benchmark`], [`comparison`] | where the time goes; what a faster model or precision costs |
//! | [`evaluation`] | how well a model finds products by words and likeness: the figures of the starter model's card |
//! | [`cli`], [`ui`] | the two front ends; neither knows the other, both drive the same core |
//! | [`guide`] | the user guide: pages of Markdown, read by the window and on the web |
//! | [`diagnostics`], [`build_info`], [`error`], [`paths`], [`settings`], [`text`] | what everything uses |
//!
//! # Rules that a test enforces
//!
//! * The core knows nothing of a window: only `ui/` and `main.rs` name egui, eframe or rfd.
//! * Only `inference/` names ort and tract.
//! * `cli/` and `ui/` do not use each other, and the core names neither of them.
//!
//! # Promises that the design keeps
//!
//! * Row `i`, id `i` and vector `i` are the same product. A product's vector travels with its id from the decoder to
//!   the disk; alignment is never restored afterwards.
//! * A vector depends on its picture, the model and the engine, never on its neighbours: batches always have the same
//!   size and are filled up with blanks. So an interrupted run ends with the same bytes as an uninterrupted one, unless memory ran
//!   short or the device was changed in between; its record then says so.
//! * What has no vector is data (`skipped.csv`), not a log line.
//! * A run is named by dataset, model and options ([`embedding::RunIdentity`]); runs that differ are never mixed.

pub mod archive;
pub mod artifact;
pub mod benchmark;
pub mod build_info;
pub mod bundle;
pub mod cli;
pub mod comparison;
pub mod dataset;
pub mod diagnostics;
pub mod embedding;
pub mod error;
pub mod evaluation;
pub mod guide;
pub mod image;
pub mod index;
pub mod inference;
pub mod job;
pub mod kaggle;
pub mod model;
pub mod model_check;
pub mod net;
pub mod paths;
pub mod projection;
pub mod quality;
pub mod report;
pub mod search;
pub mod settings;
pub mod text;
pub mod ui;

pub use error::{Error, Result};
