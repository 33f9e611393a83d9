use super::*;
use crate::dataset::RowPolicy;
use crate::image::PreprocessConfig;
use crate::inference::{EngineKind, Precision};

fn header() -> Header {
    let identity = RunIdentity {
        catalog: "c".into(),
        rows: RowPolicy::Repair,
        model: Vec::new(),
        preprocessing: PreprocessConfig::default(),
        engine: EngineKind::BuiltIn,
        device: Device::Cpu,
        precision: Precision::Fp32,
        batch: 2,
    };
    Header {
        identity,
        dim: 2,
        started: "now".into(),
        carried: Vec::new(),
    }
}

fn entry(ids: &[i64]) -> Entry {
    Entry {
        ids: ids.to_vec(),
        stamps: ids.iter().map(|&id| id as u64 * 7).collect(),
        norms: ids.iter().map(|&id| id as f32 / 2.0).collect(),
        seconds: 0.5,
        ..Entry::default()
    }
}

fn filled(out: &Path) -> Workspace {
    let mut workspace = Workspace::create(out, header()).unwrap();
    workspace
        .store(entry(&[10, 11]), &[1.0, 2.0, 3.0, 4.0])
        .unwrap();
    let skipped = Skipped {
        id: Some(12),
        path: "p".into(),
        reason: "empty file".into(),
    };
    workspace
        .store(
            Entry {
                skipped: vec![skipped],
                ..entry(&[13])
            },
            &[5.0, 6.0],
        )
        .unwrap();
    workspace
}

#[test]
fn what_was_stored_is_there_again() {
    let out = tempfile::tempdir().unwrap();
    drop(filled(out.path()));
    assert!(Workspace::exists(out.path()));
    let workspace = Workspace::open(out.path()).unwrap();
    assert_eq!(workspace.header, header());
    assert_eq!(
        workspace.slot(13),
        Some(Slot {
            number: 2,
            stamp: 91
        })
    );
    assert_eq!(
        (
            workspace.slot(12),
            workspace.skipped(12).unwrap().reason.as_str()
        ),
        (None, "empty file")
    );
    assert_eq!((workspace.norm(13), workspace.norm(12)), (Some(6.5), None));
    assert!((workspace.seconds() - 1.0).abs() < 1e-9);
    let mut vectors = [0.0; 4];
    workspace
        .read_vectors([2, 0].into_iter(), &mut vectors)
        .unwrap();
    assert_eq!(vectors, [5.0, 6.0, 1.0, 2.0]);
    workspace.remove().unwrap();
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn parts_follow_device_and_batch_and_are_there_again() {
    let out = tempfile::tempdir().unwrap();
    let part = |device, batch, items| RunPart {
        device,
        batch,
        items,
    };
    let carried = vec![part(Device::Cuda, 8, 2)];
    let header = Header {
        carried: carried.clone(),
        ..header()
    };
    let mut workspace = Workspace::create(out.path(), header).unwrap();
    let earlier = Entry {
        carried: true,
        ..entry(&[1, 2])
    };
    workspace.store(earlier, &[0.0; 4]).unwrap();
    assert_eq!(workspace.parts(), carried);
    let smaller = Conditions {
        device: Device::Cpu,
        batch: 1,
    };
    for (ids, on) in [
        (&[3, 4][..], None),
        (&[5], Some(smaller)),
        (&[6], Some(smaller)),
    ] {
        let entry = Entry { on, ..entry(ids) };
        workspace.store(entry, &vec![0.0; 2 * ids.len()]).unwrap();
    }
    let expected = [carried[0], part(Device::Cpu, 2, 2), part(Device::Cpu, 1, 2)];
    assert_eq!(workspace.parts(), expected);
    drop(workspace);
    assert_eq!(Workspace::open(out.path()).unwrap().parts(), expected);
}

#[test]
fn any_cut_of_either_file_leaves_a_valid_beginning() {
    let out = tempfile::tempdir().unwrap();
    drop(filled(out.path()));
    let (journal, vectors) = (
        out.path().join(FOLDER).join(JOURNAL),
        out.path().join(FOLDER).join(VECTORS),
    );
    let (whole_journal, whole_vectors) = (fs::read(&journal).unwrap(), fs::read(&vectors).unwrap());
    for cut in 0..whole_journal.len() {
        fs::write(&journal, &whole_journal[..cut]).unwrap();
        fs::write(&vectors, &whole_vectors).unwrap();
        check_continues(out.path());
    }
    for cut in 0..whole_vectors.len() {
        fs::write(&journal, &whole_journal).unwrap();
        fs::write(&vectors, &whole_vectors[..cut]).unwrap();
        check_continues(out.path());
    }
}

/// Whatever is named is right, and storing goes on from there.
fn check_continues(out: &Path) {
    let mut workspace = Workspace::open(out).unwrap();
    let expected = [(10, [1.0, 2.0]), (11, [3.0, 4.0]), (13, [5.0, 6.0])];
    for (id, values) in expected {
        if let Some(slot) = workspace.slot(id) {
            let mut vector = [0.0; 2];
            workspace
                .read_vectors(std::iter::once(slot.number), &mut vector)
                .unwrap();
            assert_eq!(vector, values);
        }
    }
    workspace.store(entry(&[20]), &[7.0, 8.0]).unwrap();
    let number = workspace.slot(20).unwrap().number;
    drop(workspace);
    let workspace = Workspace::open(out).unwrap();
    let mut vector = [0.0; 2];
    assert_eq!(workspace.slot(20).unwrap().number, number);
    workspace
        .read_vectors(std::iter::once(number), &mut vector)
        .unwrap();
    assert_eq!(vector, [7.0, 8.0]);
}

#[test]
fn two_runs_cannot_share_a_folder() {
    let out = tempfile::tempdir().unwrap();
    let _held = filled(out.path());
    assert!(
        Workspace::open(out.path())
            .err()
            .unwrap()
            .to_string()
            .contains("Another run")
    );
}
