//! What is written about quality: the report, the table of verdicts.

use std::collections::HashMap;
use std::path::PathBuf;

use super::App;
use crate::Result;
use crate::artifact::{FinishedRun, verify};
use crate::job::Task;
use crate::quality::{QualityInput, QualityReport};
use crate::report::{ReportInput, write_html};
use crate::ui::command::{QualityCommand, WindowCommand};
use crate::ui::state::{PageWritten, Toast};

impl App {
    pub(super) fn write_report(&mut self, path: PathBuf) -> Result<()> {
        let (Some(run), Some(examined)) = (&self.live.run, self.examined()) else {
            return Ok(());
        };
        let (out, dataset) = (run.out.clone(), self.dataset_of_run().ok());
        let (texts, verdicts) = (
            run.quality.texts.clone(),
            run.quality.verdicts.saved().clone(),
        );
        let mut settings = examined.report().settings;
        settings.near_threshold = self.view.quality.threshold;
        let task = self.task("report", move |control| {
            let run = FinishedRun::open(&out)?;
            let certificate = verify(&out)?;
            let examination = &examined.examination;
            let report = QualityReport::new(
                &QualityInput {
                    record: &run.record,
                    vectors: &run.vectors.view(),
                    ids: &run.ids,
                    graph: &examination.graph,
                    labels: &examination.labels,
                    pictures: examination.pictures.as_ref(),
                    zero_shot: &texts,
                    verdicts: &verdicts,
                },
                settings,
            );
            let input = ReportInput {
                report: &report,
                metadata: &run.metadata,
                graph: &examination.graph,
                labels: &examination.labels,
                dataset: dataset.as_deref(),
                certificate: Some(&certificate),
            };
            write_html(&path, &input, control)?;
            Ok(PageWritten::Report(path))
        })?;
        self.with_quality(|quality| quality.writing = Some(task));
        Ok(())
    }

    pub(super) fn export_verdicts(&mut self, path: PathBuf) -> Result<()> {
        let Some(run) = &self.live.run else {
            return Ok(());
        };
        let verdicts = run.quality.verdicts.saved().clone();
        let dataset = self.dataset_of_run()?;
        let task = self.task("export verdicts", move |_| {
            let products = dataset.products.iter();
            let names: HashMap<i64, &str> = products
                .map(|product| (product.id, product.name.as_str()))
                .collect();
            verdicts.export_csv(&path, |id| names.get(&id).copied().unwrap_or(""))?;
            Ok(PageWritten::Verdicts(path))
        })?;
        self.with_quality(|quality| quality.writing = Some(task));
        Ok(())
    }

    pub(super) fn poll_page(&mut self) {
        let Some(run) = &mut self.live.run else {
            return;
        };
        let quality = &mut run.quality;
        let Some(written) = quality.writing.as_mut().and_then(Task::poll) else {
            return;
        };
        quality.writing = None;
        match written {
            Ok(PageWritten::Report(path)) => {
                let text = format!("{} holds figures and pictures", path.display());
                let toast = Toast::good("The report is written").text(text);
                self.live
                    .toasts
                    .push(toast.action(QualityCommand::OpenReport(path)));
            }
            Ok(PageWritten::Verdicts(path)) => {
                let toast =
                    Toast::good("The verdicts are written").text(path.display().to_string());
                self.live
                    .toasts
                    .push(toast.action(WindowCommand::Reveal(path)));
            }
            Err(error) => self.show_error(error),
        }
    }
}
