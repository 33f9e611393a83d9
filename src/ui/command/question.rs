//! What is asked before something is taken away.

/// A question whose answers are named after what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Question {
    /// The question.
    pub title: &'static str,
    /// What will happen to the user's data.
    pub text: &'static str,
    /// The answer that does it.
    pub yes: &'static str,
    /// The answer that does nothing.
    pub no: &'static str,
}
