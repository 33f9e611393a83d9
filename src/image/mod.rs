//! From the bytes of a picture file to what a CLIP image tower takes.
//!
//! ```text
//! file bytes -- sniff ----> format, or why it is no picture        (dataset check: header only)
//!            -- decode_rgb -> RGB, as Pillow's convert("RGB")      (jpeg/, raster)
//!            -- Preprocessor -> 224 x 224 crop -> NCHW planes      (coefficients, resize, preprocess)
//!            -- thumbnail_rgb -> small RGB for the screen
//! ```
//!
//! A vector is only worth something beside other vectors, and the others were made in Python. So the measure of all
//! this is Pillow: the same pixels after decoding (within the JPEG standard's tolerance) and, from the same pixels, the
//! same bytes after the resize. A picture that Pillow calls broken is refused here too, with a reason for the user;
//! nothing in a file can make this module panic or take memory beyond its [`DecodeLimits`].

mod coefficients;
mod config;
mod decode;
mod error;
mod guard;
mod jpeg;
mod preprocess;
mod raster;
mod resize;
mod sniff;
#[cfg(test)]
mod tests;
mod thumbnail;

pub use config::PreprocessConfig;
pub use decode::{DecodeLimits, decode_rgb};
pub use error::DecodeError;
pub use guard::inside_decoder;
pub use preprocess::Preprocessor;
pub use sniff::{ImageFormat, SNIFF_BYTES, sniff};
pub use thumbnail::{reduce_rgb, thumbnail_rgb};
