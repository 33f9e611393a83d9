//! Filters by column: data that can be typed, kept and compared, turned into a set of rows when it is used.

use super::{Attribute, Attributes, RowMask};
use crate::{Error, Result};

/// What one column must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// One of these values, in any case; `(none)` is the missing value.
    OneOf {
        /// Name of the column.
        column: String,
        /// The values allowed; none allow nothing.
        values: Vec<String>,
    },
    /// A number from `low` to `high`, both included; missing numbers do not pass.
    Between {
        /// Name of a numeric column.
        column: String,
        /// Smallest number allowed; minus infinity for no limit.
        low: f64,
        /// Largest number allowed; infinity for no limit.
        high: f64,
    },
}

/// Conditions that must all hold. Without any, every product passes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    conditions: Vec<Condition>,
}

impl Condition {
    /// The column it is about.
    pub fn column(&self) -> &str {
        match self {
            Self::OneOf { column, .. } | Self::Between { column, .. } => column,
        }
    }

    /// Reads `column=value`, or `column=low..high` for numbers, of which one may be left out.
    pub fn parse(text: &str) -> Result<Self> {
        let parts = text.split_once('=').map(|(a, b)| (a.trim(), b.trim()));
        let Some((column, value)) = parts.filter(|(column, _)| !column.is_empty()) else {
            return Err(Error::new(format!("\"{text}\" is not a filter"))
                .remedy("Write a column and a value, such as gender=Women or year=2011..2013"));
        };
        let column = column.to_owned();
        Ok(match limits(value) {
            Some((low, high)) => Self::Between { column, low, high },
            None => Self::OneOf {
                column,
                values: vec![value.to_owned()],
            },
        })
    }

    /// The rows that pass.
    fn mask(&self, attributes: &Attributes) -> Result<RowMask> {
        let attribute = attributes.column(self.column())?;
        match self {
            Self::OneOf { values, .. } => one_of(attribute, values, attributes.rows()),
            Self::Between { low, high, .. } => between(attribute, *low, *high, attributes.rows()),
        }
    }
}

impl Filter {
    /// A filter of these conditions.
    pub fn new(conditions: impl IntoIterator<Item = Condition>) -> Self {
        let mut filter = Self::default();
        for condition in conditions {
            filter.add(condition);
        }
        filter
    }

    /// Adds a condition. Values of a column that already has some are allowed beside them; a range replaces the
    /// range of the same column.
    pub fn add(&mut self, condition: Condition) {
        let same = self.conditions.iter_mut().find(|former| {
            former.column().eq_ignore_ascii_case(condition.column())
                && std::mem::discriminant(*former) == std::mem::discriminant(&condition)
        });
        match (same, condition) {
            (Some(Condition::OneOf { values, .. }), Condition::OneOf { values: more, .. }) => {
                values.extend(more);
            }
            (Some(former), condition) => *former = condition,
            (None, condition) => self.conditions.push(condition),
        }
    }

    /// Takes all conditions on a column away.
    pub fn clear(&mut self, column: &str) {
        let other = |condition: &Condition| !condition.column().eq_ignore_ascii_case(column);
        self.conditions.retain(other);
    }

    /// The conditions.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The rows that pass every condition; an error names a column or a value that does not exist.
    pub fn mask(&self, attributes: &Attributes) -> Result<RowMask> {
        let mut mask = RowMask::all(attributes.rows());
        for condition in &self.conditions {
            mask.intersect(&condition.mask(attributes)?);
        }
        Ok(mask)
    }
}

fn one_of(attribute: &Attribute, values: &[String], rows: usize) -> Result<RowMask> {
    let mut allowed = vec![false; attribute.labels.len()];
    for value in values {
        allowed[label_of(attribute, value)?] = true;
    }
    let passes = |row| {
        let code = attribute.code(row);
        code.is_some_and(|code| allowed[code as usize])
    };
    Ok(RowMask::from_fn(rows, passes))
}

fn label_of(attribute: &Attribute, value: &str) -> Result<usize> {
    // The exact label first: two labels may differ in case alone.
    let mut labels = attribute.labels.iter();
    let exact = labels.position(|label| label == value);
    let same = |label: &String| label.to_lowercase() == value.to_lowercase();
    exact
        .or_else(|| attribute.labels.iter().position(same))
        .ok_or_else(|| {
            let known: Vec<&str> = attribute.labels.iter().take(12).map(|l| &**l).collect();
            let more = if attribute.labels.len() > known.len() {
                ", …"
            } else {
                ""
            };
            Error::new(format!(
                "No product has the value \"{value}\" in the column \"{}\"",
                attribute.name
            ))
            .remedy(format!("Choose one of: {}{more}", known.join(", ")))
        })
}

fn between(attribute: &Attribute, low: f64, high: f64, rows: usize) -> Result<RowMask> {
    if !attribute.is_numeric() {
        return Err(Error::new(format!(
            "The column \"{}\" holds words, not numbers",
            attribute.name
        ))
        .remedy("Choose values of this column instead of a range"));
    }
    let passes = |row| {
        let number = attribute.number(row);
        number.is_some_and(|number| low <= number && number <= high)
    };
    Ok(RowMask::from_fn(rows, passes))
}

/// `2011..2013`, `2011..` or `..2013`.
fn limits(text: &str) -> Option<(f64, f64)> {
    let (low, high) = text.split_once("..")?;
    let number = |text: &str, open: f64| match text.trim() {
        "" => Some(open),
        text => text.parse().ok(),
    };
    let limits = (
        number(low, f64::NEG_INFINITY)?,
        number(high, f64::INFINITY)?,
    );
    (limits != (f64::NEG_INFINITY, f64::INFINITY)).then_some(limits)
}

#[cfg(test)]
mod tests {
    use super::super::attributes::tests::column;
    use super::*;

    fn attributes() -> Attributes {
        let columns = [
            column("gender", &["Women", "Men", "Women", "Boys", "(none)"]),
            column("year", &["2010", "2011", "2012", "(none)", "2013"]),
        ];
        // The fifth row of the run is unknown to the dataset.
        Attributes::new(&columns, 0..5, &[0, 1, 2, 3, 77, 4])
    }

    fn kept(conditions: &[&str]) -> Result<Vec<usize>> {
        let conditions = conditions
            .iter()
            .map(|text| Condition::parse(text).unwrap());
        Ok(Filter::new(conditions)
            .mask(&attributes())?
            .iter()
            .collect())
    }

    #[test]
    fn values_of_a_column_add_up_and_columns_narrow() {
        assert_eq!(kept(&[]).unwrap(), [0, 1, 2, 3, 4, 5]);
        assert_eq!(kept(&["gender=Women"]).unwrap(), [0, 2]);
        assert_eq!(kept(&["GENDER = women", "gender=Men"]).unwrap(), [0, 1, 2]);
        assert_eq!(kept(&["gender=Women", "year=2011..2013"]).unwrap(), [2]);
        assert_eq!(kept(&["gender=(none)"]).unwrap(), [5]);
    }

    #[test]
    fn ranges_include_their_ends_and_may_be_open() {
        assert_eq!(kept(&["year=2011..2012"]).unwrap(), [1, 2]);
        assert_eq!(kept(&["year=..2010"]).unwrap(), [0]);
        assert_eq!(kept(&["year=2012.."]).unwrap(), [2, 5]);
        assert_eq!(kept(&["year=2011"]).unwrap(), [1]);
        assert_eq!(kept(&["year=2010..2011", "year=2013.."]).unwrap(), [5]);
        assert!(kept(&["year=2013..2010"]).unwrap().is_empty());
    }

    #[test]
    fn what_does_not_exist_is_said_with_what_does() {
        let error = kept(&["gender=Cats"]).unwrap_err().to_string();
        assert!(error.contains("Women, Men, Boys"), "{error}");
        assert!(
            kept(&["colour=Red"])
                .unwrap_err()
                .to_string()
                .contains("gender, year")
        );
        assert!(
            kept(&["gender=1..2"])
                .unwrap_err()
                .to_string()
                .contains("words")
        );
        assert!(Condition::parse("gender").is_err());
        assert!(Condition::parse("=Men").is_err());
    }

    #[test]
    fn a_column_can_be_freed_again() {
        let mut filter = Filter::new([Condition::parse("gender=Men").unwrap()]);
        filter.clear("Gender");
        assert!(filter.is_empty());
    }
}
