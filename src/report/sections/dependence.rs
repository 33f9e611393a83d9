//! Whether neighbourhoods follow trivial things.

use maud::{Markup, html};

use crate::quality::{Contrast, Dependence};
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::charts::{Bar, bars};
use crate::report::figures::decimal;
use crate::report::page::Section;
use crate::text::thousands;

pub fn section(input: &ReportInput<'_>, _: &Album<'_>) -> Option<Section> {
    let measured: Vec<&Dependence> = input
        .report
        .dependence
        .iter()
        .filter(|dependence| dependence.all.is_some())
        .collect();
    if measured.is_empty() {
        return None;
    }
    let within = input.report.dependence_within.as_deref();
    Some(Section {
        anchor: "trivial",
        title: "Are neighbours alike for trivial reasons?",
        body: html! {
            p {
                "A model that puts bright pictures beside bright ones looks as if it worked. The bar shows how different \
                 neighbours are in a simple property, as a part of how different random products are: at 100 % the \
                 neighbourhoods know nothing of the property, at 0 % they are nothing but it. Products of a kind look \
                 alike, so some dependence is right."
                @if let Some(column) = within {
                    " The solid mark shows the same for pairs with the same " (column)
                    " only: what is left below 100 % there is not explained by the label."
                }
            }
            (chart(&measured))
            (table(&measured))
        },
    })
}

fn chart(measured: &[&Dependence]) -> Markup {
    let bar = |dependence: &&Dependence| {
        let ratio = |contrast: Option<Contrast>| contrast.map(|contrast| contrast.ratio);
        let all = ratio(dependence.all);
        Bar {
            label: dependence.property.label().to_owned(),
            value: all.unwrap_or(0.0),
            text: all.map_or_else(String::new, |ratio| format!("{:.0} %", ratio * 100.0)),
            tick: ratio(dependence.within),
            limit: None,
        }
    };
    let measured: Vec<Bar> = measured.iter().map(bar).collect();
    html! {
        div.wide { (bars("Difference between neighbours over difference between random products", &measured)) }
        div.legend {
            span { i.k-bar {} "neighbours over random products" }
            span { i.k-tick {} "the same among products with the same label" }
        }
    }
}

fn table(measured: &[&Dependence]) -> Markup {
    let difference =
        |contrast: Option<Contrast>, which: fn(Contrast) -> f64| decimal(contrast.map(which));
    html! {
        div.wide {
            table {
                thead {
                    tr {
                        th { "Property" }
                        th { "What is measured" }
                        th.n { "Pictures" }
                        th.n { "Neighbours differ by" }
                        th.n { "Random products by" }
                        th.n { "Correlation" }
                    }
                }
                tbody {
                    @for dependence in measured {
                        tr {
                            th { (dependence.property.label()) }
                            td { (dependence.property.meaning()) }
                            td.n { (thousands(dependence.products)) }
                            td.n { (difference(dependence.all, |contrast| contrast.neighbours)) }
                            td.n { (difference(dependence.all, |contrast| contrast.random)) }
                            td.n { (decimal(dependence.correlation)) }
                        }
                    }
                }
            }
        }
        p.hint { "Differences are mean absolute ones, over all neighbours and over all pairs. The correlation is Pearson's, between a product's value and the mean of its neighbours'." }
    }
}
