//! The self-test of a device, against a device that hangs, crashes, refuses, computes nonsense, is slow, or works.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod fake;

use std::time::Duration;

use fake::{DEVICE, FakeEngine, Fault};
use vectorsearch_pro::inference::self_test::{
    Answer, Failure, SelfTest, TestReport, Verdict, measure,
};
use vectorsearch_pro::inference::{Engine, LoadOptions};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelSpec, ModelStore, STARTER};

/// Names the fault to the process that plays the program.
const VARIABLE: &str = "FAKE_DEVICE_FAULT";

fn model() -> ModelSpec {
    ModelStore::new(std::env::temp_dir()).open(STARTER).unwrap()
}

fn options() -> LoadOptions {
    LoadOptions {
        device: DEVICE,
        ..LoadOptions::on_cpu(1)
    }
}

/// Not a test: this file, started once more, is the process that a self-test starts. It does what the program does,
/// with an engine that is not one.
#[test]
#[ignore = "it is started by the tests of this file"]
fn child() {
    let Ok(fault) = std::env::var(VARIABLE) else {
        return;
    };
    let engine = FakeEngine::new(Fault::named(&fault));
    let answer = match measure(&engine, &model(), options()) {
        Ok(evidence) => Answer::Measured(evidence),
        Err(error) => Answer::Failed(Failure::of(&error)),
    };
    println!("\n{}", serde_json::to_string(&answer).unwrap());
}

fn test_of(fault: &str, limit: Duration) -> SelfTest {
    let arguments = ["--ignored", "--exact", "child", "--nocapture"];
    SelfTest {
        program: std::env::current_exe().unwrap(),
        arguments: arguments.map(Into::into).into(),
        environment: vec![(VARIABLE.into(), fault.into())],
        limit,
    }
}

fn report(fault: &str) -> TestReport {
    test_of(fault, Duration::from_mins(10))
        .run(&Control::new())
        .unwrap()
}

#[test]
fn a_device_that_works_is_offered_with_its_speed_up() {
    let report = report("none");
    assert_eq!(report.verdict, Verdict::Usable, "{report:?}");
    let evidence = report.evidence.as_ref().unwrap();
    assert_eq!(evidence.worst_cosine, Some(1.0));
    assert!(report.speed_up().unwrap() > 1.0);
    assert!(
        report.in_words().contains("times as fast"),
        "{}",
        report.in_words()
    );
}

#[test]
fn a_device_that_hangs_is_ended() {
    let report = test_of("hangs", Duration::from_secs(1))
        .run(&Control::new())
        .unwrap();
    assert_eq!(report.verdict, Verdict::Hung(1));
    assert!(report.in_words().contains("did not answer within 1 second"));
}

#[test]
fn a_device_that_crashes_takes_nothing_with_it() {
    let report = report("crashes");
    assert!(matches!(report.verdict, Verdict::Crashed(_)), "{report:?}");
    assert!(
        report
            .refusal(DEVICE)
            .unwrap()
            .to_string()
            .contains("crashed")
    );
}

#[test]
fn the_words_of_a_driver_are_passed_on() {
    let report = report("refuses");
    assert!(
        report.in_words().contains("The driver is too old"),
        "{}",
        report.in_words()
    );
}

#[test]
fn one_wrong_vector_is_enough() {
    let report = report("nonsense");
    assert_eq!(report.verdict, Verdict::Wrong);
    assert!(report.evidence.as_ref().unwrap().worst_cosine.unwrap() < 0.999);
    assert!(report.refusal(DEVICE).is_some());
}

#[test]
fn a_slow_device_is_not_offered_but_may_be_asked_for() {
    let report = report("slow");
    assert_eq!(report.verdict, Verdict::Slower, "{report:?}");
    assert!(!report.is_usable());
    assert!(report.refusal(DEVICE).is_none());
}

#[test]
fn a_program_that_is_not_there_is_an_error_and_no_verdict() {
    let test = SelfTest {
        program: "/no/such/program".into(),
        ..test_of("none", Duration::from_mins(10))
    };
    assert!(test.run(&Control::new()).is_err());
    let stopped = Control::new();
    stopped.stop();
    let error = test_of("hangs", Duration::from_mins(10))
        .run(&stopped)
        .unwrap_err();
    assert!(error.is_interrupted());
}

#[test]
fn the_program_is_started_with_what_it_needs() {
    let engine = FakeEngine::new(Fault::None);
    let test = SelfTest::new(&engine, &model(), options()).unwrap();
    let arguments: Vec<_> = test
        .arguments
        .iter()
        .map(|word| word.to_str().unwrap())
        .collect();
    assert_eq!(
        arguments,
        [
            "self-test",
            "--model",
            STARTER,
            "--device",
            "cuda",
            "--precision",
            "fp32",
            "--threads",
            "1"
        ]
    );
    assert_eq!(engine.devices().len(), 2);
}
