//! How everything was measured, and what it does not show.

use maud::html;

use crate::report::ReportInput;
use crate::report::page::Section;

pub fn section(input: &ReportInput<'_>) -> Section {
    let k = input.report.k;
    Section {
        anchor: "method",
        title: "Method and limits",
        body: html! {
            h3 { "Method" }
            p {
                b { "Neighbours. " }
                "The " (k) " other products with the largest inner product, which for vectors of unit length is the cosine. \
                 The search is exact: candidates are chosen in 32-bit arithmetic with a margin for its rounding, and ordered \
                 in 64-bit arithmetic. Equal similarities are ordered by product id."
            }
            p {
                b { "Agreement. " }
                "Pairs of a product and one of its first k neighbours, both with a known label; agreement is the share of pairs \
                 with the same label. Chance is exact: the sum over labels of n (n - 1) / (N (N - 1)). Lift is agreement over \
                 chance; it cannot be large where one label is very frequent, which is what \"above chance\" is for."
            }
            p {
                b { "Suspicion. " }
                "Neighbours vote for their label with their similarity. Suspicion is the share of the most voted other label \
                 less the share of the product's own, scaled down where the label is so rare that it could not fill the \
                 neighbourhood."
            }
            p {
                b { "Duplicates. " }
                "Identical means equal byte for byte (files) or bit for bit (vectors). Near duplicates are products linked by a \
                 similarity above the threshold, found among the " (k) " nearest neighbours only; links chain, so the ends of a \
                 group may be less similar than the threshold."
            }
            p {
                b { "Outliers, hubs, orphans. " }
                "An outlier has a low mean similarity to its " (k) " neighbours. The k-occurrence of a product is the number of \
                 products that have it among their neighbours; orphans have none. Skewness is its third central moment over \
                 the cube of its standard deviation."
            }
            p {
                b { "Texts. " }
                "Each product gets the label whose sentence has the largest inner product with its vector. F1 is the harmonic \
                 mean of precision and recall; macro counts each label once, weighted counts it by its products."
            }
            h3 { "Limits" }
            ul {
                li { "Labels are what the dataset says, not the truth. A low agreement can mean bad vectors, bad labels, or labels that cannot be seen in a picture (season and year, for example)." }
                li { "High agreement shows that neighbours are of the same kind. It does not show that the nearest of them is the one a person would choose." }
                li { "Identical and nearly identical pictures make agreement look better than it would be for products that are new." }
                li { "Similarities of different models cannot be compared as numbers; each model has its own scale." }
                li { "A product with a rare label cannot have many neighbours of its kind. The dotted marks say how much that costs." }
            }
        },
    }
}
