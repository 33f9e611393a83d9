//! The page around the sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::ReportInput;
use super::album::Album;
use super::sections;
use crate::Result;
use crate::job::Control;
use crate::text::thousands;

/// One section: its anchor, its title, what it holds.
pub(super) struct Section {
    pub anchor: &'static str,
    pub title: &'static str,
    pub body: Markup,
}

/// The whole page.
pub(super) fn page(input: &ReportInput<'_>, control: &Control) -> Result<String> {
    let album = Album::new(input);
    let sections = sections::all(input, &album, control)?;
    let title = format!("Embedding quality: {}", input.report.run.dataset.name);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                main {
                    (head(input))
                    (notes(input))
                    (contents(&sections))
                    @for section in &sections {
                        section id=(section.anchor) {
                            h2 { (section.title) }
                            (section.body)
                        }
                    }
                    (foot(input))
                }
            }
        }
    };
    Ok(page.into_string())
}

fn head(input: &ReportInput<'_>) -> Markup {
    let run = &input.report.run;
    html! {
        header {
            p.overline { "Embedding quality report" }
            h1 { (run.dataset.name) }
            p.lead {
                (thousands(input.report.vectors.rows)) " products, embedded with "
                strong { (run.model.label) }
                " into vectors of " (input.report.vectors.dim) " numbers."
            }
        }
    }
}

fn notes(input: &ReportInput<'_>) -> Markup {
    html! {
        @if !input.report.notes.is_empty() {
            aside.attention {
                h2 { "Read this first" }
                ul {
                    @for note in &input.report.notes { li { (note) } }
                }
            }
        }
    }
}

fn contents(sections: &[Section]) -> Markup {
    html! {
        nav aria-label="Contents" {
            @for section in sections {
                a href={ "#" (section.anchor) } { (section.title) }
            }
        }
    }
}

fn foot(input: &ReportInput<'_>) -> Markup {
    let now = humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string();
    let (day, time) = now.split_once('T').unwrap_or((&now, ""));
    html! {
        footer {
            "Made by VectorSearch Pro " (env!("CARGO_PKG_VERSION")) " on " (day) " at "
            (time.trim_end_matches('Z')) " UTC, from the run that finished on "
            (input.report.run.finished) ". This file is complete: nothing is loaded from elsewhere."
        }
    }
}
