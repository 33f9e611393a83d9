//! `styles.csv` and its relatives: from text to rows with an id, a name and attributes.
//!
//! The notebook reads the file with pandas, so what a row *is* (where fields end, what a quotation mark does, which
//! words mean "nothing") is pandas' decision and is followed here to the letter. What to do with a row that has too
//! many fields is the user's: skip it, as pandas is told to, or repair it.

mod delimiter;
mod header;
mod missing;
mod row;
mod tokenizer;

pub use delimiter::Delimiter;
pub use row::RowPolicy;

pub(super) use header::Header;
pub use missing::MISSING_LABEL;
pub(super) use missing::is_missing;
pub(super) use row::{Content, Row, Rows};
