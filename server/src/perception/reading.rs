//! How guardrails read a text: segment by segment, in eight bits.
//!
//! A sentence that is to be judged by itself must not mean something else for its neighbours, and a text that is to be judged as a
//! whole must not cost a second reading: so every segment is read alone, once, and what a head sees of the whole are the states of
//! its segments, one after another. In eight bits ([`Engine::Integer`]) that takes a third of the time, and gives the same bits on
//! every machine, whatever device the encoder of memory runs on.

use std::path::Path;

use groundstate_guardrails::normalise;
use groundstate_planner::device::Compute;
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

/// Encodes texts, each by itself.
///
/// # Errors
/// As [`Encoder::encode`].
pub fn encode(reader: &Encoder, texts: &[&str]) -> Result<Vec<Encoding>, PerceptionError> {
    let passages: Vec<Passage> = texts.iter().map(|text| Passage::whole(*text)).collect();
    Ok(reader.encode(&passages)?.into_iter().flatten().collect())
}

/// The token states of texts, as heads see them: those of their segments, one after another.
///
/// # Errors
/// As [`Encoder::encode`].
pub fn read_all(reader: &Encoder, texts: &[&str]) -> Result<Vec<TokenStates>, PerceptionError> {
    let segments: Vec<Vec<&str>> = texts.iter().map(|text| segments(text)).collect();
    let encoded = encode(reader, &segments.concat())?;
    Ok(joined(reader.dimension(), &segments, encoded.iter()))
}

/// The states of texts from those of their segments, which come text by text.
pub fn joined<'a>(
    dimension: usize,
    segments: &[Vec<&str>],
    mut read: impl Iterator<Item = &'a Encoding>,
) -> Vec<TokenStates> {
    let join = |segments: &Vec<&str>| {
        let own: Vec<&TokenStates> = read.by_ref().take(segments.len()).map(|encoding| &encoding.tokens).collect();
        TokenStates::concatenate(dimension, &own)
    };
    segments.iter().map(join).collect()
}
