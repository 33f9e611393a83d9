//! The window itself: palette, zoom, dialogs, clipboard, geometry.

use std::path::Path;
use std::time::Instant;

use egui::ViewportCommand;

use super::App;
use crate::ui::command::{Page, Question, WindowCommand};
use crate::ui::state::{Dialog, PaletteView, Toast};
use crate::ui::tour::STEPS;
use crate::{Error, Result};

impl App {
    pub(super) fn carry_out_window(
        &mut self,
        ctx: &egui::Context,
        command: WindowCommand,
    ) -> Result<()> {
        match command {
            WindowCommand::Palette => {
                self.view.palette = self.view.palette.is_none().then(PaletteView::default);
            }
            WindowCommand::ZoomIn => egui::gui_zoom::zoom_in(ctx),
            WindowCommand::ZoomOut => egui::gui_zoom::zoom_out(ctx),
            WindowCommand::ZoomReset => ctx.set_zoom_factor(1.0),
            WindowCommand::Copy(text, what) => self.copy(ctx, text, &what),
            WindowCommand::Reveal(path) => reveal(&path)?,
            WindowCommand::OpenLog => reveal(&self.paths.log())?,
            WindowCommand::Browse(address) => browse(&address)?,
            WindowCommand::Guide(place) => {
                self.show_page(Page::Help);
                self.view.help.go_to(place);
            }
            WindowCommand::Dropped(paths) => self.dropped(paths)?,
            WindowCommand::CopyDiagnostics => self.make_diagnostics()?,
            WindowCommand::DismissToast(id) => self.live.toasts.dismiss(id),
            WindowCommand::Undo => self.take_back(ctx, None)?,
            WindowCommand::TakeBack(number) => self.take_back(ctx, Some(number))?,
            WindowCommand::Tour(step) => self.show_tour(step),
            WindowCommand::CloseDialog => self.view.dialog = None,
            WindowCommand::Restart => {
                self.view.restart = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            WindowCommand::Quit => {
                self.view.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
        Ok(())
    }

    /// Puts a text on the clipboard and says so: "Path copied".
    pub(super) fn copy(&mut self, ctx: &egui::Context, text: String, what: &str) {
        ctx.copy_text(text);
        self.live.toasts.push(Toast::good(format!("{what} copied")));
    }

    /// Shows a step of the tour with its page, or ends the tour.
    fn show_tour(&mut self, step: Option<usize>) {
        self.view.tour = step.filter(|step| *step < STEPS.len());
        if let Some(step) = self.view.tour {
            self.show_page(STEPS[step].page);
        }
    }

    /// A running job is not ended by a slip of the hand.
    pub(super) fn ask_before_closing(&mut self, ctx: &egui::Context) {
        let asked_to_close = ctx.input(|input| input.viewport().close_requested());
        if !asked_to_close || self.live.job.is_none() || self.view.may_close {
            return;
        }
        ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        self.view.restart = false;
        let question = Question {
            title: "A job is running",
            text: "What is embedded is kept. The next start offers to go on from there.",
            yes: "Stop the job and close",
            no: "Keep it running",
        };
        self.view.dialog = Some(Dialog::Question(
            question,
            Box::new(WindowCommand::Quit.into()),
        ));
    }

    /// Remembers size, place and zoom.
    pub(super) fn note_geometry(&mut self, ctx: &egui::Context) {
        let session = &mut self.persisted.session;
        session.zoom = ctx.zoom_factor();
        ctx.input(|input| {
            let window = input.viewport();
            let maximized = window.maximized.unwrap_or(false);
            session.maximized = maximized;
            if maximized || window.fullscreen == Some(true) || window.minimized == Some(true) {
                return;
            }
            let points = |value: egui::Vec2| {
                [
                    (value.x * session.zoom).round(),
                    (value.y * session.zoom).round(),
                ]
            };
            session.size = window
                .inner_rect
                .map(|rect| points(rect.size()))
                .or(session.size);
            session.position = window
                .outer_rect
                .map(|rect| points(rect.min.to_vec2()))
                .or(session.position);
        });
    }

    /// Hands what has changed to the thread that writes it, and lets messages go whose time is over.
    pub(super) fn keep(&mut self, ctx: &egui::Context) {
        let now = Instant::now();
        let again = self.keeper.keep(&self.persisted, now);
        if let Some(error) = self.keeper.error() {
            self.show_error(error);
        }
        let hovered = self.view.pointer_on_toasts;
        for wait in [again, self.live.toasts.expire(now, hovered)]
            .into_iter()
            .flatten()
        {
            ctx.request_repaint_after(wait);
        }
    }
}

/// What is said after a start that was not ended by closing the window.
pub(super) fn not_closed() -> Toast {
    let text = "It crashed, or was ended together with the system. What was embedded, written or set until then is kept.";
    Toast::info("The app was not closed the last time")
        .text(text)
        .action(WindowCommand::OpenLog)
}

pub(super) fn reveal(path: &Path) -> Result<()> {
    opener::open(path).map_err(|cause| {
        Error::new("It could not be shown")
            .remedy("Open it in the file manager by its path")
            .at(path)
            .caused_by(cause)
    })
}

fn browse(address: &str) -> Result<()> {
    opener::open_browser(address).map_err(|cause| {
        Error::new("The web browser could not be opened")
            .remedy("Copy the address and open it yourself")
            .at(address)
            .caused_by(cause)
    })
}
