//! How well a segmentation agrees with sentences marked by somebody else.

use std::ops::Range;

/// Shares over a set of gold spans.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Gold spans looked at.
    pub gold: usize,
    /// Share for which one statement covers at least half of the span: 0 to 1.
    pub covered: f64,
    /// Share for which intersection over union with the best statement is at least 0.8: 0 to 1.
    pub matched: f64,
}

/// Compares statements' spans (in order, not overlapping) with gold spans, both in characters.
#[must_use]
pub fn agreement(gold: &[Range<usize>], statements: &[Range<usize>]) -> Agreement {
    let mut covered = 0_usize;
    let mut matched = 0_usize;
    for span in gold {
        let (half, close) = best(span, statements);
        covered += usize::from(half);
        matched += usize::from(close);
    }
    let share = |count: usize| if gold.is_empty() { 0.0 } else { count as f64 / gold.len() as f64 };
    Agreement { gold: gold.len(), covered: share(covered), matched: share(matched) }
}

/// Whether some statement covers half of the span, and whether some statement nearly equals it.
fn best(span: &Range<usize>, statements: &[Range<usize>]) -> (bool, bool) {
    let first = statements.partition_point(|statement| statement.end <= span.start);
    let near = statements.iter().skip(first).take_while(|statement| statement.start < span.end);
    near.fold((false, false), |(half, close), statement| {
        let shared = statement.end.min(span.end).saturating_sub(statement.start.max(span.start));
        let union = statement.end.max(span.end) - statement.start.min(span.start);
        (half || shared * 2 >= span.len(), close || shared * 5 >= union * 4)
    })
}
