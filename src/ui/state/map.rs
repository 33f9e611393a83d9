//! The map page: what is drawn of it, and how it is looked at.

use std::sync::{Arc, OnceLock};

use egui::{Mesh, TextureHandle};

use crate::Error;
use crate::job::Task;
use crate::projection::{
    Categories, Layout, Map, MapProgress, NamedGroup, Pca, PointGrid, Scale, Slot, Viewport,
};

/// The map of a run as far as it is drawn.
#[derive(Default)]
pub(in crate::ui) struct MapState {
    /// Somebody looked at the page: the map is drawn as soon as the run is read.
    pub wanted: bool,
    pub drawing: Option<Task<Drawn>>,
    pub progress: Arc<MapProgress>,
    /// The principal components, there at once.
    pub first: Arc<OnceLock<First>>,
    /// The newest picture on the way.
    pub newest: Option<Moving>,
    pub drawn: Option<Drawn>,
    /// Why it is not drawn to its end.
    pub ended: Option<Error>,
    /// Grows with every new picture.
    pub version: u64,
}

/// The first picture.
pub(in crate::ui) struct First {
    pub pca: Pca,
    pub grid: PointGrid,
}

/// A picture on the way.
pub(in crate::ui) struct Moving {
    pub layout: Arc<Layout>,
    pub grid: PointGrid,
}

/// The last picture.
pub(in crate::ui) struct Drawn {
    pub map: Map,
    pub grid: PointGrid,
}

impl MapState {
    /// The positions to be shown.
    pub fn layout(&self, principal: bool) -> Option<&Layout> {
        let first = self.first.get().map(|first| &first.pca.layout);
        if principal {
            return first;
        }
        let drawn = self.drawn.as_ref().map(|drawn| &drawn.map.layout);
        let newest = self.newest.as_ref().map(|newest| &*newest.layout);
        drawn.or(newest).or(first)
    }

    /// What is where, also while the points still move.
    pub fn grid(&self, principal: bool) -> Option<&PointGrid> {
        let first = self.first.get().map(|first| &first.grid);
        if principal {
            return first;
        }
        let drawn = self.drawn.as_ref().map(|drawn| &drawn.grid);
        let newest = self.newest.as_ref().map(|newest| &newest.grid);
        drawn.or(newest).or(first)
    }
}

/// What the points are coloured by.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum ColourBy {
    /// A column, by its name.
    Column(String),
    /// The score of the question on the explore page.
    Score,
    /// The share of true neighbours that are near on the map.
    Kept,
    /// The share of true neighbours with the same label in a column.
    Agreement(String),
    /// The mean similarity to the true neighbours.
    Similarity,
    /// Of how many others it is a true neighbour.
    Occurrence,
}

impl ColourBy {
    /// Whether it follows from the true neighbours, which are known once the map is drawn.
    pub fn needs_neighbours(&self) -> bool {
        !matches!(self, Self::Column(_) | Self::Score)
    }
}

/// What dragging does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum Tool {
    #[default]
    Move,
    Box,
    Lasso,
}

/// The colours of the points.
pub(in crate::ui) enum Colouring {
    Categories(Categories),
    Scale(Scale),
}

/// Everything that the colours follow from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct ColourKey {
    pub by: ColourBy,
    pub version: u64,
    /// Tells one answer from another.
    pub answer: usize,
}

/// The points as they are on the screen, kept until something changes.
pub(in crate::ui) struct Cached<Key> {
    pub key: Key,
    pub mesh: Arc<Mesh>,
    /// Rows whose pictures are shown.
    pub pictures: Vec<usize>,
    /// Names, the largest group first.
    pub names: Vec<PlacedName>,
}

/// A name that has found room on the screen.
pub(in crate::ui) struct PlacedName {
    pub text: String,
    pub slot: Slot,
    pub place: egui::Rect,
    /// A picture that stands for the group, by its row.
    pub picture: Option<(usize, egui::Rect)>,
}

/// Everything that the named groups follow from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct GroupsKey {
    pub by: ColourBy,
    pub principal: bool,
    pub version: u64,
}

/// Everything that the mesh follows from.
#[derive(Clone, PartialEq)]
pub(in crate::ui) struct MeshKey {
    pub colour: ColourKey,
    pub principal: bool,
    pub viewport: Viewport,
    pub rect: egui::Rect,
    pub hidden: Vec<Slot>,
    pub selection: super::Selection,
    pub dark: bool,
    /// Whether groups have names.
    pub named: bool,
}

/// The map page.
#[derive(Default)]
pub(in crate::ui) struct MapView {
    /// Whether the principal components are shown though there is more.
    pub principal: bool,
    pub viewport: Option<Viewport>,
    /// The view of all of the map.
    pub whole: Option<Viewport>,
    pub colour: Option<ColourBy>,
    pub colouring: Option<(ColourKey, Colouring)>,
    /// Entries of the legend that are switched off.
    pub hidden: Vec<Slot>,
    /// The groups that have names.
    pub groups: Option<(GroupsKey, Vec<NamedGroup>)>,
    /// Whether the names are switched off.
    pub without_names: bool,
    pub tool: Tool,
    /// The outline being drawn, in the units of the map.
    pub outline: Vec<[f32; 2]>,
    pub cached: Option<Cached<MeshKey>>,
    /// The disc that every point is drawn with.
    pub disc: Option<TextureHandle>,
}

impl MapView {
    /// Whether all of the map is seen, neither moved nor magnified.
    pub fn shows_all(&self) -> bool {
        self.viewport.is_none() || self.viewport == self.whole
    }

    /// Takes in what all of the map looks like in a window of this size. Who saw all of it goes on seeing all of it.
    pub fn fit(&mut self, whole: Viewport, size: [f32; 2]) -> Viewport {
        let mut viewport = self.viewport.filter(|_| !self.shows_all()).unwrap_or(whole);
        viewport.resize(size);
        self.viewport = Some(viewport);
        self.whole = Some(whole);
        viewport
    }
}
