//! Whether text and pictures meet: each product gets the label whose text is nearest to its picture.
//!
//! Nothing is trained; a label becomes a text through a [`PromptTemplate`], the text a vector through the model's text
//! tower. Scores are those of scikit-learn: accuracy, the unweighted mean of the labels' F1 (macro), and the mean
//! weighted by the labels' frequency (weighted).

use ndarray::{Array2, ArrayRef1, ArrayRef2, Axis};
use serde::Serialize;

use super::LabelColumn;
use crate::job::{Control, Counter};
use crate::{Error, Result};

/// Rows compared with all labels at a time.
const BLOCK: usize = 1024;

/// A text with a gap for the label: "a photo of {}".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromptTemplate(String);

impl PromptTemplate {
    /// Takes a text that holds `{}` where the label goes.
    pub fn new(text: &str) -> Result<Self> {
        if text.contains("{}") {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::new("The prompt has no place for the label")
            .remedy("Write {} where the label goes, as in \"a photo of {}\""))
    }

    /// A template that makes a sentence of the labels of a well-known column; "a photo of {}" for any other.
    pub fn for_column(column: &str) -> Self {
        let text = match column.to_ascii_lowercase().as_str() {
            "gender" | "season" => "a photo of a product for {}",
            "basecolour" => "a photo of a {} product",
            "year" => "a photo of a product from {}",
            "usage" => "a photo of a product for {} wear",
            _ => "a photo of {}",
        };
        Self(text.to_owned())
    }

    /// The text for a label.
    pub fn fill(&self, label: &str) -> String {
        self.0.replace("{}", label)
    }

    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How well the texts of a column's labels name the pictures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZeroShot {
    /// The column's name.
    pub column: String,
    /// The prompt.
    pub template: PromptTemplate,
    /// Products that were classified.
    pub products: usize,
    /// Products that were not: label unknown, or vector not finite.
    pub left_out: usize,
    /// Share of products with the right label.
    pub accuracy: f64,
    /// Mean F1 of the labels.
    pub macro_f1: f64,
    /// Mean F1 of the labels, weighted by their products.
    pub weighted_f1: f64,
    /// Accuracy of always saying the most frequent label.
    pub majority: f64,
    /// Each label, the most frequent first.
    pub classes: Vec<ClassScore>,
}

/// How well one label is found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassScore {
    /// The label.
    pub label: String,
    /// Products with it.
    pub count: usize,
    /// Of those said to have it, the part that does; 0 where none was said to.
    pub precision: f64,
    /// Of those that have it, the part that was said to; 0 where none has it.
    pub recall: f64,
    /// Harmonic mean of the two; 0 where both are.
    pub f1: f64,
    /// The other label that its products were given most often.
    pub mistaken_for: Option<String>,
}

/// The vectors of all labels' texts, `[labels, D]`. `embed` gives the unit vector of one text; `progress` counts texts.
pub fn label_vectors(
    column: &LabelColumn,
    template: &PromptTemplate,
    control: &Control,
    progress: &Counter,
    mut embed: impl FnMut(&str) -> Result<Vec<f32>>,
) -> Result<Array2<f32>> {
    progress.start(column.labels.len());
    let mut vectors = Vec::new();
    let mut dim = 0;
    for label in &column.labels {
        control.wait_while_paused()?;
        let vector = embed(&template.fill(label))?;
        dim = vector.len();
        vectors.extend(vector);
        progress.add(1);
    }
    Array2::from_shape_vec((column.labels.len(), dim), vectors).map_err(|cause| {
        Error::new("The model gave text vectors of different lengths").caused_by(cause)
    })
}

/// Classifies all products of a column by `texts`, the unit vectors of its labels' texts, `[labels, D]`. Of equal
/// scores the more frequent label is taken.
pub fn zero_shot(
    vectors: &ArrayRef2<f32>,
    column: &LabelColumn,
    template: &PromptTemplate,
    texts: &ArrayRef2<f32>,
) -> Result<ZeroShot> {
    if texts.nrows() != column.labels.len() || texts.ncols() != vectors.ncols() {
        return Err(Error::new(format!(
            "The texts have vectors of {} numbers, the pictures of {}",
            texts.ncols(),
            vectors.ncols()
        ))
        .meaning("They come from different models and cannot be compared")
        .remedy("Use the model that the run was embedded with"));
    }
    let mut counts = Counts::new(column.labels.len());
    for (number, block) in vectors.axis_chunks_iter(Axis(0), BLOCK).enumerate() {
        let scores = block.dot(&texts.t());
        for (at, scores) in scores.outer_iter().enumerate() {
            if let (Some(own), Some(said)) = (column.code(number * BLOCK + at), best(&scores)) {
                counts.enter(own as usize, said);
            }
        }
    }
    Ok(counts.scores(column, template, vectors.nrows()))
}

/// The first of the highest scores; nothing where a score is not a number.
fn best(scores: &ArrayRef1<f32>) -> Option<usize> {
    let mut best = (0, f32::NEG_INFINITY);
    for (label, &score) in scores.iter().enumerate() {
        if !score.is_finite() {
            return None;
        }
        if score > best.1 {
            best = (label, score);
        }
    }
    Some(best.0)
}

/// Products by true label and given label.
struct Counts {
    table: Array2<u32>,
}

impl Counts {
    fn new(labels: usize) -> Self {
        Self {
            table: Array2::zeros((labels, labels)),
        }
    }

    fn enter(&mut self, own: usize, said: usize) {
        self.table[[own, said]] += 1;
    }

    fn scores(&self, column: &LabelColumn, template: &PromptTemplate, rows: usize) -> ZeroShot {
        let share = |part: u32, whole: u32| {
            if whole > 0 {
                f64::from(part) / f64::from(whole)
            } else {
                0.0
            }
        };
        let all = self.table.sum();
        let classes: Vec<ClassScore> = (0..column.labels.len())
            .map(|label| self.class(label, &column.labels))
            .collect();
        // A label that no classified product has and none was given is not there, as scikit-learn sees it.
        let is_there =
            |label: &usize| self.table.row(*label).sum() + self.table.column(*label).sum() > 0;
        let there: Vec<&ClassScore> = (0..classes.len())
            .filter(is_there)
            .map(|label| &classes[label])
            .collect();
        let f1_sum: f64 = there.iter().map(|class| class.f1).sum();
        let weighted: f64 = there
            .iter()
            .map(|class| class.f1 * class.count as f64)
            .sum();
        let largest = self.table.rows().into_iter().map(|row| row.sum()).max();
        ZeroShot {
            column: column.name.clone(),
            template: template.clone(),
            products: all as usize,
            left_out: rows - all as usize,
            accuracy: share(self.table.diag().sum(), all),
            macro_f1: f1_sum / there.len().max(1) as f64,
            weighted_f1: weighted / f64::from(all.max(1)),
            majority: share(largest.unwrap_or(0), all),
            classes,
        }
    }

    fn class(&self, label: usize, labels: &[String]) -> ClassScore {
        let (have, said) = (self.table.row(label), self.table.column(label));
        let (count, given) = (have.sum(), said.sum());
        let right = have[label];
        let share = |part: u32, whole: u32| {
            if whole > 0 {
                f64::from(part) / f64::from(whole)
            } else {
                0.0
            }
        };
        let others = have
            .iter()
            .enumerate()
            .filter(|(other, n)| *other != label && **n > 0);
        let worst = others.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(&a.0)));
        ClassScore {
            label: labels[label].clone(),
            count: count as usize,
            precision: share(right, given),
            recall: share(right, count),
            f1: share(2 * right, count + given),
            mistaken_for: worst.map(|(other, _)| labels[other].clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::column;
    use ndarray::array;

    #[test]
    fn a_template_needs_its_gap() {
        let template = PromptTemplate::new("a {} shoe, {}").unwrap();
        assert_eq!(template.fill("red"), "a red shoe, red");
        let error = PromptTemplate::new("a photo").unwrap_err();
        assert!(error.to_string().contains("{}"), "{error}");
        assert_eq!(
            PromptTemplate::for_column("articleType").fill("Tops"),
            "a photo of Tops"
        );
    }

    #[test]
    fn scores_are_those_of_the_definitions() {
        let column = column(&["a", "a", "a", "b", "b", "", "a"]);
        let vectors = array![
            [1.0, 0.0],
            [1.0, 0.0],
            [0.0, 1.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [1.0, 0.0],
            [f32::NAN, 0.0]
        ];
        let texts = array![[1.0, 0.0], [0.0, 1.0]];
        let template = PromptTemplate::for_column("kind");
        let scores = zero_shot(&vectors, &column, &template, &texts).unwrap();
        assert_eq!((scores.products, scores.left_out), (5, 2));
        assert_eq!((scores.accuracy, scores.majority), (0.6, 0.6));
        // a: precision 2/3, recall 2/3; b: 1/2, 1/2.
        assert!((scores.macro_f1 - 7.0 / 12.0).abs() < 1e-12);
        assert!((scores.weighted_f1 - 0.6).abs() < 1e-12);
        assert_eq!(scores.classes[0].mistaken_for.as_deref(), Some("b"));
    }

    #[test]
    fn texts_of_another_model_are_refused() {
        let column = column(&["a", "b"]);
        let template = PromptTemplate::for_column("kind");
        let vectors = array![[1.0, 0.0], [0.0, 1.0]];
        let texts = array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        let error = zero_shot(&vectors, &column, &template, &texts).unwrap_err();
        assert!(error.to_string().contains("different models"), "{error}");
    }

    #[test]
    fn label_vectors_are_asked_for_in_order_and_can_be_stopped() {
        let column = column(&["b", "a", "a"]);
        let template = PromptTemplate::new("<{}>").unwrap();
        let (control, progress) = (Control::new(), Counter::default());
        let mut asked = Vec::new();
        let vectors = label_vectors(&column, &template, &control, &progress, |text| {
            asked.push(text.to_owned());
            Ok(vec![asked.len() as f32, 0.0])
        });
        assert_eq!(vectors.unwrap(), array![[1.0, 0.0], [2.0, 0.0]]);
        assert_eq!(asked, ["<a>", "<b>"]);
        assert_eq!(progress.done(), 2);
        control.stop();
        let stopped = label_vectors(&column, &template, &control, &progress, |_| Ok(vec![0.0]));
        assert!(stopped.unwrap_err().is_interrupted());
    }
}
