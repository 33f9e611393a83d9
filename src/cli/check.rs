//! `check`: account for every row and every picture of a dataset.

use super::context::Context;
use super::{Rows, output};
use crate::Result;
use crate::dataset::CheckReport;
use crate::text::thousands;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A folder, a zip file or "sample"
    dataset: String,
    #[command(flatten)]
    rows: Rows,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let dataset = context.dataset(&arguments.dataset, arguments.rows.rows)?;
    if arguments.json {
        return output::json(&dataset.report.to_json());
    }
    describe(&dataset.report)
        .iter()
        .try_for_each(|line| output::line(line))
}

fn describe(report: &CheckReport) -> Vec<String> {
    let counts = [
        (report.intact, "intact"),
        (report.repaired_usable, "repaired"),
        (report.skipped_rows, "malformed and skipped"),
        (report.missing_images.len(), "without an image"),
        (report.duplicate_ids, "with an id that came before"),
        (report.unreadable, "with an unreadable image"),
    ];
    let mut lines = vec![format!(
        "{} rows ({}, {})",
        thousands(report.rows),
        report.encoding,
        report.delimiter
    )];
    lines.extend(counts.map(|(count, what)| format!("{:>10} {what}", thousands(count))));
    lines.push(format!(
        "{} products can be embedded",
        thousands(report.usable())
    ));
    if report.orphan_images > 0 {
        lines.push(format!(
            "{} images belong to no row",
            thousands(report.orphan_images)
        ));
    }
    lines
}
