//! Multi-query attention pooling over token states, then one hidden layer.
//!
//! For a window of T token states x_t (unit norm, scaled by √dimension so that values are about 1):
//!
//! ```text
//! a_q = softmax_t(x_t · k_q / 2)          one distribution over tokens for each learned query
//! z_q = Σ_t a_qt · gelu(V x_t)            what that query reads
//! m   = mean of x_t, scaled to norm √dimension
//! logits = W₂ gelu(W₁ [z_1 … z_Q, m] + b₁) + b₂
//! ```
//!
//! Only operations that have a gradient are used: the fused softmax and layer norm of candle have none.

use std::ops::Range;

use candle_core::{D, Device, Result, Tensor, Var};
use candle_nn::ops::softmax;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Shape;
use crate::perception::TokenStates;

/// Added to the score of a place that holds no token.
const NOWHERE: f64 = 1e4;

/// Names of a pooler's tensors, in the order of [`Pooler::tensors`].
pub(super) const NAMES: [&str; 6] = ["queries", "values", "hidden", "hidden_bias", "output", "output_bias"];

/// One pooler. The tensors are variables while it is trained.
pub(super) struct Pooler {
    queries: Tensor,
    values: Tensor,
    hidden: Tensor,
    hidden_bias: Tensor,
    output: Tensor,
    output_bias: Tensor,
}

/// What is dropped while training.
pub(super) struct Dropout<'a> {
    /// Share of features set to zero, 0..1.
    pub(super) rate: f32,
    pub(super) generator: &'a mut ChaCha8Rng,
}

/// Shapes of a pooler's tensors, in the order of [`NAMES`].
pub(super) fn shapes(shape: &Shape, labels: usize) -> [Vec<usize>; 6] {
    let features = shape.queries * shape.values + shape.dimension;
    [
        vec![shape.dimension, shape.queries],
        vec![shape.dimension, shape.values],
        vec![features, shape.hidden],
        vec![shape.hidden],
        vec![shape.hidden, labels],
        vec![labels],
    ]
}

impl Pooler {
    pub(super) fn new([queries, values, hidden, hidden_bias, output, output_bias]: [Tensor; 6]) -> Self {
        Self { queries, values, hidden, hidden_bias, output, output_bias }
    }

    /// Variables drawn from a seed: normal with variance 1 / inputs, a small output layer, and biases that say "no".
    pub(super) fn variables(shape: &Shape, labels: usize, seed: u64) -> Result<[Var; 6]> {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let [queries, values, hidden, hidden_bias, output, output_bias] = shapes(shape, labels);
        let mut draw = |shape: &[usize], scale: f32| {
            let spread = scale / (shape.first().copied().unwrap_or(1) as f32).sqrt();
            let count = shape.iter().product();
            let drawn: Vec<f32> = (0..count).map(|_| spread * normal(&mut generator)).collect();
            Var::from_tensor(&Tensor::from_vec(drawn, shape, &Device::Cpu)?)
        };
        let (queries, values, hidden, output) =
            (draw(&queries, 1.0)?, draw(&values, 1.0)?, draw(&hidden, 1.0)?, draw(&output, 0.3)?);
        let constant = |shape: &[usize], value: f32| {
            let count = shape.iter().product();
            Var::from_tensor(&Tensor::from_vec(vec![value; count], shape, &Device::Cpu)?)
        };
        Ok([queries, values, hidden, constant(&hidden_bias, 0.0)?, output, constant(&output_bias, -1.0)?])
    }

    /// The tensors, in the order of [`NAMES`].
    pub(super) fn tensors(&self) -> [&Tensor; 6] {
        [&self.queries, &self.values, &self.hidden, &self.hidden_bias, &self.output, &self.output_bias]
    }

    /// Logits, `windows × labels`, of states `windows × tokens × dimension` under a mask `windows × tokens`, with features and hidden
    /// units dropped at random.
    pub(super) fn forward(&self, input: &Tensor, mask: &Tensor, mut dropout: Dropout<'_>) -> Result<Tensor> {
        let features = dropout.apply(&self.features(input, mask)?)?;
        let hidden = features.matmul(&self.hidden)?.broadcast_add(&self.hidden_bias)?.gelu()?;
        dropout.apply(&hidden)?.matmul(&self.output)?.broadcast_add(&self.output_bias)
    }

    fn features(&self, input: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let (windows, tokens, dimension) = input.dims3()?;
        let rows = input.reshape((windows * tokens, dimension))?;
        let scores = (rows.matmul(&self.queries)? * 0.5)?.reshape((windows, tokens, ()))?;
        let absent = ((mask - 1.0)? * NOWHERE)?.unsqueeze(2)?;
        let attention = softmax(&scores.broadcast_add(&absent)?, 1)?;
        let values = rows.matmul(&self.values)?.gelu()?.reshape((windows, tokens, ()))?;
        let read = attention.transpose(1, 2)?.contiguous()?.matmul(&values)?.flatten_from(1)?;
        let sum = input.broadcast_mul(&mask.unsqueeze(2)?)?.sum(1)?;
        let norm = (sum.sqr()?.sum_keepdim(D::Minus1)? + 1e-6)?.sqrt()?;
        let mean = (sum.broadcast_div(&norm)? * (dimension as f64).sqrt())?;
        Tensor::cat(&[read, mean], 1)
    }
}

impl Dropout<'_> {
    fn apply(&mut self, values: &Tensor) -> Result<Tensor> {
        let kept = 1.0 / (1.0 - self.rate);
        let count = values.elem_count();
        let mask: Vec<f32> =
            (0..count).map(|_| if self.generator.random::<f32>() < self.rate { 0.0 } else { kept }).collect();
        values.mul(&Tensor::from_vec(mask, values.shape(), values.device())?)
    }
}

/// A draw from the standard normal distribution (Box and Muller, 1958).
fn normal(generator: &mut impl Rng) -> f32 {
    let radius = (-2.0 * (1.0 - generator.random::<f32>()).ln()).sqrt();
    radius * (std::f32::consts::TAU * generator.random::<f32>()).cos()
}

/// Windows over `tokens` tokens: each `window` long but the last, which ends with the text.
pub(super) fn windows(tokens: usize, window: usize, stride: usize) -> Vec<Range<usize>> {
    let mut windows = Vec::new();
    let mut start = 0;
    loop {
        let end = (start + window).min(tokens);
        windows.push(start..end);
        if end == tokens {
            return windows;
        }
        start += stride;
    }
}

/// Windows of several texts as one padded batch: states `windows × tokens × dimension`, scaled, and the mask of places that
/// hold a token, `windows × tokens`.
pub(super) fn batch(
    texts: &[(&TokenStates, &[Range<usize>])],
    dimension: usize,
    device: &Device,
) -> Result<(Tensor, Tensor)> {
    let all = || texts.iter().flat_map(|(states, windows)| windows.iter().map(move |window| (*states, window)));
    let longest = all().map(|(_, window)| window.len()).max().unwrap_or(0);
    let (mut values, mut mask, mut count) = (Vec::new(), Vec::new(), 0);
    for (states, window) in all() {
        if states.dimension() != dimension {
            candle_core::bail!("states have {} values, the head reads {dimension}", states.dimension());
        }
        let scale = (dimension as f32).sqrt();
        let codes = states.codes().chunks_exact(dimension).zip(states.scales());
        for (row, size) in codes.skip(window.start).take(window.len()) {
            values.extend(row.iter().map(|code| f32::from(*code) * size * scale));
        }
        count += 1;
        values.resize(count * longest * dimension, 0.0);
        mask.extend(std::iter::repeat_n(1.0_f32, window.len()));
        mask.resize(count * longest, 0.0);
    }
    let input = Tensor::from_vec(values, (count, longest, dimension), device)?;
    Ok((input, Tensor::from_vec(mask, (count, longest), device)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use rand::SeedableRng;

    use super::super::judge::{Judge, Rows};
    use super::*;

    /// A forward pass in which nothing is dropped.
    fn forward(pooler: &Pooler, input: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let generator = &mut ChaCha8Rng::seed_from_u64(0);
        pooler.forward(input, mask, Dropout { rate: 0.0, generator })
    }

    proptest! {
        #[test]
        fn windows_cover_every_token_and_end_with_the_text(tokens in 1_usize..700, window in 1_usize..80, step in 1_usize..80) {
            let windows = windows(tokens, window, step.min(window));
            prop_assert!(windows.first().is_some_and(|first| first.start == 0));
            prop_assert!(windows.last().is_some_and(|last| last.end == tokens));
            prop_assert!(windows.iter().all(|range| range.len() <= window && !range.is_empty()));
            prop_assert!(windows.windows(2).all(|pair| pair[1].start <= pair[0].end && pair[0].start < pair[1].start));
        }
    }

    #[test]
    fn every_variable_has_a_gradient_and_padding_changes_nothing() -> Result<()> {
        let shape = Shape { dimension: 6, queries: 2, values: 3, hidden: 5, ..Shape::default() };
        let variables = Pooler::variables(&shape, 2, 1)?;
        let pooler = Pooler::new(variables.each_ref().map(|variable| variable.as_tensor().clone()));
        let states = |rows: &[f32]| TokenStates::quantise(6, vec![1; rows.len() / 6], rows);
        let long: Vec<f32> = (0..24).map(|place| ((place * 7 % 11) as f32 - 5.0) / 10.0).collect();
        let (Ok(long), Ok(short)) = (states(&long), states(long.get(..12).unwrap_or_default())) else {
            candle_core::bail!("states")
        };
        let of = |texts: &[(&TokenStates, &[Range<usize>])]| batch(texts, 6, &Device::Cpu);
        let (four, two) = (std::slice::from_ref(&(0..4)), std::slice::from_ref(&(0..2)));
        let (input, mask) = of(&[(&long, four), (&short, two)])?;
        let together: Vec<Vec<f32>> = forward(&pooler, &input, &mask)?.to_vec2()?;
        let (input_alone, mask_alone) = of(&[(&short, two)])?;
        let alone: Vec<Vec<f32>> = forward(&pooler, &input_alone, &mask_alone)?.to_vec2()?;
        let apart =
            together.iter().skip(1).flatten().zip(alone.iter().flatten()).map(|(left, right)| (left - right).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-5, "{together:?} {alone:?}");
        let rows = Rows::of(&[&long, &short], 6)?;
        let judge = Judge::new(&pooler)?;
        let asked = judge.logits(&rows, &judge.read(&rows)?, &[&[0, 1, 2, 3], &[4, 5]])?;
        for (asked, trained) in asked.iter().flatten().zip(together.iter().flatten()) {
            assert!((asked - trained).abs() < 0.02, "at work as in training, but for eight bits: {asked} {trained}");
        }
        let gradients = forward(&pooler, &input, &mask)?.sqr()?.sum_all()?.backward()?;
        for (name, variable) in NAMES.iter().zip(&variables) {
            let size = gradients.get(variable).map(|gradient| gradient.abs()?.sum_all()?.to_scalar::<f32>());
            assert!(matches!(size, Some(Ok(size)) if size > 1e-6), "{name}: {size:?}");
        }
        Ok(())
    }
}
