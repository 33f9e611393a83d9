//! The sections of the page, in reading order. A section with nothing to say is left out.

mod agreement;
mod classes;
mod confusion;
mod dependence;
mod duplicates;
mod glance;
mod lonely;
mod method;
mod neighbours;
mod review;
mod run;
mod zero_shot;

use super::ReportInput;
use super::album::Album;
use super::page::Section;
use crate::Result;
use crate::job::Control;
use crate::quality::ColumnQuality;

/// All sections that have something to say.
pub(super) fn all(
    input: &ReportInput<'_>,
    album: &Album<'_>,
    control: &Control,
) -> Result<Vec<Section>> {
    let evidence = [
        neighbours::section,
        agreement::section,
        confusion::section,
        review::section,
        duplicates::section,
        lonely::section,
        dependence::section,
        zero_shot::section,
    ];
    let mut sections = vec![glance::section(input)];
    for section in evidence {
        control.check()?;
        sections.extend(section(input, album));
    }
    sections.push(run::section(input));
    sections.push(method::section(input));
    Ok(sections)
}

/// The column with the most labels, which is the one that says most about neighbourhoods.
fn finest<'a>(input: &ReportInput<'a>) -> Option<&'a ColumnQuality> {
    let columns = input.report.columns.iter().rev();
    columns.max_by_key(|column| column.agreement.classes.len())
}
