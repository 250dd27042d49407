//! Passages: what the encoder reads at a time.
//!
//! A sentence encoded alone loses what its paragraph says ("It was rejected." — what was?). With late
//! chunking (arXiv:2409.04701) the encoder reads the paragraph, and a statement's states are those of
//! its span. Which text surrounds a statement is a policy, since it is part of what a memory's
//! embeddings mean: all statements of one memory must be encoded under the same policy.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::segment::StatementDraft;

/// What the encoder reads around a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassagePolicy {
    /// The statement alone.
    #[default]
    Statement,
    /// The statement after its title and headings.
    StatementWithHeading,
    /// The statements of its paragraph.
    Paragraph,
    /// The statements of its paragraph after their title and headings.
    ParagraphWithHeading,
}

impl PassagePolicy {
    fn has_heading(self) -> bool {
        matches!(self, Self::StatementWithHeading | Self::ParagraphWithHeading)
    }

    fn has_paragraph(self) -> bool {
        matches!(self, Self::Paragraph | Self::ParagraphWithHeading)
    }
}

/// A text for the encoder and where each statement stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageDraft {
    /// What the encoder reads.
    pub text: String,
    /// Byte range of each statement in `text`, in order.
    pub spans: Vec<Range<usize>>,
    /// Index of each statement in the slice that was given, in order.
    pub statements: Vec<usize>,
}

/// Groups a document's statements into passages: every statement is in exactly one.
///
/// `max_tokens` bounds a passage as `count_tokens` estimates it; a heading takes at most a third of
/// that, longer ones are left out. A paragraph that is too long continues in further passages, each
/// after the last statement of the one before, which is read as context only, where both fit. A
/// statement that exceeds the bound alone gets a passage of its own, which the encoder cuts.
#[must_use]
pub fn passages(
    title: Option<&str>,
    statements: &[StatementDraft],
    policy: PassagePolicy,
    max_tokens: usize,
    count_tokens: &dyn Fn(&str) -> usize,
) -> Vec<PassageDraft> {
    let mut passages: Vec<PassageDraft> = Vec::new();
    let mut room = 0;
    let mut previous: Option<(&StatementDraft, usize)> = None;
    for (index, statement) in statements.iter().enumerate() {
        let cost = count_tokens(&statement.text);
        let context = previous.replace((statement, cost));
        let context = context.filter(|(before, _)| policy.has_paragraph() && before.block == statement.block);
        if let Some(passage) = passages.last_mut().filter(|_| context.is_some() && cost <= room) {
            append(passage, index, statement);
            room -= cost;
            continue;
        }
        let mut passage = PassageDraft { text: String::new(), spans: Vec::new(), statements: Vec::new() };
        room = max_tokens;
        let heading = if policy.has_heading() { heading(title, statement) } else { String::new() };
        let heading_cost = count_tokens(&heading);
        if !heading.is_empty() && heading_cost * 3 <= max_tokens {
            passage.text.push_str(&heading);
            room -= heading_cost;
        }
        if let Some((before, length)) = context.filter(|(_, length)| length + cost <= room) {
            passage.text.push_str(&before.text);
            room -= length;
        }
        append(&mut passage, index, statement);
        passages.push(passage);
        room = room.saturating_sub(cost);
    }
    passages
}

fn append(passage: &mut PassageDraft, index: usize, statement: &StatementDraft) {
    if !passage.text.is_empty() && !passage.text.ends_with(' ') {
        passage.text.push(' ');
    }
    let start = passage.text.len();
    passage.text.push_str(&statement.text);
    passage.spans.push(start..passage.text.len());
    passage.statements.push(index);
}

/// `Title. Heading. `, or nothing.
fn heading(title: Option<&str>, statement: &StatementDraft) -> String {
    let parts = title.into_iter().chain(statement.heading_path.iter().map(String::as_str));
    parts.fold(String::new(), |path, part| path + part + ". ")
}
