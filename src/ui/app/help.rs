//! What is copied for a report.

use super::App;
use crate::Result;
use crate::diagnostics;
use crate::job::Task;
use crate::ui::command::WindowCommand;

/// Lines of the log that are copied.
const LINES: usize = 40;

impl App {
    pub(super) fn make_diagnostics(&mut self) -> Result<()> {
        let (paths, facts) = (self.paths.clone(), self.facts());
        let task = self.task("diagnostics", move |_| {
            Ok(diagnostics::for_a_report(&paths, &facts, LINES))
        })?;
        self.live.diagnostics = Some(task);
        Ok(())
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let engine = match self.live.engines.as_ref().map(|engines| engines.runtime()) {
            Some(Ok(info)) => {
                let library = info.library.as_deref().unwrap_or("".as_ref());
                format!("{info} from {}", library.display())
            }
            Some(Err(reason)) => format!("built-in; {reason}"),
            None => "still being looked for".to_owned(),
        };
        let mut facts = vec![
            ("Engine", engine),
            (
                "Engine chosen",
                format!("{:?}", self.persisted.settings.engine),
            ),
            ("Zoom", self.persisted.session.zoom.to_string()),
        ];
        if let Some(open) = &self.live.dataset {
            let products = open.dataset.products.len();
            facts.push((
                "Dataset",
                format!("{}, {products} products", open.dataset.location),
            ));
        }
        if let Some(run) = &self.live.run {
            let record = &run.record;
            facts.push(("Model", record.model.label.clone()));
            facts.push((
                "Run",
                format!("{} vectors of {}", record.counts.items, record.model.dim),
            ));
            facts.push(("Device", format!("{:?}", record.engine)));
        }
        facts
    }

    pub(super) fn poll_help(&mut self) {
        if let Some(text) = self.live.diagnostics.as_mut().and_then(Task::poll) {
            self.live.diagnostics = None;
            match text {
                Ok(text) => self
                    .send
                    .send(WindowCommand::Copy(text, "Diagnostics".to_owned())),
                Err(error) => self.show_error(error),
            }
        }
    }
}
