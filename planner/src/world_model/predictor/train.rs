//! Training the predictor on pairs of a question and the statement that settles it.
//!
//! `L = −mean ln softmax_i(σ Σ_t w_t max_j ⟨ŷ_t, s_ij⟩)[right statement] + λ |A|²`: InfoNCE (arXiv:1807.03748) over late
//! interaction, each question against the statements around its own in the file, which speak of the same things, and
//! some drawn from anywhere. Pairs must stand in the order of their documents. Facet weights `w` and sharpness `σ`
//! are those of the calibration. The gradient is written out: `max` passes it to the closest token alone.

use std::collections::BTreeMap;

use candle_core::{Device, Tensor};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Manifest, Predictor, TENSOR};
use crate::cost::relevance::RelevanceModel;
use crate::cost::relevance::features::inverse_document_frequency;
use crate::numeric::{add_scaled, inner};
use crate::perception::TokenStates;

/// Questions of one step.
const BLOCK: usize = 32;
/// Pairs before and after a block whose statements are rivals, and rivals from anywhere.
const AROUND: usize = 90;
const ANYWHERE: usize = 60;
/// Tokens of a text that are looked at.
const LONGEST: usize = 60;
/// Blocks at the end of the file that are held out.
const HELD_OUT: usize = 40;
const RATE: f64 = 5e-4;
const SHARPNESS: f32 = 25.0;

/// A question and the statement that settles it.
#[derive(Clone, Debug)]
pub struct Pair {
    /// States of the question.
    pub question: TokenStates,
    /// States of the statement.
    pub statement: TokenStates,
}

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Passes over the pairs.
    pub epochs: usize,
    /// `λ`.
    pub decay: f32,
    /// Seed of the order and of the rivals from anywhere.
    pub seed: u64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self { epochs: 3, decay: 1e-3, seed: 0 }
    }
}

/// What a predictor was trained on, and how well it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The data, with its licence.
    pub data: String,
    /// Pairs of a question and a statement.
    pub pairs: usize,
    /// How it was trained.
    pub config: TrainConfig,
    /// Share of held-out questions whose right statement comes first among its rivals, before training.
    pub hit_at_1_before: f64,
    /// The same after training.
    pub hit_at_1: f64,
}

/// Pairs that are too few or do not fit each other; or a failure of the tensor library.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// Nothing could be held out.
    #[error("{0} pairs are too few: at least {least} are needed", least = (HELD_OUT + 1) * BLOCK)]
    TooFew(usize),
    /// States of different encoders.
    #[error("the states of pair {0} have another dimension than those of the first")]
    Dimension(usize),
    /// The tensor library failed.
    #[error(transparent)]
    Tensor(#[from] candle_core::Error),
}

/// What is told after each step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Steps done.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// Loss of the step.
    pub loss: f64,
}

/// A trained predictor: the weights' file and the predictor itself.
#[derive(Clone, Debug)]
pub struct Trained {
    /// Safetensors, half precision.
    pub weights: Vec<u8>,
    /// The predictor as it is read back from them.
    pub predictor: Predictor,
}

/// Trains a predictor; the same pairs, configuration and seed give the same bytes on one machine.
///
/// # Errors
/// When the pairs do not do, or the tensor library fails.
pub fn train(
    pairs: &[Pair],
    facets: &RelevanceModel,
    (version, encoder, data): (&str, &str, &str),
    config: TrainConfig,
    told: &dyn Fn(Progress),
) -> Result<Trained, TrainError> {
    let corpus = Corpus::of(pairs, facets)?;
    let blocks = pairs.len() / BLOCK;
    let Some(seen) = blocks.checked_sub(HELD_OUT).filter(|seen| *seen > 0) else {
        return Err(TrainError::TooFew(pairs.len()));
    };
    let mut random = ChaCha8Rng::seed_from_u64(config.seed);
    let mut held_out = ChaCha8Rng::seed_from_u64(config.seed ^ 0x5eed);
    let dimension = corpus.dimension;
    let mut state = Adam::new(dimension * dimension);
    let before = corpus.hits(&state.weights, seen..blocks, &mut held_out.clone())?;
    let steps = seen * config.epochs;
    for epoch in 0..config.epochs {
        let mut order: Vec<usize> = (0..seen).collect();
        order.shuffle(&mut random);
        for (done, block) in order.into_iter().enumerate() {
            let step = epoch * seen + done + 1;
            let rivals = corpus.rivals(block, &mut random);
            let found = corpus.step(&state.weights, block, &rivals)?;
            let cooled = 0.5 * (1.0 + (std::f64::consts::PI * step as f64 / steps as f64).cos());
            state.descend(found.gradient, config.decay, RATE * cooled, step);
            told(Progress { step, steps, loss: found.loss });
        }
    }
    let after = corpus.hits(&state.weights, seen..blocks, &mut held_out)?;
    let training =
        Training { data: data.to_owned(), pairs: pairs.len(), config, hit_at_1_before: before, hit_at_1: after };
    finish(state.weights, (version, encoder, dimension), training)
}

fn finish(
    weights: Vec<f32>,
    (version, encoder, dimension): (&str, &str, usize),
    training: Training,
) -> Result<Trained, TrainError> {
    let tensor = Tensor::from_vec(weights, (dimension, dimension), &Device::Cpu)?.to_dtype(candle_core::DType::F16)?;
    let tensors: BTreeMap<String, Tensor> = [(TENSOR.to_owned(), tensor.clone())].into();
    let bytes = safetensors::serialize(&tensors, None).map_err(candle_core::Error::wrap)?;
    let manifest = Manifest {
        version: version.to_owned(),
        encoder: encoder.to_owned(),
        dimension,
        digest: hex::encode(Sha256::digest(&bytes)),
        training,
    };
    let weights = tensor.to_dtype(candle_core::DType::F32)?.flatten_all()?.to_vec1()?;
    Ok(Trained { weights: bytes, predictor: Predictor { manifest, weights } })
}

/// Pairs as numbers.
struct Corpus {
    dimension: usize,
    /// States of each distinct statement, row-major.
    statements: Vec<Vec<f32>>,
    /// The statement of each pair.
    right: Vec<usize>,
    /// States of each question, row-major.
    questions: Vec<Vec<f32>>,
    /// Facet weights of each question; they sum to one.
    weights: Vec<Vec<f32>>,
}

struct Step {
    loss: f64,
    hits: usize,
    gradient: Vec<f32>,
}

impl Corpus {
    fn of(pairs: &[Pair], facets: &RelevanceModel) -> Result<Self, TrainError> {
        let dimension = pairs.first().map_or(0, |pair| pair.question.dimension());
        let fits = |pair: &Pair| [pair.question.dimension(), pair.statement.dimension()] == [dimension; 2];
        if let Some(index) = pairs.iter().position(|pair| !fits(pair)) {
            return Err(TrainError::Dimension(index));
        }
        let mut known: BTreeMap<&[u32], usize> = BTreeMap::new();
        let (mut statements, mut right) = (Vec::new(), Vec::new());
        let mut frequencies: BTreeMap<u32, u64> = BTreeMap::new();
        for pair in pairs {
            let place = *known.entry(pair.statement.ids()).or_insert_with(|| {
                let ids: std::collections::BTreeSet<u32> = pair.statement.ids().iter().copied().collect();
                ids.into_iter().for_each(|id| *frequencies.entry(id).or_default() += 1);
                statements.push(cut(&pair.statement));
                statements.len() - 1
            });
            right.push(place);
        }
        let count = statements.len() as u64;
        let weights = |pair: &Pair| {
            let ids = pair.question.ids().iter().take(LONGEST);
            let frequency = |id: &u32| frequencies.get(id).copied().unwrap_or_default();
            let raw = ids.map(|id| facets.facet_weight(inverse_document_frequency(count, frequency(id))));
            let raw: Vec<f32> = raw.collect();
            let total: f32 = raw.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            raw.into_iter().map(|weight| weight / total).collect()
        };
        Ok(Self {
            dimension,
            right,
            questions: pairs.iter().map(|pair| cut(&pair.question)).collect(),
            weights: pairs.iter().map(weights).collect(),
            statements,
        })
    }

    /// The statements of a block and its rivals, without doubles, the block's own first.
    fn rivals(&self, block: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
        let (first, last) = (block * BLOCK, (block + 1) * BLOCK);
        let around = first.saturating_sub(AROUND)..(last + AROUND).min(self.right.len());
        let near = (first..last).chain(around).filter_map(|pair| self.right.get(pair).copied());
        let far: Vec<usize> = (0..ANYWHERE).map(|_| random.random_range(0..self.statements.len())).collect();
        let mut seen = std::collections::BTreeSet::new();
        near.chain(far).filter(|statement| seen.insert(*statement)).collect()
    }

    /// Loss, hits and gradient of one block.
    fn step(&self, weights: &[f32], block: usize, rivals: &[usize]) -> Result<Step, TrainError> {
        let dimension = self.dimension;
        let pairs = block * BLOCK..(block + 1) * BLOCK;
        let states: Vec<f32> = pairs.clone().filter_map(|pair| self.questions.get(pair)).flatten().copied().collect();
        let tokens: Vec<f32> = rivals.iter().filter_map(|one| self.statements.get(*one)).flatten().copied().collect();
        let (rows, columns) = (states.len() / dimension, tokens.len() / dimension);
        let device = Device::Cpu;
        let x = Tensor::from_slice(&states, (rows, dimension), &device)?;
        let a = Tensor::from_slice(weights, (dimension, dimension), &device)?;
        let moved = (&x + x.matmul(&a)?)?;
        let norms = (moved.sqr()?.sum_keepdim(1)? + 1e-12)?.sqrt()?;
        let predicted = moved.broadcast_div(&norms)?;
        let products = predicted.matmul(&Tensor::from_slice(&tokens, (columns, dimension), &device)?.t()?)?;
        let products: Vec<f32> = products.flatten_all()?.to_vec1()?;
        let predicted: Vec<f32> = predicted.flatten_all()?.to_vec1()?;
        let norms: Vec<f32> = norms.flatten_all()?.to_vec1()?;
        let (mut loss, mut hits, mut row) = (0.0, 0, 0);
        // Gradient with respect to the predictions, then to what they were before their norm was taken.
        let mut slopes = vec![0.0_f32; states.len()];
        for pair in pairs {
            let facets = self.weights.get(pair).map(Vec::as_slice).unwrap_or_default();
            let right = self.right.get(pair).and_then(|right| rivals.iter().position(|rival| rival == right));
            let lines = products.get(row * columns..(row + facets.len()) * columns).unwrap_or_default();
            let closest = self.closest(lines, columns, rivals);
            let scores = score(&closest, facets, rivals.len());
            let (surprise, shares, hit) = surprise(&scores, right.unwrap_or_default());
            (loss, hits) = (loss + surprise / BLOCK as f64, hits + usize::from(hit));
            for (facet, (line, weight)) in closest.iter().zip(facets).enumerate() {
                let start = (row + facet) * dimension;
                let Some(slope) = slopes.get_mut(start..start + dimension) else { continue };
                for ((_, token), share) in line.iter().zip(&shares) {
                    let state = tokens.get(token * dimension..(token + 1) * dimension).unwrap_or_default();
                    add_scaled(slope, SHARPNESS * weight * share / BLOCK as f32, state);
                }
                let state = predicted.get(start..start + dimension).unwrap_or_default();
                let along = inner(slope, state);
                let norm = norms.get(row + facet).copied().unwrap_or(1.0);
                slope.iter_mut().zip(state).for_each(|(slope, state)| *slope = (*slope - along * state) / norm);
            }
            row += facets.len();
        }
        let slopes = Tensor::from_vec(slopes, (rows, dimension), &device)?;
        Ok(Step { loss, hits, gradient: x.t()?.matmul(&slopes)?.flatten_all()?.to_vec1()? })
    }

    /// For each facet and rival, the greatest product and the token that gives it.
    fn closest(&self, lines: &[f32], columns: usize, rivals: &[usize]) -> Vec<Vec<(f32, usize)>> {
        let lengths: Vec<usize> =
            rivals.iter().map(|rival| self.statements.get(*rival).map_or(0, Vec::len) / self.dimension).collect();
        let line = |line: &[f32]| {
            let mut start = 0;
            let best = |length: &usize| {
                let tokens = line.iter().enumerate().skip(start).take(*length);
                start += length;
                tokens.fold(
                    (-1.0, start - length),
                    |best, (token, product)| {
                        if *product > best.0 { (*product, token) } else { best }
                    },
                )
            };
            lengths.iter().map(best).collect()
        };
        lines.chunks_exact(columns.max(1)).map(line).collect()
    }

    fn hits(
        &self,
        weights: &[f32],
        blocks: std::ops::Range<usize>,
        random: &mut ChaCha8Rng,
    ) -> Result<f64, TrainError> {
        let (mut hits, mut count) = (0, 0);
        for block in blocks {
            hits += self.step(weights, block, &self.rivals(block, random))?.hits;
            count += BLOCK;
        }
        Ok(hits as f64 / count.max(1) as f64)
    }
}

fn cut(states: &TokenStates) -> Vec<f32> {
    let mut values = states.dequantise();
    values.truncate(LONGEST * states.dimension());
    values
}

/// `σ Σ_t w_t max_j`, one score a rival.
fn score(closest: &[Vec<(f32, usize)>], facets: &[f32], rivals: usize) -> Vec<f32> {
    let mut scores = vec![0.0_f32; rivals];
    for (line, weight) in closest.iter().zip(facets) {
        scores.iter_mut().zip(line).for_each(|(score, (product, _))| *score += SHARPNESS * weight * product);
    }
    scores
}

/// `−ln p(right)`, its gradient with respect to the scores, and whether the right one comes first.
fn surprise(scores: &[f32], right: usize) -> (f64, Vec<f32>, bool) {
    let peak = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f32> = scores.iter().map(|score| (score - peak).exp()).collect();
    let total: f32 = weights.iter().sum();
    let mut shares: Vec<f32> = weights.iter().map(|weight| weight / total).collect();
    let share = shares.get(right).copied().unwrap_or_default();
    if let Some(share) = shares.get_mut(right) {
        *share -= 1.0;
    }
    let hit = scores.get(right).is_some_and(|score| *score >= peak);
    (-f64::from(share.max(f32::MIN_POSITIVE)).ln(), shares, hit)
}

/// Adam (arXiv:1412.6980) with weight decay in the loss.
struct Adam {
    weights: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Adam {
    fn new(count: usize) -> Self {
        Self { weights: vec![0.0; count], mean: vec![0.0; count], square: vec![0.0; count] }
    }

    fn descend(&mut self, gradient: Vec<f32>, decay: f32, rate: f64, step: usize) {
        let bias = |rate: f64| 1.0 - rate.powi(i32::try_from(step).unwrap_or(i32::MAX));
        let (first, second, rate) = (bias(0.9) as f32, bias(0.99) as f32, rate as f32);
        let moments = self.mean.iter_mut().zip(&mut self.square);
        for ((weight, (mean, square)), slope) in self.weights.iter_mut().zip(moments).zip(gradient) {
            let slope = slope + 2.0 * decay * *weight;
            *mean = 0.9 * *mean + 0.1 * slope;
            *square = 0.99 * *square + 0.01 * slope * slope;
            *weight -= rate * (*mean / first) / ((*square / second).sqrt() + 1e-8);
        }
    }
}
