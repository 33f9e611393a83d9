//! Whole files through the decoder.

mod damage;
mod fixtures;
mod kinds;
mod png_kinds;
