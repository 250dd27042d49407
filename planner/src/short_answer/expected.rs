//! The expected answer: what kind of thing a question asks for, and whether a statement offers one.
//!
//! Question classification by the expected answer type is as old as question answering (Li and Roth,
//! "Learning Question Classifiers", 2002): a statement without a date cannot say when.

use super::kind::Asked;
use super::spans;
use super::words::{Word, words};

/// What a question asks for.
#[derive(Clone, Debug)]
pub struct Expected {
    asked: Asked,
    known: Vec<String>,
}

impl Expected {
    /// Names of the kinds that can be told, in the order of [`Expected::kind`].
    pub const KINDS: [&'static str; 5] = ["date", "number", "person", "place", "name"];

    /// Reads a question.
    #[must_use]
    pub fn of(question: &str) -> Self {
        let question = words(question);
        let asked = Asked::of(&question);
        Self { asked, known: question.into_iter().map(|word| word.folded).collect() }
    }

    /// The kind asked for, as an index into [`Expected::KINDS`]; none when it cannot be told.
    #[must_use]
    pub fn kind(&self) -> Option<usize> {
        match self.asked {
            Asked::Date => Some(0),
            Asked::Number => Some(1),
            Asked::Person => Some(2),
            Asked::Place => Some(3),
            Asked::Name => Some(4),
            Asked::Other => None,
        }
    }

    /// Whether a statement holds something of the kind asked for that the question did not say itself.
    #[must_use]
    pub fn offered(&self, statement: &str) -> bool {
        if self.asked == Asked::Other {
            return false;
        }
        let said = words(statement);
        let new = |word: &Word| !word.is_function() && !self.known.contains(&word.folded);
        // The opening word has a capital whether it is a name or not.
        let named = matches!(self.asked, Asked::Person | Asked::Place | Asked::Name);
        let spans = spans::of(statement, &said, self.asked);
        let words = |span: &spans::Span| said.get(span.first.max(usize::from(named))..span.last).unwrap_or_default();
        spans.iter().any(|span| words(span).iter().any(new))
    }
}
