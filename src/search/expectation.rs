//! Which labels a good result would have, and which results have them.
//!
//! A product in the question says it by its own labels. A text says it only where it names a label in full: "navy
//! blue shirts" names the colour Navy Blue and the article type Shirts, and nothing about the season. Upper and lower
//! case, hyphens and the plural do not matter ("t-shirt" names Tshirts); synonyms are not guessed. A picture says
//! nothing. What is subtracted says nothing either.

use super::{Attribute, Attributes, Query, Subject};
use crate::index::Index;

/// What the question says about one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Name of the column.
    pub column: String,
    /// The labels, of which a result must have one.
    pub labels: Vec<String>,
    /// Whether the words of the question name them; else they are those of its products.
    pub named: bool,
}

/// Whether a result has a label that the question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It has.
    Same,
    /// It has another one.
    Different,
    /// Nothing is known of the result in this column.
    Unknown,
}

/// What a question says about the columns, ready to be held against rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Expectations {
    columns: Vec<Expected>,
}

#[derive(Clone, Debug, PartialEq)]
struct Expected {
    /// Position among the columns.
    column: usize,
    codes: Vec<u32>,
    named: bool,
}

impl Expectations {
    /// Reads the question; columns of which it says nothing are left out.
    pub fn new(query: &Query, attributes: &Attributes, index: &Index) -> Self {
        let wanted = || query.terms.iter().filter(|term| term.weight > 0.0);
        let texts: Vec<Vec<String>> = wanted()
            .filter_map(|term| match &term.subject {
                Subject::Text(text) => Some(words(text)),
                _ => None,
            })
            .collect();
        let rows: Vec<usize> = wanted()
            .filter_map(|term| match term.subject {
                Subject::Product(id) => index.row_of(id),
                _ => None,
            })
            .collect();
        let columns = attributes.columns().iter().enumerate();
        let expected = columns.filter_map(|(column, attribute)| {
            let named = named_codes(attribute, &texts);
            let is_named = !named.is_empty();
            let mut codes = if is_named {
                named
            } else {
                rows.iter()
                    .filter_map(|&row| attribute.known_code(row))
                    .collect()
            };
            codes.sort_unstable();
            codes.dedup();
            (!codes.is_empty()).then_some(Expected {
                column,
                codes,
                named: is_named,
            })
        });
        Self {
            columns: expected.collect(),
        }
    }

    /// For people: the columns with their labels.
    pub fn describe(&self, attributes: &Attributes) -> Vec<Expectation> {
        let describe = |expected: &Expected| {
            let attribute = &attributes.columns()[expected.column];
            let label = |&code: &u32| attribute.labels[code as usize].clone();
            Expectation {
                column: attribute.name.clone(),
                labels: expected.codes.iter().map(label).collect(),
                named: expected.named,
            }
        };
        self.columns.iter().map(describe).collect()
    }

    /// Holds a row against them, in the order of [`Expectations::describe`].
    pub fn agreement(&self, attributes: &Attributes, row: usize) -> Vec<Agreement> {
        let agreement =
            |expected: &Expected| match attributes.columns()[expected.column].known_code(row) {
                None => Agreement::Unknown,
                Some(code) if expected.codes.contains(&code) => Agreement::Same,
                Some(_) => Agreement::Different,
            };
        self.columns.iter().map(agreement).collect()
    }
}

/// The labels of a column that the texts name. "Blue" within "navy blue" is not named where Navy Blue is a label too.
fn named_codes(attribute: &Attribute, texts: &[Vec<String>]) -> Vec<u32> {
    let labels: Vec<Vec<String>> = attribute.labels.iter().map(|label| words(label)).collect();
    let mut named = Vec::new();
    for text in texts {
        let mut found = Vec::new();
        for (code, label) in (0..).zip(&labels) {
            if attribute.labels[code as usize] != crate::dataset::MISSING_LABEL {
                found.extend(places(text, label).map(|(from, to)| (from, to, code)));
            }
        }
        let within_longer = |&(from, to, _): &(usize, usize, u32)| {
            let mut others = found.iter();
            others.any(|&(a, b, _)| a <= from && to <= b && (b - a) > (to - from))
        };
        named.extend(
            found
                .iter()
                .filter(|place| !within_longer(place))
                .map(|place| place.2),
        );
    }
    named
}

/// Where the words of `label` stand in `text`, as ranges of words. Words may be joined differently: "t shirt" is
/// "tshirt".
fn places(text: &[String], label: &[String]) -> impl Iterator<Item = (usize, usize)> {
    let wanted = label.concat();
    (0..text.len()).filter_map(move |from| {
        let mut joined = String::new();
        for (to, word) in (from + 1..).zip(&text[from..]) {
            joined.push_str(word);
            if joined.len() >= wanted.len() {
                return (joined == wanted && !wanted.is_empty()).then_some((from, to));
            }
        }
        None
    })
}

/// The words of a text in a form in which case and plural do not matter.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace("'s", "").replace("’s", "");
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(singular)
        .collect()
}

/// One form for both numbers of an English noun; it need not be the singular that a grammar knows.
fn singular(word: &str) -> String {
    match word {
        "woman" => return "women".to_owned(),
        "man" => return "men".to_owned(),
        _ => {}
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = word.strip_suffix("es")
        && ["s", "x", "z", "ch", "sh"]
            .iter()
            .any(|end| stem.ends_with(end))
    {
        return stem.to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && stem.len() > 1 => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::attributes::tests::column;
    use super::Agreement::{Different, Same, Unknown};
    use super::*;
    use ndarray::Array2;

    fn attributes() -> Attributes {
        let columns = [
            column("gender", &["Women", "Men", "(none)", "Women"]),
            column(
                "articleType",
                &["Tshirts", "Dresses", "Casual Shoes", "Watches"],
            ),
            column("baseColour", &["Navy Blue", "Blue", "Red", "(none)"]),
            column("usage", &["Casual", "Sports", "Casual", "Casual"]),
        ];
        Attributes::new(&columns, 0..4, &[0, 1, 2, 3])
    }

    fn index() -> Index {
        Index::new(Array2::eye(4), vec![0, 1, 2, 3], 1).unwrap()
    }

    fn said(query: &Query) -> Vec<String> {
        let expectations = Expectations::new(query, &attributes(), &index());
        let say = |e: Expectation| {
            format!(
                "{}{}{}",
                e.column,
                if e.named { ":" } else { "=" },
                e.labels.join("|")
            )
        };
        expectations
            .describe(&attributes())
            .into_iter()
            .map(say)
            .collect()
    }

    #[test]
    fn a_text_says_only_what_it_names() {
        let text = |text: &str| said(&Query::text(text));
        assert_eq!(
            text("a Navy-Blue T-shirt"),
            ["articleType:Tshirts", "baseColour:Navy Blue"]
        );
        assert_eq!(
            text("woman's red dress"),
            ["gender:Women", "articleType:Dresses", "baseColour:Red"]
        );
        assert_eq!(text("blue or red"), ["baseColour:Blue|Red"]);
        assert_eq!(
            text("casual shoe"),
            ["articleType:Casual Shoes", "usage:Casual"]
        );
        assert_eq!(
            text("navy blue and blue watch"),
            ["articleType:Watches", "baseColour:Navy Blue|Blue"]
        );
        assert_eq!(text("something nice (none)"), [] as [&str; 0]);
    }

    #[test]
    fn a_product_says_its_labels_and_words_go_first() {
        assert_eq!(
            said(&Query::product(0).plus(Subject::Text("in red".into()))),
            [
                "gender=Women",
                "articleType=Tshirts",
                "baseColour:Red",
                "usage=Casual"
            ]
        );
        assert_eq!(
            said(&Query::product(3)),
            ["gender=Women", "articleType=Watches", "usage=Casual"]
        );
        assert_eq!(
            said(
                &Query::product(0)
                    .minus(Subject::Text("blue".into()))
                    .minus(Subject::Product(1))
            ),
            said(&Query::product(0))
        );
        assert!(said(&Query::product(77)).is_empty());
    }

    #[test]
    fn rows_are_held_against_it() {
        let (attributes, query) = (attributes(), Query::text("blue men casual"));
        let expectations = Expectations::new(&query, &attributes, &index());
        assert_eq!(
            expectations.agreement(&attributes, 1),
            [Same, Same, Different]
        );
        assert_eq!(
            expectations.agreement(&attributes, 2),
            [Unknown, Different, Same]
        );
        assert_eq!(
            expectations.agreement(&attributes, 3),
            [Different, Unknown, Same]
        );
    }
}
