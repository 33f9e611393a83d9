//! Size and place of the window, as they were when it was closed.

use egui::ViewportBuilder;

use super::state::Session;

/// The usual size of the window's inside.
const USUAL: [f32; 2] = [1280.0, 800.0];
/// Everything is still usable at this size.
const SMALLEST: [f32; 2] = [960.0, 640.0];

/// Adds what the session knows of the window.
pub(super) fn with_session(viewport: ViewportBuilder, session: &Session) -> ViewportBuilder {
    let viewport = viewport
        .with_inner_size(session.size.map_or(USUAL, at_least_smallest))
        .with_min_inner_size(SMALLEST)
        .with_clamp_size_to_monitor_size(true)
        .with_maximized(session.maximized);
    match session.position {
        Some(position) => viewport.with_position(position),
        None => viewport,
    }
}

fn at_least_smallest([width, height]: [f32; 2]) -> [f32; 2] {
    [width.max(SMALLEST[0]), height.max(SMALLEST[1])]
}

/// A window that was on a screen that is not there any more is brought back to one that is.
pub(super) fn bring_into_sight(creation: &eframe::CreationContext<'_>) {
    let Some(window) = creation.winit_window() else {
        return;
    };
    let Ok(place) = window.outer_position() else {
        return;
    };
    let mut monitors = window.available_monitors().peekable();
    let Some(first) = monitors.peek() else {
        return;
    };
    let first = first.position();
    // The title bar must be on a screen, so that the window can be moved.
    let (x, y) = (place.x + 60, place.y + 10);
    let seen = monitors.any(|monitor| {
        let (from, size) = (monitor.position(), monitor.size());
        let within = |at: i32, from: i32, size: u32| {
            at >= from && i64::from(at) < i64::from(from) + i64::from(size)
        };
        within(x, from.x, size.width) && within(y, from.y, size.height)
    });
    if !seen {
        window.set_outer_position(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_comes_back_as_it_was_but_never_too_small() {
        let usual = with_session(ViewportBuilder::default(), &Session::default());
        assert_eq!(usual.inner_size, Some(USUAL.into()));
        assert_eq!(usual.position, None);
        let session = Session {
            size: Some([1400.0, 20.0]),
            position: Some([5.0, 6.0]),
            maximized: true,
            ..Session::default()
        };
        let again = with_session(ViewportBuilder::default(), &session);
        assert_eq!(again.inner_size, Some(egui::vec2(1400.0, SMALLEST[1])));
        assert_eq!(
            (again.position, again.maximized),
            (Some(egui::pos2(5.0, 6.0)), Some(true))
        );
    }
}
