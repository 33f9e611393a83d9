//! The handful of numbers that a reader wants first.

use maud::{Markup, html};

use super::finest;
use crate::quality::ZeroShot;
use crate::report::ReportInput;
use crate::report::figures::{percent, times};
use crate::report::page::Section;
use crate::text::{counted, thousands};

pub fn section(input: &ReportInput<'_>) -> Section {
    Section {
        anchor: "glance",
        title: "At a glance",
        body: html! {
            div.cards {
                (vectors(input))
                (agreement(input))
                (zero_shot(input))
                (review(input))
                (duplicates(input))
                (hubs(input))
            }
        },
    }
}

fn card(title: &str, figure: &Markup, detail: &str) -> Markup {
    html! {
        div.card {
            span { (title) }
            b { (figure) }
            small { (detail) }
        }
    }
}

fn vectors(input: &ReportInput<'_>) -> Markup {
    let health = &input.report.vectors;
    let detail = if health.is_sound() {
        format!(
            "{} vectors, all finite and of unit length",
            thousands(health.rows)
        )
    } else if health.collapsed {
        "All vectors are the same".to_owned()
    } else {
        format!(
            "{} not finite, {} not of unit length",
            thousands(health.not_finite.len()),
            thousands(health.not_unit.len())
        )
    };
    let figure = if health.is_sound() {
        html! { span.good { "Sound" } }
    } else {
        html! { span.bad { "Not sound" } }
    };
    card("Vectors", &figure, &detail)
}

fn agreement(input: &ReportInput<'_>) -> Markup {
    let Some(column) = finest(input) else {
        return html! {};
    };
    let agreement = &column.agreement;
    card(
        &format!("Neighbours with the same {}", agreement.column),
        &html! { (percent(agreement.agreement())) },
        &format!(
            "of {} neighbours each; chance would give {}, so {}",
            input.report.k,
            percent(agreement.chance),
            times(agreement.lift)
        ),
    )
}

fn zero_shot(input: &ReportInput<'_>) -> Markup {
    let name = finest(input).map(|column| column.agreement.column.as_str());
    let is_finest = |scores: &&ZeroShot| Some(scores.column.as_str()) == name;
    let Some(scores) = input.report.zero_shot.iter().find(is_finest) else {
        return html! {};
    };
    card(
        &format!("{} found by text", scores.column),
        &html! { (percent(Some(scores.accuracy))) },
        &format!(
            "nearest of {} texts; always saying the most frequent label gives {}",
            scores.classes.len(),
            percent(Some(scores.majority))
        ),
    )
}

fn review(input: &ReportInput<'_>) -> Markup {
    let Some(column) = finest(input) else {
        return html! {};
    };
    let share = column.suspects_total as f64 / column.agreement.known.max(1) as f64;
    card(
        "Labels worth a look",
        &html! { (thousands(column.suspects_total)) },
        &format!(
            "{} of the products have at most {} with the same {}",
            percent(Some(share)),
            counted(input.report.settings.tolerance as u64, "neighbour"),
            column.agreement.column
        ),
    )
}

fn duplicates(input: &ReportInput<'_>) -> Markup {
    let near = &input.report.near_duplicates;
    card(
        "Near duplicates",
        &html! { (thousands(near.groups.products)) },
        &format!(
            "products in {} with similarity {} or more; {} have identical vectors",
            counted(near.groups.total as u64, "group"),
            near.threshold,
            thousands(input.report.identical_vectors.products)
        ),
    )
}

fn hubs(input: &ReportInput<'_>) -> Markup {
    let hubness = &input.report.hubness;
    let share = hubness.orphans as f64 / input.report.vectors.rows.max(1) as f64;
    card(
        "Nobody's neighbour",
        &html! { (thousands(hubness.orphans)) },
        &format!(
            "{} of the products; the busiest hundredth takes {} of all places",
            percent(Some(share)),
            percent(hubness.top_hundredth)
        ),
    )
}
