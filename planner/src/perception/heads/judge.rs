//! A pooler at work: what [`super::pooler`] computes, without padding and without gradients.
//!
//! What depends on a token alone (its scores and its values) is computed once, whatever texts and windows the token belongs to; a
//! window then costs a softmax and a few sums. Products sum in one order whatever their shape (see `kernels::product`), so a text gets
//! the same bits alone and among others.

use candle_core::{Result, Tensor};

use super::pooler::Pooler;
use crate::perception::TokenStates;
use crate::perception::kernels::{self, Activation, Factor};

/// A pooler's weights, laid out for asking.
pub(super) struct Judge {
    /// Queries and values side by side, `dimension × (queries + values)`.
    tokens: Factor,
    queries: usize,
    values: usize,
    hidden: Factor,
    hidden_bias: Vec<f32>,
    /// One row a label, `labels × hidden`.
    output: Vec<f32>,
    output_bias: Vec<f32>,
}

/// Rows of token states, as poolers see them: unit norm, scaled by √dimension.
pub(super) struct Rows {
    values: Vec<f32>,
    dimension: usize,
}

/// What a pooler makes of each token.
pub(super) struct Tokens {
    /// `tokens × (queries + values)`.
    read: Vec<f32>,
}

impl Rows {
    /// The rows of several parts, one part after another.
    pub(super) fn of(parts: &[&TokenStates], dimension: usize) -> Result<Self> {
        let scale = (dimension as f32).sqrt();
        let count: usize = parts.iter().map(|part| part.len()).sum();
        let mut values = Vec::with_capacity(count * dimension);
        for part in parts {
            if part.dimension() != dimension {
                candle_core::bail!("states have {} values, the head reads {dimension}", part.dimension());
            }
            for (row, size) in part.codes().chunks_exact(dimension).zip(part.scales()) {
                values.extend(row.iter().map(|code| f32::from(*code) * size * scale));
            }
        }
        Ok(Self { values, dimension })
    }
}

impl Judge {
    pub(super) fn new(pooler: &Pooler) -> Result<Self> {
        let [queries, values, hidden, hidden_bias, output, output_bias] = pooler.tensors();
        Ok(Self {
            tokens: Factor::new(&Tensor::cat(&[queries, values], 1)?)?,
            queries: queries.dim(1)?,
            values: values.dim(1)?,
            hidden: Factor::new(hidden)?,
            hidden_bias: hidden_bias.to_vec1()?,
            output: output.t()?.contiguous()?.flatten_all()?.to_vec1()?,
            output_bias: output_bias.to_vec1()?,
        })
    }

    /// What the pooler makes of each token.
    pub(super) fn read(&self, rows: &Rows) -> Tokens {
        let mut read = self.tokens.multiply(&rows.values);
        let no_bias = vec![0.0; self.values];
        for row in read.chunks_exact_mut(self.queries + self.values) {
            kernels::activate(row.get_mut(self.queries..).unwrap_or_default(), &no_bias, Activation::GeluTanh);
        }
        Tokens { read }
    }

    /// For each window, given by the rows of its tokens, the logits of the labels.
    pub(super) fn logits(&self, rows: &Rows, tokens: &Tokens, windows: &[&[usize]]) -> Vec<Vec<f32>> {
        let mut features = Vec::with_capacity(windows.len() * (self.queries * self.values + rows.dimension));
        for window in windows {
            self.attend(tokens, window, &mut features);
            mean(rows, window, &mut features);
        }
        let mut hidden = self.hidden.multiply(&features);
        kernels::activate(&mut hidden, &self.hidden_bias, Activation::GeluTanh);
        let width = self.hidden_bias.len();
        let labels = || self.output.chunks_exact(width).zip(&self.output_bias);
        let dot = |left: &[f32], right: &[f32]| left.iter().zip(right).map(|(left, right)| left * right).sum::<f32>();
        hidden.chunks_exact(width).map(|row| labels().map(|(label, bias)| dot(row, label) + bias).collect()).collect()
    }

    /// What each query reads in a window.
    fn attend(&self, tokens: &Tokens, window: &[usize], features: &mut Vec<f32>) {
        let width = self.queries + self.values;
        let row = |token: &usize| tokens.read.get(token * width..(token + 1) * width).unwrap_or_default();
        for query in 0..self.queries {
            let mut shares: Vec<f32> =
                window.iter().map(|token| 0.5 * row(token).get(query).copied().unwrap_or_default()).collect();
            kernels::softmax(&mut shares, window.len().max(1));
            let start = features.len();
            features.resize(start + self.values, 0.0);
            let values = window.iter().map(|token| row(token).get(self.queries..).unwrap_or_default());
            kernels::add(features.get_mut(start..).unwrap_or_default(), shares.iter().copied().zip(values));
        }
    }
}

/// The mean of a window's tokens, scaled to norm √dimension.
fn mean(rows: &Rows, window: &[usize], features: &mut Vec<f32>) {
    let start = features.len();
    features.resize(start + rows.dimension, 0.0);
    let Some(sum) = features.get_mut(start..) else { return };
    let row = |token: &usize| rows.values.get(token * rows.dimension..(token + 1) * rows.dimension).unwrap_or_default();
    kernels::add(sum, window.iter().map(|token| (1.0, row(token))));
    let norm = (sum.iter().map(|value| value * value).sum::<f32>() + 1e-6).sqrt();
    let scale = (rows.dimension as f32).sqrt() / norm;
    sum.iter_mut().for_each(|value| *value *= scale);
}
