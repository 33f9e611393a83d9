//! Speaking with Kaggle.

use std::path::Path;

use super::{Credentials, KaggleDataset};
use crate::job::Control;
use crate::net::{
    Download, Expected, Fetched, Network, Refusal, Request, Source, TransferProgress, endpoint,
};
use crate::{Error, Result};

/// Names another server in place of Kaggle, as for Kaggle's own clients.
pub const ENDPOINT_VARIABLE: &str = "KAGGLE_API_ENDPOINT";
const ENDPOINT: &str = "https://www.kaggle.com";
const API: &str = "/api/v1";
const ZIP_BEGINS: &[u8] = b"PK";
const NEW_KEY: &str = "On kaggle.com, open Settings, API, and create a new token";

/// Kaggle as one user sees it, and one dataset there.
#[derive(Clone, Debug)]
pub struct Kaggle {
    network: Network,
    endpoint: String,
    credentials: Option<Credentials>,
    dataset: KaggleDataset,
}

impl Kaggle {
    /// Kaggle, or the server that `KAGGLE_API_ENDPOINT` names. Nothing is sent yet.
    pub fn new(
        network: Network,
        credentials: Option<Credentials>,
        dataset: KaggleDataset,
    ) -> Result<Self> {
        let endpoint = endpoint(ENDPOINT_VARIABLE, ENDPOINT)?;
        Ok(Self::at(&endpoint, network, credentials, dataset))
    }

    /// Another server that speaks as Kaggle does: `https://host`, with or without `/api/v1`.
    pub fn at(
        endpoint: &str,
        network: Network,
        credentials: Option<Credentials>,
        dataset: KaggleDataset,
    ) -> Self {
        let endpoint = endpoint.trim_end_matches('/');
        let endpoint = endpoint.strip_suffix(API).unwrap_or(endpoint);
        Self {
            network,
            endpoint: endpoint.to_owned(),
            credentials,
            dataset,
        }
    }

    /// The dataset.
    pub fn dataset(&self) -> &KaggleDataset {
        &self.dataset
    }

    /// Asks Kaggle whether this user may download the dataset. The error says in words what Kaggle said.
    pub fn test(&self, control: &Control) -> Result<()> {
        let question = self.archive()?.without_redirects().without_body();
        let answer = self.network.ask(&question, control)?;
        if answer.is_success() {
            return answer.require_service();
        }
        // The redirect to the storage is the permission.
        if matches!(answer.status(), 301 | 302 | 303 | 307 | 308) {
            return Ok(());
        }
        let refusal = answer.refusal();
        Err(self.words(&refusal).unwrap_or_else(|| answer.error()))
    }

    /// Downloads the dataset's archive, or the rest of it, and verifies it.
    pub fn download(
        &self,
        target: &Path,
        control: &Control,
        progress: &TransferProgress,
    ) -> Result<Fetched> {
        let mut download = Download {
            source: &mut self.clone(),
            target: target.to_path_buf(),
            expected: Expected {
                begins_with: Some(ZIP_BEGINS),
                ..Expected::default()
            },
        };
        self.network.fetch(&mut download, control, progress)
    }

    fn archive(&self) -> Result<Request> {
        let request = Request::get(&format!(
            "{}{API}/datasets/download/{}",
            self.endpoint, self.dataset
        ))?;
        match &self.credentials {
            Some(credentials) => credentials.authorise(request),
            None => Ok(request),
        }
    }

    /// What Kaggle means by a refusal.
    fn words(&self, refusal: &Refusal) -> Option<Error> {
        let error = match (refusal.status, &self.credentials) {
            (401 | 403, None) => Error::new("Kaggle asks who you are")
                .remedy("Choose your kaggle.json, or type in your user name and key, or a token"),
            (401, Some(credentials)) => {
                Error::new(format!("Kaggle does not accept {}", credentials.describe()))
                    .remedy(NEW_KEY)
            }
            (403, Some(_)) if speaks_of_terms(refusal) => {
                Error::new("The terms of this dataset were not accepted yet").remedy(format!(
                    "Open {} in a browser, log in, accept the terms there, and try again",
                    self.dataset.page()
                ))
            }
            (403, Some(_)) => Error::new("Kaggle refuses to give out this dataset").remedy(format!(
                "Open {} in a browser and log in: there may be terms to accept, or an account to verify",
                self.dataset.page()
            )),
            (404, _) => Error::new(format!("Kaggle has no dataset {}", self.dataset)).remedy(
                "Check the name; a private dataset is found only with the key of somebody who may see it",
            ),
            (429, _) => Error::new("Kaggle has had too many requests from here")
                .remedy("Wait a few minutes and try again"),
            _ => return None,
        };
        Some(match &refusal.message {
            Some(message) => error.meaning(format!("It says: {message}")),
            None => error,
        })
    }
}

impl Source for Kaggle {
    fn request(&mut self) -> Result<Request> {
        self.archive()
    }

    fn explain(&self, refusal: &Refusal) -> Option<Error> {
        self.words(refusal)
    }
}

fn speaks_of_terms(refusal: &Refusal) -> bool {
    let message = refusal.message.as_deref().unwrap_or_default();
    let message = message.to_ascii_lowercase();
    ["consent", "terms", "accept", "agree", "rules"]
        .iter()
        .any(|word| message.contains(word))
}
