//! One file of a model: on disk, or carried inside the executable.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use crate::artifact::hash_reader;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// Where the bytes of a model file are.
#[derive(Clone)]
pub enum ModelFile {
    /// A file that the user has.
    Path(PathBuf),
    /// A file of the built-in model, with its name for messages and records.
    Embedded {
        /// Path inside the model folder, such as `onnx/vision_model.onnx`.
        name: &'static str,
        /// The content.
        bytes: &'static [u8],
    },
}

/// Size and SHA-256 of one model file, as recorded in `run.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// File name without its folder.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
}

/// A file that can be read from any position.
pub(crate) trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

impl ModelFile {
    /// The file on disk, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Embedded { .. } => None,
        }
    }

    /// File name without its folder.
    pub fn file_name(&self) -> String {
        let path = match self {
            Self::Path(path) => path.as_path(),
            Self::Embedded { name, .. } => Path::new(name),
        };
        path.file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// Size in bytes; `None` if there is no such file.
    pub fn bytes(&self) -> Option<u64> {
        match self {
            Self::Path(path) => path.metadata().ok().map(|metadata| metadata.len()),
            Self::Embedded { bytes, .. } => Some(bytes.len() as u64),
        }
    }

    /// The whole content. Meant for small files and for engines that load from memory.
    pub fn read(&self) -> Result<Cow<'static, [u8]>> {
        match self {
            Self::Path(path) => std::fs::read(path)
                .map(Cow::Owned)
                .map_err(|cause| self.unreadable(cause)),
            Self::Embedded { bytes, .. } => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// Size in bytes and SHA-256, computed from the bytes as they are now.
    pub fn hash(&self) -> Result<FileHash> {
        let (bytes, sha256) = hash_reader(self.open()?).map_err(|cause| self.unreadable(cause))?;
        Ok(FileHash {
            name: self.file_name(),
            bytes,
            sha256,
        })
    }

    pub(crate) fn open(&self) -> Result<Box<dyn ReadSeek>> {
        match self {
            Self::Path(path) => {
                let file = File::open(path).map_err(|cause| self.unreadable(cause))?;
                Ok(Box::new(BufReader::new(file)))
            }
            Self::Embedded { bytes, .. } => Ok(Box::new(Cursor::new(*bytes))),
        }
    }

    fn unreadable(&self, cause: io::Error) -> Error {
        Error::new("A file of the model cannot be read")
            .meaning("The model was not loaded")
            .remedy("Check that the model folder is complete and that you may read it")
            .at(self.to_string())
            .caused_by(cause)
    }
}

impl fmt::Display for ModelFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Embedded { name, .. } => write!(f, "built in: {name}"),
        }
    }
}

impl fmt::Debug for ModelFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ModelFile({self})")
    }
}
