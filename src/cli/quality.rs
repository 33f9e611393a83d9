//! `quality`: the figures on a run's quality.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::examine::{Examined, Subject};
use super::output;
use crate::Result;
use crate::quality::{ColumnQuality, QualityReport, ZeroShot};
use crate::text::{counted, thousands};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    examined: Examined,
    /// Write the verdicts of the review list to this csv file as well
    #[arg(long, value_name = "FILE")]
    verdicts: Option<PathBuf>,
    /// Print all figures as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let subject = arguments.examined.examine(context)?;
    if let Some(path) = &arguments.verdicts {
        write_verdicts(&subject, path)?;
    }
    if arguments.json {
        return output::json(&subject.examination.report);
    }
    describe(&subject)
        .iter()
        .try_for_each(|line| output::line(line))
}

fn write_verdicts(subject: &Subject, path: &Path) -> Result<()> {
    let (run, verdicts) = (&subject.run, &subject.examination.verdicts);
    let products = run.ids.iter().zip(&run.metadata);
    let names: HashMap<i64, &str> = products.map(|(&id, row)| (id, row.name.as_str())).collect();
    verdicts.export_csv(path, |id| names.get(&id).copied().unwrap_or(""))?;
    let count = counted(verdicts.all().count() as u64, "verdict");
    output::message(&format!("{count} written to {}", path.display()));
    Ok(())
}

fn describe(subject: &Subject) -> Vec<String> {
    let report = &subject.examination.report;
    let mut lines: Vec<String> = report
        .notes
        .iter()
        .map(|note| format!("Note: {note}"))
        .collect();
    lines.push(format!(
        "{} of {} numbers, {} neighbours each",
        counted(report.vectors.rows as u64, "vector"),
        report.vectors.dim,
        report.k
    ));
    if !report.columns.is_empty() {
        let heads = ["agreement", "chance", "lift", "to review"];
        lines.push(String::new());
        lines.push(format!(
            "{:<16}{}",
            "neighbours",
            heads.map(|head| format!("{head:>12}")).concat()
        ));
        lines.extend(report.columns.iter().map(agreement));
    }
    if !report.zero_shot.is_empty() {
        let heads = ["accuracy", "majority", "macro F1", "weighted F1"];
        lines.push(String::new());
        lines.push(format!(
            "{:<16}{}",
            "by text",
            heads.map(|head| format!("{head:>12}")).concat()
        ));
        lines.extend(report.zero_shot.iter().map(by_text));
    }
    lines.push(String::new());
    lines.extend(groups(report));
    lines
}

fn agreement(column: &ColumnQuality) -> String {
    let agreement = &column.agreement;
    let number =
        |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
    format!(
        "{:<16}{:>12}{:>12}{:>12}{:>12}",
        agreement.column,
        number(agreement.agreement()),
        number(agreement.chance),
        agreement
            .lift
            .map_or_else(|| "-".to_owned(), |lift| format!("{lift:.1}")),
        thousands(column.suspects_total)
    )
}

fn by_text(scores: &ZeroShot) -> String {
    format!(
        "{:<16}{:>12.3}{:>12.3}{:>12.3}{:>12.3}",
        scores.column, scores.accuracy, scores.majority, scores.macro_f1, scores.weighted_f1
    )
}

fn groups(report: &QualityReport) -> Vec<String> {
    let mut lines = Vec::new();
    let kinds = [
        ("identical picture files", report.identical_files.as_ref()),
        ("identical vectors", Some(&report.identical_vectors)),
        ("near duplicates", Some(&report.near_duplicates.groups)),
    ];
    for (what, groups) in kinds {
        lines.extend(groups.map(|groups| {
            format!(
                "{:>8} {what} in {}, {} with contradicting labels",
                thousands(groups.products),
                counted(groups.total as u64, "group"),
                thousands(groups.contradicting)
            )
        }));
    }
    lines.push(format!(
        "{:>8} nobody's neighbour",
        thousands(report.hubness.orphans)
    ));
    if let Some(skewness) = report.hubness.skewness {
        lines.push(format!("{skewness:>8.2} skewness of the k-occurrence"));
    }
    lines
}
