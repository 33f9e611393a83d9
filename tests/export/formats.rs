//! What is written is read back by other means.

use std::fs;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, RowAccessor};
use vectorsearch_pro::artifact::{
    ExportProgress, Exported, Format, Material, RUN, RunRecord, export,
};
use vectorsearch_pro::job::Control;

use crate::common::contents;
use crate::generated::{Generated, colour};
use crate::sample_run::SampleRun;

pub fn write(made: &Generated, format: Format, to: &Path) -> Exported {
    let material = Material::with_dataset(&made.run, &made.dataset).unwrap();
    let progress = ExportProgress::default();
    let exported = export(&material, format, to, &Control::new(), &progress).unwrap();
    assert_eq!(progress.done(), progress.total());
    exported
}

#[test]
fn a_faiss_index_has_the_bytes_that_faiss_writes() {
    let mut made = Generated::new(3, 4);
    let numbers = ndarray::Array2::from_shape_fn((3, 4), |(row, x)| (4 * row + x) as f32);
    made.run.vectors = numbers.into();
    let exported = write(&made, Format::Faiss, &made.to());
    // faiss.write_index(index) after index = faiss.IndexFlatIP(4); index.add(numpy.arange(12).reshape(3, 4))
    let header = "49784649 04000000 0300000000000000 0000100000000000 0000100000000000 01 00000000 0c00000000000000";
    let header = header.replace(' ', "");
    let numbers: Vec<u8> = (0..12).flat_map(|x| (x as f32).to_le_bytes()).collect();
    let written = fs::read(&exported.files[0]).unwrap();
    assert_eq!(vectorsearch_pro::artifact::hex(&written[..45]), header);
    assert_eq!(written[45..], numbers);
    assert_eq!(
        exported.bytes,
        Format::Faiss.estimate(&made.run.record, None)
    );
}

#[test]
fn a_parquet_table_holds_every_row() {
    // More than one group of rows, and one of them not full.
    let made = Generated::new(4200, 5);
    let exported = write(&made, Format::Parquet, &made.to());
    let reader = SerializedFileReader::new(fs::File::open(&exported.files[0]).unwrap()).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let mut rows = 0;
    for (row, read) in reader.get_row_iter(None).unwrap().enumerate() {
        let read = read.unwrap();
        let names: Vec<&str> = read
            .get_column_iter()
            .map(|(name, _)| name.as_str())
            .collect();
        // A column of the dataset that is called as the vectors are gets a number.
        let expected = "id,productDisplayName,image_path,gender,baseColour,embedding_2,embedding";
        assert_eq!(names.join(","), expected);
        let metadata = &made.run.metadata[row];
        assert_eq!(read.get_long(0).unwrap(), metadata.id);
        match read.get_column_iter().nth(1).unwrap().1 {
            Field::Str(name) => assert_eq!(*name, metadata.name),
            field => assert!(*field == Field::Null && metadata.name.is_empty()),
        }
        assert_eq!(*read.get_string(2).unwrap(), metadata.image_path);
        assert_eq!(read.get_string(3).unwrap(), "Women");
        let expected = [None, Some("Red"), Some("Blue")][metadata.id as usize % 3];
        assert_eq!(read.get_string(4).ok().map(String::as_str), expected);
        let vector: Vec<f32> = read
            .get_list(6)
            .unwrap()
            .elements()
            .iter()
            .map(|number| match number {
                Field::Float(number) => *number,
                other => panic!("{other} is no 32-bit float"),
            })
            .collect();
        assert_eq!(vector, made.run.vectors.row(row));
        rows += 1;
    }
    assert_eq!(rows, 4200);
}

#[test]
fn the_projector_gets_vectors_attributes_and_pictures() {
    let mut made = Generated::new(30, 7);
    fs::remove_file(made.folder.path().join("data/images/5.png")).unwrap();
    // A picture that goes missing after the dataset was opened.
    let mut numbers = made.run.vectors.view().to_owned();
    numbers[[0, 0]] = -0.5;
    made.run.vectors = numbers.into();
    let exported = write(&made, Format::Projector, &made.to());
    let folder = made.to().join("projector");
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();

    let vectors = text("vectors.tsv");
    assert!(vectors.starts_with("-0.500000\t"));
    for (line, vector) in vectors.lines().zip(made.run.vectors.view().rows()) {
        let read: Vec<f32> = line.split('\t').map(|x| x.parse().unwrap()).collect();
        assert_eq!(read.len(), 7);
        assert!(read.iter().zip(vector).all(|(a, b)| (a - b).abs() <= 6e-7));
    }
    assert_eq!(vectors.lines().count(), 30);

    let attributes = text("metadata.tsv");
    let mut lines = attributes.lines();
    let header = "id\tproductDisplayName\timage_path\tgender\tbaseColour\tembedding";
    assert_eq!(lines.next().unwrap(), header);
    assert_eq!(lines.next().unwrap(), "1\t\timages/1.png\tWomen\tRed\tmine");
    let second = "2\ta tab and a \"quote\"\timages/2.png\tWomen\tBlue\tmine";
    assert_eq!(lines.next().unwrap(), second);
    assert_eq!(lines.count(), 28);

    let sprite = image::open(folder.join("sprite.png")).unwrap().into_rgb8();
    assert_eq!(sprite.dimensions(), (6 * 64, 5 * 64));
    for id in 1..=30 {
        let (column, row) = ((id - 1) % 6, (id - 1) / 6);
        let middle = sprite.get_pixel(64 * column + 31, 64 * row + 31);
        let expected = if id == 5 { [255; 3] } else { colour(id.into()) };
        assert_eq!(middle.0, expected, "product {id}");
    }
    assert_eq!(exported.notes.len(), 1, "{:?}", exported.notes);
    assert!(exported.notes[0].starts_with("1 picture could not be read"));

    let config = text("projector_config.pbtxt");
    assert!(config.contains("tensor_name: \"d\\\\ata, m\""), "{config}");
    assert_eq!(config.matches("single_image_dim: 64").count(), 2);
}

#[test]
fn sizes_are_estimated_before_writing() {
    let made = Generated::new(400, 64);
    for format in [Format::Faiss, Format::Projector, Format::Parquet] {
        let exported = write(&made, format, &made.to());
        let estimate = format.estimate(&made.run.record, Some(&made.dataset)) as f64;
        // The sheet of one-coloured pictures compresses far better than photos do.
        let sprite = fs::metadata(made.to().join("projector/sprite.png"));
        let (written, estimate) = match (format, sprite) {
            (Format::Projector, Ok(sprite)) => (
                (exported.bytes - sprite.len()) as f64,
                estimate - 400.0 * 64.0 * 64.0,
            ),
            _ => (exported.bytes as f64, estimate),
        };
        assert!(
            (0.8..1.25).contains(&(written / estimate)),
            "{format}: {written}, estimated {estimate}"
        );
    }
}

#[test]
fn forms_that_need_the_dataset_say_so() {
    let made = Generated::new(3, 4);
    let other = Generated::new(2, 4);
    let material = Material::new(&made.run);
    for format in Format::ALL
        .into_iter()
        .filter(|format| format.needs_dataset())
    {
        let progress = ExportProgress::default();
        let refused = export(&material, format, &made.to(), &Control::new(), &progress);
        assert!(refused.unwrap_err().what().contains("needs the dataset"));
    }
    assert!(!made.to().exists());
    let refused = Material::with_dataset(&made.run, &other.dataset)
        .err()
        .unwrap();
    assert!(
        refused
            .what()
            .starts_with("This is not the dataset of the run"),
        "{refused}"
    );
}

#[test]
fn the_record_tells_how_long_the_vectors_were() {
    let run = SampleRun::new(20);
    let record = RunRecord::of_run(&run.out()).unwrap();
    let norms = record.raw_norms.unwrap();
    assert_eq!(norms.counts.iter().sum::<usize>(), 20);
    assert!(norms.from <= norms.min && norms.max <= norms.to);
    // The starter model gives vectors of length 1.
    assert!((norms.min - 1.0).abs() < 1e-4 && (norms.max - 1.0).abs() < 1e-4);
    // Records of earlier versions know nothing of it.
    assert_eq!(Generated::new(1, 2).run.record.raw_norms, None);
}

#[test]
fn the_files_themselves_are_copied_and_other_runs_are_not_written_over() {
    let run = SampleRun::new(8);
    let copy = run.folder().join("copy");
    let (from, to) = (run.out().display().to_string(), copy.display().to_string());
    let again = run
        .program
        .run(&["export", &from, "--format", "numpy", "--to", &to, "--json"]);
    let written = again.json();
    assert_eq!(written[0]["files"].as_array().unwrap().len(), 5);
    let names = |folder: &Path| -> Vec<_> {
        let strip = |(path, bytes): (std::path::PathBuf, Vec<u8>)| {
            (path.strip_prefix(folder).unwrap().to_path_buf(), bytes)
        };
        contents(folder).into_iter().map(strip).collect()
    };
    assert_eq!(names(&copy), names(&run.out()));
    run.program.run(&["verify", &to, "--json"]).json();

    fs::write(copy.join(RUN), "{}").unwrap();
    let before = contents(&copy);
    let refused = run
        .program
        .run(&["export", &from, "--format", "numpy", "--to", &to]);
    assert!(
        refused.error().contains("already holds"),
        "{}",
        refused.stderr
    );
    assert_eq!(contents(&copy), before);
}
