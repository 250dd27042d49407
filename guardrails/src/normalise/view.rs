//! One reading of a text, with the place in the original of each of its pieces.

use std::borrow::Cow;
use std::ops::Range;

/// How a reading was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// As it came.
    Original,
    /// Composed, without invisible characters.
    Clean,
    /// Look-alike letters and digits written in ASCII.
    Skeleton,
    /// Encoded runs replaced by what they hold.
    Decoded,
    /// Digits and marks inside words written as letters.
    Leet,
}

/// One reading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View<'a> {
    layer: Layer,
    text: Cow<'a, str>,
    /// Where each piece starts in `text`, and its range in the original; ascending; empty for the original.
    cuts: Vec<Cut>,
}

/// A piece of a reading. A linear one is a run of characters that each take as many bytes as what they
/// were made from, so that offsets inside it carry over; long texts have few pieces that way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    at: usize,
    start: usize,
    end: usize,
    linear: bool,
}

impl<'a> View<'a> {
    /// The text as it came.
    pub const fn original(text: &'a str) -> Self {
        Self { layer: Layer::Original, text: Cow::Borrowed(text), cuts: Vec::new() }
    }

    /// The same reading, owning its text.
    pub fn into_owned(self) -> View<'static> {
        View { layer: self.layer, text: Cow::Owned(self.text.into_owned()), cuts: self.cuts }
    }

    /// The same reading under another name: one that was made in two steps is named by the first.
    pub(super) fn relayered(self, layer: Layer) -> Self {
        Self { layer, ..self }
    }

    /// How the reading was made.
    pub const fn layer(&self) -> Layer {
        self.layer
    }

    /// The reading itself.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The range of bytes in the original that a range of this reading was made from: the smallest that
    /// covers every character touched. Lies on character boundaries of the original.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        if self.layer == Layer::Original && self.cuts.is_empty() {
            return range;
        }
        let start = self.cut(range.start).map_or(0, |cut| {
            let inside = if cut.linear { range.start - cut.at } else { 0 };
            (cut.start + inside).min(cut.end)
        });
        if range.is_empty() {
            return start..start;
        }
        let end = self
            .cut(range.end - 1)
            .map_or(start, |cut| if cut.linear { (cut.start + range.end - cut.at).min(cut.end) } else { cut.end });
        start..end.max(start)
    }

    /// The piece that holds the byte at this offset.
    fn cut(&self, offset: usize) -> Option<&Cut> {
        let after = self.cuts.partition_point(|cut| cut.at <= offset);
        self.cuts.get(after.checked_sub(1)?)
    }

    /// The same reading in lower case.
    pub fn lowercase(&self) -> View<'static> {
        let mut builder = Builder::new(self, self.layer);
        let mut buffer = String::new();
        for (offset, character) in self.text.char_indices() {
            buffer.clear();
            buffer.extend(character.to_lowercase());
            builder.push(&buffer, offset..offset + character.len_utf8());
        }
        builder.finish()
    }
}

/// Makes a reading from another, piece by piece.
#[derive(Debug)]
pub struct Builder<'v> {
    from: &'v View<'v>,
    layer: Layer,
    text: String,
    cuts: Vec<Cut>,
}

impl<'v> Builder<'v> {
    /// Starts an empty reading of `layer`, made from `from`.
    pub fn new(from: &'v View<'v>, layer: Layer) -> Self {
        Self { from, layer, text: String::with_capacity(from.text.len()), cuts: Vec::new() }
    }

    /// Appends a piece that stands for `range` of the view it is made from. Ranges must ascend.
    pub fn push(&mut self, piece: &str, range: Range<usize>) {
        if piece.is_empty() {
            return;
        }
        let source = self.from.source(range);
        let single = piece.chars().nth(1).is_none();
        let linear = single && piece.len() == source.len();
        let at = self.text.len();
        self.text.push_str(piece);
        if let Some(last) = self.cuts.last_mut()
            && linear
            && last.linear
            && last.end == source.start
        {
            last.end = source.end;
            return;
        }
        self.cuts.push(Cut { at, start: source.start, end: source.end, linear });
    }

    /// The finished reading.
    pub fn finish(self) -> View<'static> {
        View { layer: self.layer, text: Cow::Owned(self.text), cuts: self.cuts }
    }
}
