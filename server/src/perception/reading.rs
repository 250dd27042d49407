//! How guardrails read a text: segment by segment, in eight bits.
//!
//! A sentence that is to be judged by itself must not mean something else for its neighbours, and a text that is to be judged as a
//! whole must not cost a second reading: so every segment is read alone, once, and what a head sees of the whole are the states of
//! its segments, one after another. In eight bits ([`Engine::Integer`]) that takes a third of the time, and gives the same bits on
//! every machine, whatever device the encoder of memory runs on.

use std::collections::HashMap;
use std::path::Path;

use groundstate_guardrails::normalise;
use groundstate_planner::device::Compute;
use groundstate_planner::perception::heads::{Composed, HeadError, LearnedHead};
use groundstate_planner::perception::{Encoder, Encoding, Engine, Passage, PerceptionError, TokenStates};

/// The encoder as guardrails use it.
///
/// # Errors
/// As [`Encoder::load`].
pub fn reader(directory: &Path) -> Result<Encoder, PerceptionError> {
    Encoder::load_with(directory, &Compute::cpu(), Engine::Integer)
}

/// What a text is read as: its segments, in their order.
#[must_use]
pub fn segments(text: &str) -> Vec<&str> {
    normalise::segments(text).into_iter().filter_map(|range| text.get(range)).collect()
}

/// A text that heads are asked about as a classifier objective asks: each segment and the whole, of which the greatest probability counts.
/// (The objective cuts wholes of more than four thousand characters into runs, and looks at decoded readings too.)
pub struct Asked<'t> {
    encoded: Vec<Encoding>,
    pieces: Vec<Composed<'t>>,
}

impl<'t> Asked<'t> {
    /// Reads a text.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn read(reader: &Encoder, text: &'t str) -> Result<Self, PerceptionError> {
        let mut pieces = segments(text);
        if pieces.len() != 1 {
            pieces.push(text);
        }
        let (parts, pieces) = compose(&pieces);
        Ok(Self { encoded: encode(reader, &parts)?, pieces })
    }

    /// What a head says: for each label the greatest probability of a piece.
    ///
    /// # Errors
    /// As [`LearnedHead::classify_all`].
    pub fn of(&self, head: &LearnedHead) -> Result<Vec<f32>, HeadError> {
        let states: Vec<&TokenStates> = self.encoded.iter().map(|encoding| &encoding.tokens).collect();
        let join = |mut most: Vec<f32>, piece: Vec<f32>| {
            most.iter_mut().zip(piece).for_each(|(most, found)| *most = most.max(found));
            most
        };
        Ok(head.classify_all(&states, &self.pieces)?.into_iter().reduce(join).unwrap_or_default())
    }
}

/// Encodes texts, each by itself.
///
/// # Errors
/// As [`Encoder::encode`].
pub fn encode(reader: &Encoder, texts: &[&str]) -> Result<Vec<Encoding>, PerceptionError> {
    let passages: Vec<Passage> = texts.iter().map(|text| Passage::whole(*text)).collect();
    Ok(reader.encode(&passages)?.into_iter().flatten().collect())
}

/// The segments of several texts, each once, and for each text which of them it is made of.
#[must_use]
pub fn compose<'a>(texts: &[&'a str]) -> (Vec<&'a str>, Vec<Composed<'a>>) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut parts: Vec<&str> = Vec::new();
    let mut composed = Vec::with_capacity(texts.len());
    for text in texts.iter().copied() {
        let mut made_of = Vec::new();
        for segment in segments(text) {
            made_of.push(*places.entry(segment).or_insert(parts.len()));
            if places.len() > parts.len() {
                parts.push(segment);
            }
        }
        composed.push(Composed { text, parts: made_of });
    }
    (parts, composed)
}

/// The token states of texts, as heads see them: those of their segments, one after another.
///
/// # Errors
/// As [`Encoder::encode`].
pub fn read(reader: &Encoder, texts: &[&str]) -> Result<Vec<TokenStates>, PerceptionError> {
    let (parts, composed) = compose(texts);
    let encoded = encode(reader, &parts)?;
    let join = |text: &Composed<'_>| {
        let states: Vec<&TokenStates> =
            text.parts.iter().filter_map(|part| encoded.get(*part)).map(|encoding| &encoding.tokens).collect();
        TokenStates::concatenate(reader.dimension(), &states)
    };
    Ok(composed.iter().map(join).collect())
}
