//! The short answer: the words of a statement that answer a factoid question.
//!
//! A rule, not a model: the question's words say what kind of thing is asked for, the statement's words
//! offer spans of each kind, and the best span is one of the right kind whose words the question did
//! not already say, near the words that it did. Where no span is clearly right there is no short answer:
//! the statements themselves are the answer.

mod kind;
mod spans;
mod words;

use serde::{Deserialize, Serialize};

use kind::Asked;
use words::{Word, words};

/// A span of one of the answer's statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShortAnswer {
    /// The words themselves.
    pub text: String,
    /// What kind of thing they name.
    pub kind: Kind,
    /// Position of the statement in the answer.
    pub statement: usize,
    /// First byte of the span in the statement.
    pub start: usize,
    /// Byte after the span in the statement.
    pub end: usize,
}

/// What a short answer names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A quantity, with its unit where there is one.
    Number,
    /// A point or stretch of time.
    Date,
    /// A person or group, asked for by "who".
    Person,
    /// A place, asked for by "where".
    Place,
    /// Something else with a name.
    Entity,
    /// A phrase without a name.
    Phrase,
}

/// Least score of a span; a span of the asked kind scores 2, one that the question half says loses 1.
const LEAST: f32 = 1.0;
/// How much a statement's position in the answer counts against its spans.
const LATER: f32 = 0.8;

/// The best span over an answer's statements, in the order in which they are said.
#[must_use]
pub fn short_answer(question: &str, statements: &[&str]) -> Option<ShortAnswer> {
    let asked_words = words(question);
    let asked = Asked::of(&asked_words);
    let known: Vec<&str> = asked_words.iter().map(|word| word.folded.as_str()).collect();
    let mut best: Option<(f32, ShortAnswer)> = None;
    for (statement, text) in statements.iter().enumerate() {
        let said = words(text);
        for span in spans::of(text, &said, asked) {
            let score = score(&said, &span, &known, asked) - LATER * statement as f32;
            if score >= LEAST && best.as_ref().is_none_or(|(least, _)| score > *least) {
                let Some(words) = text.get(span.start..span.end) else { continue };
                let (start, end) = (span.start, span.end);
                let found = ShortAnswer { text: words.to_owned(), kind: asked.kind(span.kind), statement, start, end };
                best = Some((score, found));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// Fit of kind, less what the question already said, plus nearness to the question's words.
fn score(said: &[Word], span: &spans::Span, known: &[&str], asked: Asked) -> f32 {
    let inside = said.get(span.first..span.last).unwrap_or_default();
    let content: Vec<&Word> = inside.iter().filter(|word| !word.is_function()).collect();
    if content.is_empty() {
        return f32::NEG_INFINITY;
    }
    let repeated = content.iter().filter(|word| word.matches_any(known)).count() as f32 / content.len() as f32;
    let distance = |index: usize| {
        if index < span.first { span.first - index } else { (index + 1).saturating_sub(span.last) }
    };
    let nearness: f32 = said
        .iter()
        .enumerate()
        .filter(|(index, word)| distance(*index) > 0 && !word.is_function() && word.matches_any(known))
        .map(|(index, _)| 1.0 / (1.0 + distance(index) as f32))
        .sum();
    asked.fit(span.kind) - 2.0 * repeated + nearness.min(1.0)
}
