//! What every detector is, and how it looks around a candidate.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use regex::Regex;

use crate::objective::{Context, Unevaluable};

/// Finds one sort of personal data or secret.
pub(super) trait Detector: Send + Sync + std::fmt::Debug {
    /// Every place in the text, in any order.
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable>;
}

/// Asks the budget every so many candidates, so that a text full of them cannot run away, and none is
/// left unseen in silence.
#[derive(Debug)]
pub(super) struct Pace<'c> {
    context: &'c Context<'c>,
    ticks: Cell<u32>,
}

impl<'c> Pace<'c> {
    pub(super) const fn new(context: &'c Context<'c>) -> Self {
        Self { context, ticks: Cell::new(0) }
    }

    /// One more candidate.
    pub(super) fn tick(&self) -> Result<(), Unevaluable> {
        let ticks = self.ticks.get().wrapping_add(1);
        self.ticks.set(ticks);
        if ticks.is_multiple_of(256) { self.context.checkpoint() } else { Ok(()) }
    }
}

/// A detector's expression, compiled once a process: every policy has the same.
pub(super) fn expression(pattern: &str) -> Result<Regex, regex::Error> {
    static COMPILED: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = compiled.get(pattern) {
        return Ok(known.clone());
    }
    let fresh = Regex::new(pattern)?;
    compiled.insert(pattern.to_owned(), fresh.clone());
    Ok(fresh)
}

/// The candidates that count.
pub(super) fn scan(
    expression: &Regex,
    text: &str,
    pace: &Pace<'_>,
    label: &'static str,
    counts: impl Fn(&Range<usize>, &str) -> bool,
) -> Result<Vec<Finding>, Unevaluable> {
    let mut found = Vec::new();
    for candidate in expression.find_iter(text) {
        pace.tick()?;
        if counts(&candidate.range(), candidate.as_str()) {
            found.push(Finding { range: candidate.range(), label });
        }
    }
    Ok(found)
}

/// A place found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// Its bytes in the text searched.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) label: &'static str,
}

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
