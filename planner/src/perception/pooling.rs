//! From the model's rows to the encodings of spans: mean, unit norm, quantisation.

use super::prepared::Prepared;
use super::{Encoding, PerceptionError, TokenStates};

/// Partial sums that a norm or a mean is accumulated in: a fixed order, and wide enough to vectorise.
const LANES: usize = 8;

/// Reads one encoding for each span. `outputs` holds, for each window of `prepared`, its rows
/// (row-major, `tokens × dimension`).
pub(super) fn encodings(
    prepared: &Prepared,
    outputs: &[&[f32]],
    dimension: usize,
) -> Result<Vec<Encoding>, PerceptionError> {
    let rows = kept_rows(prepared, outputs, dimension);
    prepared
        .spans
        .iter()
        .map(|span| {
            let own = rows.get(span.clone()).unwrap_or_default();
            let ids = prepared.ids.get(span.clone()).unwrap_or_default().to_vec();
            let tokens = TokenStates::of_rows(dimension, ids, own.iter().copied(), normalise)
                .map_err(|error| PerceptionError::Forward(error.to_string()))?;
            // A span that is the whole passage is pooled over the special tokens too, as the checkpoint's authors do: so the
            // embedding of a text on its own is the published one.
            let pooled = match outputs.first() {
                Some(all) if prepared.is_whole(span) => mean(all.chunks_exact(dimension), dimension),
                _ => mean(own.iter().copied(), dimension),
            };
            Ok(Encoding { pooled, tokens })
        })
        .collect()
}

/// The mean of rows, unit norm.
fn mean<'a>(rows: impl Iterator<Item = &'a [f32]>, dimension: usize) -> Vec<f32> {
    let mut sum = vec![0.0_f32; dimension];
    for row in rows {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    normalise(&mut sum);
    sum
}

/// The rows that each window contributes, in the order of the passage's tokens.
fn kept_rows<'a>(prepared: &Prepared, outputs: &[&'a [f32]], dimension: usize) -> Vec<&'a [f32]> {
    let kept = prepared
        .windows
        .iter()
        .zip(outputs)
        .map(|(window, output)| output.chunks_exact(dimension).skip(window.kept.start).take(window.kept.len()));
    kept.flatten().collect()
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
