//! Sentences that are too long, split where a clause ends.

use std::ops::Range;

/// Where a sentence may be split, best first.
const CUTS: [&[&str]; 4] =
    [&["; ", "；"], &[": ", " — ", " – ", "："], &[", and ", ", but ", ", which ", ", while "], &[", ", "，", "、"]];

/// Splits a range of a text into parts of at most `max_chars` characters: one part if it fits already.
/// Every part but the first is marked as the rest of a sentence.
pub(super) fn split(text: &str, range: Range<usize>, max_chars: usize) -> Vec<(Range<usize>, bool)> {
    let max_chars = max_chars.max(2);
    let mut parts = Vec::new();
    let mut start = range.start;
    // White space at the end takes no room.
    let end = start + text.get(range.clone()).unwrap_or_default().trim_end().len();
    loop {
        let rest = text.get(start..end).unwrap_or_default();
        let Some(window) = exceeds(rest, max_chars) else {
            parts.push((start..range.end, start > range.start));
            return parts;
        };
        let at = start + cut(window);
        parts.push((start..at, start > range.start));
        start = at;
    }
}

/// Splits preformatted text at line ends into parts of at most `max_chars` characters; a longer line is
/// cut as a sentence.
pub(super) fn split_lines(text: &str, max_chars: usize) -> Vec<(Range<usize>, bool)> {
    let mut parts: Vec<(Range<usize>, bool)> = Vec::new();
    let mut room = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let length = line.chars().count();
        if length <= room {
            room -= length;
            if let Some((last, _)) = parts.last_mut() {
                last.end = range.end;
            }
        } else {
            let first = parts.is_empty();
            parts.extend(split(text, range, max_chars).into_iter().map(|(range, rest)| (range, rest || !first)));
            room = max_chars.saturating_sub(length);
        }
    }
    parts
}

/// The first `max_chars` characters, if the text is longer.
fn exceeds(text: &str, max_chars: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(max_chars)?;
    text.get(..end)
}

/// Where to cut a window: after the last good clause end in its last two thirds, else after the last
/// white space there, else at its end.
fn cut(window: &str) -> usize {
    let third = window.len() / 3;
    let last = |mark: &&str| window.rfind(*mark).map(|at| at + mark.len()).filter(|at| *at > third);
    let clause = CUTS.iter().find_map(|marks| {
        let connective = marks.first().is_some_and(|mark| mark.starts_with(", "));
        // A connective opens the next clause: cut before it, after its comma.
        let place = |mark: &&str| last(mark).map(|at| if connective { at + 2 - mark.len() } else { at });
        marks.iter().filter_map(place).max()
    });
    let space = || window.rfind(char::is_whitespace).filter(|at| *at > third).map(|at| at + 1);
    clause.or_else(space).filter(|at| window.is_char_boundary(*at)).unwrap_or(window.len())
}
