//! Installing a pinned release by download.

use std::path::Path;

use super::source::Source;
use super::store::{Origin, clear};
use super::{InstallProgress, InstallStage, Installed, Prober, Release, RuntimeStore};
use crate::Result;
use crate::job::Control;
use crate::net::{Download, Expected, Network, Request};

/// Archives on their way, so that a download that was stopped goes on.
const DOWNLOADS: &str = ".downloads";
const ZIP: &[u8] = b"PK\x03\x04";
const GZIP: &[u8] = b"\x1f\x8b";

impl RuntimeStore {
    /// Downloads a release, verifies it against its pin and installs it. A release that is there and whole is not
    /// fetched again. A download that was stopped or cut goes on with the next call.
    pub fn install(
        &self,
        release: &Release,
        network: &Network,
        prober: &Prober,
        control: &Control,
        progress: &InstallProgress,
    ) -> Result<Installed> {
        if let Some(installed) = self.already_there(release) {
            return Ok(installed);
        }
        progress.enter(InstallStage::Downloading);
        let downloads = self.folder().join(DOWNLOADS);
        let mut request = Request::get(&release.url)?;
        let fetched = network.fetch(
            &mut Download {
                target: downloads.join(&release.file),
                expected: Expected {
                    size: release.bytes,
                    sha256: Some(release.sha256.clone()),
                    begins_with: Some(beginning(&release.file)),
                    ..Expected::default()
                },
                source: &mut request,
            },
            control,
            &progress.transfer,
        )?;
        progress.enter(InstallStage::Unpacking);
        let origin = Origin {
            source: release.url.clone(),
            sha256: Some(fetched.sha256),
        };
        let source = Source::open(&fetched.path, control)?;
        let taken = self.take_in(&source, origin, &fetched.path, prober, control, progress);
        if !matches!(&taken, Err(error) if error.is_interrupted()) {
            clear(&downloads)?;
        }
        taken
    }

    /// The release as it was installed before, if its files are whole.
    fn already_there(&self, release: &Release) -> Option<Installed> {
        let installed = self.installed(&format!("{}-{}", release.name, release.version))?;
        let same = installed.record.source_sha256.as_ref() == Some(&release.sha256);
        (same && self.verify(&installed.id).is_ok()).then_some(installed)
    }
}

/// How an archive of this name begins.
fn beginning(file: &str) -> &'static [u8] {
    let is_zip = Path::new(file).extension().is_some_and(|end| end == "zip");
    if is_zip { ZIP } else { GZIP }
}
