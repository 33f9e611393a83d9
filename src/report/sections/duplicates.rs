//! Products that are the same picture, or nearly.

use maud::{Markup, html};

use crate::quality::{DuplicateGroup, Groups};
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::page::Section;
use crate::text::{counted, thousands};

const SHOWN: usize = 6;
const PICTURES: usize = 9;

pub fn section(input: &ReportInput<'_>, album: &Album<'_>) -> Option<Section> {
    if input.graph.k() == 0 {
        return None;
    }
    let report = input.report;
    Some(Section {
        anchor: "duplicates",
        title: "Duplicates",
        body: html! {
            p {
                "Identical pictures get identical vectors and are each other's nearest neighbours, which flatters \
                 agreement a little. Where their labels differ, no model that looks at pictures can be right about \
                 both: such groups show how far the labels themselves can be trusted."
            }
            (table(input))
            (contradictions(album, report.identical_files.as_ref().unwrap_or(&report.identical_vectors)))
            h3 { "Near duplicates: similarity of at least " (report.near_duplicates.threshold) }
            @if report.near_duplicates.saturated > 0 {
                p.hint {
                    (counted(report.near_duplicates.saturated as u64, "product"))
                    " have all of their " (report.k) " neighbours above the threshold. The neighbours beyond are not \
                     looked at, so such groups may be larger than shown, or in parts."
                }
            }
            (groups(album, &report.near_duplicates.groups.groups, SHOWN))
        },
    })
}

fn table(input: &ReportInput<'_>) -> Markup {
    let report = input.report;
    html! {
        table {
            thead {
                tr {
                    th { "" }
                    th.n { "Groups" }
                    th.n { "Products" }
                    th.n { "Groups with contradicting labels" }
                }
            }
            tbody {
                @if let Some(files) = &report.identical_files { (line("Identical picture files", files)) }
                (line("Identical vectors", &report.identical_vectors))
                (line("Similar vectors", &report.near_duplicates.groups))
            }
        }
        @if report.identical_files.is_none() {
            p.hint { "The picture files were not read, so identical files are not known." }
        }
    }
}

fn line(name: &str, groups: &Groups) -> Markup {
    html! {
        tr {
            th { (name) }
            td.n { (thousands(groups.total)) }
            td.n { (thousands(groups.products)) }
            td.n { (thousands(groups.contradicting)) }
        }
    }
}

fn contradictions(album: &Album<'_>, identical: &Groups) -> Markup {
    html! {
        @if !identical.contradictions.is_empty() {
            h3 { "Identical, but labelled differently" }
            (groups(album, &identical.contradictions, SHOWN))
        }
    }
}

fn groups(album: &Album<'_>, groups: &[DuplicateGroup], shown: usize) -> Markup {
    html! {
        @if groups.is_empty() { p { "There are none." } }
        @for group in groups.iter().take(shown) {
            div.group {
                p {
                    (counted(group.rows.len() as u64, "product"))
                    @if group.lowest_link < 1.0 { ", linked by " (format!("{:.4}", group.lowest_link)) " or more" }
                    @for column in &group.conflicts { " " span.tag.warn { "different " (column) } }
                }
                div.row {
                    @for &row in group.rows.iter().take(PICTURES) { (album.picture(row)) }
                    @if group.rows.len() > PICTURES {
                        span.hint { "and " (thousands(group.rows.len() - PICTURES)) " more" }
                    }
                }
            }
        }
    }
}
