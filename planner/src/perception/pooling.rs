//! From the model's rows to the encodings of spans: mean, unit norm, quantisation.

use std::ops::Range;

use super::prepared::Prepared;
use super::{Encoding, PerceptionError, TokenStates};

/// Partial sums that a norm or a mean is accumulated in: a fixed order, and wide enough to vectorise.
const LANES: usize = 8;

/// Reads one encoding for each span. `outputs` holds, for each window of `prepared`, its rows
/// (row-major, `tokens × dimension`).
pub(super) fn encodings(
    prepared: &Prepared,
    outputs: &[Vec<f32>],
    dimension: usize,
) -> Result<Vec<Encoding>, PerceptionError> {
    let raw = kept_rows(prepared, outputs, dimension);
    let mut unit = raw.clone();
    unit.chunks_exact_mut(dimension).for_each(normalise);
    prepared
        .spans
        .iter()
        .map(|span| {
            let rows = span.start * dimension..span.end * dimension;
            let ids = prepared.ids.get(span.clone()).unwrap_or_default().to_vec();
            let states = unit.get(rows.clone()).unwrap_or_default();
            let tokens = TokenStates::quantise(dimension, ids, states)
                .map_err(|error| PerceptionError::Forward(error.to_string()))?;
            Ok(Encoding { pooled: pooled(prepared, span, rows, &raw, outputs, dimension), tokens })
        })
        .collect()
}

/// The mean over a span's tokens, unit norm. A span that is the whole passage is pooled over the
/// special tokens too, as the checkpoint's authors do: so the embedding of a text on its own is the
/// published one.
fn pooled(
    prepared: &Prepared,
    span: &Range<usize>,
    rows: Range<usize>,
    raw: &[f32],
    outputs: &[Vec<f32>],
    dimension: usize,
) -> Vec<f32> {
    let rows = match outputs.first() {
        Some(all) if prepared.is_whole(span) => all.as_slice(),
        _ => raw.get(rows).unwrap_or_default(),
    };
    let mut sum = vec![0.0_f32; dimension];
    for row in rows.chunks_exact(dimension) {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    normalise(&mut sum);
    sum
}

/// The rows that each window contributes, in the order of the passage's tokens.
fn kept_rows(prepared: &Prepared, outputs: &[Vec<f32>], dimension: usize) -> Vec<f32> {
    let mut rows = Vec::with_capacity(prepared.ids.len() * dimension);
    for (window, output) in prepared.windows.iter().zip(outputs) {
        let kept = window.kept.start * dimension..window.kept.end * dimension;
        rows.extend_from_slice(output.get(kept).unwrap_or_default());
    }
    rows
}

/// Scales a vector to unit norm; a zero vector stays zero.
fn normalise(vector: &mut [f32]) {
    let mut lanes = [0.0_f32; LANES];
    let chunks = vector.chunks_exact(LANES);
    let rest: f32 = chunks.remainder().iter().map(|value| value * value).sum();
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, value)| *lane += value * value);
    }
    let norm = (lanes.iter().sum::<f32>() + rest).sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|value| *value /= norm);
    }
}
