//! The dataset from Kaggle: its key, the question whether it is right, the download.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::job::{Control, Task};
use crate::kaggle::{
    Credentials, Found, ImportProgress, ImportRequest, Kaggle, KaggleDataset, Places, is_begun,
};
use crate::net::{Network, TransferMeter};
use crate::ui::app::App;
use crate::ui::command::Page;
use crate::ui::state::{Dialog, FetchKey, Fetched, Gauge, KeyWay};
use crate::{Error, Result};

impl App {
    pub(super) fn usual_dataset_folder(&self) -> PathBuf {
        let name = KaggleDataset::default();
        self.paths.datasets().join(name.short_name())
    }

    /// Looks in the usual places and where the key was chosen before, unless one was given already; and whether a
    /// download was begun.
    pub(super) fn look_for_key(&mut self) -> Result<()> {
        let folder = PathBuf::from(self.view.kaggle.folder.trim());
        let known = self.live.kaggle.found.clone();
        let before = self.persisted.session.kaggle_key.clone();
        let look = move |_: &Control| {
            let found = match known {
                Some(found) => Some(found),
                None => match Places::of_this_user().find()? {
                    Some(found) => Some(found),
                    None => before
                        .filter(|path| path.is_file())
                        .map(|path| read(&path))
                        .transpose()?,
                },
            };
            Ok((found, is_begun(&folder)))
        };
        self.live.kaggle.looking = Some(self.task("look for a Kaggle key", look)?);
        Ok(())
    }

    pub(super) fn read_key(&mut self, path: PathBuf) -> Result<()> {
        self.view.dialog = Some(Dialog::Kaggle);
        self.live.kaggle.tested = None;
        self.persisted.session.kaggle_key = Some(path.clone());
        let folder = PathBuf::from(self.view.kaggle.folder.trim());
        let look = move |_: &Control| Ok((Some(read(&path)?), is_begun(&folder)));
        self.live.kaggle.looking = Some(self.task("read a Kaggle key", look)?);
        Ok(())
    }

    /// The key that was found, or else what was typed.
    fn credentials(&self) -> Result<Credentials> {
        if let Some(found) = &self.live.kaggle.found {
            return Ok(found.credentials.clone());
        }
        let typed = &self.view.kaggle;
        match typed.way {
            KeyWay::Key => Credentials::key(&typed.user, &typed.key),
            KeyWay::Token => Credentials::token(&typed.token),
            KeyWay::File => Err(Error::new("There is no key for Kaggle yet")
                .remedy("Choose your kaggle.json, or type in your user name and key, or a token")),
        }
    }

    /// What asks Kaggle, to be used on another thread.
    fn kaggle(&self) -> Result<impl FnOnce() -> Result<Kaggle> + Send + 'static> {
        let credentials = self.credentials()?;
        let network = self.persisted.settings.network();
        Ok(move || {
            Kaggle::new(
                Network::new(&network)?,
                Some(credentials),
                KaggleDataset::default(),
            )
        })
    }

    pub(super) fn test_kaggle(&mut self) -> Result<()> {
        self.live.kaggle.tested = None;
        match self.kaggle() {
            Ok(kaggle) => {
                let ask = move |control: &Control| kaggle()?.test(control);
                self.live.kaggle.testing = Some(self.task("ask Kaggle", ask)?);
            }
            Err(error) => self.live.kaggle.tested = Some(Err(error)),
        }
        Ok(())
    }

    pub(super) fn download_dataset(&mut self) -> Result<()> {
        let kaggle = match self.kaggle() {
            Ok(kaggle) => kaggle,
            Err(error) => {
                self.live.kaggle.tested = Some(Err(error));
                return Ok(());
            }
        };
        let folder = self.view.kaggle.folder.trim();
        if folder.is_empty() {
            return Err(Error::new("The dataset needs a folder").remedy("Choose one"));
        }
        let request = ImportRequest {
            folder: PathBuf::from(folder),
            keep_archive: false,
            rows: self.persisted.settings.rows,
        };
        let progress = Arc::new(ImportProgress::default());
        let theirs = Arc::clone(&progress);
        let work = move |control: &Control| {
            let imported = kaggle()?.import(&request, control, &theirs)?;
            Ok(Fetched::Dataset(Box::new(imported.dataset)))
        };
        let gauge = Gauge::Dataset {
            progress,
            meter: TransferMeter::default(),
        };
        self.start_fetch(FetchKey::Dataset, "Fashion dataset", gauge, work)?;
        self.view.dialog = None;
        if self.live.dataset.is_none() {
            self.show_page(Page::Dataset);
        }
        Ok(())
    }

    pub(super) fn poll_kaggle(&mut self) {
        let kaggle = &mut self.live.kaggle;
        if let Some(tested) = kaggle.testing.as_mut().and_then(Task::poll) {
            kaggle.testing = None;
            kaggle.tested = Some(tested);
        }
        if let Some(found) = kaggle.looking.as_mut().and_then(Task::poll) {
            kaggle.looking = None;
            match found {
                Ok((found, begun)) => {
                    kaggle.found = found;
                    kaggle.begun = begun;
                }
                Err(error) if self.view.dialog.is_some() => kaggle.tested = Some(Err(error)),
                // A key that cannot be read matters when the user wants to download something.
                Err(error) => log::info!("the Kaggle key was not read: {error}"),
            }
        }
    }
}

fn read(path: &Path) -> Result<Found> {
    Ok(Found {
        credentials: Credentials::read(path)?,
        origin: path.display().to_string(),
    })
}
