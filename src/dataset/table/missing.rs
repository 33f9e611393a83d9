//! The words that pandas takes for "no value here".

/// How a missing attribute is shown in charts and filters.
pub const MISSING_LABEL: &str = "(none)";

/// Whether pandas reads this field as NaN: an empty field or one of its words, exactly as written, quoted or not.
pub(crate) fn is_missing(field: &str) -> bool {
    matches!(
        field,
        "" | "#N/A"
            | "#N/A N/A"
            | "#NA"
            | "-1.#IND"
            | "-1.#QNAN"
            | "-NaN"
            | "-nan"
            | "1.#IND"
            | "1.#QNAN"
            | "<NA>"
            | "N/A"
            | "NA"
            | "NULL"
            | "NaN"
            | "None"
            | "n/a"
            | "nan"
            | "null"
    )
}
