//! `models`: list the models at hand, import one from a folder.

use std::path::PathBuf;

use clap::Subcommand;

use super::context::Context;
use super::output;
use crate::Result;
use crate::model::ModelStore;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// List the models at hand
    List,
    /// Copy a model folder into the app's data folder
    Import {
        /// A folder in the layout of Xenova/clip-vit-base-patch32
        folder: PathBuf,
    },
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let store = ModelStore::new(context.paths.models());
    match &arguments.action {
        None | Some(Action::List) => list(&store),
        Some(Action::Import { folder }) => {
            let name = store.import(folder)?;
            output::line(&format!("imported: use it as --model {name}"))
        }
    }
}

fn list(store: &ModelStore) -> Result<()> {
    let names = store.list();
    if names.len() == 1 {
        output::message(
            "No other model is imported. \"models import DIR\" takes a folder in the layout of Xenova/clip-vit-base-patch32.",
        );
    }
    names.iter().try_for_each(|name| output::line(name))
}
