//! The short answer: the words of a statement that answer a factoid question.
//!
//! A rule, not a model: the question's words say what kind of thing is asked for, the statement's words
//! offer spans of each kind, and the best span is one of the right kind whose words the question did
//! not already say, near the words that it did. Questions for which no rule finds the span often enough
//! have no short answer: the statements themselves are the answer.

mod expected;
mod kind;
mod spans;
mod words;

use serde::{Deserialize, Serialize};

pub use expected::Expected;
use kind::{Asked, Counted};
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

/// How much a statement's position in the answer counts against its spans.
const LATER: f32 = 0.8;
/// What is added for words of the question right after a number that it counts, or for a share where one is asked for.
const COUNTED: f32 = 1.0;
/// What a number that looks like a year loses.
const YEAR: f32 = 1.0;
/// Nearest words of the question that a span is measured from.
const NEAREST: usize = 4;

/// The best span over an answer's statements, in the order in which they are said.
#[must_use]
pub fn short_answer(question: &str, statements: &[&str]) -> Option<ShortAnswer> {
    let asked_words = words(question);
    let asked = Asked::of(&asked_words);
    let counted = Counted::of(&asked_words);
    let known: Vec<&str> = asked_words.iter().map(|word| word.folded.as_str()).collect();
    let mut best: Option<(f32, ShortAnswer)> = None;
    for (statement, text) in statements.iter().enumerate() {
        let said = words(text);
        for span in spans::of(text, &said, asked) {
            let Some(words) = text.get(span.start..span.end) else { continue };
            let Some(nearness) = nearness(&said, &span, &known) else { continue };
            let count = if span.kind == Kind::Number { count(&said, &span, words, &counted) } else { 0.0 };
            let score = nearness + count - LATER * statement as f32;
            if best.as_ref().is_none_or(|(greatest, _)| score > *greatest) {
                let (start, end) = (span.start, span.end);
                let found = ShortAnswer { text: words.to_owned(), kind: asked.kind(span.kind), statement, start, end };
                best = Some((score, found));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// One over the mean distance to the nearest words that the question shares, in [0, 1]. None when the span says
/// nothing that the question did not, or when the question shares no word with the statement.
fn nearness(said: &[Word], span: &spans::Span, known: &[&str]) -> Option<f32> {
    let content = said.get(span.first..span.last)?.iter().filter(|word| !word.is_function());
    if content.clone().all(|word| word.matches_any(known)) {
        return None;
    }
    let distance =
        |index: usize| if index < span.first { span.first - index } else { (index + 1).saturating_sub(span.last) };
    let shared = said.iter().enumerate().filter(|(_, word)| !word.is_function() && word.matches_any(known));
    let mut distances: Vec<usize> = shared.map(|(index, _)| distance(index)).collect();
    distances.sort_unstable();
    distances.truncate(NEAREST);
    let mean = distances.iter().sum::<usize>() as f32 / distances.len() as f32;
    (!distances.is_empty()).then(|| 1.0 / (1.0 + mean))
}

/// What speaks for a number beyond where it stands.
fn count(said: &[Word], span: &spans::Span, text: &str, counted: &Counted) -> f32 {
    let things: Vec<&str> = counted.things.iter().map(String::as_str).collect();
    let close = said.iter().skip(span.last.saturating_sub(1)).take(4);
    let counts = close.into_iter().any(|word| !word.is_function() && word.matches_any(&things));
    let percent = text.ends_with('%') || text.ends_with("percent");
    let year = text.len() == 4
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.starts_with('1') || text.starts_with("20"));
    let for_it = if counts || (counted.share && percent) { COUNTED } else { 0.0 };
    for_it - if year { YEAR } else { 0.0 }
}
