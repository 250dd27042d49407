//! Scaled dot-product attention (arXiv:1706.03762), one sequence after the other.

use candle_core::{Device, Tensor};

use super::{in_place, with_values};
use crate::perception::kernels;

/// The context of every token: `rows × dimension`, from the product of query, key and value
/// (`rows × 3 dimension`, bias not yet added). Rows beyond the sequences stay zero.
pub(super) fn context(
    projected: &Tensor,
    bias: &[f32],
    chunk: &[&[u32]],
    heads: usize,
    rows: usize,
) -> candle_core::Result<Tensor> {
    let dimension = bias.len() / 3;
    let mut context = vec![0.0_f32; rows * dimension];
    with_values(projected, |projected| {
        let (mut projected, mut context) = (projected, context.as_mut_slice());
        for tokens in chunk.iter().map(|sequence| sequence.len()) {
            let (own, others) = projected.split_at_checked(tokens * bias.len()).unwrap_or((projected, &[]));
            let (out, rest) = std::mem::take(&mut context).split_at_mut(tokens * dimension);
            attend(own, bias, heads, out)?;
            (projected, context) = (others, rest);
        }
        Ok::<_, candle_core::Error>(())
    })??;
    Tensor::from_vec(context, (rows, dimension), &Device::Cpu)
}

#[derive(Clone, Copy)]
struct Shape {
    tokens: usize,
    heads: usize,
    width: usize,
}

/// The context of one sequence's tokens, `tokens × dimension`, by matrix products.
pub(super) fn attend(projected: &[f32], bias: &[f32], heads: usize, out: &mut [f32]) -> candle_core::Result<()> {
    let width = bias.len() / 3 / heads;
    let tokens = projected.len() / bias.len().max(1);
    let shape = Shape { tokens, heads, width };
    let mut parts = split(projected, bias, shape);
    let scale = 1.0 / (width as f32).sqrt();
    parts.query.iter_mut().for_each(|value| *value *= scale);
    let query = Tensor::from_vec(parts.query, (heads, tokens, width), &Device::Cpu)?;
    let key = Tensor::from_vec(parts.key, (heads, width, tokens), &Device::Cpu)?;
    let value = Tensor::from_vec(parts.value, (heads, tokens, width), &Device::Cpu)?;
    let weights = query.matmul(&key)?;
    in_place(&weights, |scores| kernels::softmax(scores, tokens))?;
    let mixed = weights.matmul(&value)?;
    with_values(&mixed, |mixed| place(mixed, shape, out))
}

/// What each head read, `heads × tokens × width`, side by side for each token.
fn place(mixed: &[f32], Shape { tokens, heads, width }: Shape, out: &mut [f32]) {
    for (head, rows) in mixed.chunks_exact(tokens * width).enumerate() {
        for (row, target) in rows.chunks_exact(width).zip(out.chunks_exact_mut(heads * width)) {
            let place = target.iter_mut().skip(head * width);
            place.zip(row).for_each(|(target, value)| *target = *value);
        }
    }
}

/// Query and value as `heads × tokens × width`, key transposed as `heads × width × tokens`.
struct Parts {
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
}

fn split(projected: &[f32], bias: &[f32], shape: Shape) -> Parts {
    let Shape { tokens, heads, width } = shape;
    let size = tokens * heads * width;
    let mut parts = Parts { query: Vec::with_capacity(size), key: vec![0.0; size], value: Vec::with_capacity(size) };
    let dimension = heads * width;
    for head in 0..heads {
        for row in projected.chunks_exact(3 * dimension) {
            parts.query.extend(biased(row, bias, head * width, width));
            parts.value.extend(biased(row, bias, 2 * dimension + head * width, width));
        }
    }
    for (head, keys) in parts.key.chunks_exact_mut(width * tokens).enumerate() {
        for (token, row) in projected.chunks_exact(3 * dimension).enumerate() {
            let values = biased(row, bias, dimension + head * width, width);
            for (keys, value) in keys.chunks_exact_mut(tokens).zip(values) {
                if let Some(key) = keys.get_mut(token) {
                    *key = value;
                }
            }
        }
    }
    parts
}

fn biased<'a>(row: &'a [f32], bias: &'a [f32], start: usize, width: usize) -> impl Iterator<Item = f32> + 'a {
    let range = start..start + width;
    let (row, bias) = (row.get(range.clone()).unwrap_or_default(), bias.get(range).unwrap_or_default());
    row.iter().zip(bias).map(|(value, bias)| value + bias)
}
