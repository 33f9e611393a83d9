//! Reading a file back and comparing it with what it must be.

use std::io::{self, Read};

use md5::Md5;
use sha2::{Digest, Sha256};

use super::{Expected, TransferProgress};
use crate::artifact::hex;
use crate::job::Control;
use crate::{Error, Result};

/// Length and hashes of a file, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hashes {
    pub size: u64,
    pub sha256: String,
    pub md5: String,
}

impl Hashes {
    /// Reads all that a reader gives.
    pub fn of(
        mut reader: impl Read,
        control: &Control,
        progress: &TransferProgress,
    ) -> Result<Self> {
        let (mut sha256, mut md5) = (Sha256::new(), Md5::new());
        let mut buffer = vec![0; 1 << 18];
        let mut size = 0;
        loop {
            control.wait_while_paused()?;
            let read = read_some(&mut reader, &mut buffer)?;
            if read == 0 {
                break;
            }
            sha256.update(&buffer[..read]);
            md5.update(&buffer[..read]);
            size += read as u64;
            progress.verified(size);
        }
        Ok(Self {
            size,
            sha256: hex(&sha256.finalize()),
            md5: hex(&md5.finalize()),
        })
    }

    /// What is wrong with the file, as a clause; `None` if it is as expected. `md5` is what the server promised.
    pub fn contradict(&self, expected: &Expected, md5: Option<&str>) -> Option<String> {
        let other =
            |wanted: Option<&str>, is: &str| wanted.is_some_and(|w| !w.eq_ignore_ascii_case(is));
        if expected.size.is_some_and(|size| size != self.size) {
            return Some("its length is not the expected one".to_owned());
        }
        if expected.sha256.is_some() {
            // The stronger hash decides alone.
            let differs = other(expected.sha256.as_deref(), &self.sha256);
            return differs.then(|| "its SHA-256 is not the expected one".to_owned());
        }
        if other(expected.md5.as_deref(), &self.md5) || other(md5, &self.md5) {
            return Some("its MD5 is not the expected one".to_owned());
        }
        None
    }
}

fn read_some(reader: &mut impl Read, buffer: &mut [u8]) -> Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            result => {
                return result.map_err(|cause| {
                    Error::new("The downloaded file cannot be read back")
                        .remedy("Check the disk and start the download again")
                        .caused_by(cause)
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_right_from_wrong() {
        let hashes =
            Hashes::of(&b"abc"[..], &Control::new(), &TransferProgress::default()).unwrap();
        assert_eq!(hashes.size, 3);
        assert_eq!(hashes.md5, "900150983cd24fb0d6963f7d28e17f72");
        let right = Expected {
            md5: Some("900150983CD24FB0D6963F7D28E17F72".into()),
            ..Expected::pinned(3, &hashes.sha256)
        };
        assert_eq!(hashes.contradict(&right, Some(&hashes.md5)), None);
        for wrong in [
            Expected::pinned(4, &hashes.sha256),
            Expected::pinned(3, "00"),
            Expected {
                md5: Some("00".into()),
                ..Expected::default()
            },
        ] {
            assert!(hashes.contradict(&wrong, Some(&hashes.md5)).is_some());
        }
        assert!(
            hashes
                .contradict(&Expected::default(), Some("00"))
                .is_some()
        );
    }

    #[test]
    fn stops_when_asked() {
        let control = Control::new();
        control.stop();
        let result = Hashes::of(&b"abc"[..], &control, &TransferProgress::default());
        assert!(result.unwrap_err().is_interrupted());
    }
}
