//! Policies as rows: versions and their life, attachments, back-tests. What may be done with a document is decided by
//! the pure rules of `guardrails::policy`; here it is done, in one write with the decision that says so.

pub mod attach;
pub mod backtest;
pub mod input;
pub mod transition;
pub mod versions;

use crate::problem::{Answer, Code, Problem};
use crate::store::StoreError;

/// Longest reason, characters.
const LONGEST_REASON: usize = 1_000;

/// A reason that somebody gave: without one nothing changes.
///
/// # Errors
/// `unprocessable` when it is empty or too long.
pub fn reason(text: &str) -> Answer<&str> {
    let text = text.trim();
    match text.chars().count() {
        1..=LONGEST_REASON => Ok(text),
        _ => Err(Problem::parameter("reason", format!("use 1 to {LONGEST_REASON} characters"))),
    }
}

/// Somebody else was there first.
pub(crate) fn raced(what: impl Into<String>) -> impl FnOnce(StoreError) -> Problem {
    |error| if error.is_duplicate() { Problem::new(Code::Conflict, what) } else { error.into() }
}
