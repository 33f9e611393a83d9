//! A look at a few neighbourhoods before any figure.

use maud::{Markup, html};

use super::finest;
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::figures::shortened;
use crate::report::page::Section;

const SHOWN: usize = 8;
const NEIGHBOURS: usize = 9;

pub fn section(input: &ReportInput<'_>, album: &Album<'_>) -> Option<Section> {
    let rows = evenly(input);
    input.dataset?;
    if rows.is_empty() {
        return None;
    }
    let column = finest(input).map(|column| column.agreement.column.clone());
    Some(Section {
        anchor: "neighbours",
        title: "What neighbours look like",
        body: html! {
            p {
                "Each row is one product and the products whose vectors are nearest to it, nearest first. The products \
                 were taken at even distances from the list, not for their looks."
                @if let Some(column) = &column {
                    " A check marks neighbours with the same " (column) "."
                }
            }
            @for row in rows { (neighbourhood(input, album, row, column.as_deref())) }
        },
    })
}

/// Rows at even distances that have neighbours.
fn evenly(input: &ReportInput<'_>) -> Vec<usize> {
    let rows: Vec<usize> = (0..input.graph.len())
        .filter(|&row| !input.graph.neighbours(row).is_empty())
        .collect();
    let shown = SHOWN.min(rows.len());
    (0..shown)
        .map(|at| rows[(2 * at + 1) * rows.len() / (2 * shown)])
        .collect()
}

fn neighbourhood(
    input: &ReportInput<'_>,
    album: &Album<'_>,
    row: usize,
    column: Option<&str>,
) -> Markup {
    let column = column.and_then(|name| input.labels.column(name));
    let own = column.and_then(|column| column.code(row));
    html! {
        div.hood {
            (album.picture(row))
            div.who {
                b { (shortened(&album.name(row), 48)) }
                @if let Some(label) = column.and_then(|column| column.label(row)) { (label) }
            }
            div.near {
                @for edge in input.graph.edges_of(row).take(NEIGHBOURS) {
                    @let same = own.is_some() && column.and_then(|column| column.code(edge.to)) == own;
                    div class=(if same { "mark same" } else { "mark" }) { (album.picture(edge.to)) }
                }
            }
        }
    }
}
