//! The embed page in all its states, with an engine that does what it is told and devices that have a bad day.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod fake;
mod window_support;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fake::{FakeEngine, Fault, Gate, GatedEngine};
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::embedding::{self, EmbedPlan, EmbedRequest, Progress, Range};
use vectorsearch_pro::inference::self_test::{Answer, Failure, SelfTest, measure};
use vectorsearch_pro::inference::{Device, Engine, Engines, LoadOptions};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelStore, STARTER};
use vectorsearch_pro::ui::Environment;
use window_support::{Start, Window};

/// Names the fault to the process that plays the program.
const VARIABLE: &str = "FAKE_DEVICE_FAULT";

/// What the switch calls the fake device.
const CARD: &str = "NVIDIA graphics card (CUDA)";

/// Not a test: this file, started once more, is the process that the window starts to test a device.
#[test]
#[ignore = "it is started by the tests of this file"]
fn child() {
    let Ok(fault) = std::env::var(VARIABLE) else {
        return;
    };
    let engine = FakeEngine::new(Fault::named(&fault));
    let model = ModelStore::new(std::env::temp_dir()).open(STARTER).unwrap();
    let options = LoadOptions {
        device: fake::DEVICE,
        ..LoadOptions::on_cpu(1)
    };
    let answer = match measure(&engine, &model, options) {
        Ok(evidence) => Answer::Measured(evidence),
        Err(error) => Answer::Failed(Failure::of(&error)),
    };
    println!("\n{}", serde_json::to_string(&answer).unwrap());
}

/// An app that finds `engine`, and whose self-tests have this fault.
fn environment(engine: Arc<dyn Engine>, fault: &'static str, limit: Duration) -> Environment {
    let adapt = move |_: SelfTest| SelfTest {
        program: std::env::current_exe().unwrap(),
        arguments: ["--ignored", "--exact", "child", "--nocapture"]
            .map(Into::into)
            .into(),
        environment: vec![(VARIABLE.into(), fault.into())],
        limit,
    };
    Environment {
        engines: Some(Arc::new(Engines::with(engine))),
        self_test: Some(Arc::new(adapt)),
    }
}

fn patient(engine: Arc<dyn Engine>, fault: &'static str) -> Environment {
    environment(engine, fault, Duration::from_mins(10))
}

/// The page with the sample and an engine whose calls wait at a gate.
fn gated() -> (Window, Gate) {
    let gate = Gate::default();
    let engine = Arc::new(GatedEngine::new(&gate));
    let window = Start::new()
        .page("embed")
        .dataset("sample")
        .within(patient(engine, "none"))
        .open();
    (window, gate)
}

fn radio_is_enabled(window: &Window, name: &str) -> bool {
    let radio = window
        .harness
        .get_by_role_and_label(Role::RadioButton, name);
    !radio.accesskit_node().is_disabled()
}

/// As the cross of the window does.
fn close(window: &mut Window) {
    let viewports = &mut window.harness.input_mut().viewports;
    let events = &mut viewports.entry(egui::ViewportId::ROOT).or_default().events;
    events.push(egui::ViewportEvent::Close);
    window.harness.step();
    let viewports = &mut window.harness.input_mut().viewports;
    let events = &mut viewports.entry(egui::ViewportId::ROOT).or_default().events;
    events.clear();
    window.harness.run_steps(2);
}

#[test]
fn the_expected_time_is_measured_before_the_start() {
    let (mut window, gate) = gated();
    window.wait_for("measuring…");
    assert!(window.has("expected for 300 pictures"));
    assert!(window.has("you can start without waiting for it"));
    window.settle();
    gate.open_measurements();
    window.wait_for("images per second on the CPU");
    assert!(window.has("Measured with 32 of your pictures"));
    window.settle();
    let speeds = std::fs::read_to_string(window.home().join("data/speeds.json")).unwrap();
    assert!(speeds.contains("\"preparing\""), "it is remembered");
}

#[test]
fn a_job_runs_pauses_goes_on_and_ends() {
    let (mut window, gate) = gated();
    window.wait_for("Start embedding");
    window.press("Start embedding");
    gate.let_batches_through(3);
    window.wait_for("48 of 300 images");
    for text in [
        "16 %",
        "What runs",
        "The pictures that were done last",
        "images/s",
        "Skipped so far",
        "Starter model",
        "16 pictures at a time",
    ] {
        assert!(window.has(text), "{text}");
    }
    assert!(
        window
            .harness
            .query_by_label("Images per second since the start")
            .is_some()
    );
    close(&mut window);
    window.wait_for("The next start offers to go on from there");
    window.press("Keep it running");
    window.keys(Modifiers::COMMAND, Key::P);
    window.wait_for("Paused: what is done is kept");
    window.settle();
    window.keys(Modifiers::COMMAND, Key::P);
    gate.open();
    window.wait_for("Done: written, read back and verified. 300 pictures embedded in this start");
    for text in [
        "numbers each",
        "pictures skipped",
        "on the CPU",
        "Histogram of 300 lengths",
    ] {
        assert!(window.has(text), "{text}");
    }
    window.settle();
    window.press("Check the quality");
    window.wait_for("Measure quality");
    window.go_to("Embed");
    window.press("See the files");
    window.wait_for("image_embeddings.npy");
}

#[test]
fn what_is_done_is_the_page_and_a_picture_of_it_leads_to_its_neighbours() {
    let mut window = Start::new().page("embed").sample_run().open();
    window.wait_for("This dataset is embedded");
    window.rest();
    assert!(!window.has("Start embedding"), "it would only verify");
    assert!(window.has("Verify the files"));
    window.settle();
    window.press("Change settings and embed again…");
    window.wait_for("Where the files go");
    assert!(window.has("Start embedding"));
    window.press("Change settings and embed again…");
    assert!(!window.has("Where the files go"));
    window.pick(3);
    window.wait_for("Where these scores lie");
}

#[test]
fn the_files_are_verified_from_the_page_of_the_result() {
    let mut window = Start::new().page("embed").sample_run().open();
    window.wait_for("Verify the files");
    window.press("Verify the files");
    window.wait_for("Nothing new was embedded: the files were read back and verified");
}

#[test]
fn a_model_that_is_not_here_says_how_it_comes_here() {
    let (mut window, _gate) = gated();
    window.wait_for("For the course");
    window.click(Role::RadioButton, "CLIP ViT-B/32");
    window.wait_for("CLIP ViT-B/32 is not on this computer yet");
    assert!(window.has("It is downloaded once, 608.0 MB"));
    let radio = window
        .harness
        .get_by_role_and_label(Role::RadioButton, "CLIP ViT-B/32");
    assert_eq!(
        radio.accesskit_node().toggled(),
        Some(egui::accesskit::Toggled::False)
    );
}

#[test]
fn a_cancelled_job_is_offered_to_be_continued() {
    let (mut window, gate) = gated();
    window.wait_for("Start embedding");
    window.press("Start embedding");
    gate.let_batches_through(3);
    window.wait_for("48 of 300 images");
    window.choose_command("Cancel job");
    window.press("Cancel the job and keep what is done");
    gate.open();
    window.wait_for("This run was interrupted");
    window.wait_for("of 300 pictures are done and kept");
    window.settle();
    window.press("Continue embedding");
    window.wait_for("Done: written, read back and verified");
}

/// Embeds the first batches of the sample and stops, as a crash would.
fn write_interrupted_run(out: &Path, home: &Path) {
    let control = Control::new();
    let progress = CheckProgress::default();
    let dataset = Dataset::open(
        &DatasetLocation::Sample,
        RowPolicy::Repair,
        &control,
        &progress,
    );
    let gate = Gate::default();
    gate.stop_after(4, control.clone());
    let request = EmbedRequest {
        dataset: Arc::new(dataset.unwrap()),
        model: ModelStore::new(home.join("models")).open(STARTER).unwrap(),
        engine: Arc::new(GatedEngine::new(&gate)),
        device: Device::Cpu,
        precision: None,
        switch_device: false,
        out: out.to_path_buf(),
        batch: Some(8),
        threads: Some(1),
        range: Range::All,
        fresh: false,
        retry_skipped: false,
    };
    let plan = EmbedPlan::new(request).unwrap();
    let ended = embedding::run(&plan, &control, &Progress::default());
    assert!(ended.unwrap_err().is_interrupted());
}

#[test]
fn the_next_start_offers_to_go_on_with_what_was_interrupted() {
    let gate = Gate::default();
    gate.open();
    let engine = Arc::new(GatedEngine::new(&gate));
    let mut window = Start::new()
        .page("help")
        .dataset("sample")
        .within(patient(engine, "none"))
        .furnished(|paths| {
            let out = paths.data.join("elsewhere");
            write_interrupted_run(&out, &paths.data);
            let job = serde_json::json!({
                "dataset": "sample", "model": STARTER, "out": out, "device": "cpu", "precision": null,
                "engine": "auto", "batch": 8, "first_look": false,
            });
            let session = serde_json::json!({ "page": "help", "job": job });
            std::fs::write(paths.session(), session.to_string()).unwrap();
        })
        .open();
    window.wait_for("Embedding was interrupted when the app was closed");
    window.press("Continue embedding");
    window.go_to("Embed");
    window.wait_for("Done: written, read back and verified");
    assert!(window.has("8 pictures at a time"), "as it was begun");
    assert!(
        window
            .home()
            .join("data/elsewhere/image_embeddings.npy")
            .is_file()
    );
}

#[test]
fn skipped_pictures_are_listed_and_retried_alone() {
    let gate = Gate::default();
    gate.open();
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("fashion");
    vectorsearch_pro::dataset::write_sample(&dataset).unwrap();
    let picture = std::fs::read_dir(dataset.join("images")).unwrap().next();
    let picture = picture.unwrap().unwrap().path();
    let whole = std::fs::read(&picture).unwrap();
    std::fs::write(&picture, &whole[..whole.len() / 2]).unwrap();
    let mut window = Start::new()
        .page("embed")
        .dataset(dataset.display().to_string())
        .within(patient(Arc::new(GatedEngine::new(&gate)), "none"))
        .open();
    window.wait_for("Start embedding");
    window.press("Start embedding");
    window.wait_for("299 pictures embedded");
    window.wait_for("1 picture skipped");
    let name = picture.file_name().unwrap().to_string_lossy().into_owned();
    assert!(window.has(&format!("images/{name}")), "with its path");
    window.settle();
    std::fs::write(&picture, &whole).unwrap();
    window.press("Retry skipped");
    window.wait_for("1 picture embedded in this start");
    window.step_until("the list to be gone", |window| {
        !window.has("1 picture skipped")
    });
}

/// The device's line after its test.
fn tested(fault: &'static str, limit: Duration) -> Window {
    let engine = Arc::new(FakeEngine::new(Fault::None));
    let mut window = Start::new()
        .page("embed")
        .dataset("sample")
        .within(environment(engine, fault, limit))
        .open();
    window.wait_for("Not tested yet");
    assert!(!radio_is_enabled(&window, CARD), "no device is believed");
    window.press("Test");
    window.wait_for("Test again");
    window.settle();
    window
}

#[test]
fn a_device_that_works_can_be_chosen_with_its_speed() {
    let mut window = tested("none", Duration::from_mins(10));
    assert!(window.has("Test passed"));
    assert!(radio_is_enabled(&window, CARD));
    window.click(Role::RadioButton, CARD);
    window.wait_for("images per second on the NVIDIA graphics card");
    // One speed for each device, and one comparison of both: what was measured on the user's pictures.
    window.wait_for("Test passed · ");
    assert!(window.has("the CPU"));
    assert!(!window.has("times as fast as the processor"));
    window.settle();
    let devices = std::fs::read_to_string(window.home().join("data/devices.json")).unwrap();
    assert!(devices.contains("usable"), "the verdict is remembered");
}

#[test]
fn a_device_that_is_not_to_be_believed_is_refused_in_words() {
    let patience = Duration::from_mins(10);
    for (fault, limit, words) in [
        (
            "hangs",
            Duration::from_secs(1),
            "did not answer within 1 second",
        ),
        ("crashes", patience, "crashed"),
        ("refuses", patience, "The driver is too old"),
        ("nonsense", patience, "computes wrong vectors"),
    ] {
        let window = tested(fault, limit);
        assert!(window.has("Cannot be used: "), "{fault}");
        assert!(window.has(words), "{fault}: {}", window.texts().join("\n"));
        assert!(!radio_is_enabled(&window, CARD), "{fault}");
    }
    let window = tested("slow", patience);
    assert!(window.has("slower than the CPU in its test"));
    assert!(radio_is_enabled(&window, CARD), "who asks for it gets it");
}

fn choose_the_batch_oneself(window: &mut Window) {
    window.press("Advanced");
    window.click(Role::CheckBox, "Automatic");
}

/// The page with an engine whose graphics card has passed its test and is chosen.
fn on_the_card(engine: Arc<dyn Engine>) -> Window {
    let mut window = Start::new()
        .page("embed")
        .size(1280.0, 1600.0)
        .dataset("sample")
        .within(patient(engine, "none"))
        .open();
    window.wait_for("Not tested yet");
    window.press("Test");
    window.wait_for("Test passed");
    window.click(Role::RadioButton, CARD);
    window
}

#[test]
fn a_lost_device_offers_to_go_on_on_the_cpu() {
    let engine = Arc::new(FakeEngine::new(Fault::IsLostAfter(3)));
    let mut window = on_the_card(engine);
    // Measuring the best batch size would already be too much for it.
    choose_the_batch_oneself(&mut window);
    window.press("Start embedding");
    window.wait_for("Continue on the CPU");
    assert!(window.has("What was embedded before is kept"));
    window.wait_for("Its speed could not be measured");
    let said = window
        .harness
        .query_all_by_label_contains("The device is gone");
    assert_eq!(said.count(), 1, "once is enough");
    assert!(
        !window.has("expected for"),
        "there is no speed to expect anything by"
    );
    assert!(!window.has("--device"), "this is not the command line");
    window.settle();
    window.press("Continue on the CPU");
    window.wait_for("Done: written, read back and verified. 252 pictures embedded");
    assert!(window.has("Made in parts: 48 on CUDA in batches of 16, 252 on the CPU"));
    assert!(window.has("Another run may differ from it in the last digits"));
}

#[test]
fn short_memory_is_said_while_the_job_runs_and_after() {
    let holds = Fault::Holds {
        pictures: 4,
        from_call: 2,
    };
    let gate = Gate::default();
    gate.open();
    let engine = Arc::new(GatedEngine::with(FakeEngine::new(holds), &gate));
    let mut window = on_the_card(engine);
    choose_the_batch_oneself(&mut window);
    gate.hold_below(8);
    window.press("Start embedding");
    window.wait_for("Memory became short: 4 at a time in place of 16");
    gate.open();
    window.wait_for("Made in parts: 32 on CUDA in batches of 16");
}

#[test]
fn another_run_in_the_folder_is_not_touched_without_a_yes() {
    let gate = Gate::default();
    gate.open();
    let mut window = Start::new()
        .page("embed")
        .size(1280.0, 1600.0)
        .dataset("sample")
        .within(patient(Arc::new(GatedEngine::new(&gate)), "none"))
        .open();
    window.press("Start embedding");
    window.wait_for("Done: written, read back and verified");
    assert!(
        !window.has("Where the files go"),
        "the settings are folded away"
    );
    window.press("Change settings and embed again…");
    window.wait_for("A finished run is there");
    window.rest();
    choose_the_batch_oneself(&mut window);
    let batch = window.harness.get_by_role(Role::SpinButton);
    batch.focus();
    window.harness.run_steps(2);
    window.harness.event(egui::Event::Text("7".to_owned()));
    window.keys(Modifiers::NONE, Key::Enter);
    window.press("Start embedding");
    window.wait_for("The output folder already holds a run with another batch size");
    assert!(window.has("or replace it"));
    window.settle();
    window.press("Replace the earlier run…");
    window.press("Replace the earlier run");
    window.wait_for("Done: written, read back and verified. 300 pictures");
}

#[test]
fn a_precision_shows_its_price_on_the_users_own_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("two precisions");
    fake::write_model_with_int8(&model);
    let named = model.display().to_string();
    let mut window = Start::new()
        .page("embed")
        .size(1280.0, 1600.0)
        .within(patient(Arc::new(FakeEngine::new(Fault::None)), "none"))
        .furnished(move |paths| {
            let settings = serde_json::json!({ "dataset": "sample", "model": named });
            std::fs::write(paths.settings(), settings.to_string()).unwrap();
        })
        .open();
    window.wait_for("int8, small and fast");
    window.press("Compare precision…");
    window.wait_for("int8 beside fp32, on 256 of your pictures");
    for text in [
        "of the neighbours change",
        "images/s in int8",
        "images/s in fp32",
        "nearest neighbours are the same",
        "cosine on average",
        "pictures have other neighbours; the most changed ones",
        "Near in their place",
    ] {
        assert!(window.has(text), "{text}");
    }
    window.settle();
    window.press("Use int8");
    let radio = window
        .harness
        .get_by_role_and_label(Role::RadioButton, "int8, small and fast");
    assert_eq!(
        radio.accesskit_node().toggled(),
        Some(egui::accesskit::Toggled::True)
    );
    window.press("Close");
    assert!(!window.has("int8 beside fp32"));
}
