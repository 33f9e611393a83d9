//! What part of the map the window shows, and where: the way from the plane to the screen and back.

use super::Area;

/// How far one can go in and out, in screen points per unit of the map.
const SCALES: (f64, f64) = (1.0, 1e6);

/// A view of the map. On the screen y points down, on the map up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// The place of the map in the middle of the view.
    centre: [f64; 2],
    /// Screen points per unit of the map.
    scale: f64,
    /// Width and height of the view in screen points.
    size: [f32; 2],
}

impl Viewport {
    /// A view of `size` screen points that shows all of `area` with `margin` screen points around it.
    pub fn showing(area: &Area, size: [f32; 2], margin: f32) -> Self {
        let middle = |axis: usize| f64::midpoint(area.low[axis].into(), area.high[axis].into());
        let scale = |axis: usize| {
            let room = f64::from((size[axis] - 2.0 * margin).max(1.0));
            let extent = f64::from(area.high[axis]) - f64::from(area.low[axis]);
            room / extent.max(1e-6)
        };
        Self {
            centre: [middle(0), middle(1)],
            scale: scale(0).min(scale(1)).clamp(SCALES.0, SCALES.1),
            size,
        }
    }

    /// Screen points per unit of the map.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The same view in a window of another size: the middle stays in the middle.
    pub fn resize(&mut self, size: [f32; 2]) {
        self.size = size;
    }

    /// Where a place of the map is on the screen, counted from the view's upper left corner.
    pub fn to_screen(&self, place: [f32; 2]) -> [f32; 2] {
        let along = |axis: usize, direction: f64| {
            let offset = (f64::from(place[axis]) - self.centre[axis]) * self.scale;
            (f64::from(self.size[axis]) / 2.0 + direction * offset) as f32
        };
        [along(0, 1.0), along(1, -1.0)]
    }

    /// The place of the map that is under a point of the screen.
    pub fn to_map(&self, point: [f32; 2]) -> [f32; 2] {
        self.at(point).map(|value| value as f32)
    }

    /// A length on the screen in units of the map.
    pub fn length_on_map(&self, screen: f32) -> f32 {
        (f64::from(screen) / self.scale) as f32
    }

    /// The part of the map that is shown.
    pub fn visible(&self) -> Area {
        Area::new(self.to_map([0.0, 0.0]), self.to_map(self.size))
    }

    /// Moves the map with the pointer, by a way on the screen.
    pub fn pan(&mut self, way: [f32; 2]) {
        self.centre[0] -= f64::from(way[0]) / self.scale;
        self.centre[1] += f64::from(way[1]) / self.scale;
    }

    /// Magnifies by `factor`; what is under `point` stays there.
    pub fn zoom(&mut self, factor: f64, point: [f32; 2]) {
        if !(factor.is_finite() && factor > 0.0) {
            return;
        }
        let before = self.at(point);
        self.scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let after = self.at(point);
        for axis in 0..2 {
            self.centre[axis] += before[axis] - after[axis];
        }
    }

    fn at(&self, point: [f32; 2]) -> [f64; 2] {
        let along = |axis: usize, direction: f64| {
            let offset = f64::from(point[axis]) - f64::from(self.size[axis]) / 2.0;
            self.centre[axis] + direction * offset / self.scale
        };
        [along(0, 1.0), along(1, -1.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_whole_map_fits_with_its_margin() {
        let area = Area::new([-1.0, -0.5], [1.0, 0.5]);
        let view = Viewport::showing(&area, [420.0, 800.0], 10.0);
        assert_eq!(view.to_screen([-1.0, 0.0]), [10.0, 400.0]);
        assert_eq!(
            view.to_screen([1.0, 0.5]),
            [410.0, 300.0],
            "up on the map is up on the screen"
        );
        assert_eq!(view.scale(), 200.0);
        assert_eq!(view.length_on_map(50.0), 0.25);
        let visible = view.visible();
        assert!(visible.contains(area.low) && visible.contains(area.high));
        let point = Viewport::showing(&Area::new([3.0; 2], [3.0; 2]), [100.0; 2], 10.0);
        assert_eq!(point.to_screen([3.0; 2]), [50.0, 50.0]);
    }

    #[test]
    fn panning_follows_the_pointer_and_resizing_keeps_the_middle() {
        let mut view = Viewport::showing(&Area::new([-1.0; 2], [1.0; 2]), [200.0; 2], 0.0);
        view.pan([30.0, -20.0]);
        assert_eq!(view.to_screen([0.0, 0.0]), [130.0, 80.0]);
        view.resize([400.0, 200.0]);
        assert_eq!(view.to_screen([0.0, 0.0]), [230.0, 80.0]);
    }

    proptest! {
        #[test]
        fn zooming_holds_what_is_under_the_pointer(
            factor in 0.01_f64..100.0,
            point in prop::array::uniform2(0.0_f32..800.0),
        ) {
            let mut view = Viewport::showing(&Area::new([-1.0; 2], [1.0; 2]), [800.0; 2], 20.0);
            let before = view.to_map(point);
            view.zoom(factor, point);
            let after = view.to_screen(before);
            prop_assert!((after[0] - point[0]).abs() < 0.1 && (after[1] - point[1]).abs() < 0.1);
            view.zoom(f64::NAN, point);
            prop_assert!(view.scale().is_finite());
        }
    }
}
