//! Which labels meet, as a field of shares and as pictures.

use maud::{Markup, html};

use super::finest;
use crate::quality::{ColumnQuality, Confused, LabelColumn, pairs_in_cell};
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::charts::{HeatMap, heat_map};
use crate::report::figures::percent;
use crate::report::page::Section;
use crate::text::{counted, thousands};

/// Labels that a field shows; the others are put together.
const LABELS: usize = 10;
/// Confusions shown as pictures.
const SHOWN: usize = 8;
/// Pairs of pictures for each.
const PAIRS: usize = 6;

pub fn section(input: &ReportInput<'_>, album: &Album<'_>) -> Option<Section> {
    let main = finest(input)?;
    let others: Vec<&ColumnQuality> = input
        .report
        .columns
        .iter()
        .filter(|column| column.agreement.column != main.agreement.column)
        .collect();
    Some(Section {
        anchor: "confusions",
        title: "Which labels are neighbours of which?",
        body: html! {
            p {
                "Each line is a label; its numbers say how many of 100 neighbours of its products have the label above. \
                 On the diagonal they agree."
            }
            h3 { (main.agreement.column) }
            (field(input, main))
            (pictures(input, album, main))
            @for column in others {
                details {
                    summary { (column.agreement.column) }
                    (field(input, column))
                    (table(column))
                }
            }
        },
    })
}

fn field(input: &ReportInput<'_>, quality: &ColumnQuality) -> Markup {
    let Some(column) = input.labels.column(&quality.agreement.column) else {
        return html! {};
    };
    let shown = column.labels.len().min(LABELS) as u32;
    let has_others = column.labels.len() > LABELS;
    let row = |own: u32| {
        let total = quality.confusion.pairs_of(own);
        let share = |pairs: usize| {
            if total > 0 {
                pairs as f64 / total as f64
            } else {
                0.0
            }
        };
        let mut shares: Vec<f64> = (0..shown)
            .map(|other| share(quality.confusion.pairs(own, other)))
            .collect();
        if has_others {
            shares.push((1.0 - shares.iter().sum::<f64>()).max(0.0));
        }
        shares
    };
    let names: Vec<String> = column.labels.iter().take(LABELS).cloned().collect();
    let others = has_others.then(|| format!("{} others", column.labels.len() - LABELS));
    let map = HeatMap {
        summary: &format!("Neighbours' labels by own label for {}", column.name),
        columns: names.iter().cloned().chain(others).collect(),
        rows: names,
        shares: (0..shown).map(row).collect(),
    };
    html! {
        div.wide { (heat_map(&map)) }
        @if has_others {
            p.hint { "The " (LABELS) " most frequent of " (column.labels.len()) " labels." }
        }
    }
}

fn pictures(input: &ReportInput<'_>, album: &Album<'_>, quality: &ColumnQuality) -> Markup {
    let column = input.labels.column(&quality.agreement.column);
    html! {
        @if let (Some(column), Some(_)) = (column, input.dataset) {
            h3 { "The most frequent confusions, as pictures" }
            p { "Left a product of the first label, right one of its neighbours with the second; the most similar pairs first." }
            @for confused in quality.confused.iter().take(SHOWN) {
                div.group { (confusion(input, album, column, confused)) }
            }
        } @else {
            (table(quality))
        }
    }
}

fn confusion(
    input: &ReportInput<'_>,
    album: &Album<'_>,
    column: &LabelColumn,
    confused: &Confused,
) -> Markup {
    let code = |label: &str| {
        column
            .labels
            .iter()
            .position(|other| other == label)
            .map(|at| at as u32)
    };
    let pairs = code(&confused.own).zip(code(&confused.neighbour));
    let pairs = pairs.map_or_else(Vec::new, |(own, neighbour)| {
        pairs_in_cell(input.graph, column, own, neighbour)
    });
    html! {
        p {
            b { (confused.own) } " beside " b { (confused.neighbour) } ": "
            (counted(confused.pairs as u64, "pair")) ", "
            (percent(Some(confused.share))) " of all neighbours of " (confused.own)
        }
        div.pairs {
            @for pair in pairs.iter().take(PAIRS) {
                div.pair { (album.picture(pair.from)) (album.picture(pair.to)) }
            }
        }
    }
}

fn table(quality: &ColumnQuality) -> Markup {
    html! {
        @if !quality.confused.is_empty() {
            table {
                thead { tr { th { "Label" } th { "Neighbour's label" } th.n { "Pairs" } th.n { "Of the label's neighbours" } } }
                tbody {
                    @for confused in quality.confused.iter().take(SHOWN) {
                        tr {
                            th { (confused.own) }
                            td { (confused.neighbour) }
                            td.n { (thousands(confused.pairs)) }
                            td.n { (percent(Some(confused.share))) }
                        }
                    }
                }
            }
        }
    }
}
