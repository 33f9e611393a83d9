//! The settings that Hugging Face's own programs take from environment variables, read as they read them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

use crate::net::Secret;

const OFFICIAL_ENDPOINT: &str = "https://huggingface.co";

/// Where the hub and its cache are, and who asks.
#[derive(Clone, Debug)]
pub struct HubEnvironment {
    /// The folder that holds `models--owner--name` folders (`HF_HUB_CACHE`, `HF_HOME`, or the usual place).
    pub cache: PathBuf,
    /// The server, without a slash at the end (`HF_ENDPOINT`).
    pub endpoint: String,
    /// The user's token (`HF_TOKEN`, or the file that `hf auth login` writes).
    pub token: Option<Token>,
    /// Whether the hub must not be asked (`HF_HUB_OFFLINE`): the name of the variable that says so.
    pub offline: Option<&'static str>,
    /// Whether links must not be used in the cache (`HF_HUB_DISABLE_SYMLINKS`).
    pub no_links: bool,
}

/// A token, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The token itself.
    pub secret: Secret,
    /// The variable or file that holds it, for messages.
    pub source: String,
}

impl HubEnvironment {
    /// The environment of this process.
    pub fn of_this_process() -> Self {
        let home = BaseDirs::new().map(|places| places.home_dir().to_path_buf());
        Self::from_variables(|name| std::env::var_os(name), home.as_deref())
    }

    /// The environment that these variables describe, for a user with this home folder.
    pub fn from_variables(
        variable: impl Fn(&str) -> Option<OsString>,
        home: Option<&Path>,
    ) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let folder = |name: &str| set(name).map(|path| expand_home(PathBuf::from(path), home));
        let is_true = |name: &str| set(name).is_some_and(|value| is_true(&value));
        let user_cache = folder("XDG_CACHE_HOME")
            .or_else(|| Some(home?.join(".cache")))
            // Without a home folder there is nothing to share with Python; the place only has to be writable.
            .unwrap_or_else(std::env::temp_dir);
        let hub_home = folder("HF_HOME").unwrap_or_else(|| user_cache.join("huggingface"));
        let cache = folder("HF_HUB_CACHE")
            .or_else(|| folder("HUGGINGFACE_HUB_CACHE"))
            .unwrap_or_else(|| hub_home.join("hub"));
        let endpoint = set("HF_ENDPOINT").and_then(|value| value.into_string().ok());
        let endpoint = endpoint.unwrap_or_else(|| OFFICIAL_ENDPOINT.to_owned());
        let token_file = folder("HF_TOKEN_PATH").unwrap_or_else(|| hub_home.join("token"));
        let from_variable = |name: &str| Token::new(&set(name)?.into_string().ok()?, name);
        Self {
            cache,
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            token: from_variable("HF_TOKEN")
                .or_else(|| from_variable("HUGGING_FACE_HUB_TOKEN"))
                .or_else(|| Token::read(&token_file))
                .filter(|_| !is_true("HF_HUB_DISABLE_IMPLICIT_TOKEN")),
            // The first that is set decides, also when it says no.
            offline: ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"]
                .into_iter()
                .find(|name| set(name).is_some())
                .filter(|name| is_true(name)),
            no_links: is_true("HF_HUB_DISABLE_SYMLINKS"),
        }
    }

    /// Address of a file in a revision of a repository. Names come from the catalogue, which allows only plain ones.
    pub fn address(&self, repository: &str, revision: &str, path: &str) -> String {
        format!("{}/{repository}/resolve/{revision}/{path}", self.endpoint)
    }
}

impl Token {
    /// The token in a text found in `source`. None if there is none, or if it could not be sent.
    fn new(text: &str, source: &str) -> Option<Self> {
        let secret = Secret::new(text);
        let can_be_sent = secret.expose().bytes().all(|byte| byte.is_ascii_graphic());
        (can_be_sent && !secret.is_empty()).then(|| Self {
            secret,
            source: source.to_owned(),
        })
    }

    fn read(file: &Path) -> Option<Self> {
        Self::new(&fs::read_to_string(file).ok()?, &file.display().to_string())
    }
}

fn is_true(value: &OsString) -> bool {
    let value = value.to_string_lossy().to_uppercase();
    ["1", "ON", "YES", "TRUE"].contains(&value.as_str())
}

fn expand_home(path: PathBuf, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> HubEnvironment {
        let lookup = |wanted: &str| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| OsString::from(value))
        };
        HubEnvironment::from_variables(lookup, Some(Path::new("/home/mia")))
    }

    #[test]
    fn the_cache_is_where_python_looks_for_it() {
        for (variables, expected) in [
            (&[][..], "/home/mia/.cache/huggingface/hub"),
            (&[("XDG_CACHE_HOME", "/c")], "/c/huggingface/hub"),
            (&[("XDG_CACHE_HOME", "/c"), ("HF_HOME", "/hf")], "/hf/hub"),
            (&[("HF_HOME", "~/hf")], "/home/mia/hf/hub"),
            (&[("HF_HOME", "/hf"), ("HUGGINGFACE_HUB_CACHE", "/o")], "/o"),
            (
                &[("HUGGINGFACE_HUB_CACHE", "/o"), ("HF_HUB_CACHE", "/n")],
                "/n",
            ),
            (&[("HF_HOME", "/hf"), ("HF_HUB_CACHE", "")], "/hf/hub"),
        ] {
            let cache = environment(variables).cache;
            assert_eq!(cache, Path::new(expected), "{variables:?}");
        }
    }

    #[test]
    fn the_endpoint_is_the_official_one_or_the_users() {
        let official = environment(&[]).address("org/name", "0123", "onnx/model.onnx");
        assert_eq!(
            official,
            "https://huggingface.co/org/name/resolve/0123/onnx/model.onnx"
        );
        let mirror = environment(&[("HF_ENDPOINT", "https://mirror.example/")]);
        assert_eq!(mirror.endpoint, "https://mirror.example");
    }

    #[test]
    fn offline_is_what_python_takes_for_true() {
        for (variables, expected) in [
            (&[][..], None),
            (&[("HF_HUB_OFFLINE", "0")], None),
            (&[("HF_HUB_OFFLINE", "yes")], Some("HF_HUB_OFFLINE")),
            (
                &[("TRANSFORMERS_OFFLINE", "1")],
                Some("TRANSFORMERS_OFFLINE"),
            ),
        ] {
            assert_eq!(environment(variables).offline, expected, "{variables:?}");
        }
    }

    #[test]
    fn a_token_comes_from_the_variable_or_the_file_and_never_shows() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_str().unwrap();
        fs::write(folder.path().join("token"), "hf_file\n").unwrap();
        let from_file = environment(&[("HF_HOME", home)]).token.unwrap();
        assert_eq!(from_file.secret.expose(), "hf_file");
        let both = [("HF_HOME", home), ("HF_TOKEN", " hf_variable ")];
        let from_variable = environment(&both).token.unwrap();
        assert_eq!(from_variable.secret.expose(), "hf_variable");
        assert_eq!(from_variable.source, "HF_TOKEN");
        assert!(!format!("{from_variable:?}").contains("hf_variable"));
        let refused = [("HF_HOME", home), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")];
        assert!(environment(&refused).token.is_none());
        assert!(environment(&[("HF_TOKEN", "two words")]).token.is_none());
    }
}
