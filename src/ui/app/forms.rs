//! The files of a run: their certificate, further forms of them, the cell for the next notebook.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::App;
use crate::artifact::{
    CertificateRequest, ExportProgress, FinishedRun, Format, Material, certify, export,
    notebook_cell, recorded_engine, verify,
};
use crate::dataset::Dataset;
use crate::inference::default_threads;
use crate::job::Task;
use crate::model::ModelStore;
use crate::text::bytes_in_words;
use crate::ui::command::{ExportCommand, Page, WindowCommand};
use crate::ui::state::{OpenRun, RunExport, Toast, Writing, Written};
use crate::{Error, Result};

/// Pictures that are embedded again for the certificate.
pub(in crate::ui) const SAMPLE: usize = 24;

/// Files of more bytes are read back only when it is asked for: they would take seconds, and that much memory. Those of
/// the full dataset are a sixth of it.
const READ_AT_SIGHT: u64 = 512 << 20;

impl App {
    pub(super) fn carry_out_export(
        &mut self,
        ctx: &egui::Context,
        command: ExportCommand,
    ) -> Result<()> {
        let Some(run) = &mut self.live.run else {
            return Ok(());
        };
        match command {
            ExportCommand::OpenFolder => {
                let out = run.out.clone();
                self.carry_out_window(ctx, WindowCommand::Reveal(out))
            }
            ExportCommand::CopyPath => {
                let out = run.out.display().to_string();
                self.copy(ctx, out, "Path");
                Ok(())
            }
            ExportCommand::Verify => self.certify(),
            ExportCommand::StopVerifying => {
                stop(run.export.certifying.as_ref());
                Ok(())
            }
            ExportCommand::Write(format) => self.write_form(format),
            ExportCommand::StopWriting => {
                stop(run.export.writing.as_ref().map(|writing| &writing.task));
                Ok(())
            }
            ExportCommand::SetFolder(folder) => {
                self.view.export.folder = folder;
                self.look_for_forms()
            }
            ExportCommand::CopyCell => self.make_cell(),
        }
    }

    fn certify(&mut self) -> Result<()> {
        let dataset = self.dataset_of_run();
        let (Some(run), Some(engines)) = (&self.live.run, &self.live.engines) else {
            return Ok(());
        };
        let (folder, record, engines) = (run.out.clone(), run.record.clone(), Arc::clone(engines));
        let store = ModelStore::new(self.paths.models());
        let task = self.task("certify", move |control| {
            let request = CertificateRequest {
                model: store.open_recorded(&record.model),
                engine: recorded_engine(&record, &engines)?,
                threads: default_threads(),
                sample: SAMPLE,
                dataset,
                folder,
            };
            certify(&request, control)
        })?;
        self.with_export(|export| export.certifying = Some(task));
        Ok(())
    }

    /// Reads the files of the run back when they are looked at for the first time: that they are whole is seen, not
    /// believed.
    fn read_files_back(&mut self) {
        let Some(run) = &self.live.run else {
            return;
        };
        let bytes: u64 = run.record.files.values().map(|file| file.bytes).sum();
        let is_writing = self.live.job.is_some();
        if run.export.is_looked_at() || is_writing || bytes > READ_AT_SIGHT {
            return;
        }
        let out = run.out.clone();
        let task = self.task("read files back", move |_| verify(&out));
        self.with_export(|export| match task {
            Ok(task) => export.reading_back = Some(task),
            Err(error) => export.read_back = Some(Err(error)),
        });
    }

    fn write_form(&mut self, format: Format) -> Result<()> {
        let (dataset, to) = (self.dataset_of_run(), self.export_folder());
        let Some(run) = &self.live.run else {
            return Ok(());
        };
        if run.export.writing.is_some() {
            return Err(Error::new("Another form is being written")
                .remedy("Wait until it is there, or stop it"));
        }
        let (out, progress) = (run.out.clone(), Arc::new(ExportProgress::default()));
        let theirs = Arc::clone(&progress);
        let task = self.task("export", move |control| {
            let run = FinishedRun::open(&out)?;
            let dataset = format.needs_dataset().then_some(dataset).transpose()?;
            let material = match &dataset {
                Some(dataset) => Material::with_dataset(&run, dataset)?,
                None => Material::new(&run),
            };
            export(&material, format, &to, control, &theirs)
        })?;
        self.with_export(|export| {
            export.writing = Some(Writing {
                format,
                task,
                progress,
            });
        });
        Ok(())
    }

    fn make_cell(&mut self) -> Result<()> {
        let Some(run) = &self.live.run else {
            return Ok(());
        };
        let (out, record) = (run.out.clone(), run.record.clone());
        let store = ModelStore::new(self.paths.models());
        let task = self.task("notebook cell", move |_| {
            notebook_cell(&out, &record, || store.open_recorded(&record.model))
        })?;
        self.with_export(|export| export.cell = Some(task));
        Ok(())
    }

    /// Looks which forms are there already.
    pub(super) fn look_for_forms(&mut self) -> Result<()> {
        let folder = self.export_folder();
        let task = self.task("look for forms", move |_| Ok(forms_in(&folder)))?;
        self.with_export(|export| export.looking = Some(task));
        Ok(())
    }

    /// The folder that further forms are written into.
    pub(in crate::ui) fn export_folder(&self) -> PathBuf {
        let chosen = self.view.export.folder.trim();
        match &self.live.run {
            Some(run) if chosen.is_empty() => run.out.clone(),
            _ => PathBuf::from(chosen),
        }
    }

    pub(super) fn dataset_of_run(&self) -> Result<Arc<Dataset>> {
        let open = self.live.dataset.as_ref();
        open.map(|open| Arc::clone(&open.dataset)).ok_or_else(|| {
            Error::new("The dataset of this run is not open")
                .remedy("Open it on the Dataset page and try again")
        })
    }

    fn with_export(&mut self, change: impl FnOnce(&mut RunExport)) {
        if let Some(run) = &mut self.live.run {
            change(&mut run.export);
        }
    }

    pub(super) fn poll_forms(&mut self) {
        if self.page() == Page::Export {
            self.read_files_back();
        }
        let Some(OpenRun { export, .. }) = &mut self.live.run else {
            return;
        };
        if let Some(read) = export.reading_back.as_mut().and_then(Task::poll) {
            export.reading_back = None;
            export.read_back = Some(read);
        }
        if let Some(certificate) = export.certifying.as_mut().and_then(Task::poll) {
            export.certifying = None;
            match certificate {
                Err(stopped) if stopped.is_interrupted() => {}
                certificate => export.certificate = Some(certificate),
            }
        }
        if let Some(Ok(written)) = export.looking.as_mut().and_then(Task::poll) {
            export.looking = None;
            export.written = written;
        }
        if let Some(cell) = export.cell.as_mut().and_then(Task::poll) {
            export.cell = None;
            match cell {
                Ok(cell) => self
                    .send
                    .send(WindowCommand::Copy(cell, "Notebook cell".to_owned())),
                Err(error) => self.show_error(error),
            }
        }
        self.poll_writing();
    }

    fn poll_writing(&mut self) {
        let Some(OpenRun { export, .. }) = &mut self.live.run else {
            return;
        };
        let writing = export.writing.as_mut();
        let Some(exported) = writing.and_then(|writing| writing.task.poll()) else {
            return;
        };
        export.writing = None;
        match exported {
            Ok(exported) => {
                let folder = exported.files[0].parent().unwrap_or(Path::new(""));
                let folder = folder.to_path_buf();
                let title = format!(
                    "{} written, {}",
                    exported.format.label(),
                    bytes_in_words(exported.bytes)
                );
                let toast = Toast::good(title).text(exported.notes.join(". "));
                self.live
                    .toasts
                    .push(toast.action(WindowCommand::Reveal(folder.clone())));
                export
                    .written
                    .retain(|written| written.format != exported.format);
                export.written.push(Written {
                    format: exported.format,
                    bytes: exported.bytes,
                    notes: exported.notes,
                    folder,
                });
            }
            Err(error) => self.show_error(error),
        }
    }
}

fn stop<T: Send + 'static>(task: Option<&Task<T>>) {
    if let Some(task) = task {
        task.control().stop();
    }
}

/// The forms whose files are all in a folder.
fn forms_in(folder: &Path) -> Vec<Written> {
    let written = |format: Format| {
        let sizes = format
            .files()
            .iter()
            .map(|name| Some(std::fs::metadata(folder.join(name)).ok()?.len()));
        Some(Written {
            bytes: sizes.sum::<Option<u64>>()?,
            folder: folder.to_path_buf(),
            notes: Vec::new(),
            format,
        })
    };
    Format::ALL.into_iter().filter_map(written).collect()
}
