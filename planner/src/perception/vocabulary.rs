//! The tokenizer: text to wordpieces with their places, and the special tokens put around them.

use std::ops::Range;

use tokenizers::Tokenizer;

use super::PerceptionError;

/// A checkpoint's tokenizer, without the padding and truncation its file may ask for.
pub(super) struct Vocabulary {
    tokenizer: Tokenizer,
    /// Special tokens before the text, `[CLS]` in BERT.
    pub(super) prefix: Vec<u32>,
    /// Special tokens after the text, `[SEP]` in BERT.
    pub(super) suffix: Vec<u32>,
    /// Number of ids, special ones included.
    pub(super) size: usize,
}

/// The wordpieces of one text, special tokens not among them.
pub(super) struct Pieces {
    pub(super) ids: Vec<u32>,
    /// Byte range of each piece in the text, without the white space that some tokenizers count in.
    pub(super) places: Vec<Range<usize>>,
}

impl Vocabulary {
    /// Reads `tokenizer.json`.
    ///
    /// Padding and truncation are switched off: lengths are handled by windows, batches by lengths.
    /// Special tokens that a text spells out are encoded as ordinary text.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PerceptionError> {
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(failed)?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(failed)?;
        tokenizer.set_encode_special_tokens(true);
        let (prefix, suffix) = template(&tokenizer)?;
        let size = tokenizer.get_vocab_size(true);
        Ok(Self { tokenizer, prefix, suffix, size })
    }

    /// Number of special tokens put around a text.
    pub(super) fn specials(&self) -> usize {
        self.prefix.len() + self.suffix.len()
    }

    pub(super) fn pieces(&self, text: &str) -> Result<Pieces, PerceptionError> {
        let encoded = self.tokenizer.encode(text, false).map_err(failed)?;
        let places = encoded.get_offsets().iter().map(|&(start, end)| trimmed(text, start..end)).collect();
        Ok(Pieces { ids: encoded.get_ids().to_vec(), places })
    }

    /// Number of wordpieces of a text, special tokens not counted.
    pub(super) fn count(&self, text: &str) -> Result<usize, PerceptionError> {
        Ok(self.tokenizer.encode_fast(text, false).map_err(failed)?.len())
    }

    /// Wordpieces with the special tokens around them.
    pub(super) fn framed(&self, ids: &[u32]) -> Vec<u32> {
        [self.prefix.as_slice(), ids, self.suffix.as_slice()].concat()
    }
}

/// The special tokens before and after a single text, read off an encoded sample.
fn template(tokenizer: &Tokenizer) -> Result<(Vec<u32>, Vec<u32>), PerceptionError> {
    let sample = tokenizer.encode("a", true).map_err(failed)?;
    let specials = || sample.get_ids().iter().copied().zip(sample.get_special_tokens_mask().iter().copied());
    let prefix: Vec<u32> = specials().take_while(|(_, special)| *special == 1).map(|(id, _)| id).collect();
    let after: Vec<u32> =
        specials().skip(prefix.len()).skip_while(|(_, special)| *special == 0).map(|(id, _)| id).collect();
    Ok((prefix, after))
}

/// `place` without leading and trailing white space. A place that is not one in `text` is left as it is.
fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let Some(piece) = text.get(place.clone()) else { return place };
    let start = place.start + (piece.len() - piece.trim_start().len());
    let end = place.end - (piece.len() - piece.trim_end().len());
    if start < end { start..end } else { place }
}

fn failed(error: tokenizers::Error) -> PerceptionError {
    PerceptionError::Tokenizer(error.to_string())
}
