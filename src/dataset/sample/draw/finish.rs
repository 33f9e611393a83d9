//! How materials take the light.

/// The light on a material.
pub(super) struct Finish {
    /// How far from its edge a shape turns away from the light, in pixels.
    pub(super) softness: f32,
    /// How dark its edges are.
    pub(super) edge: f32,
    /// How much lighter the side towards the light is.
    pub(super) light: f32,
    /// How deep its folds are.
    pub(super) folds: f32,
    /// How much it shines.
    pub(super) gloss: f32,
}

const fn finish(softness: f32, edge: f32, light: f32, folds: f32, gloss: f32) -> Finish {
    Finish {
        softness,
        edge,
        light,
        folds,
        gloss,
    }
}

/// Woven and knitted things.
pub(super) const CLOTH: Finish = finish(2.6, 0.30, 0.55, 0.16, 0.0);
/// Thin cloth that falls freely.
pub(super) const SILK: Finish = finish(2.6, 0.26, 0.55, 0.22, 0.25);
/// Smooth leather.
pub(super) const LEATHER: Finish = finish(2.2, 0.34, 0.65, 0.08, 1.1);
/// Polished leather, lacquer and plastic.
pub(super) const POLISHED: Finish = finish(1.8, 0.36, 0.7, 0.05, 2.4);
/// Soles.
pub(super) const RUBBER: Finish = finish(1.2, 0.26, 0.35, 0.0, 0.0);
/// Buckles, cases and rings.
pub(super) const METAL: Finish = finish(0.9, 0.42, 0.9, 0.0, 2.0);
