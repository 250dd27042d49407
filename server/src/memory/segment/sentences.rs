//! A paragraph's sentences.

use std::ops::Range;

use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;

use super::{Language, clauses, repair};

/// A fragment with fewer characters and at most one word joins its neighbour.
const MIN_CHARS: usize = 15;
/// A line this short was ended by its author, not by the width of the page; characters.
const SHORT_LINE: usize = 40;

/// The byte ranges of a paragraph's sentences, in order and without gaps, each with whether it is the
/// rest of a sentence that was too long.
pub(super) fn split(text: &str, language: &Language, max_chars: usize) -> Vec<(Range<usize>, bool)> {
    let mut sentences = Vec::new();
    for part in parts(text) {
        let ends = boundaries(text.get(part.clone()).unwrap_or_default(), language);
        let mut start = part.start;
        for end in ends {
            sentences.push(start..part.start + end);
            start = part.start + end;
        }
    }
    merge_fragments(text, sentences).into_iter().flat_map(|range| clauses::split(text, range, max_chars)).collect()
}

/// Parts between line breaks that divide. A paragraph that was wrapped at the page's width is one part;
/// lines that were ended early (verse, addresses) are parts of their own.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let longest = text.lines().map(|line| line.trim().chars().count()).max().unwrap_or_default();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let length = line.trim().chars().count();
        if length < SHORT_LINE && length * 2 < longest.max(SHORT_LINE) && at < text.len() {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..text.len());
    parts
}

/// The ends of a part's sentences; the last one is the part's length.
fn boundaries(part: &str, language: &Language) -> Vec<usize> {
    // The Unicode rules end a sentence at every line break: hide those of a wrapped paragraph, byte for
    // byte.
    let joined: String = part
        .chars()
        .map(|letter| if matches!(letter, '\n' | '\r' | '\u{0B}' | '\u{0C}') { ' ' } else { letter })
        .collect();
    let breaks = SentenceSegmenter::new(SentenceBreakInvariantOptions::default()).segment_str(&joined);
    let mut candidates: Vec<usize> = breaks.map(|end| repair::moved(&joined, end)).collect();
    candidates.extend(repair::marked_ends(&joined).chain(repair::numbered_ends(&joined)));
    candidates.sort_unstable();
    let mut ends = Vec::new();
    let mut start = 0;
    for end in candidates {
        if end > start && (end == joined.len() || !repair::joins(&joined, start..end, language)) {
            ends.push(end);
            start = end;
        }
    }
    ends
}

/// Joins fragments that say nothing alone (`No.`, a stray number) to the sentence before, or after when
/// there is none before.
fn merge_fragments(text: &str, sentences: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
    let mut pending: Option<usize> = None;
    for sentence in sentences {
        let fragment = is_fragment(text.get(sentence.clone()).unwrap_or_default());
        match merged.last_mut() {
            Some(last) if fragment => last.end = sentence.end,
            None if fragment => pending = pending.or(Some(sentence.start)),
            _ => merged.push(pending.take().unwrap_or(sentence.start)..sentence.end),
        }
    }
    if let Some(start) = pending {
        merged.push(start..text.len());
    }
    merged
}

fn is_fragment(sentence: &str) -> bool {
    let sentence = sentence.trim();
    let words = sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    words == 0 || (words == 1 && sentence.chars().count() < MIN_CHARS && sentence.is_ascii())
}
