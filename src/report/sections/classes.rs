//! The labels of one column, one by one.

use maud::{Markup, html};

use crate::quality::LabelAgreement;
use crate::report::figures::{percent, times};
use crate::text::thousands;

/// A fold with a table of all labels, the most frequent first.
pub fn classes(agreement: &LabelAgreement) -> Markup {
    html! {
        details {
            summary { (agreement.column) ": each of the " (agreement.classes.len()) " labels" }
            div.wide {
                table {
                    thead {
                        tr {
                            th { "Label" }
                            th.n { "Products" }
                            th.n { "Agreement" }
                            th.n { "Chance" }
                            th.n { "Lift" }
                            th { "Most often beside" }
                        }
                    }
                    tbody {
                        @for class in &agreement.classes {
                            tr {
                                th { (class.label) }
                                td.n { (thousands(class.count)) }
                                td.n { (percent(class.agreement)) }
                                td.n { (percent(class.chance)) }
                                td.n { (times(class.lift)) }
                                td {
                                    @if let Some((label, share)) = &class.most_confused {
                                        (label) " (" (percent(Some(*share))) ")"
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
