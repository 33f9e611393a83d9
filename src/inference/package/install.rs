//! Installing a pinned release by download.

use std::fs;
use std::path::{Path, PathBuf};

use super::source::Source;
use super::store::{BUSY, Origin};
use super::{InstallProgress, InstallStage, Installed, Prober, Release, RuntimeStore};
use crate::Result;
use crate::artifact::cannot_write;
use crate::job::{Claim, Control};
use crate::net::{Download, Expected, Network, Request, bytes_here};

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
        let downloads = self.folder().join(DOWNLOADS);
        let archive = downloads.join(&release.file);
        let claim = Claim::take(&downloads.join(format!("{}.lock", release.file)), BUSY)?;
        let installed = match self.already_there(release) {
            Some(installed) => Ok(installed),
            None => self.fetch(release, archive, network, prober, control, progress),
        };
        drop(claim);
        // Succeeds where no other archive is on its way.
        let _ = fs::remove_dir(&downloads);
        installed
    }

    fn fetch(
        &self,
        release: &Release,
        archive: PathBuf,
        network: &Network,
        prober: &Prober,
        control: &Control,
        progress: &InstallProgress,
    ) -> Result<Installed> {
        progress.enter(InstallStage::Downloading);
        let mut request = Request::get(&release.url)?;
        let fetched = network.fetch(
            &mut Download {
                target: archive,
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
        // Another release may be on its last steps; that takes moments.
        let _claim = Claim::wait(&self.lock(), control)?;
        let taken = self.take_in(&source, origin, &fetched.path, prober, control, progress);
        drop(source);
        if !matches!(&taken, Err(error) if error.is_interrupted()) {
            let path = &fetched.path;
            fs::remove_file(path).map_err(|cause| cannot_write(path, cause))?;
        }
        taken
    }

    /// Bytes of a release's archive that an interrupted download has left.
    pub fn partly_here(&self, release: &Release) -> u64 {
        let archive = self.folder().join(DOWNLOADS).join(&release.file);
        let whole = fs::metadata(&archive).map_or(0, |found| found.len());
        whole.max(bytes_here(&archive))
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
