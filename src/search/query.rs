//! A question as data: a sum of products, texts and pictures, each with a weight.
//!
//! "This shoe, but red and not leather" is `product + text - text`. The parts' unit vectors are added with their
//! weights and the sum is brought to unit length, so a score is a cosine whatever the question.

use std::fmt;
use std::sync::Arc;

/// What a part of a question is about.
#[derive(Clone, PartialEq)]
pub enum Subject {
    /// A product of the run, by its id.
    Product(i64),
    /// Words.
    Text(String),
    /// A picture, as the bytes of its file.
    Image(Arc<[u8]>),
}

/// One part of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What it is about.
    pub subject: Subject,
    /// How much it counts; less than 0 asks for the opposite.
    pub weight: f32,
}

/// A sum of parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The parts, in the order in which they were asked for.
    pub terms: Vec<Term>,
}

impl Query {
    /// Asks for what is like a product.
    pub fn product(id: i64) -> Self {
        Self::default().plus(Subject::Product(id))
    }

    /// Asks for what fits a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::default().plus(Subject::Text(text.into()))
    }

    /// Asks for what looks like a picture, given as the bytes of its file.
    pub fn image(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::default().plus(Subject::Image(bytes.into()))
    }

    /// Adds a part.
    #[must_use]
    pub fn plus(self, subject: Subject) -> Self {
        self.with(subject, 1.0)
    }

    /// Subtracts a part.
    #[must_use]
    pub fn minus(self, subject: Subject) -> Self {
        self.with(subject, -1.0)
    }

    /// Adds a part with a weight.
    #[must_use]
    pub fn with(mut self, subject: Subject, weight: f32) -> Self {
        self.terms.push(Term { subject, weight });
        self
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a tower of the model is needed to answer; products have their vectors already.
    pub fn needs_model(&self) -> bool {
        let mut terms = self.terms.iter();
        terms.any(|term| !matches!(term.subject, Subject::Product(_)))
    }

    /// The ids of all products in the question, with either sign.
    pub fn products(&self) -> impl Iterator<Item = i64> {
        self.terms.iter().filter_map(|term| match term.subject {
            Subject::Product(id) => Some(id),
            _ => None,
        })
    }
}

/// A picture is said by its size.
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product(id) => f.debug_tuple("Product").field(id).finish(),
            Self::Text(text) => f.debug_tuple("Text").field(text).finish(),
            Self::Image(bytes) => write!(f, "Image({} bytes)", bytes.len()),
        }
    }
}
