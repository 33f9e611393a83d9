//! The map: all products of a run as points in a plane, and how far to believe it.
//!
//! [`pca`] gives a first picture within a second; [`draw_map`] refines it in the background into one that keeps
//! neighbours together ([`MapProgress`] hands out the pictures on the way) and measures which neighbours it kept
//! ([`KeptNeighbours`]). The rest is what a window needs to show it, as plain data and pure functions: what is under
//! the pointer or within a lasso ([`PointGrid`]), which points have room for their picture ([`pictures`]), where the
//! name of a group belongs ([`named_groups`]), the way between map and screen ([`Viewport`]), and colours by column or
//! measure ([`Categories`], [`Scale`]).

mod area;
mod colour;
mod eigen;
mod grid;
mod kept;
mod layout;
mod map;
mod names;
mod pca;
mod progress;
mod refine;
mod store;
mod thinning;
mod viewport;

pub use area::{Area, outline_contains};
pub use colour::{Categories, LegendEntry, Scale, Slot, Span};
pub use grid::PointGrid;
pub use kept::KeptNeighbours;
pub use layout::Layout;
pub use map::{Map, MapRequest, draw_map};
pub use names::{NamedGroup, named_groups};
pub use pca::{Pca, pca};
pub use progress::MapProgress;
pub use thinning::pictures;
pub use viewport::Viewport;
