//! What a person decided about products of the review list.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Suspect;
use crate::artifact::write_atomically;
use crate::{Error, Result};

/// The file beside the run.
pub const VERDICTS: &str = "review_verdicts.json";

/// A person's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The label is wrong; the neighbours are right.
    LabelWrong,
    /// The label is right; the neighbours are not what a person would choose.
    ModelWrong,
    /// The label is right and the neighbours are too: the labels' borders are not sharp there.
    BothFair,
}

impl Verdict {
    /// All of them, in the order of their keys.
    pub const ALL: [Self; 3] = [Self::LabelWrong, Self::ModelWrong, Self::BothFair];

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::LabelWrong => "Label wrong",
            Self::ModelWrong => "Model wrong",
            Self::BothFair => "Both could be right",
        }
    }
}

/// A verdict with what it was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Product id.
    pub id: i64,
    /// Column of the label.
    pub column: String,
    /// The label as it was.
    pub label: String,
    /// What the neighbours suggested.
    pub suggested: String,
    /// The decision.
    pub verdict: Verdict,
    /// The model whose neighbours were looked at.
    pub model: String,
    /// When, UTC.
    pub time: String,
}

/// All verdicts of a run, by product and column. They live in a file beside the run, which is written whole at every
/// change, so that nothing judged is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    path: PathBuf,
    judged: BTreeMap<(i64, String), Judged>,
}

/// What the csv file has beside the verdict itself.
#[derive(Serialize)]
struct Line<'a> {
    id: i64,
    name: &'a str,
    column: &'a str,
    label: &'a str,
    suggested: &'a str,
    verdict: Verdict,
    model: &'a str,
    time: &'a str,
}

impl Verdicts {
    /// Reads the verdicts of the run in `folder`; none where nothing was judged yet.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(VERDICTS);
        let unreadable = || {
            Error::new("The verdicts of this run cannot be read")
                .meaning("The file was left as it is, and nothing was judged anew")
                .remedy("Repair the file, or move it away to begin afresh")
                .at(&path)
        };
        let judged: Vec<Judged> = match fs::read(&path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|cause| unreadable().caused_by(cause))?
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(cause) => return Err(unreadable().caused_by(cause)),
        };
        let keyed = judged.into_iter().map(|judged| (key(&judged), judged));
        Ok(Self {
            judged: keyed.collect(),
            path,
        })
    }

    /// The verdict on a product's label in a column.
    pub fn get(&self, id: i64, column: &str) -> Option<&Judged> {
        self.judged.get(&(id, column.to_owned()))
    }

    /// All verdicts, by product id and column.
    pub fn all(&self) -> impl Iterator<Item = &Judged> {
        self.judged.values()
    }

    /// Number of verdicts of one kind in a column.
    pub fn count(&self, column: &str, verdict: Verdict) -> usize {
        let of_kind = |judged: &&Judged| judged.column == column && judged.verdict == verdict;
        self.all().filter(of_kind).count()
    }

    /// Enters a verdict, in place of an earlier one on the same product and column, and saves. `model` is the name of
    /// the run's model. When saving fails, the verdict is not entered either.
    pub fn judge(
        &mut self,
        column: &str,
        suspect: &Suspect,
        verdict: Verdict,
        model: &str,
    ) -> Result<()> {
        let now = humantime::format_rfc3339_seconds(std::time::SystemTime::now());
        let judged = Judged {
            id: suspect.id,
            column: column.to_owned(),
            label: suspect.label.clone(),
            suggested: suspect.suggested.clone(),
            verdict,
            model: model.to_owned(),
            time: now.to_string(),
        };
        self.change(|all| {
            all.insert(key(&judged), judged);
        })
    }

    /// Takes a verdict back and saves.
    pub fn withdraw(&mut self, id: i64, column: &str) -> Result<()> {
        self.change(|all| {
            all.remove(&(id, column.to_owned()));
        })
    }

    /// Writes `id,name,column,label,suggested,verdict,model,time`. `name` gives a product's name.
    pub fn export_csv<'a>(&'a self, path: &Path, name: impl Fn(i64) -> &'a str) -> Result<()> {
        write_atomically(path, |file| {
            let mut writer = csv::WriterBuilder::new()
                .has_headers(false)
                .from_writer(file);
            writer.write_record([
                "id",
                "name",
                "column",
                "label",
                "suggested",
                "verdict",
                "model",
                "time",
            ])?;
            for judged in self.all() {
                let line = Line {
                    id: judged.id,
                    name: name(judged.id),
                    column: &judged.column,
                    label: &judged.label,
                    suggested: &judged.suggested,
                    verdict: judged.verdict,
                    model: &judged.model,
                    time: &judged.time,
                };
                writer.serialize(line).map_err(io::Error::from)?;
            }
            writer.flush()
        })
    }

    fn change(&mut self, change: impl FnOnce(&mut BTreeMap<(i64, String), Judged>)) -> Result<()> {
        let mut changed = self.judged.clone();
        change(&mut changed);
        write_atomically(&self.path, |file| {
            serde_json::to_writer_pretty(&mut *file, &changed.values().collect::<Vec<_>>())?;
            file.write_all(b"\n")
        })?;
        self.judged = changed;
        Ok(())
    }
}

fn key(judged: &Judged) -> (i64, String) {
    (judged.id, judged.column.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suspect(id: i64) -> Suspect {
        Suspect {
            row: 0,
            id,
            label: "Tops".to_owned(),
            suggested: "Tshirts, \"plain\"".to_owned(),
            same: 0,
            votes: 9,
            known: 10,
            own_share: 0.0,
            suggested_share: 0.9,
            similarity: 0.7,
            suspicion: 0.9,
        }
    }

    #[test]
    fn verdicts_are_kept_changed_and_withdrawn() {
        let folder = tempfile::tempdir().unwrap();
        let mut verdicts = Verdicts::open(folder.path()).unwrap();
        assert_eq!(verdicts.all().count(), 0);
        verdicts
            .judge("articleType", &suspect(7), Verdict::LabelWrong, "m")
            .unwrap();
        verdicts
            .judge("gender", &suspect(7), Verdict::BothFair, "m")
            .unwrap();
        verdicts
            .judge("articleType", &suspect(3), Verdict::ModelWrong, "m")
            .unwrap();
        verdicts
            .judge("articleType", &suspect(7), Verdict::BothFair, "m")
            .unwrap();
        let again = Verdicts::open(folder.path()).unwrap();
        assert_eq!(again, verdicts);
        assert_eq!(again.count("articleType", Verdict::BothFair), 1);
        assert_eq!(again.count("articleType", Verdict::LabelWrong), 0);
        verdicts.withdraw(7, "articleType").unwrap();
        let again = Verdicts::open(folder.path()).unwrap();
        assert!(again.get(7, "articleType").is_none() && again.get(7, "gender").is_some());
    }

    #[test]
    fn the_csv_file_is_sorted_and_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let mut verdicts = Verdicts::open(folder.path()).unwrap();
        verdicts
            .judge("articleType", &suspect(7), Verdict::LabelWrong, "m")
            .unwrap();
        verdicts
            .judge("articleType", &suspect(3), Verdict::ModelWrong, "m")
            .unwrap();
        let path = folder.path().join("review.csv");
        verdicts.export_csv(&path, |_| "Top").unwrap();
        let text = fs::read_to_string(path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "id,name,column,label,suggested,verdict,model,time"
        );
        assert!(
            lines[1]
                .starts_with("3,Top,articleType,Tops,\"Tshirts, \"\"plain\"\"\",model_wrong,m,2")
        );
        assert!(lines[2].starts_with("7,"));
    }

    #[test]
    fn a_damaged_file_is_neither_believed_nor_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(VERDICTS);
        fs::write(&path, "[{").unwrap();
        let error = Verdicts::open(folder.path()).unwrap_err();
        assert!(error.to_string().contains("left as it is"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "[{");
    }

    #[test]
    fn what_cannot_be_saved_is_not_entered() {
        let folder = tempfile::tempdir().unwrap();
        let mut verdicts = Verdicts::open(&folder.path().join("gone")).unwrap();
        assert!(
            verdicts
                .judge("x", &suspect(1), Verdict::BothFair, "m")
                .is_err()
        );
        assert_eq!(verdicts.all().count(), 0);
    }
}
