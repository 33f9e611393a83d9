//! The dataset from Kaggle: who the user is, whether Kaggle agrees, and the archive.
//!
//! Credentials are taken in every form that Kaggle's own clients accept, from the places where these keep them, so
//! that a user who has ever used one of them has nothing to do. They go to Kaggle's own host only, never to the storage
//! host to which it redirects, and are held in a [`Secret`](crate::net::Secret) from the moment they are read.
//!
//! Kaggle answers the request for a dataset with a redirect to a signed address that expires. The downloader asks
//! [`Kaggle`] before every attempt, so a download that outlives its address simply goes on with a new one.

mod client;
mod credentials;
mod import;
mod name;
mod places;

pub use client::{ENDPOINT_VARIABLE, Kaggle};
pub use credentials::Credentials;
pub use import::{ImportProgress, ImportRequest, ImportStage, Imported, is_begun};
pub use name::KaggleDataset;
pub use places::{Found, Places};
