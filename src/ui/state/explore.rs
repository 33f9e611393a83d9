//! The explore page: what is asked, what was asked before, what is held beside it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::search::{self, Filter};
use crate::ui::explorer::Answered;

/// Typing is asked about once it has paused for this long: the letters of a paste or of a fast hand become one question,
/// and nobody notices the wait. Of what is asked too often only the newest is answered.
const PAUSE: Duration = Duration::from_millis(30);

/// Results of a new question.
const RESULTS: usize = 60;

/// What a part of a question is about. Unlike [`search::Subject`] it names files that are yet to be read.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum Subject {
    /// A product, by its id.
    Product(i64),
    Text(String),
    /// A picture file.
    File(PathBuf),
    /// A picture from the clipboard.
    Pasted(Arc<egui::ColorImage>),
}

impl Subject {
    /// What it is called on its chip.
    pub fn words(&self) -> String {
        match self {
            Self::Product(id) => format!("Product {id}"),
            Self::Text(text) => format!("“{}”", text.trim()),
            Self::File(path) => file_name(path),
            Self::Pasted(_) => "Pasted picture".to_owned(),
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A part of a question.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Part {
    pub subject: Subject,
    /// Less than 0 asks for the opposite.
    pub weight: f32,
}

/// Everything that bears on an answer.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Question {
    /// The parts that stand as chips.
    pub parts: Vec<Part>,
    /// The text in the field, a part as well.
    pub text: String,
    pub filter: Filter,
    /// Only among these products, by id, in rising order: what was selected elsewhere.
    pub within: Option<Arc<[i64]>>,
    /// Number of results.
    pub k: usize,
    /// Whether identical products are shown as one.
    pub grouped: bool,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            text: String::new(),
            filter: Filter::default(),
            within: None,
            k: RESULTS,
            grouped: false,
        }
    }
}

impl Question {
    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.text.trim().is_empty()
    }

    /// All parts, the text in the field among them; a minus in front of it subtracts it.
    pub fn all_parts(&self) -> Vec<Part> {
        let typed = self.typed().into_iter();
        self.parts.iter().cloned().chain(typed).collect()
    }

    /// The text in the field as a part.
    pub fn typed(&self) -> Option<Part> {
        let text = self.text.trim();
        let (text, weight) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (rest.trim(), -1.0),
            None => (text, 1.0),
        };
        (!text.is_empty()).then(|| Part {
            subject: Subject::Text(text.to_owned()),
            weight,
        })
    }

    /// The same conditions, with this as the only part.
    pub fn about(&self, subject: Subject) -> Self {
        Self {
            parts: vec![Part {
                subject,
                weight: 1.0,
            }],
            text: String::new(),
            ..self.clone()
        }
    }

    /// One part more; what is in the field becomes a part of its own.
    pub fn with(&self, subject: Subject, weight: f32) -> Self {
        let mut question = self.settled();
        question.parts.retain(|part| part.subject != subject);
        question.parts.push(Part { subject, weight });
        question
    }

    /// What is in the field becomes a chip.
    pub fn settled(&self) -> Self {
        Self {
            parts: self.all_parts(),
            text: String::new(),
            ..self.clone()
        }
    }

    /// The question in one line: "Product 15970 + “red” − “leather”"; `name` says what a part is called.
    pub fn words(&self, name: impl Fn(&Subject) -> String) -> String {
        let mut words = String::new();
        for (at, part) in self.all_parts().iter().enumerate() {
            words.push_str(match (at, part.weight < 0.0) {
                (0, false) => "",
                (0, true) => "− ",
                (_, false) => " + ",
                (_, true) => " − ",
            });
            words.push_str(&name(&part.subject));
        }
        words
    }

    /// Whether this is another question only in its words, its weights or the number of results: what changes while
    /// one types or drags.
    fn adjusts(&self, other: &Self) -> bool {
        let neutral = |question: &Self| {
            let mut question = question.clone();
            question.text.clear();
            question.k = 0;
            question.parts.iter_mut().for_each(|part| part.weight = 1.0);
            question
        };
        self.text.trim().is_empty() == other.text.trim().is_empty()
            && neutral(self) == neutral(other)
    }
}

/// A question with its answer, held while others are asked.
pub(in crate::ui) struct Pinned {
    pub question: Question,
    pub answered: Arc<Answered>,
}

/// Ids with the rows of the products that they belong to.
type Rows = (Arc<[i64]>, Arc<[Option<usize>]>);

/// The explore page.
#[derive(Default)]
pub(in crate::ui) struct ExploreView {
    /// What is in the field; it becomes the question's text after a pause.
    pub text: String,
    /// When it was changed last, while that is not asked about yet.
    pub typed: Option<Instant>,
    pub past: Vec<Question>,
    pub current: Question,
    pub future: Vec<Question>,
    pub pinned: Option<Pinned>,
    /// The products of the selection that is searched among, as they were looked up last.
    within: Option<Rows>,
    /// Whether the filters are open where they have no place beside the results.
    pub side_open: bool,
}

impl ExploreView {
    /// Asks something new: what lay ahead is forgotten.
    pub fn ask(&mut self, question: Question) {
        if self.current == question {
            return;
        }
        let former = std::mem::replace(&mut self.current, question);
        // Typing on, or dragging a weight, is one question and not many.
        if !self.current.adjusts(&former) && !former.is_empty() {
            self.past.push(former);
        }
        self.future.clear();
    }

    /// Goes one question back, if there is one.
    pub fn back(&mut self) {
        if let Some(question) = self.past.pop() {
            let current = std::mem::replace(&mut self.current, question);
            self.future.push(current);
        }
    }

    /// Goes one question forward, if there is one.
    pub fn forward(&mut self) {
        if let Some(question) = self.future.pop() {
            let current = std::mem::replace(&mut self.current, question);
            self.past.push(current);
        }
    }

    /// The products that are searched among, if not all are: looked up once for each selection. `by_id` gives the
    /// places of the dataset's products.
    pub fn products_within(&mut self, by_id: &HashMap<i64, usize>) -> Option<Arc<[Option<usize>]>> {
        let ids = self.current.within.as_ref()?;
        if let Some((known, products)) = &self.within
            && Arc::ptr_eq(known, ids)
        {
            return Some(Arc::clone(products));
        }
        let products: Arc<[Option<usize>]> = ids.iter().map(|id| by_id.get(id).copied()).collect();
        self.within = Some((Arc::clone(ids), Arc::clone(&products)));
        Some(products)
    }

    /// Notes that the field was changed.
    pub fn note_typing(&mut self) {
        self.typed = Some(Instant::now());
    }

    /// How long until what was typed is asked about; nothing if it was.
    pub fn until_asked(&self) -> Option<Duration> {
        Some(PAUSE.saturating_sub(self.typed?.elapsed()))
    }
}

/// The parts as the core takes them; pictures were read by then.
pub(in crate::ui) fn query(parts: &[Part], pictures: Vec<Arc<[u8]>>) -> search::Query {
    let mut pictures = pictures.into_iter();
    parts.iter().fold(search::Query::default(), |query, part| {
        let subject = match &part.subject {
            Subject::Product(id) => search::Subject::Product(*id),
            Subject::Text(text) => search::Subject::Text(text.clone()),
            Subject::File(_) | Subject::Pasted(_) => {
                search::Subject::Image(pictures.next().unwrap_or_default())
            }
        };
        query.with(subject, part.weight)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(id: i64) -> Question {
        Question::default().about(Subject::Product(id))
    }

    fn text(text: &str) -> Question {
        Question {
            text: text.to_owned(),
            ..Question::default()
        }
    }

    #[test]
    fn back_and_forward_walk_through_the_questions() {
        let mut view = ExploreView::default();
        view.ask(product(1));
        view.ask(text("r"));
        view.ask(text("red"));
        view.ask(product(2));
        view.back();
        assert_eq!(view.current, text("red"), "typing on is one question");
        view.back();
        assert_eq!(view.current, product(1));
        view.back();
        assert_eq!(view.current, product(1), "nothing was asked before");
        view.forward();
        view.forward();
        assert_eq!(view.current, product(2));
        view.ask(product(3));
        assert!(view.future.is_empty());
    }

    #[test]
    fn a_question_is_a_sum_and_says_so() {
        let question = product(7).with(Subject::Text("red".into()), 0.5);
        let question = Question {
            text: " - leather ".into(),
            ..question
        };
        assert_eq!(
            question.words(Subject::words),
            "Product 7 + “red” − “leather”"
        );
        let parts = question.all_parts();
        assert_eq!(
            parts.iter().map(|part| part.weight).collect::<Vec<_>>(),
            [1.0, 0.5, -1.0]
        );
        let settled = question.with(Subject::Product(7), -1.0);
        assert_eq!(
            settled.words(Subject::words),
            "“red” − “leather” − Product 7"
        );
        assert!(text(" - ").typed().is_none(), "a minus alone says nothing");
        let asked = query(&parts, Vec::new());
        assert_eq!(asked.terms[1].subject, search::Subject::Text("red".into()));
    }
}
