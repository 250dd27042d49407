//! A passage made ready for the model: windows of token ids, and which tokens each span owns.
//!
//! A passage longer than the encoder's reach is read in windows that overlap by a quarter. Every token
//! is kept from exactly one window. Where one window hands over to the next, the cut falls on the
//! start of a span if one starts in the middle half of the overlap, so that a sentence's states come
//! from one reading of it; else in the overlap's middle. Each token is read with at least a sixteenth
//! of the reach on either side, unless the passage itself ends there, and a long passage costs a third
//! more than its length.

use std::ops::Range;

use super::vocabulary::{Pieces, Vocabulary};
use super::{Passage, PerceptionError};

/// A passage that has been checked and tokenised, and waits for the model.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Wordpiece ids of the passage, special tokens not among them.
    pub(super) ids: Vec<u32>,
    /// What the model reads. Empty when the passage has no tokens.
    pub(super) windows: Vec<Window>,
    /// For each span of the passage, its tokens as a range into `ids`.
    pub(super) spans: Vec<Range<usize>>,
}

/// One sequence for the model, and the part of it whose states are kept.
#[derive(Clone, Debug)]
pub(super) struct Window {
    /// Token ids with the special tokens around them.
    pub(super) ids: Vec<u32>,
    /// Rows of the model's output that are kept.
    pub(super) kept: Range<usize>,
}

impl Prepared {
    pub(super) fn new(
        vocabulary: &Vocabulary,
        reach: usize,
        passage: &Passage,
        index: usize,
    ) -> Result<Self, PerceptionError> {
        passage.validate(index)?;
        let Pieces { ids, places } = vocabulary.pieces(&passage.text)?;
        let spans: Vec<Range<usize>> = passage.spans.iter().map(|span| owned(&places, span)).collect();
        let mut starts: Vec<usize> = spans.iter().filter(|span| !span.is_empty()).map(|span| span.start).collect();
        starts.sort_unstable();
        let windows = windows(vocabulary, reach, &ids, &starts);
        Ok(Self { ids, windows, spans })
    }

    /// Tokens the model will read, special tokens and overlaps counted: the cost of the passage.
    #[must_use]
    pub fn cost(&self) -> usize {
        self.windows.iter().map(|window| window.ids.len()).sum()
    }

    /// Whether a span is the whole passage, read in one window.
    pub(super) fn is_whole(&self, span: &Range<usize>) -> bool {
        self.windows.len() == 1 && *span == (0..self.ids.len())
    }
}

/// The tokens that share at least one byte with `span`. Places ascend, so they are neighbours.
fn owned(places: &[Range<usize>], span: &Range<usize>) -> Range<usize> {
    if span.is_empty() {
        return 0..0;
    }
    let start = places.partition_point(|place| place.end <= span.start);
    let end = places.partition_point(|place| place.start < span.end);
    if start < end { start..end } else { 0..0 }
}

fn windows(vocabulary: &Vocabulary, reach: usize, ids: &[u32], starts: &[usize]) -> Vec<Window> {
    let prefix = vocabulary.prefix.len();
    layout(ids.len(), reach, starts)
        .into_iter()
        .filter_map(|(shown, kept)| {
            let rows = prefix + kept.start - shown.start..prefix + kept.end - shown.start;
            ids.get(shown).map(|ids| Window { ids: vocabulary.framed(ids), kept: rows })
        })
        .collect()
}

/// Windows over `tokens` tokens, each as the range it shows and the range that is kept of it.
///
/// The kept ranges tile `0..tokens`. No window shows more than `reach` tokens. `starts` are the
/// tokens at which a cut is welcome, in ascending order.
fn layout(tokens: usize, reach: usize, starts: &[usize]) -> Vec<(Range<usize>, Range<usize>)> {
    let overlap = reach / 4;
    let step = (reach - overlap).max(1);
    let mut windows = Vec::new();
    let (mut start, mut kept) = (0, 0);
    while kept < tokens {
        let end = (start + reach).min(tokens);
        let until = if end == tokens { tokens } else { cut(end - overlap, overlap, starts) };
        windows.push((start..end, kept..until));
        kept = until;
        start += step;
    }
    windows
}

/// Where an overlap is cut: the welcome place nearest to its middle, within its middle half.
fn cut(overlap_start: usize, overlap: usize, starts: &[usize]) -> usize {
    let middle = overlap_start + overlap / 2;
    let (first, last) = (middle - overlap / 4, middle + overlap / 4);
    let from = starts.partition_point(|start| *start < first);
    let welcome = starts.iter().skip(from).copied().take_while(|start| *start <= last);
    welcome.min_by_key(|start| start.abs_diff(middle)).unwrap_or(middle)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn windows_tile_the_passage_and_show_both_sides(
            tokens in 0_usize..3_000, reach in 4_usize..600, starts in prop::collection::btree_set(0_usize..3_000, 0..200),
        ) {
            let starts: Vec<usize> = starts.into_iter().collect();
            let windows = layout(tokens, reach, &starts);
            let mut next = 0;
            for (shown, kept) in &windows {
                prop_assert_eq!(kept.start, next);
                prop_assert!(kept.start < kept.end && shown.start <= kept.start && kept.end <= shown.end);
                prop_assert!(shown.len() <= reach);
                prop_assert!(shown.start == 0 || kept.start - shown.start >= reach / 16);
                prop_assert!(shown.end == tokens || shown.end - kept.end >= reach / 16);
                next = kept.end;
            }
            prop_assert_eq!(next, tokens);
        }

        #[test]
        fn sentences_shorter_than_a_cut_s_leeway_are_read_in_one_window(length in 1_usize..31, reach in 250_usize..260) {
            let starts: Vec<usize> = (0..2_000).step_by(length).collect();
            for (_, kept) in layout(2_000, reach, &starts) {
                prop_assert_eq!(kept.start % length, 0);
            }
        }

        #[test]
        fn a_span_owns_every_token_it_touches(start in 0_usize..40, length in 0_usize..40) {
            let places: Vec<_> = (0..13).map(|token| token * 3..token * 3 + 2).collect();
            let span = start..start + length;
            let expected: Vec<_> = (0..places.len())
                .filter(|token| places[*token].start < span.end && span.start < places[*token].end && length > 0)
                .collect();
            let found: Vec<_> = owned(&places, &span).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
