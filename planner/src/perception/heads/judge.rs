//! A pooler at work: what [`super::pooler`] computes, in eight bits, without padding and without gradients.
//!
//! Token states lie in eight bits as the encoder left them, and weights are quantised once, as the encoder's are. What depends on a token
//! alone (its scores and its values) is computed once, whatever texts and windows the token belongs to; a window then costs a softmax
//! and a few sums. Products are exact sums of integers (see `kernels::matrix`), so a text gets the same bits alone and among others, on
//! any processor.

use candle_core::{Result, Tensor};

use super::pooler::Pooler;
use crate::perception::TokenStates;
use crate::perception::kernels::{self, Activation, Matrix, Quantised, WIDTH};

/// A pooler's weights, laid out for asking.
pub(super) struct Judge {
    /// Queries and values side by side, filled up with zeros to whole panels of the fastest kernel, `dimension × width`.
    tokens: Matrix,
    width: usize,
    queries: usize,
    values: usize,
    hidden: Matrix,
    hidden_bias: Vec<f32>,
    /// One row a label, `labels × hidden`.
    output: Vec<f32>,
    output_bias: Vec<f32>,
}

/// Rows of token states, as poolers see them: unit norm, scaled by √dimension.
pub(super) struct Rows {
    states: Quantised,
    count: usize,
    dimension: usize,
}

/// What a pooler makes of each token.
pub(super) struct Tokens {
    /// `tokens × width`.
    read: Vec<f32>,
}

impl Rows {
    /// The rows of several parts, one part after another.
    pub(super) fn of(parts: &[&TokenStates], dimension: usize) -> Result<Self> {
        let scale = (dimension as f32).sqrt();
        let mut states = Quantised::default();
        for part in parts {
            if part.dimension() != dimension {
                candle_core::bail!("states have {} values, the head reads {dimension}", part.dimension());
            }
            states.take(part.codes().chunks_exact(dimension).zip(part.scales().iter().map(|size| size * scale)));
        }
        Ok(Self { states, count: parts.iter().map(|part| part.len()).sum(), dimension })
    }
}

impl Judge {
    pub(super) fn new(pooler: &Pooler) -> Result<Self> {
        let [queries, values, hidden, hidden_bias, output, output_bias] = pooler.tensors();
        let tokens = Tensor::cat(&[queries, values], 1)?;
        let width = tokens.dim(1)?.next_multiple_of(WIDTH);
        Ok(Self {
            tokens: Matrix::quantise(&tokens.pad_with_zeros(1, 0, width - tokens.dim(1)?)?)?,
            width,
            queries: queries.dim(1)?,
            values: values.dim(1)?,
            hidden: Matrix::quantise(hidden)?,
            hidden_bias: hidden_bias.to_vec1()?,
            output: output.t()?.contiguous()?.flatten_all()?.to_vec1()?,
            output_bias: output_bias.to_vec1()?,
        })
    }

    /// What the pooler makes of each token.
    pub(super) fn read(&self, rows: &Rows) -> Result<Tokens> {
        let mut read = vec![0.0; rows.count * self.width];
        self.tokens.multiply(rows.states.rows(0..rows.count, rows.dimension), &mut Vec::new(), &mut read)?;
        let no_bias = vec![0.0; self.values];
        for row in read.chunks_exact_mut(self.width) {
            let values = row.get_mut(self.queries..self.queries + self.values).unwrap_or_default();
            kernels::activate(values, &no_bias, Activation::GeluTanh);
        }
        Ok(Tokens { read })
    }

    /// For each window, given by the rows of its tokens, the logits of the labels.
    pub(super) fn logits(&self, rows: &Rows, tokens: &Tokens, windows: &[&[usize]]) -> Result<Vec<Vec<f32>>> {
        let count = self.queries * self.values + rows.dimension;
        let mut features = Vec::with_capacity(windows.len() * count);
        for window in windows {
            self.attend(tokens, window, &mut features);
            mean(rows, window, &mut features);
        }
        let mut read = Quantised::default();
        read.read(&features, count);
        let width = self.hidden_bias.len();
        let mut hidden = vec![0.0; windows.len() * width];
        self.hidden.multiply(read.rows(0..windows.len(), count), &mut Vec::new(), &mut hidden)?;
        kernels::activate(&mut hidden, &self.hidden_bias, Activation::GeluTanh);
        let labels = || self.output.chunks_exact(width).zip(&self.output_bias);
        let dot = |left: &[f32], right: &[f32]| left.iter().zip(right).map(|(left, right)| left * right).sum::<f32>();
        let logits = |row: &[f32]| labels().map(|(label, bias)| dot(row, label) + bias).collect();
        Ok(hidden.chunks_exact(width).map(logits).collect())
    }

    /// What each query reads in a window.
    fn attend(&self, tokens: &Tokens, window: &[usize], features: &mut Vec<f32>) {
        let row = |token: &usize| tokens.read.get(token * self.width..(token + 1) * self.width).unwrap_or_default();
        for query in 0..self.queries {
            let mut shares: Vec<f32> =
                window.iter().map(|token| 0.5 * row(token).get(query).copied().unwrap_or_default()).collect();
            kernels::softmax(&mut shares, window.len().max(1));
            let start = features.len();
            features.resize(start + self.values, 0.0);
            let range = self.queries..self.queries + self.values;
            let values = window.iter().map(|token| row(token).get(range.clone()).unwrap_or_default());
            kernels::add(features.get_mut(start..).unwrap_or_default(), shares.iter().copied().zip(values));
        }
    }
}

/// The mean of a window's tokens, scaled to norm √dimension.
fn mean(rows: &Rows, window: &[usize], features: &mut Vec<f32>) {
    let start = features.len();
    features.resize(start + rows.dimension, 0.0);
    let Some(sum) = features.get_mut(start..) else { return };
    rows.states.sum(window, sum);
    let norm = (sum.iter().map(|value| value * value).sum::<f32>() + 1e-6).sqrt();
    let scale = (rows.dimension as f32).sqrt() / norm;
    sum.iter_mut().for_each(|value| *value *= scale);
}
