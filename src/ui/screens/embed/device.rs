//! Where the model runs: a switch of devices, each with its speed and with what its self-test said.

use egui::{Align, Color32, Id, Layout, Ui};

use crate::Error;
use crate::embedding::precision_obstacle;
use crate::inference::self_test::{DeviceState, TestReport, Verdict};
use crate::inference::{Device, EngineKind, default_threads};
use crate::text::{self, bytes_in_words, counted, duration_in_words};
use crate::ui::app::App;
use crate::ui::command::{EmbedCommand, Page};
use crate::ui::screens::runtimes;
use crate::ui::state::Survey;
use crate::ui::theme::{Palette, palette, space};
use crate::ui::widgets::{self, PushButton, card, coloured, fold, hairline, heading, muted};

/// A speed-up of less than this is not felt.
const FELT: f64 = 1.05;

/// Longer reasons than this are not for the first look.
const SHORT: usize = 90;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Device");
        muted(
            ui,
            "Where the model runs. A graphics card is usually faster; its vectors are the same up to rounding. Each is tested before its first use.",
        );
        ui.add_space(space::XS);
        match app.live.embed.survey(&app.choice()) {
            Some(Ok(survey)) => devices(app, ui, survey),
            Some(Err(error)) => {
                coloured(ui, error.what().to_owned(), palette(ui).bad);
                if let Some(remedy) = error.remedy_text() {
                    muted(ui, format!("{remedy}."));
                }
            }
            None => {
                muted(ui, "Looking for devices…");
            }
        }
        fast_engine(app, ui);
    });
}

/// Without ONNX Runtime everything is slow: where it comes from is seen here, not behind a line.
fn fast_engine(app: &App, ui: &mut Ui) {
    if runtimes::is_missing(app) {
        hairline(ui);
        muted(
            ui,
            "The app computes with its built-in engine. ONNX Runtime is faster:",
        );
        runtimes::brief(app, ui);
    }
}

fn devices(app: &App, ui: &mut Ui, survey: &Survey) {
    for (state, _) in &survey.devices {
        row(app, ui, survey, state);
        ui.add_space(2.0);
    }
    if survey.device(app.device()).is_none() {
        let text = format!(
            "{} was chosen before. This engine cannot use it: choose another device, or another engine under Advanced.",
            app.device().label()
        );
        coloured(ui, text, palette(ui).bad);
    }
    if survey.devices.len() == 1 {
        no_graphics_card(app, ui, survey);
    }
}

fn row(app: &App, ui: &mut Ui, survey: &Survey, state: &DeviceState) {
    let device = state.device;
    let obstacle = obstacle(survey, state);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            test_button(app, ui, survey, state);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let chosen = app.device() == device;
                let radio = widgets::radio_if(ui, obstacle.is_none(), chosen, &title(state));
                let radio = radio.on_disabled_hover_text(obstacle.unwrap_or_default());
                if radio.clicked() {
                    app.send.send(EmbedCommand::SetDevice(device));
                }
            });
        });
    });
    ui.indent(("device", device), |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        if let Some(about) = about(state) {
            muted(ui, about);
        }
        let said = [
            Some(words(app, ui, survey, state)),
            verdict(app, ui, survey, state),
        ];
        for (words, colour) in said.into_iter().flatten() {
            let line = coloured(ui, words, colour);
            if let Some(figures) = figures(state) {
                line.on_hover_text(figures);
            }
        }
        if let Some(remedy) = remedy(state) {
            muted(ui, format!("What to do: {remedy}."));
        }
        if let Some(raw) = raw_reason(state) {
            fold(ui, Id::unique(("why not", device)), "Details", |ui| {
                muted(ui, raw);
            });
        }
    });
}

/// What the test measured: with pictures of its own, so not what a run will be like.
fn figures(state: &DeviceState) -> Option<String> {
    let report = state.report.as_ref()?;
    report.evidence.as_ref()?;
    Some(format!("In its test: {}", report.in_words()))
}

/// Why a device failed its test in the words of a library, which are for those who put it right.
fn raw_reason(state: &DeviceState) -> Option<&str> {
    match &state.report.as_ref()?.verdict {
        Verdict::Failed(failure) => Some(failure.reason.as_str()).filter(|text| is_raw(text)),
        _ => None,
    }
}

/// Whether a text was not written for people: it names files, places in a program or numbers of errors.
fn is_raw(text: &str) -> bool {
    const SIGNS: [&str; 9] = [
        ".so", ".dll", ".dylib", "::", "0x", "error:", "code ", "[", "_",
    ];
    let lower = text.to_lowercase();
    text.len() > SHORT || text.contains('\n') || SIGNS.iter().any(|sign| lower.contains(sign))
}

/// How a device did in its test, and whether it is worth choosing: by what was measured on the user's pictures.
fn verdict(app: &App, ui: &Ui, survey: &Survey, state: &DeviceState) -> Option<(String, Color32)> {
    let report = state.report.as_ref()?;
    let passed = matches!(report.verdict, Verdict::Usable | Verdict::Slower);
    let in_use = precision_obstacle(state.device, survey.precision).is_none()
        && state.device != Device::Cpu
        && !is_tested_now(app, state.device);
    if !(passed && in_use) {
        return None;
    }
    let colours = palette(ui);
    let rate = |device| {
        let speed = app.live.embed.speed(&app.choice(), device)?.ok()?;
        Some(speed.images_per_second())
    };
    let Some((here, cpu)) = rate(state.device).zip(rate(Device::Cpu)) else {
        let is_fast = report.is_usable();
        return is_fast.then(|| ("Test passed".to_owned(), colours.muted));
    };
    Some(match here / cpu {
        times if times >= FELT => (
            format!("Test passed · {times:.1} times the CPU"),
            colours.good,
        ),
        times if times > 1.0 / FELT => (
            "Test passed · no faster than the CPU here".to_owned(),
            colours.attention,
        ),
        _ => (
            "Test passed · slower than the CPU here".to_owned(),
            colours.attention,
        ),
    })
}

/// Why a device cannot be chosen.
fn obstacle(survey: &Survey, state: &DeviceState) -> Option<&'static str> {
    if let Some((problem, _)) = precision_obstacle(state.device, survey.precision) {
        return Some(problem);
    }
    match &state.report {
        _ if state.device == Device::Cpu => None,
        None => Some("Test it first"),
        Some(report) => match report.verdict {
            Verdict::Usable | Verdict::Slower => None,
            _ => Some("It did not pass its test"),
        },
    }
}

fn title(state: &DeviceState) -> String {
    match state.device {
        Device::Cpu => format!("CPU, {}", counted(default_threads() as u64, "core")),
        device => device.label().to_owned(),
    }
}

/// What the device is called on this computer.
fn about(state: &DeviceState) -> Option<String> {
    let memory = state.memory.map(bytes_in_words);
    let parts: Vec<String> = state.name.clone().into_iter().chain(memory).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// What is known of a device, and in which colour it is said.
fn words(app: &App, ui: &Ui, survey: &Survey, state: &DeviceState) -> (String, Color32) {
    let colours = palette(ui);
    if let Some((problem, _)) = precision_obstacle(state.device, survey.precision) {
        return (problem.to_owned(), colours.muted);
    }
    if is_tested_now(app, state.device) {
        let text = "Testing: a batch runs there and on the CPU, and both are compared…";
        return (text.to_owned(), colours.attention);
    }
    match &state.report {
        _ if state.device == Device::Cpu => speed(app, state, &colours),
        None => ("Not tested yet".to_owned(), colours.attention),
        Some(report) => match &report.verdict {
            Verdict::Usable => speed(app, state, &colours),
            Verdict::Slower => (
                "Works, but was slower than the CPU in its test".to_owned(),
                colours.attention,
            ),
            Verdict::Failed(failure) if is_raw(&failure.reason) => (
                "Cannot be used: its software could not be started".to_owned(),
                colours.bad,
            ),
            Verdict::Failed(failure) => {
                (format!("Cannot be used: {}", failure.reason), colours.bad)
            }
            _ => (
                format!("Cannot be used: it {}", report.in_words()),
                colours.bad,
            ),
        },
    }
}

fn is_tested_now(app: &App, device: Device) -> bool {
    let testing = app.live.embed.testing.as_ref();
    testing.is_some_and(|testing| testing.device == device && testing.choice == app.choice())
}

/// "23.1 images per second, measured · the whole dataset about 31 minutes".
fn speed(app: &App, state: &DeviceState, colours: &Palette) -> (String, Color32) {
    match app.live.embed.speed(&app.choice(), state.device) {
        Some(Ok(speed)) => {
            let all = app.live.dataset.as_ref();
            let all = all.map_or(0, |open| open.dataset.products.len());
            let whole = speed.time_for(all).map(duration_in_words);
            let words = format!(
                "{} images per second, measured · the whole dataset {}",
                text::rate(speed.images_per_second()),
                whole.as_deref().unwrap_or("takes unknown time")
            );
            (words, colours.good)
        }
        Some(Err(error)) => (unmeasured(app, error), colours.attention),
        None => {
            let measuring = app.live.embed.measuring.as_ref();
            if measuring.is_some_and(|measuring| measuring.device == state.device) {
                ("measuring…".to_owned(), colours.muted)
            } else {
                ("Ready".to_owned(), colours.good)
            }
        }
    }
}

/// Why a speed is not known; what already stands at the top of the page is not said again.
fn unmeasured(app: &App, error: &Error) -> String {
    let outcome = app.live.outcome.as_ref();
    let is_said = outcome.is_some_and(|ended| {
        ended
            .as_ref()
            .is_err_and(|ended| ended.what() == error.what())
    });
    if is_said {
        "Its speed could not be measured".to_owned()
    } else {
        format!("Its speed could not be measured: {}", error.what())
    }
}

fn remedy(state: &DeviceState) -> Option<&str> {
    match &state.report {
        Some(TestReport {
            verdict: Verdict::Failed(failure),
            ..
        }) => failure.remedy.as_deref(),
        _ => None,
    }
}

fn test_button(app: &App, ui: &mut Ui, survey: &Survey, state: &DeviceState) {
    let device = state.device;
    if device == Device::Cpu || precision_obstacle(device, survey.precision).is_some() {
        return;
    }
    let (command, text) = if is_tested_now(app, device) {
        (EmbedCommand::StopTest, "Stop")
    } else if state.report.is_some() {
        (EmbedCommand::Test(device), "Test again")
    } else {
        (EmbedCommand::Test(device), "Test")
    };
    let busy = app.live.embed.testing.is_some() && !is_tested_now(app, device);
    PushButton::of(&command.clone().into())
        .small()
        .text(text)
        .obstacle(busy.then_some("Another device is being tested"))
        .send(ui, &app.send, command);
}

/// The engine knows the processor only: says so in the place of a graphics card, and where one could come from.
fn no_graphics_card(app: &App, ui: &mut Ui, survey: &Survey) {
    let reason = match survey.engine.info().kind {
        EngineKind::BuiltIn => "The built-in engine runs on the CPU alone",
        EngineKind::OnnxRuntime => "This ONNX Runtime was built for the CPU alone",
    };
    widgets::radio_if(ui, false, false, "GPU").on_disabled_hover_text(reason);
    ui.indent("no graphics card", |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        muted(
            ui,
            format!(
                "Cannot be used: {}. Settings has ONNX Runtimes for graphics cards.",
                lower(reason)
            ),
        );
        if widgets::link(ui, "Open Settings").clicked() {
            app.send.send(Page::Settings);
        }
    });
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libraries_say_is_told_from_what_is_written_for_people() {
        for raw in [
            "libcudnn.so.9: cannot open shared object file",
            "LoadLibrary failed with error 126 loading \"onnxruntime_providers_cuda.dll\"",
            "CUDA failure 100: no CUDA-capable device; file=/src/cuda_call.cc; expr=cudaSetDevice()",
            "/onnxruntime/core/session/provider_bridge_ort.cc:2251 onnxruntime::ProviderLibrary::Get()",
        ] {
            assert!(is_raw(raw), "{raw}");
        }
        for plain in [
            "The driver is too old",
            "There is no graphics card in this computer",
        ] {
            assert!(!is_raw(plain), "{plain}");
        }
    }
}
