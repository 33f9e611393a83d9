//! Results as a csv file, to go on with in a spreadsheet or a notebook.

use std::path::Path;

use super::{Answer, Attributes, Found};
use crate::Result;
use crate::artifact::write_atomically;

/// The columns in front; those of the dataset follow, and `identical` is the last one.
const HEADER: [&str; 6] = [
    "rank",
    "id",
    "score",
    "percentile",
    "productDisplayName",
    "image_path",
];

/// Writes the results of an answer as UTF-8 with `\n`, one line a result, best first. `identical` holds the ids of
/// the products that a result stands for besides itself, separated by blanks.
pub fn write_results(path: &Path, answer: &Answer, attributes: Option<&Attributes>) -> Result<()> {
    write_atomically(path, |file| {
        let mut writer = csv::Writer::from_writer(file);
        let columns = attributes.map_or(&[][..], Attributes::columns);
        let names = columns.iter().map(|column| column.name.as_str());
        let header = HEADER.into_iter().chain(names).chain(["identical"]);
        writer.write_record(header)?;
        for found in &answer.results {
            let labels = columns
                .iter()
                .map(|column| column.label(found.row).to_owned());
            let record = fields(found).into_iter().chain(labels);
            writer.write_record(record.chain([copies(found)]))?;
        }
        writer.flush()
    })
    .map_err(|error| error.remedy("Choose another place for the file and export again"))
}

fn fields(found: &Found) -> [String; HEADER.len()] {
    [
        found.rank.to_string(),
        found.id.to_string(),
        found.score.to_string(),
        format!("{:.4}", found.percentile),
        found.name.clone(),
        found.image_path.clone(),
    ]
}

fn copies(found: &Found) -> String {
    let ids: Vec<String> = found.identical.iter().map(i64::to_string).collect();
    ids.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::Histogram;
    use super::super::attributes::tests::column;
    use super::*;

    fn answer() -> Answer {
        let found = |rank, row, id, name: &str, identical| Found {
            rank,
            row,
            id,
            name: name.into(),
            image_path: format!("images/{id}.jpg"),
            score: 0.25,
            percentile: 200.0 / 3.0,
            agreement: Vec::new(),
            identical,
        };
        Answer {
            results: vec![
                found(1, 1, 20, "Boots, brown", vec![21, 22]),
                found(2, 0, 10, "3.5\" heel", Vec::new()),
            ],
            expected: Vec::new(),
            kept: 2,
            compared: 2,
            unusable: 0,
            histogram: Histogram::default(),
            scores: [0.25, 0.25].into(),
        }
    }

    #[test]
    fn results_are_written_with_the_columns_of_the_dataset() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results é.csv");
        let attributes = Attributes::new(
            &[column("season", &["Fall", "(none)"])],
            [10, 20],
            &[10, 20],
        );
        write_results(&path, &answer(), Some(&attributes)).unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "rank,id,score,percentile,productDisplayName,image_path,season,identical\n\
             1,20,0.25,66.6667,\"Boots, brown\",images/20.jpg,(none),21 22\n\
             2,10,0.25,66.6667,\"3.5\"\" heel\",images/10.jpg,Fall,\n"
        );
        write_results(&path, &answer(), None).unwrap();
        assert!(
            std::fs::read_to_string(&path)
                .unwrap()
                .contains("images/10.jpg,\n")
        );
    }

    #[test]
    fn a_place_that_cannot_be_written_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing/results.csv");
        let error = write_results(&path, &answer(), None).unwrap_err();
        assert!(error.to_string().contains("export again"));
    }
}
