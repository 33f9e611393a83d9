//! Products far from all others, and products that are everybody's or nobody's neighbour.

use maud::{Markup, html};

use crate::quality::{Histogram, Hubness};
use crate::report::ReportInput;
use crate::report::album::Album;
use crate::report::charts::{HistogramChart, histogram};
use crate::report::figures::{decimal, percent};
use crate::report::page::Section;
use crate::text::thousands;

const SHOWN: usize = 9;

pub fn section(input: &ReportInput<'_>, album: &Album<'_>) -> Option<Section> {
    let nearest = input.report.nearest.as_ref()?;
    Some(Section {
        anchor: "lonely",
        title: "Outliers, hubs and orphans",
        body: html! {
            h3 { "How near is the nearest neighbour?" }
            (similarities(input, nearest))
            h3 { "Far from all others" }
            p { "The products whose " (input.report.k) " neighbours are least similar to them, with the mean similarity. Often a rare kind of product, an odd photo, or a wrong file." }
            (outliers(input, album))
            h3 { "Hubs and orphans" }
            (occurrences(input, album, &input.report.hubness))
        },
    })
}

fn similarities(input: &ReportInput<'_>, nearest: &Histogram) -> Markup {
    let random = input.report.vectors.mean_similarity;
    let label = |place: f64| {
        (
            place,
            format!("{:.2}", nearest.low + place * (nearest.high - nearest.low)),
        )
    };
    html! {
        p {
            "Half of the products have a neighbour with a similarity of " (decimal(Some(nearest.median))) " or more. "
            "Two random products have " (decimal(random)) " on average: similarities mean something only beside this number."
        }
        (histogram(&HistogramChart {
            summary: "Number of products by the similarity to their nearest neighbour",
            counts: &nearest.counts,
            labels: [0.0, 0.25, 0.5, 0.75, 1.0].map(label).to_vec(),
            axis: "similarity to the nearest neighbour",
        }))
    }
}

fn outliers(input: &ReportInput<'_>, album: &Album<'_>) -> Markup {
    html! {
        div.strip {
            @for outlier in input.report.outliers.iter().take(SHOWN) {
                (album.figure(outlier.row, &[decimal(Some(outlier.similarity)), album.name(outlier.row)]))
            }
        }
    }
}

fn occurrences(input: &ReportInput<'_>, album: &Album<'_>, hubness: &Hubness) -> Markup {
    let bars = hubness.histogram.len();
    let label = |count: usize| {
        let text = if count + 1 == bars {
            format!("{count}+")
        } else {
            count.to_string()
        };
        ((count as f64 + 0.5) / bars as f64, text)
    };
    let marks = (0..bars).step_by(5).map(label).collect();
    html! {
        p {
            "Each product has " (input.report.k) " neighbours, but not each is a neighbour of " (input.report.k)
            " others. Hubs turn up in very many neighbourhoods, orphans in none, and a search by picture will never \
             find an orphan among its first " (input.report.k) " results unless it is itself the question. The skewness \
             of this distribution is " b { (decimal(hubness.skewness)) } " (0 is even). "
            (thousands(hubness.orphans)) " products are orphans; the busiest hundredth takes "
            (percent(hubness.top_hundredth)) " of all places."
        }
        (histogram(&HistogramChart {
            summary: "Number of products by how many neighbourhoods they are in",
            counts: &hubness.histogram,
            labels: marks,
            axis: "in how many neighbourhoods a product is",
        }))
        div.strip {
            @for hub in hubness.hubs.iter().take(SHOWN) {
                (album.figure(hub.row, &[format!("in {}", thousands(hub.occurrence as usize)), album.name(hub.row)]))
            }
        }
    }
}
