//! Where Kaggle's own clients look for credentials.

use std::path::{Path, PathBuf};

use directories::BaseDirs;

use super::Credentials;
use crate::Result;

const TOKEN_VARIABLE: &str = "KAGGLE_API_TOKEN";
const USER_VARIABLE: &str = "KAGGLE_USERNAME";
const KEY_VARIABLE: &str = "KAGGLE_KEY";
const FOLDER_VARIABLE: &str = "KAGGLE_CONFIG_DIR";

/// The places where Kaggle's own clients look for credentials.
#[derive(Clone, Default)]
pub struct Places {
    /// `KAGGLE_API_TOKEN`: a token, or the path of a file with one.
    pub token: Option<String>,
    /// `KAGGLE_USERNAME`.
    pub user: Option<String>,
    /// `KAGGLE_KEY`.
    pub key: Option<String>,
    /// `KAGGLE_CONFIG_DIR`: where `kaggle.json` lies in place of the usual folder.
    pub config_dir: Option<PathBuf>,
    /// The user's folder.
    pub home: Option<PathBuf>,
    /// The folder for settings of programs, where Kaggle's client on Linux keeps `kaggle/kaggle.json` if there is no
    /// `.kaggle` in the user's folder.
    pub config_home: Option<PathBuf>,
}

/// Credentials, and where they were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The credentials.
    pub credentials: Credentials,
    /// A variable's name or a file's path.
    pub origin: String,
}

impl Places {
    /// The places of this user.
    pub fn of_this_user() -> Self {
        let variable = |name: &str| {
            std::env::var(name)
                .ok()
                .filter(|set| !set.trim().is_empty())
        };
        let folders = BaseDirs::new();
        Self {
            token: variable(TOKEN_VARIABLE),
            user: variable(USER_VARIABLE),
            key: variable(KEY_VARIABLE),
            config_dir: variable(FOLDER_VARIABLE).map(PathBuf::from),
            home: folders.as_ref().map(|folders| folders.home_dir().into()),
            config_home: folders
                .as_ref()
                .filter(|_| cfg!(target_os = "linux"))
                .map(|folders| folders.config_dir().into()),
        }
    }

    /// The folder in the user's folder.
    pub fn usual_folder(&self) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(".kaggle"))
    }

    /// The first credentials, in the order in which Kaggle's own clients look. Credentials that are there but make no
    /// sense are an error, not a reason to look further: the user means them.
    pub fn find(&self) -> Result<Option<Found>> {
        if let Some(token) = &self.token {
            return from_token_variable(token).map(Some);
        }
        for file in self.token_files() {
            if file.is_file() {
                return from_file(&file).map(Some);
            }
        }
        if let (Some(user), Some(key)) = (&self.user, &self.key) {
            return Ok(Some(Found {
                credentials: Credentials::key(user, key)?,
                origin: format!("{USER_VARIABLE} and {KEY_VARIABLE}"),
            }));
        }
        let file = self.key_file().filter(|file| file.is_file());
        file.map(|file| from_file(&file)).transpose()
    }

    fn token_files(&self) -> Vec<PathBuf> {
        let folder = self.usual_folder();
        let names = ["access_token", "access_token.txt"];
        folder.map_or_else(Vec::new, |folder| {
            names.map(|name| folder.join(name)).into()
        })
    }

    fn key_file(&self) -> Option<PathBuf> {
        let usual = self.usual_folder();
        let folder = match (&self.config_dir, usual, &self.config_home) {
            (Some(chosen), ..) => chosen.clone(),
            (None, Some(usual), Some(config)) if !usual.exists() => config.join("kaggle"),
            (None, usual, _) => usual?,
        };
        Some(folder.join("kaggle.json"))
    }
}

fn from_token_variable(value: &str) -> Result<Found> {
    let file = Path::new(value.trim());
    if file.is_file() {
        return from_file(file);
    }
    Ok(Found {
        credentials: Credentials::token(value)?,
        origin: TOKEN_VARIABLE.to_owned(),
    })
}

fn from_file(path: &Path) -> Result<Found> {
    Ok(Found {
        credentials: Credentials::read(path)?,
        origin: path.display().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn token(text: &str) -> Credentials {
        Credentials::token(text).unwrap()
    }

    fn key(text: &str) -> Credentials {
        Credentials::key("student", text).unwrap()
    }

    /// Fills the places one after the other, the last ones first: each new one wins.
    #[test]
    fn the_order_is_that_of_the_official_clients() {
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        };
        let mut places = Places {
            home: Some(home.path().into()),
            config_home: Some(home.path().join(".config")),
            ..Places::default()
        };
        let found = |places: &Places| places.find().unwrap().map(|found| found.credentials);
        assert_eq!(found(&places), None);
        write(
            ".config/kaggle/kaggle.json",
            r#"{"username":"student","key":"k0"}"#,
        );
        assert_eq!(found(&places), Some(key("k0")));
        write(
            ".kaggle/kaggle.json",
            r#"{"username":"student","key":"k1"}"#,
        );
        assert_eq!(found(&places), Some(key("k1")));
        write("own/kaggle.json", r#"{"username":"student","key":"k2"}"#);
        places.config_dir = Some(home.path().join("own"));
        assert_eq!(found(&places), Some(key("k2")));
        places.user = Some("student".into());
        assert_eq!(found(&places), Some(key("k2")), "a name without a key");
        places.key = Some("k3".into());
        assert_eq!(found(&places), Some(key("k3")));
        write(".kaggle/access_token.txt", "t1\n");
        assert_eq!(found(&places), Some(token("t1")));
        write(".kaggle/access_token", "t2");
        assert_eq!(found(&places), Some(token("t2")));
        places.token = Some("t3".into());
        assert_eq!(found(&places), Some(token("t3")));
        let file = write("token", "t4\n");
        places.token = Some(file.display().to_string());
        assert_eq!(found(&places), Some(token("t4")));
        assert_eq!(
            places.find().unwrap().unwrap().origin,
            file.display().to_string()
        );
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".kaggle")).unwrap();
        fs::write(home.path().join(".kaggle/kaggle.json"), "{\"username\":").unwrap();
        let places = Places {
            home: Some(home.path().into()),
            ..Places::default()
        };
        let error = places.find().unwrap_err().to_string();
        assert!(error.contains("not a kaggle.json"), "{error}");
    }
}
