//! How often neighbours share a label.

use maud::{Markup, html};

use super::classes::classes;
use crate::quality::LabelAgreement;
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::charts::{Bar, Line, bars, lines};
use crate::report::figures::{percent, times};
use crate::report::page::Section;
use crate::text::{counted, thousands};

pub fn section(input: &ReportInput<'_>, _: &Album<'_>) -> Option<Section> {
    let columns: Vec<&LabelAgreement> = input
        .report
        .columns
        .iter()
        .map(|column| &column.agreement)
        .filter(|agreement| agreement.agreement().is_some())
        .collect();
    if columns.is_empty() {
        return None;
    }
    Some(Section {
        anchor: "agreement",
        title: "Do neighbours share the label?",
        body: html! {
            p {
                "For every product and each of its " (input.report.k) " nearest neighbours: do they have the same label? \
                 Agreement is the share of these pairs that do. The solid mark is chance: how often a random other \
                 product has the same label. The dotted mark is the most that can be reached, since rare labels have \
                 too few other products to fill " (input.report.k) " places."
            }
            (chart(&columns))
            (table(input, &columns))
            (left_out(input))
            h3 { "Near and farther neighbours" }
            p { "Agreement among the first 1, 2, … neighbours. A line that falls steeply means that only the very nearest can be trusted." }
            (curves(&columns))
            @for agreement in &columns { (classes(agreement)) }
        },
    })
}

fn chart(columns: &[&LabelAgreement]) -> Markup {
    let bar = |agreement: &&LabelAgreement| Bar {
        label: agreement.column.clone(),
        value: agreement.agreement().unwrap_or(0.0),
        text: percent(agreement.agreement()),
        tick: agreement.chance,
        limit: agreement.ceiling,
    };
    html! {
        div.wide { (bars("Label agreement of each column beside chance", &columns.iter().map(bar).collect::<Vec<_>>())) }
        div.legend {
            span { i.k-bar {} "agreement" }
            span { i.k-tick {} "chance" }
            span { i.k-limit {} "the most that is possible" }
        }
    }
}

fn table(input: &ReportInput<'_>, columns: &[&LabelAgreement]) -> Markup {
    html! {
        div.wide {
            table {
                thead {
                    tr {
                        th { "Column" }
                        th.n { "Labels" }
                        th.n { "Products" }
                        th.n { "Unknown" }
                        th.n { "Nearest" }
                        th.n { "All " (input.report.k) }
                        th.n { "Chance" }
                        th.n { "Lift" }
                        th.n title="From chance (0 %) to always (100 %)" { "Above chance" }
                        th.n title="Each label counting once, however rare" { "Mean of labels" }
                    }
                }
                tbody {
                    @for agreement in columns {
                        tr {
                            th { (agreement.column) }
                            td.n { (thousands(agreement.classes.len())) }
                            td.n { (thousands(agreement.known)) }
                            td.n { (thousands(agreement.unknown)) }
                            td.n { (percent(agreement.at.first().copied().flatten())) }
                            td.n { b { (percent(agreement.agreement())) } }
                            td.n { (percent(agreement.chance)) }
                            td.n { (times(agreement.lift)) }
                            td.n { (percent(agreement.above_chance)) }
                            td.n { (percent(agreement.balanced)) }
                        }
                    }
                }
            }
        }
        p.hint {
            "Products whose label is not known (empty or NA) take no part, neither themselves nor as neighbours. \"Above \
             chance\" is how far agreement is on the way from chance to always; \"Mean of labels\" counts each label \
             once, however rare."
        }
    }
}

fn left_out(input: &ReportInput<'_>) -> Markup {
    html! {
        @if !input.report.left_out.is_empty() {
            p.hint {
                "Not judged: "
                @for (at, column) in input.report.left_out.iter().enumerate() {
                    @if at > 0 { "; " }
                    (column.column) ", because " (column.reason)
                }
                "."
            }
        }
    }
}

fn curves(columns: &[&LabelAgreement]) -> Markup {
    let curve = |agreement: &&LabelAgreement| Line {
        label: agreement.column.clone(),
        values: agreement.at.iter().flatten().copied().collect(),
    };
    let curves: Vec<Line> = columns.iter().map(curve).collect();
    let summary = format!(
        "Label agreement over the number of neighbours for {}",
        counted(columns.len() as u64, "column")
    );
    html! { div.wide { (lines(&summary, "number of nearest neighbours", &curves)) } }
}
