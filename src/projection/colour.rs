//! What a column or a measure says about each point, in the terms of a palette: which slot, or how far along a scale.
//! The palettes themselves are the front end's.

use crate::search::Attribute;

/// The colour of a point by category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// One of the palette's colours, from 0.
    Colour(u8),
    /// One of the values that are too rare for a colour of their own.
    Others,
    /// The value is missing.
    Missing,
}

/// Points coloured by the values of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categories {
    /// For each row its slot.
    pub slots: Vec<Slot>,
    /// What the slots mean, in the order of the palette, then the others, then the missing; only what occurs.
    pub legend: Vec<LegendEntry>,
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendEntry {
    /// Its colour.
    pub slot: Slot,
    /// The value, or how many values it stands for.
    pub label: String,
    /// The values themselves, to filter by.
    pub values: Vec<String>,
    /// How many points have it.
    pub count: usize,
}

/// Points coloured along a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// For each row its place from 0 to 1, nothing where the value is missing.
    pub places: Vec<Option<f32>>,
    /// The value at 0; what is smaller lies there too.
    pub low: f64,
    /// The value at 1; what is larger lies there too.
    pub high: f64,
}

/// Which values the ends of a scale stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Span {
    /// The smallest and the largest one.
    Full,
    /// Those that one value in fifty goes below and above, so that a few extreme ones do not take all colours.
    Most,
    /// These.
    Fixed(f64, f64),
}

impl Categories {
    /// Gives the most frequent values of a column a colour each, at most `colours`, and the rest one together.
    pub fn new(attribute: &Attribute, rows: usize, colours: u8) -> Self {
        let mut counts = vec![0_usize; attribute.labels.len()];
        let mut missing = 0;
        for row in 0..rows {
            match attribute.known_code(row) {
                Some(code) => counts[code as usize] += 1,
                None => missing += 1,
            }
        }
        let mut codes: Vec<usize> = (0..counts.len()).filter(|&code| counts[code] > 0).collect();
        codes.sort_by_key(|&code| (std::cmp::Reverse(counts[code]), code));
        let rest = codes.split_off(codes.len().min(colours.into()));
        let mut slot_of = vec![Slot::Others; counts.len()];
        for (&code, colour) in codes.iter().zip(0..) {
            slot_of[code] = Slot::Colour(colour);
        }
        let entry = |slot, label: String, codes: &[usize]| LegendEntry {
            slot,
            label,
            values: codes
                .iter()
                .map(|&code| attribute.labels[code].clone())
                .collect(),
            count: codes.iter().map(|&code| counts[code]).sum(),
        };
        let single = |&code: &usize| entry(slot_of[code], attribute.labels[code].clone(), &[code]);
        let mut legend: Vec<LegendEntry> = codes.iter().map(single).collect();
        if !rest.is_empty() {
            let label = match rest.as_slice() {
                [only] => attribute.labels[*only].clone(),
                many => format!("{} others", many.len()),
            };
            legend.push(entry(Slot::Others, label, &rest));
        }
        if missing > 0 {
            legend.push(LegendEntry {
                slot: Slot::Missing,
                label: "No value".to_owned(),
                values: attribute
                    .missing()
                    .map(ToOwned::to_owned)
                    .into_iter()
                    .collect(),
                count: missing,
            });
        }
        let slot = |row| {
            let code = attribute.known_code(row);
            code.map_or(Slot::Missing, |code| slot_of[code as usize])
        };
        Self {
            slots: (0..rows).map(slot).collect(),
            legend,
        }
    }
}

impl Scale {
    /// Places values along a scale; what is not finite counts as missing. Equal values lie in the middle.
    pub fn new(values: impl IntoIterator<Item = Option<f64>>, span: Span) -> Self {
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        let values: Vec<Option<f64>> = values.into_iter().map(finite).collect();
        let (low, high) = match span {
            Span::Fixed(low, high) => (low, high),
            Span::Full => ends(&values, 0.0),
            Span::Most => ends(&values, 0.02),
        };
        let place = |value: f64| {
            if high > low {
                ((value - low) / (high - low)).clamp(0.0, 1.0) as f32
            } else {
                0.5
            }
        };
        Self {
            places: values.iter().map(|value| value.map(place)).collect(),
            low,
            high,
        }
    }

    /// The numbers of a column, from the smallest to the largest.
    pub fn of_column(attribute: &Attribute, rows: usize) -> Self {
        Self::new((0..rows).map(|row| attribute.number(row)), Span::Full)
    }

    /// A measure of each row, such as the score of a question; NaN is missing.
    pub fn of_measure(values: &[f32], span: Span) -> Self {
        Self::new(values.iter().map(|&value| Some(value.into())), span)
    }
}

/// The values that the part `tail` of all goes below, and above; 0 and 0 without values.
fn ends(values: &[Option<f64>], tail: f64) -> (f64, f64) {
    let mut sorted: Vec<f64> = values.iter().copied().flatten().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return (0.0, 0.0);
    };
    let skipped = (tail * last as f64) as usize;
    (sorted[skipped], sorted[last - skipped])
}

#[cfg(test)]
mod tests {
    use super::Slot::{Colour, Missing, Others};
    use super::*;
    use crate::dataset::Column;
    use crate::search::Attributes;

    fn attributes(labels: &[&str], codes: &[u32]) -> Attributes {
        let column = Column {
            name: "c".into(),
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            codes: codes.to_vec(),
        };
        let ids: Vec<i64> = (0..codes.len() as i64).collect();
        // One row more, which the dataset does not know.
        let rows: Vec<i64> = ids.iter().copied().chain([99]).collect();
        Attributes::new(&[column], ids, &rows)
    }

    #[test]
    fn frequent_values_have_colours_and_the_tail_has_one_together() {
        let attributes = attributes(
            &["a", "(none)", "b", "c", "d", "never"],
            &[0, 0, 2, 3, 4, 2, 2, 1],
        );
        let categories = Categories::new(&attributes.columns()[0], 9, 2);
        assert_eq!(
            categories.slots,
            [
                Colour(1),
                Colour(1),
                Colour(0),
                Others,
                Others,
                Colour(0),
                Colour(0),
                Missing,
                Missing
            ]
        );
        let legend: Vec<(Slot, &str, usize)> = categories
            .legend
            .iter()
            .map(|entry| (entry.slot, &*entry.label, entry.count))
            .collect();
        assert_eq!(
            legend,
            [
                (Colour(0), "b", 3),
                (Colour(1), "a", 2),
                (Others, "2 others", 2),
                (Missing, "No value", 2)
            ]
        );
        assert_eq!(categories.legend[2].values, ["c", "d"]);
        let all = Categories::new(&attributes.columns()[0], 9, 3);
        assert_eq!(
            all.legend[3].label, "d",
            "a rest of one value is called by its name"
        );
    }

    #[test]
    fn numbers_are_spread_over_the_scale() {
        let attributes = attributes(&["2010", "2014", "(none)", "2012"], &[0, 1, 2, 3]);
        let scale = Scale::of_column(&attributes.columns()[0], 5);
        assert_eq!(scale.places, [Some(0.0), Some(1.0), None, Some(0.5), None]);
        assert_eq!((scale.low, scale.high), (2010.0, 2014.0));
    }

    #[test]
    fn measures_may_be_missing_equal_or_extreme() {
        let values: Vec<f32> = (0..=100_u8).map(f32::from).chain([f32::NAN]).collect();
        let scale = Scale::of_measure(&values, Span::Most);
        assert_eq!((scale.low, scale.high), (2.0, 98.0));
        assert_eq!(
            (scale.places[0], scale.places[50], scale.places[101]),
            (Some(0.0), Some(0.5), None)
        );
        assert_eq!(
            Scale::of_measure(&[0.25], Span::Fixed(0.0, 1.0)).places,
            [Some(0.25)]
        );
        assert_eq!(
            Scale::of_measure(&[3.0, 3.0], Span::Full).places,
            [Some(0.5), Some(0.5)]
        );
        assert_eq!(Scale::of_measure(&[f32::NAN], Span::Full).places, [None]);
    }
}
