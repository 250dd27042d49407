//! Texts cut into pieces that an encoder reads whole.
//!
//! Models are asked about what a reader would see: the text without invisible characters, with look-alike
//! letters undone where a text mixes alphabets, with encoded runs decoded as far as they go, and with
//! letters for digits inside words. Readings differ in few sentences, and a piece that reads the same is
//! looked at once for each place.

use std::collections::HashSet;
use std::ops::Range;

use crate::normalise::{self, Layer, View};
use crate::objective::{Context, PartText, Span, Unevaluable};

/// Most segments of one text. More cannot be evaluated.
const MOST: usize = 2_048;
/// Longest whole, in characters: a head reads a text whole, but one look at the budget must not take long.
const LONGEST_WHOLE: usize = 4_000;
/// Segments asked about between two looks at the budget.
const BATCH: usize = 32;
/// Bytes asked about between two looks at the budget; a longer piece is asked about alone.
const BATCH_BYTES: usize = 8 << 10;

/// A piece of one reading of one text of the subject.
#[derive(Debug, Clone)]
pub(super) struct Piece<'c> {
    part: PartText<'c>,
    view: &'c View<'static>,
    range: Range<usize>,
}

impl<'c> Piece<'c> {
    /// Its words.
    pub(super) fn text(&self) -> &'c str {
        self.view.text().get(self.range.clone()).unwrap_or_default()
    }

    /// Where it stands in the subject.
    pub(super) fn span(&self, label: impl Into<String>) -> Span {
        Span::new(self.part.at(), self.view.source(self.range.clone()), label)
    }
}

/// The pieces of the texts that the objective looks at and `choose` admits: sentences, and short texts whole.
/// Where `whole` is set longer texts as well, in runs of at most four thousand characters.
///
/// # Errors
/// [`Unevaluable`] where there are more than can be looked at, and once the budget is spent.
pub(super) fn pieces<'c>(
    context: &Context<'c>,
    whole: bool,
    choose: impl Fn(&PartText<'c>) -> bool,
) -> Result<Vec<Piece<'c>>, Unevaluable> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for part in context.parts().filter(choose) {
        context.checkpoint()?;
        for view in readings(&part) {
            let mut ranges = segments(view.text())?;
            if whole {
                ranges.extend(normalise::runs(view.text(), 0..view.text().len(), LONGEST_WHOLE));
            }
            let pieces = ranges.into_iter().map(|range| Piece { part, view, range });
            let pieces = pieces.filter(|piece| piece.text().chars().any(char::is_alphanumeric));
            found.extend(
                pieces.filter(|piece| seen.insert((part.at(), view.source(piece.range.clone()), piece.text()))),
            );
        }
    }
    Ok(found)
}

/// Pieces in runs that a model is asked about at once.
pub(super) fn batches<'p, 'c>(pieces: &'p [Piece<'c>]) -> impl Iterator<Item = &'p [Piece<'c>]> {
    let mut rest = pieces;
    std::iter::from_fn(move || {
        let mut bytes = 0_usize;
        let fits = |piece: &&Piece<'_>| {
            bytes += piece.range.len();
            bytes <= BATCH_BYTES
        };
        let count = rest.iter().take(BATCH).take_while(fits).count().max(1);
        let (batch, left) = rest.split_at_checked(count)?;
        rest = left;
        Some(batch)
    })
}

/// The readings of a text that a model is asked about.
fn readings<'c>(part: &PartText<'c>) -> impl Iterator<Item = &'c View<'static>> {
    let views = part.views();
    let last = |layer: Layer| views.iter().rev().find(move |view| view.layer() == layer);
    let plain = last(Layer::Clean).or(views.first());
    let mixes = plain.is_some_and(|plain| plain.text().chars().any(|c| matches!(c, '\u{0370}'..='\u{052F}')));
    let skeleton = last(Layer::Skeleton).filter(|view| mixes && view.text().is_ascii());
    let leet = views.iter().filter(|view| view.layer() == Layer::Leet);
    plain.into_iter().chain(skeleton).chain(last(Layer::Decoded)).chain(leet)
}

/// The segments of a text, and the whole of it where it is short and has several.
///
/// # Errors
/// [`Unevaluable`] where there are more than can be looked at.
fn segments(text: &str) -> Result<Vec<Range<usize>>, Unevaluable> {
    let mut found = normalise::segments(text);
    if found.len() > MOST {
        return Err(Unevaluable::Missing(format!("the text has more than {MOST} sentences")));
    }
    if let [first, .., last] = found.as_slice() {
        let whole = first.start..last.end;
        if text.get(whole.clone()).is_some_and(|whole| whole.chars().nth(normalise::SEGMENT).is_none()) {
            found.push(whole);
        }
    }
    Ok(found)
}
