//! What a result says of itself.

use crate::search::{Agreement, Answer, Found};
use crate::text::thousands;
use crate::ui::explorer::RunData;
use crate::ui::format;
use crate::ui::grid::{Cell, Note, Tag};

/// A result as a cell of the grid: its score and what that means, its name, and the labels that the question speaks of.
pub(super) fn result_cell(
    found: &Found,
    product: Option<usize>,
    answer: &Answer,
    data: Option<&RunData>,
) -> Cell {
    let corner = match found.identical.len() {
        0 => found.rank.to_string(),
        more => format!("{} · +{more} identical", found.rank),
    };
    Cell {
        product,
        name: found.name.clone(),
        note: Some(Note {
            number: format::decimal(found.score, 3),
            meaning: standing(found, answer),
        }),
        corner: Some(corner),
        tags: data.map_or_else(Vec::new, |data| tags(found, answer, data)),
        hint: Some(hint(found, answer, data)),
    }
}

/// Whether no product of all that were compared is closer; of equal ones several can be the closest.
fn is_closest(found: &Found, answer: &Answer) -> bool {
    found.score >= answer.histogram.high
}

/// Where the score stands among those of all products, so that it means something: "top 1.4 %".
fn standing(found: &Found, answer: &Answer) -> String {
    if is_closest(found, answer) {
        return format!("closest of {}", thousands(answer.compared));
    }
    let top = format::top(found.percentile, answer.compared);
    format!("top {top} %")
}

/// The same as a sentence.
fn standing_sentence(found: &Found, answer: &Answer) -> String {
    let all = thousands(answer.compared);
    if is_closest(found, answer) {
        return format!("No other of all {all} products is closer");
    }
    let top = format::top(found.percentile, answer.compared);
    let below = format::percentile(found.percentile);
    format!("Among the closest {top} % of all {all} products: closer than {below} % of the others")
}

/// The columns that say most about a product come first.
const FIRST: [&str; 3] = ["articleType", "baseColour", "gender"];

/// The values of a result in the columns that the question speaks of.
fn tags(found: &Found, answer: &Answer, data: &RunData) -> Vec<Tag> {
    let mut columns: Vec<usize> = (0..answer.expected.len()).collect();
    columns.sort_by_key(|&at| {
        let expected = &answer.expected[at];
        let place = FIRST.iter().position(|name| *name == expected.column);
        (!expected.named, place.unwrap_or(FIRST.len()))
    });
    let tag = |at: usize| {
        let fits = match found.agreement.get(at)? {
            Agreement::Same => true,
            Agreement::Different => false,
            Agreement::Unknown => return None,
        };
        let column = data.attributes.column(&answer.expected[at].column).ok()?;
        Some(Tag {
            text: column.label(found.row).to_owned(),
            fits,
        })
    };
    let mut tags: Vec<Tag> = Vec::new();
    for tag in columns.into_iter().filter_map(tag) {
        // Two columns may have the same word for it.
        if !tags.iter().any(|other| other.text == tag.text) {
            tags.push(tag);
        }
    }
    tags
}

/// Everything about a result, for the tooltip.
fn hint(found: &Found, answer: &Answer, data: Option<&RunData>) -> String {
    let mut lines = vec![
        found.name.clone(),
        format!(
            "Rank {}, cosine {}",
            found.rank,
            format::decimal(found.score, 4)
        ),
        standing_sentence(found, answer),
    ];
    for (expected, agreement) in answer.expected.iter().zip(&found.agreement) {
        let word = match agreement {
            Agreement::Same => "as asked",
            Agreement::Different => "differs",
            Agreement::Unknown => "unknown",
        };
        let column = data.and_then(|data| data.attributes.column(&expected.column).ok());
        let label = column.map_or("", |column| column.label(found.row));
        lines.push(format!(
            "{}: {label} ({word})",
            format::column(&expected.column)
        ));
    }
    if !found.identical.is_empty() {
        let ids: Vec<String> = found.identical.iter().take(8).map(i64::to_string).collect();
        lines.push(format!("Identical to {}", ids.join(", ")));
    }
    lines.push(format!("id {}", found.id));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Histogram;

    fn found(score: f32, percentile: f64) -> Found {
        Found {
            rank: 1,
            row: 0,
            id: 7,
            name: "A product".to_owned(),
            image_path: String::new(),
            score,
            percentile,
            agreement: Vec::new(),
            identical: Vec::new(),
        }
    }

    fn answer(scores: &[f32]) -> Answer {
        Answer {
            results: Vec::new(),
            expected: Vec::new(),
            kept: scores.len(),
            compared: scores.len(),
            unusable: 0,
            histogram: Histogram::new(scores.iter().copied(), 10),
            scores: scores.into(),
        }
    }

    #[test]
    fn a_score_is_said_by_its_place_among_all() {
        let answer = answer(&[0.9, 0.9, 0.4, -0.1]);
        let [best, third] = [found(0.9, 200.0 / 3.0), found(0.4, 100.0 / 3.0)];
        assert_eq!(
            standing(&best, &answer),
            "closest of 4",
            "of equal ones too"
        );
        assert_eq!(standing(&third, &answer), "top 75 %");
        assert_eq!(
            standing_sentence(&third, &answer),
            "Among the closest 75 % of all 4 products: closer than 33.3 % of the others"
        );
    }

    #[test]
    fn copies_are_counted_in_the_corner() {
        let alone = found(-0.1, 0.0);
        let several = Found {
            identical: vec![8, 9],
            ..alone.clone()
        };
        let answer = answer(&[0.9, -0.1]);
        let cell = |found: &Found| result_cell(found, None, &answer, None);
        assert_eq!(cell(&alone).corner.as_deref(), Some("1"));
        assert_eq!(cell(&several).corner.as_deref(), Some("1 · +2 identical"));
        assert_eq!(
            cell(&alone).note.map(|note| note.number).as_deref(),
            Some("−0.100")
        );
    }
}
