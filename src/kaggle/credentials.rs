//! Who the user is for Kaggle.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::artifact::cannot_write;
use crate::net::{Request, Secret};
use crate::{Error, Result};

const NEW_KEY: &str = "On kaggle.com, open Settings, API, and create a new token";
/// A file with a key is far smaller than this.
const LARGEST_FILE: u64 = 1 << 16;

/// Who the user is for Kaggle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// An access token.
    Token(Secret),
    /// A user name and an API key, as in `kaggle.json`.
    Key {
        /// User name; not a secret.
        user: String,
        /// API key.
        key: Secret,
    },
}

impl Credentials {
    /// A token as it was typed or pasted.
    pub fn token(text: &str) -> Result<Self> {
        Ok(Self::Token(usable(text, "token")?))
    }

    /// User name and key as they were typed or pasted.
    pub fn key(user: &str, key: &str) -> Result<Self> {
        let user = user.trim();
        if user.is_empty() || user.contains(':') || user.chars().any(char::is_control) {
            return Err(Error::new("This is not a user name of Kaggle")
                .remedy("Use the name that your page on kaggle.com has in its address"));
        }
        Ok(Self::Key {
            user: user.to_owned(),
            key: usable(key, "key")?,
        })
    }

    /// The text of a `kaggle.json`, or a token.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.starts_with('{') {
            return Self::token(text);
        }
        // Errors of the parser may quote the text, so they are not passed on.
        let json: Value = serde_json::from_str(text).unwrap_or_default();
        let field = |name: &str| json.get(name).and_then(Value::as_str);
        match (field("username"), field("key")) {
            (Some(user), Some(key)) => Self::key(user, key),
            _ => Err(Error::new("This is not a kaggle.json")
                .meaning("It holds no user name and key")
                .remedy(NEW_KEY)),
        }
    }

    /// A `kaggle.json`, or a file with a token in it.
    pub fn read(path: &Path) -> Result<Self> {
        let text = read_small(path).map_err(|cause| {
            Error::new("The file with the Kaggle key cannot be read")
                .remedy("Choose another file, or type the key in")
                .at(path)
                .caused_by(cause)
        })?;
        Self::parse(&text).map_err(|error| error.at(path))
    }

    /// Writes them where Kaggle's own clients look for them, readable by this user only; never over an existing file.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let (name, text) = match self {
            Self::Token(token) => ("access_token", token.expose().to_owned()),
            Self::Key { user, key } => {
                let json = json!({ "username": user, "key": key.expose() });
                ("kaggle.json", json.to_string())
            }
        };
        let path = folder.join(name);
        fs::create_dir_all(folder)
            .and_then(|()| private_file(&path))
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|cause| match cause.kind() {
                io::ErrorKind::AlreadyExists => Error::new("There is a Kaggle key already")
                    .meaning("It was not replaced")
                    .remedy("Delete the file first if the key in it is no longer used")
                    .at(&path),
                _ => cannot_write(&path, cause),
            })
    }

    /// How to speak of them without giving them away.
    pub fn describe(&self) -> String {
        match self {
            Self::Token(_) => "a token".to_owned(),
            Self::Key { user, .. } => format!("the key of {user}"),
        }
    }

    pub(super) fn authorise(&self, request: Request) -> Result<Request> {
        match self {
            Self::Token(token) => request.bearer(token),
            Self::Key { user, key } => request.basic(user, key),
        }
    }
}

fn usable(text: &str, what: &str) -> Result<Secret> {
    let secret = Secret::new(text);
    if !secret.is_empty() && secret.expose().chars().all(|c| c.is_ascii_graphic()) {
        return Ok(secret);
    }
    Err(Error::new(format!("This is not a Kaggle {what}")).remedy(NEW_KEY))
}

fn read_small(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > LARGEST_FILE {
        return Err(io::Error::other("the file is too large for a key"));
    }
    fs::read_to_string(path)
}

fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn reads_what_kaggle_gives_out() {
        let key = Credentials::key("student", KEY).unwrap();
        for text in [
            format!(r#"{{"username":"student","key":"{KEY}"}}"#),
            format!("\u{feff}{{\n \"key\": \"{KEY}\\n\", \"username\": \" student\" }}\r\n"),
        ] {
            assert_eq!(Credentials::parse(&text).unwrap(), key);
        }
        let token = Credentials::token("KGAT_abc").unwrap();
        assert_eq!(Credentials::parse(" KGAT_abc\n").unwrap(), token);
    }

    #[test]
    fn what_is_no_key_is_said_without_repeating_it() {
        for text in [
            String::new(),
            format!("{{\"key\":\"{KEY}\"}}"),
            format!("{{\"username\":\"student\",\"key\":\"{KEY}\""),
            format!("{{\"username\":\"stu:dent\",\"key\":\"{KEY}\"}}"),
            format!("{{\"username\":[\"{KEY}\"],\"key\":1}}"),
            format!("my key is {KEY}"),
        ] {
            let error = format!("{0} {0:?}", Credentials::parse(&text).unwrap_err());
            assert!(!error.contains(KEY), "{error}");
        }
        let shown = format!("{:?}", Credentials::key("student", KEY).unwrap());
        assert!(!shown.contains(KEY), "{shown}");
    }

    #[test]
    fn is_saved_once_and_privately() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join(".kaggle");
        let key = Credentials::key("student", KEY).unwrap();
        key.save(&place).unwrap();
        assert_eq!(Credentials::read(&place.join("kaggle.json")).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(place.join("kaggle.json"))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let other = Credentials::key("other", KEY).unwrap();
        assert!(other.save(&place).is_err());
        assert_eq!(Credentials::read(&place.join("kaggle.json")).unwrap(), key);
    }
}
