//! What every detector is, and how it looks around a candidate.

use std::ops::Range;

/// Finds one sort of personal data or secret.
pub(super) trait Detector: Send + Sync + std::fmt::Debug {
    /// Places in the text, in any order; at most a bounded number.
    fn find(&self, text: &str) -> Vec<Finding>;
}

/// A place found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// Its bytes in the text searched.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) label: &'static str,
}

/// Candidates looked at in one text: a text that has more is full of findings, or of nothing.
pub(super) const CANDIDATES: usize = 100_000;

/// Whether the range is a whole token: neither part of a longer word or number nor of a decimal, a
/// dotted version or a dashed number.
pub(super) fn isolated(text: &str, range: &Range<usize>) -> bool {
    let mut before = text.get(..range.start).unwrap_or_default().chars().rev();
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let clear = |near: Option<char>, far: Option<char>| match near {
        None => true,
        Some(c) if c.is_alphanumeric() || c == '_' => false,
        Some('.' | ',' | '-' | '/' | ':') => !far.is_some_and(|c| c.is_ascii_digit()),
        Some(_) => true,
    };
    clear(before.next(), before.next()) && clear(after.next(), after.next())
}

/// Whether one of the words stands near the range: up to 60 bytes before it or 30 after it. The words are
/// lower case; each must begin and end at a word boundary.
pub(super) fn near(text: &str, range: &Range<usize>, words: &[&str]) -> bool {
    let before = window(text, range.start.saturating_sub(60)..range.start);
    let after = window(text, range.end..range.end.saturating_add(30).min(text.len()));
    words.iter().any(|word| has_word(&before, word) || has_word(&after, word))
}

/// The text of a range widened inwards to character boundaries, in lower case.
fn window(text: &str, mut range: Range<usize>) -> String {
    while !text.is_char_boundary(range.start) && range.start < range.end {
        range.start += 1;
    }
    while !text.is_char_boundary(range.end) && range.end > range.start {
        range.end -= 1;
    }
    text.get(range).unwrap_or_default().to_lowercase()
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, found)| {
        let before = text.get(..start).and_then(|t| t.chars().next_back());
        let after = text.get(start + found.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
