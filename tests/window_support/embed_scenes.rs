//! The embed page in its states, with an engine that waits in the middle of its work and devices that are made up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use vectorsearch_pro::inference::Engines;
use vectorsearch_pro::inference::self_test::SelfTest;
use vectorsearch_pro::ui::Environment;

use super::fake::{FakeEngine, Fault, Gate, GatedEngine};
use super::window_support::{Start, Window};
use super::{Scene, fake};

/// The gate of the scene in work.
static GATE: Mutex<Option<Arc<Gate>>> = Mutex::new(None);

pub const SCENES: &[Scene] = &[
    Scene {
        name: "embed-measuring",
        start: || gated(Fault::None, ""),
        act: |window| window.wait_for("measuring…"),
    },
    Scene {
        name: "embed-ready",
        start: || Start::new().page("embed").dataset("sample"),
        act: |window| window.wait_for("images per second on"),
    },
    Scene {
        name: "embed-device-refused",
        start: || {
            gated(
                Fault::None,
                r#"{"failed":{"reason":"libcudnn.so.9: cannot open shared object file","remedy":"Install cuDNN 9 for CUDA 13"}}"#,
            )
        },
        act: |window| {
            gate().open_measurements();
            window.wait_for("images per second on");
            window.press("Test");
            window.wait_for("Cannot be used: ");
        },
    },
    Scene {
        name: "embed-device-passed",
        start: || gated(Fault::None, PASSED),
        act: |window| {
            choose_card(window);
            gate().open();
            window.wait_for("images per second on the NVIDIA");
        },
    },
    Scene {
        name: "embed-running",
        start: || gated(Fault::None, ""),
        act: run_half,
    },
    Scene {
        name: "embed-paused",
        start: || gated(Fault::None, ""),
        act: |window| {
            run_half(window);
            window.keys(Modifiers::COMMAND, Key::P);
            window.wait_for("Paused: what is done is kept");
        },
    },
    Scene {
        name: "embed-skipped",
        start: || damaged().within(environment(Fault::None, "", true)),
        act: |window| {
            window.wait_for("Start embedding");
            window.press("Start embedding");
            window.wait_for("pictures skipped");
        },
    },
    Scene {
        name: "embed-details",
        start: || gated(Fault::None, ""),
        act: |window| {
            run_half(window);
            window.press("Details");
        },
    },
    Scene {
        name: "embed-again",
        start: || Start::new().page("embed").sample_run(),
        act: |window| {
            window.press("Change settings and embed again…");
            window.press("Advanced");
        },
    },
    Scene {
        name: "embed-missing",
        start: || Start::new().page("embed").dataset("sample"),
        act: |window| window.click(Role::RadioButton, "CLIP ViT-B/32"),
    },
    Scene {
        name: "embed-interrupted",
        start: || gated(Fault::None, ""),
        act: |window| {
            run_half(window);
            window.choose_command("Cancel job");
            window.press("Cancel the job and keep what is done");
            gate().open();
            window.wait_for("This run was interrupted");
        },
    },
    Scene {
        name: "embed-device-lost",
        start: || gated(Fault::IsLostAfter(5), PASSED),
        act: |window| {
            gate().open();
            choose_card(window);
            window.press("Advanced");
            // It is below what is seen of the page.
            let automatic = window
                .harness
                .get_by_role_and_label(Role::CheckBox, "Automatic");
            automatic.focus();
            window.keys(Modifiers::NONE, Key::Space);
            window.press("Advanced");
            window.press("Start embedding");
            window.wait_for("Continue on the CPU");
        },
    },
    Scene {
        name: "embed-compared",
        start: || {
            Start::new()
                .page("embed")
                .within(environment(Fault::None, "", true))
                .furnished(|paths| {
                    let model = paths.data.join("two precisions");
                    fake::write_model_with_int8(&model);
                    let settings = serde_json::json!({ "dataset": "sample", "model": model });
                    std::fs::write(paths.settings(), settings.to_string()).unwrap();
                })
        },
        act: |window| {
            window.wait_for("int8, small and fast");
            window.press("Compare precision…");
            window.wait_for("on 256 of your pictures");
        },
    },
];

const PASSED: &str = r#"{"measured":{"load_seconds":2.1,"device_images_per_second":412.0,"cpu_images_per_second":21.5,"worst_cosine":0.999996,"batch":16,"placement":null}}"#;

fn gate() -> Arc<Gate> {
    GATE.lock().unwrap().clone().unwrap()
}

/// Ends what waits at the gate of a scene, so that its window can close.
pub fn let_through() {
    if let Some(gate) = GATE.lock().unwrap().take() {
        gate.hold_below(0);
        gate.open();
    }
}

/// A made-up engine, and self-tests that answer what they are told.
fn environment(fault: Fault, answer: &'static str, open: bool) -> Environment {
    let gate = Arc::new(Gate::default());
    if open {
        gate.open();
    }
    let engine = GatedEngine::with(FakeEngine::new(fault), &gate);
    *GATE.lock().unwrap() = Some(gate);
    let adapt = move |test: SelfTest| SelfTest {
        program: "echo".into(),
        arguments: vec![answer.into()],
        environment: Vec::new(),
        ..test
    };
    Environment {
        engines: Some(Arc::new(Engines::with(Arc::new(engine)))),
        self_test: Some(Arc::new(adapt)),
    }
}

fn gated(fault: Fault, answer: &'static str) -> Start {
    Start::new()
        .page("embed")
        .dataset("sample")
        .within(environment(fault, answer, false))
}

fn choose_card(window: &mut Window) {
    window.wait_for("Not tested yet");
    window.press("Test");
    window.wait_for("Test passed");
    window.click(Role::RadioButton, "NVIDIA graphics card (CUDA)");
}

/// Half of the job, at a changing pace.
fn run_half(window: &mut Window) {
    gate().open_measurements();
    window.wait_for("images per second on");
    window.press("Start embedding");
    for tenths in [4, 5, 3, 4, 6, 4, 3, 5, 4] {
        gate().let_batches_through(1);
        for _ in 0..2 * tenths {
            std::thread::sleep(Duration::from_millis(100));
            window.harness.step();
        }
    }
    window.wait_for("144 of 300 images");
}

/// The sample with three pictures that cannot be read to their end.
fn damaged() -> Start {
    Start::new().page("embed").furnished(|paths| {
        let folder = paths.data.join("fashion");
        vectorsearch_pro::dataset::write_sample(&folder).unwrap();
        let mut pictures: Vec<_> = std::fs::read_dir(folder.join("images"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        pictures.sort();
        for picture in pictures.iter().step_by(110) {
            let whole = std::fs::read(picture).unwrap();
            std::fs::write(picture, &whole[..whole.len() / 2]).unwrap();
        }
        let settings = serde_json::json!({ "dataset": folder });
        std::fs::write(paths.settings(), settings.to_string()).unwrap();
    })
}
