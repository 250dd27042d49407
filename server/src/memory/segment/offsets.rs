//! Character offsets and byte offsets of one text.
//!
//! The API publishes spans in Unicode scalar values, Rust slices by bytes. A table of checkpoints makes
//! either conversion a short scan.

use std::ops::Range;

const STRIDE: usize = 1024;

/// Converts between the character and the byte offsets of one text.
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// Characters before the first character boundary at or after `i * STRIDE` bytes, with that byte.
    checkpoints: Vec<(usize, usize)>,
    chars: usize,
}

impl<'t> Offsets<'t> {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut chars = 0;
        let mut next = 0;
        for (byte, _) in text.char_indices() {
            if byte >= next {
                checkpoints.push((chars, byte));
                next += STRIDE;
            }
            chars += 1;
        }
        Self { text, checkpoints, chars }
    }

    /// Characters in the text.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.chars
    }

    /// Byte offset of a character offset, the text's length being the last one; `None` beyond it.
    #[must_use]
    pub fn byte_of(&self, char: usize) -> Option<usize> {
        if char >= self.chars {
            return (char == self.chars).then_some(self.text.len());
        }
        let at = self.checkpoints.partition_point(|(chars, _)| *chars <= char).checked_sub(1)?;
        let (chars, byte) = self.checkpoints.get(at)?;
        let (offset, _) = self.text.get(*byte..)?.char_indices().nth(char - chars)?;
        Some(byte + offset)
    }

    /// Character offset of a byte offset; `None` inside a character or beyond the text.
    #[must_use]
    pub fn char_of(&self, byte: usize) -> Option<usize> {
        if byte == self.text.len() {
            return Some(self.chars);
        }
        let at = self.checkpoints.partition_point(|(_, bytes)| *bytes <= byte).checked_sub(1)?;
        let (chars, start) = self.checkpoints.get(at)?;
        Some(chars + self.text.get(*start..byte)?.chars().count())
    }

    /// The text between two character offsets, cut at the text's end.
    #[must_use]
    pub fn slice(&self, chars: Range<usize>) -> &'t str {
        let start = self.byte_of(chars.start.min(self.chars)).unwrap_or_default();
        let end = self.byte_of(chars.end.min(self.chars)).unwrap_or_default();
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Counts characters along a text whose ranges come in order.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    byte: usize,
    char: usize,
}

impl Cursor {
    /// The character range of a byte range that begins at or after the previous one's start.
    pub(super) fn chars(&mut self, text: &str, bytes: &Range<usize>) -> Range<usize> {
        self.char += count(text, self.byte..bytes.start);
        self.byte = bytes.start;
        self.char..self.char + count(text, bytes.clone())
    }
}

fn count(text: &str, bytes: Range<usize>) -> usize {
    text.get(bytes).map_or(0, |slice| slice.chars().count())
}
