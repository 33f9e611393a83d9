//! Whether texts find their pictures.

use maud::{Markup, html};

use crate::model::STARTER;
use crate::quality::{PUBLISHED, PUBLISHED_NOTE, ZeroShot, published_applies};
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::charts::{Bar, bars};
use crate::report::figures::{decimal, percent};
use crate::report::page::Section;
use crate::text::thousands;

pub fn section(input: &ReportInput<'_>, _: &Album<'_>) -> Option<Section> {
    let scores = &input.report.zero_shot;
    if scores.is_empty() {
        return None;
    }
    Some(Section {
        anchor: "text",
        title: "Do texts find their pictures?",
        body: html! {
            p {
                "Each label is put into a sentence, and each product gets the label whose sentence is nearest to its \
                 picture. Nothing is trained for it here. The solid mark is what always saying the most frequent label \
                 would give."
            }
            @if input.report.run.model.id == STARTER {
                p {
                    "The starter model was trained on labels of this very dataset. Where the products were among its \
                     training pictures, these figures show how well it learnt them; they must not be set beside \
                     figures of models that never saw the dataset."
                }
            }
            (chart(scores))
            (table(scores))
            @if published_applies(input.labels) { (published()) }
            @for score in scores { (labels(score)) }
        },
    })
}

fn chart(scores: &[ZeroShot]) -> Markup {
    let bar = |scores: &ZeroShot| Bar {
        label: scores.column.clone(),
        value: scores.accuracy,
        text: percent(Some(scores.accuracy)),
        tick: Some(scores.majority),
        limit: None,
    };
    html! {
        div.wide { (bars("Accuracy by text for each column", &scores.iter().map(bar).collect::<Vec<_>>())) }
        div.legend {
            span { i.k-bar {} "accuracy" }
            span { i.k-tick {} "always the most frequent label" }
        }
    }
}

fn table(scores: &[ZeroShot]) -> Markup {
    html! {
        div.wide {
            table {
                thead {
                    tr {
                        th { "Column" }
                        th { "Sentence" }
                        th.n { "Labels" }
                        th.n { "Products" }
                        th.n { "Accuracy" }
                        th.n { "Macro F1" }
                        th.n { "Weighted F1" }
                    }
                }
                tbody {
                    @for scores in scores {
                        tr {
                            th { (scores.column) }
                            td { (scores.template.as_str()) }
                            td.n { (thousands(scores.classes.len())) }
                            td.n { (thousands(scores.products)) }
                            td.n { b { (percent(Some(scores.accuracy))) } }
                            td.n { (decimal(Some(scores.macro_f1))) }
                            td.n { (decimal(Some(scores.weighted_f1))) }
                        }
                    }
                }
            }
        }
    }
}

fn published() -> Markup {
    html! {
        h3 { "Published figures, for orientation" }
        div.tags {
            @for figure in PUBLISHED {
                span.tag { (figure.model) " " b { (format!("{:.2}", figure.f1)) } }
            }
        }
        p.hint { (PUBLISHED_NOTE) }
    }
}

fn labels(scores: &ZeroShot) -> Markup {
    html! {
        details {
            summary { (scores.column) ": each of the " (scores.classes.len()) " labels" }
            div.wide {
                table {
                    thead {
                        tr {
                            th { "Label" }
                            th.n { "Products" }
                            th.n { "Precision" }
                            th.n { "Recall" }
                            th.n { "F1" }
                            th { "Most often mistaken for" }
                        }
                    }
                    tbody {
                        @for class in &scores.classes {
                            tr {
                                th { (class.label) }
                                td.n { (thousands(class.count)) }
                                td.n { (decimal(Some(class.precision))) }
                                td.n { (decimal(Some(class.recall))) }
                                td.n { (decimal(Some(class.f1))) }
                                td { @if let Some(label) = &class.mistaken_for { (label) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
