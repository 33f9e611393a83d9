//! The help page: what is read.

use std::sync::Arc;

use crate::Result;
use crate::guide::{self, Block, Page};
use crate::ui::command::GuidePlace;

/// The help page.
#[derive(Default)]
pub(in crate::ui) struct HelpView {
    /// The page of the guide; none is Help at a glance.
    pub page: Option<&'static Page>,
    /// A heading to be brought into sight.
    pub anchor: Option<String>,
    /// The page read last, as blocks.
    read: Option<(&'static Page, Arc<[Block]>)>,
}

impl HelpView {
    /// Shows another page.
    pub fn go_to(&mut self, place: GuidePlace) {
        self.page = place.page;
        self.anchor = place.anchor;
    }

    /// The blocks of a page; it is parsed when it is another one than before.
    pub fn blocks(&mut self, page: &'static Page) -> Result<Arc<[Block]>> {
        if let Some((read, blocks)) = &self.read
            && *read == page
        {
            return Ok(Arc::clone(blocks));
        }
        let blocks: Arc<[Block]> = guide::parse(page.text)?.into();
        self.read = Some((page, Arc::clone(&blocks)));
        Ok(blocks)
    }
}
