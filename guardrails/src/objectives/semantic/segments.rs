//! A text cut into pieces that an encoder reads whole.

use std::ops::Range;

use crate::normalise;
use crate::objective::Unevaluable;

/// Longest segment, in characters: below what a 256-token encoder cuts off, in any script.
const LONGEST: usize = 240;
/// Most segments of one text. More cannot be evaluated.
const MOST: usize = 2_048;
/// Segments embedded between two looks at the budget.
pub(super) const BATCH: usize = 32;

/// Sentences, cut where they are too long, and the whole text where it is short and has several.
///
/// # Errors
/// [`Unevaluable`] where there are more than can be looked at.
pub(super) fn segments(text: &str) -> Result<Vec<Range<usize>>, Unevaluable> {
    let mut found = Vec::new();
    for sentence in normalise::fragments(text) {
        cut(text, sentence, &mut found);
        if found.len() > MOST {
            return Err(Unevaluable::Missing(format!("the text has more than {MOST} sentences")));
        }
    }
    found.retain(|range| text.get(range.clone()).is_some_and(|segment| segment.chars().any(char::is_alphanumeric)));
    if let [first, .., last] = found.as_slice() {
        let whole = first.start..last.end;
        if text.get(whole.clone()).is_some_and(|whole| whole.chars().nth(LONGEST).is_none()) {
            found.push(whole);
        }
    }
    Ok(found)
}

/// Cuts a range at white space where it can, so that no piece is too long.
fn cut(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    while let Some(rest) = text.get(start..range.end).filter(|rest| !rest.is_empty()) {
        let Some((limit, _)) = rest.char_indices().nth(LONGEST) else {
            found.push(start..range.end);
            return;
        };
        let head = rest.get(..limit).unwrap_or(rest);
        let end = head.rfind(char::is_whitespace).filter(|end| *end > 0).unwrap_or(limit);
        found.push(start..start + end);
        let gap = rest.get(end..).map_or(0, |tail| tail.len() - tail.trim_start().len());
        start += end + gap;
    }
}
