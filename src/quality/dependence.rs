//! Whether the neighbourhoods follow trivial things: brightness, background, shape and size of the picture file.
//!
//! A model that put bright pictures beside bright ones would look as if it worked. For each property, the mean
//! absolute difference between a product and its neighbours is held against that of all pairs of products: 1 says that
//! the neighbourhoods know nothing of the property, 0 that they are nothing but it. Since products of a kind also look
//! alike, the same is told for pairs of one label only: what is left below 1 there is not explained by the label.

use serde::Serialize;

use super::{LabelColumn, Pictures, Property};
use crate::index::NeighbourGraph;

/// How much the neighbourhoods depend on one property.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dependence {
    /// The property.
    pub property: Property,
    /// Products whose picture was measured.
    pub products: usize,
    /// Neighbours against all pairs.
    pub all: Option<Contrast>,
    /// Neighbours with the same label against all pairs with the same label.
    pub within: Option<Contrast>,
    /// Pearson's correlation between a product's value and the mean of its neighbours' values.
    pub correlation: Option<f64>,
}

/// Mean absolute differences of a property.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// Between a product and its neighbours.
    pub neighbours: f64,
    /// Between random products.
    pub random: f64,
    /// The one over the other.
    pub ratio: f64,
}

/// Measures the dependence on every property. `column` is what "the same label" means.
pub fn dependences(
    graph: &NeighbourGraph,
    pictures: &Pictures,
    column: Option<&LabelColumn>,
) -> Vec<Dependence> {
    let measure = |property| dependence(graph, &pictures.values(property), column, property);
    Property::ALL.map(measure).into()
}

fn dependence(
    graph: &NeighbourGraph,
    values: &[Option<f32>],
    column: Option<&LabelColumn>,
    property: Property,
) -> Dependence {
    let known: Vec<f64> = values.iter().flatten().map(|&x| f64::from(x)).collect();
    let neighbours = mean(pairs(graph, values).map(|(_, _, difference)| difference));
    Dependence {
        property,
        products: known.len(),
        all: contrast(neighbours, mean_difference(known)),
        within: column.and_then(|column| within(graph, values, column)),
        correlation: correlation(graph, values),
    }
}

/// Neighbours that both have a value: their rows and the absolute difference.
fn pairs<'a>(
    graph: &'a NeighbourGraph,
    values: &'a [Option<f32>],
) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
    graph.edges().filter_map(|edge| {
        let (a, b) = (values[edge.from]?, values[edge.to]?);
        Some((edge.from, edge.to, (f64::from(a) - f64::from(b)).abs()))
    })
}

/// As many random pairs are taken of each label as there are neighbours of that label.
fn within(
    graph: &NeighbourGraph,
    values: &[Option<f32>],
    column: &LabelColumn,
) -> Option<Contrast> {
    let mut of_label: Vec<Vec<f64>> = vec![Vec::new(); column.labels.len()];
    for (row, value) in values.iter().enumerate() {
        if let (Some(code), Some(value)) = (column.code(row), value) {
            of_label[code as usize].push(f64::from(*value));
        }
    }
    let random: Vec<Option<f64>> = of_label.into_iter().map(mean_difference).collect();
    let same = || {
        pairs(graph, values).filter_map(|(from, to, difference)| {
            let code = column
                .code(from)
                .filter(|_| column.code(from) == column.code(to))?;
            Some((difference, random[code as usize]?))
        })
    };
    contrast(
        mean(same().map(|(neighbours, _)| neighbours)),
        mean(same().map(|(_, random)| random)),
    )
}

fn contrast(neighbours: Option<f64>, random: Option<f64>) -> Option<Contrast> {
    let (neighbours, random) = neighbours.zip(random)?;
    (random > 0.0).then(|| Contrast {
        neighbours,
        random,
        ratio: neighbours / random,
    })
}

/// Mean absolute difference over all pairs, exactly: in sorted order each value is added as often as it is the larger
/// one of a pair and subtracted as often as it is the smaller one.
fn mean_difference(mut values: Vec<f64>) -> Option<f64> {
    let count = values.len() as f64;
    values.sort_unstable_by(f64::total_cmp);
    let weighted = values
        .iter()
        .zip(0..)
        .map(|(x, place)| x * (2.0 * f64::from(place) - count + 1.0));
    let sum: f64 = weighted.sum();
    (values.len() > 1).then(|| (sum / (count * (count - 1.0) / 2.0)).max(0.0))
}

fn correlation(graph: &NeighbourGraph, values: &[Option<f32>]) -> Option<f64> {
    let point = |row: usize| {
        let own = f64::from(values[row]?);
        let theirs = graph.neighbours(row).iter();
        let theirs = theirs.filter_map(|&other| values[other as usize].map(f64::from));
        Some((own, mean(theirs)?))
    };
    let points: Vec<(f64, f64)> = (0..graph.len()).filter_map(point).collect();
    let mean_x = mean(points.iter().map(|(x, _)| *x))?;
    let mean_y = mean(points.iter().map(|(_, y)| *y))?;
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in points {
        let (x, y) = (x - mean_x, y - mean_y);
        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u64, 0.0), |(count, sum), x| (count + 1, sum + x));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{column, line_graph};

    #[test]
    fn all_pairs_are_counted() {
        // 1, 3, 2 between 1, 2, 4.
        assert_eq!(mean_difference(vec![4.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(mean_difference(vec![4.0]), None);
        assert_eq!(mean_difference(vec![0.1; 9]), Some(0.0));
    }

    #[test]
    fn neighbours_that_follow_a_property_have_a_small_ratio() {
        let places = [0.0, 1.0, 2.1, 10.0, 11.0, 12.1];
        let graph = line_graph(&places, 2);
        let values = places.map(|place| Some(place * 0.1));
        let measured = dependence(&graph, &values, None, Property::Brightness);
        let all = measured.all.unwrap();
        assert!(all.ratio < 0.3, "{all:?}");
        assert!(measured.correlation.unwrap() > 0.9);
        // Within groups of three that are each other's neighbours, all pairs are neighbours.
        let labels = column(&["a", "a", "a", "b", "b", "b"]);
        let within = dependence(&graph, &values, Some(&labels), Property::Brightness).within;
        assert!((within.unwrap().ratio - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_constant_property_and_missing_values_say_nothing() {
        let graph = line_graph(&[0.0, 1.0, 2.1], 2);
        let constant = dependence(&graph, &[Some(1.0); 3], None, Property::Aspect);
        assert_eq!((constant.all, constant.correlation), (None, None));
        let missing = dependence(&graph, &[None, Some(1.0), None], None, Property::Aspect);
        assert_eq!((missing.products, missing.all), (1, None));
    }
}
