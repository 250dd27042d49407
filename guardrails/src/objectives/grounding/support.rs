//! How much of a statement its evidence says, from the words alone.

use std::collections::{HashMap, HashSet};

use crate::normalise;

/// Support of a statement by its evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Support {
    /// It stands there word for word.
    Verbatim,
    /// Nothing supports it: no evidence, or a number or negation of its own.
    Nothing,
    /// The share of its words that stand there, 0..=1.
    Shared(f64),
}

impl Support {
    pub(super) const fn value(self) -> f64 {
        match self {
            Self::Verbatim => 1.0,
            Self::Nothing => 0.0,
            Self::Shared(share) => share,
        }
    }
}

/// The words of a text in comparable form.
#[derive(Debug)]
pub(super) struct Words {
    words: Vec<String>,
    /// All of them, with a space on either side of each: no word has one in it.
    line: String,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let words = words(text);
        let line = format!(" {} ", words.join(" "));
        Self { words, line }
    }
}

/// The support of `statement` by these pieces of evidence.
pub(super) fn of(statement: &Words, evidence: &[&Words]) -> Support {
    let wanted = statement.words.as_slice();
    if wanted.is_empty() || evidence.iter().all(|piece| piece.words.is_empty()) {
        return Support::Nothing;
    }
    if evidence.iter().any(|piece| piece.line.contains(&statement.line)) {
        return Support::Verbatim;
    }
    let there: HashSet<&str> = evidence.iter().flat_map(|piece| &piece.words).map(String::as_str).collect();
    if wanted.iter().any(|word| is_number(word) && !there.contains(word.as_str())) {
        return Support::Nothing;
    }
    if negated(wanted) && !evidence.iter().any(|piece| negated(&piece.words)) {
        return Support::Nothing;
    }
    Support::Shared(share(wanted, &there))
}

/// Share of the words that are there; a function word counts a quarter of a content word.
fn share(wanted: &[String], there: &HashSet<&str>) -> f64 {
    let mut weights: HashMap<&str, f64> = HashMap::new();
    for word in wanted {
        weights.insert(word, if FUNCTION_WORDS.contains(&word.as_str()) { 0.25 } else { 1.0 });
    }
    // Summed in the order of the statement, so that the result is the same on every run.
    let (mut found, mut total) = (0.0, 0.0);
    for word in wanted {
        let Some(weight) = weights.remove(word.as_str()) else { continue };
        total += weight;
        if there.contains(word.as_str()) {
            found += weight;
        }
    }
    if total > 0.0 { found / total } else { 0.0 }
}

/// The words of a text in comparable form. A number keeps the marks inside it: `1,000`, `3.5`, `12:30`.
fn words(text: &str) -> Vec<String> {
    let comparable = normalise::comparable(text);
    let mut found = Vec::new();
    for chunk in comparable.split(|c: char| !(c.is_alphanumeric() || is_inner(c))) {
        let trimmed = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        if trimmed.chars().any(|c| c.is_ascii_digit()) && !trimmed.chars().any(char::is_alphabetic) {
            found.push(trimmed.to_owned());
        } else {
            let parts = trimmed.split(|c: char| is_inner(c) && c != '\'');
            found.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

const fn is_inner(c: char) -> bool {
    matches!(c, '.' | ',' | ':' | '\'')
}

fn is_number(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

fn negated(words: &[String]) -> bool {
    words.iter().any(|word| NEGATIONS.contains(&word.as_str()) || word.ends_with("n't"))
}

const NEGATIONS: [&str; 22] = [
    "not", "no", "never", "none", "neither", "nor", "without", "cannot", "nicht", "kein", "keine", "nie", "ohne", "ne",
    "pas", "jamais", "sans", "nunca", "sin", "non", "mai", "senza",
];

const FUNCTION_WORDS: [&str; 44] = [
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or", "as", "is", "are", "was",
    "were", "be", "been", "being", "it", "its", "this", "that", "these", "those", "he", "she", "they", "his", "her",
    "their", "which", "who", "has", "have", "had", "will", "would", "also", "into", "than",
];
