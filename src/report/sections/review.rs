//! Labels that are likely to be wrong, and what a person decided about them.

use maud::{Markup, html};

use super::finest;
use crate::quality::{ColumnQuality, Suspect, Verdict};
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::figures::{percent, shortened};
use crate::report::page::Section;
use crate::text::{counted, thousands};

/// Products shown of the finest column and of each other one.
const OF_FINEST: usize = 12;
const OF_OTHERS: usize = 6;
const NEIGHBOURS: usize = 5;

pub fn section(input: &ReportInput<'_>, album: &Album<'_>) -> Option<Section> {
    let main = finest(input)?;
    let others = input.report.columns.iter().filter(|column| {
        column.agreement.column != main.agreement.column && column.suspects_total > 0
    });
    Some(Section {
        anchor: "review",
        title: "Labels worth a look",
        body: html! {
            p {
                "Products of which at most " (counted(input.report.settings.tolerance as u64, "neighbour"))
                " of " (input.report.k) " has the same label. Either the label is wrong, or the model is, or both are \
                 fair and the border between the labels is not sharp. The most suspicious come first: those whose \
                 neighbours agree most on another label."
            }
            (verdicts(input))
            (column(input, album, main, OF_FINEST))
            @for other in others {
                details {
                    summary {
                        (other.agreement.column) ": " (counted(other.suspects_total as u64, "product"))
                    }
                    (suspects(input, album, other, OF_OTHERS))
                }
            }
        },
    })
}

fn verdicts(input: &ReportInput<'_>) -> Markup {
    let count = |column: &str, verdict| {
        let of =
            |judged: &&crate::quality::Judged| judged.column == column && judged.verdict == verdict;
        input.report.verdicts.iter().filter(of).count()
    };
    let mut columns: Vec<&str> = input
        .report
        .verdicts
        .iter()
        .map(|judged| judged.column.as_str())
        .collect();
    columns.sort_unstable();
    columns.dedup();
    html! {
        @if columns.is_empty() {
            p.hint { "Nobody has judged these products yet." }
        } @else {
            table {
                thead { tr { th { "Judged by a person" } @for verdict in Verdict::ALL { th.n { (verdict.label()) } } } }
                tbody {
                    @for column in columns {
                        tr {
                            th { (column) }
                            @for verdict in Verdict::ALL { td.n { (thousands(count(column, verdict))) } }
                        }
                    }
                }
            }
        }
    }
}

fn column(
    input: &ReportInput<'_>,
    album: &Album<'_>,
    quality: &ColumnQuality,
    shown: usize,
) -> Markup {
    html! {
        h3 {
            (quality.agreement.column) ": " (counted(quality.suspects_total as u64, "product")) " of "
            (thousands(quality.agreement.known))
        }
        (suspects(input, album, quality, shown))
    }
}

fn suspects(
    input: &ReportInput<'_>,
    album: &Album<'_>,
    quality: &ColumnQuality,
    shown: usize,
) -> Markup {
    html! {
        div.suspects {
            @for suspect in quality.suspects.iter().take(shown) {
                (card(input, album, &quality.agreement.column, suspect))
            }
        }
    }
}

fn card(input: &ReportInput<'_>, album: &Album<'_>, column: &str, suspect: &Suspect) -> Markup {
    let of = |judged: &&crate::quality::Judged| judged.id == suspect.id && judged.column == column;
    let judged = input.report.verdicts.iter().find(of);
    html! {
        div.suspect {
            (album.picture(suspect.row))
            div {
                b { (shortened(&album.name(suspect.row), 44)) }
                div { "Label " b style="display:inline" { (suspect.label) } }
                div {
                    (suspect.votes) " of " (suspect.known) " neighbours: "
                    b style="display:inline" { (suspect.suggested) }
                }
                div.muted {
                    "id " (suspect.id) " · suspicion " (percent(Some(suspect.suspicion)))
                }
                @if let Some(judged) = judged { span.tag { (judged.verdict.label()) } }
                div.near {
                    @for edge in input.graph.edges_of(suspect.row).take(NEIGHBOURS) { (album.picture(edge.to)) }
                }
            }
        }
    }
}
