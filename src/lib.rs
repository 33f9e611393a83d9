//! VectorSearch Pro turns a folder of product photos into CLIP embeddings.

pub mod dataset;
pub mod error;
pub mod image;
pub mod job;

pub use error::{Error, Result};
