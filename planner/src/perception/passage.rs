//! A text to read, and the spans of it whose states are wanted.

use std::ops::Range;

use super::PerceptionError;

/// A text that is encoded as one, and the byte ranges of it that each get an encoding.
///
/// Spans may overlap, nest, repeat or be empty, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The whole text, the context of every span.
    pub text: String,
    /// Byte ranges into `text`, on character boundaries.
    pub spans: Vec<Range<usize>>,
}

impl Passage {
    /// A passage with one span: all of it.
    #[must_use]
    pub fn whole(text: impl Into<String>) -> Self {
        let text = text.into();
        let all = Range { start: 0, end: text.len() };
        Self { text, spans: vec![all] }
    }

    /// Checks that every span lies within the text and cuts no character. `index` is the
    /// passage's place in its request, for the error.
    pub(super) fn validate(&self, index: usize) -> Result<(), PerceptionError> {
        for &Range { start, end } in &self.spans {
            if start > end || end > self.text.len() {
                return Err(PerceptionError::SpanOutOfRange { passage: index, start, end, length: self.text.len() });
            }
            if !self.text.is_char_boundary(start) || !self.text.is_char_boundary(end) {
                return Err(PerceptionError::SpanCutsCharacter { passage: index, start, end });
            }
        }
        Ok(())
    }
}
