//! Fitting a head: rows and their states in, weights and manifest out.

use std::ops::Range;

use candle_core::{Device, Tensor, Var};
use candle_nn::optim::{AdamW, Optimizer, ParamsAdamW};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::lexicon::{Lesson, Lexicon, Spelling};
use super::loss::Loss;
use super::pooler::{self, Dropout, Pooler};
use super::{
    HeadError, LabelEntry, LearnedHead, Manifest, OperatingPoints, Shape, Training, digest, thresholds, weights,
};
use crate::perception::TokenStates;

/// Greatest step of AdamW, its pull towards zero, and the share of steps in which it rises to the greatest.
const RATE: f64 = 1e-3;
const DECAY: f64 = 1e-2;
const WARM_UP: f64 = 0.05;
/// Shares of features and of tokens that are dropped.
const DROPPED_FEATURES: f32 = 0.2;
const DROPPED_TOKENS: f32 = 0.1;
/// Passes of the lexicon over the rows.
const LEXICON_EPOCHS: usize = 6;
/// Batches whose rows are sorted by length together, so that little is padded.
const NEIGHBOURS: usize = 50;
/// Fewest validation rows by others that carry a label for its thresholds to be read off those alone.
const ENOUGH: usize = 25;

/// A text, its states, and what applies to it.
#[derive(Clone, Debug)]
pub struct Example<'a> {
    /// The text.
    pub text: &'a str,
    /// Its token states.
    pub states: &'a TokenStates,
    /// For each label whether it applies, 0 or 1.
    pub targets: Vec<f32>,
    /// Whether this project wrote it.
    pub synthetic: bool,
}

/// How to fit.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainConfig {
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Passes over the rows, ≥ 1.
    pub epochs: usize,
    /// Rows of a batch, ≥ 1.
    pub batch: usize,
    /// Loss of the poolers.
    pub loss: Loss,
    /// Sizes.
    pub shape: Shape,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self { seed: 1, epochs: 2, batch: 64, loss: Loss::CrossEntropy, shape: Shape::default() }
    }
}

/// How far training is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Steps done, all members together.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
    /// Loss of the last batch.
    pub loss: f32,
}

/// Fits a head and fixes its thresholds on validation rows. `draft` names head, encoder and labels and tells how the rows came
/// about; what fitting finds out is filled in. Returns the manifest and the weights file.
///
/// # Errors
/// When there are no rows, or states have another dimension than the shape.
pub fn fit(
    examples: &[Example<'_>],
    validation: &[Example<'_>],
    draft: Draft,
    config: &TrainConfig,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Manifest, Vec<u8>), HeadError> {
    if examples.is_empty() || validation.is_empty() {
        return Err(HeadError::Data("there are no rows to train on, or none to fix thresholds on".into()));
    }
    let labels = draft.labels.len();
    let mut poolers = Vec::with_capacity(config.shape.members);
    for member in 0..config.shape.members {
        poolers.push(fit_pooler(examples, labels, config, member, progress)?);
    }
    let lexicon = fit_lexicon(examples, labels, config);
    let weights = weights::write(&poolers, &lexicon)?;
    let mut manifest = draft.manifest(examples, validation.len(), config, digest(&weights));
    // Thresholds belong to the weights as they are shipped, in half precision.
    let head = LearnedHead::load(
        &serde_json::to_vec(&manifest).map_err(|error| HeadError::Manifest(error.to_string()))?,
        &weights,
    )?;
    let judged = validation.iter().map(|example| head.classify(example.text, example.states));
    let judged = judged.collect::<Result<Vec<_>, _>>()?;
    for (place, label) in manifest.labels.iter_mut().enumerate() {
        fix(label, place, validation, &judged);
    }
    Ok((manifest, weights))
}

/// What a head is called and where its rows come from.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Name of the head.
    pub name: String,
    /// Fingerprint of the encoder that made the states.
    pub encoder: String,
    /// Labels, in the order of the targets.
    pub labels: Vec<String>,
    /// Counts of sources and of what was left out.
    pub training: Training,
}

impl Draft {
    fn manifest(
        self,
        examples: &[Example<'_>],
        validation_rows: usize,
        config: &TrainConfig,
        weights: String,
    ) -> Manifest {
        let carry = |place: usize, synthetic: bool| {
            let carries =
                |example: &&Example<'_>| example.targets.get(place) == Some(&1.0) && (example.synthetic || !synthetic);
            examples.iter().filter(carries).count()
        };
        let entry = |(place, name): (usize, String)| LabelEntry {
            name,
            thresholds: OperatingPoints::default(),
            rows: carry(place, false),
            synthetic: carry(place, true),
            validation_positives: 0,
            validation_auprc: 0.0,
        };
        Manifest {
            format: Manifest::format(),
            name: self.name,
            weights,
            encoder: self.encoder,
            shape: config.shape.clone(),
            labels: self.labels.into_iter().enumerate().map(entry).collect(),
            training: Training {
                seed: config.seed,
                epochs: config.epochs,
                loss: config.loss.name().to_owned(),
                rows: examples.len(),
                validation_rows,
                ..self.training
            },
        }
    }
}

/// Fixes a label's operating points. Rows of this project's templates say little about texts by others, so they are used only where
/// too few others carry the label.
fn fix(label: &mut LabelEntry, place: usize, validation: &[Example<'_>], judged: &[Vec<f32>]) {
    let pairs = |templates: bool| -> Vec<thresholds::Judged> {
        let rows = validation.iter().zip(judged).filter(|(example, _)| templates || !example.synthetic);
        rows.filter_map(|(example, found)| {
            Some((f64::from(*found.get(place)?), example.targets.get(place) == Some(&1.0)))
        })
        .collect()
    };
    let count = |pairs: &[thresholds::Judged]| pairs.iter().filter(|(_, applies)| *applies).count();
    let mut chosen = pairs(false);
    if count(&chosen) < ENOUGH {
        chosen = pairs(true);
    }
    label.thresholds = thresholds::choose(&chosen);
    label.validation_positives = count(&chosen);
    label.validation_auprc = thresholds::average_precision(&chosen);
}

fn fit_lexicon(examples: &[Example<'_>], labels: usize, config: &TrainConfig) -> Lexicon {
    let buckets = config.shape.buckets;
    let lessons: Vec<Lesson> = examples
        .iter()
        .map(|example| Lesson {
            spelling: Spelling::of(example.text, buckets),
            targets: example.targets.clone(),
            weight: 1.0,
        })
        .collect();
    Lexicon::fit(buckets, labels, &lessons, LEXICON_EPOCHS, config.seed)
}

fn fit_pooler(
    examples: &[Example<'_>],
    labels: usize,
    config: &TrainConfig,
    member: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Pooler, HeadError> {
    let seed = config.seed.wrapping_add(member as u64 * 0x9e37_79b9);
    let variables = Pooler::variables(&config.shape, labels, seed)?;
    let pooler = Pooler::new(variables.each_ref().map(|variable| variable.as_tensor().clone()));
    let mut generator = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    // A text without tokens says nothing to a pooler.
    let readable: Vec<&Example<'_>> = examples.iter().filter(|example| !example.states.is_empty()).collect();
    let steps = config.epochs * readable.len().div_ceil(config.batch.max(1));
    let settings = ParamsAdamW { lr: 0.0, weight_decay: DECAY, ..ParamsAdamW::default() };
    let mut optimiser = AdamW::new(variables.iter().map(Var::clone).collect(), settings)?;
    let mut step = 0;
    for _ in 0..config.epochs {
        for batch in batches(&readable, config.batch.max(1), &mut generator) {
            optimiser.set_learning_rate(rate(step, steps));
            let loss = batch_loss(&pooler, &batch, config, &mut generator)?;
            optimiser.backward_step(&loss)?;
            step += 1;
            progress(Progress {
                done: member * steps + step,
                total: config.shape.members * steps,
                loss: loss.to_scalar()?,
            });
        }
    }
    Ok(pooler)
}

/// Rows in batches of about the same length, in an order that is drawn.
fn batches<'a, 'b>(examples: &[&'a Example<'b>], size: usize, generator: &mut ChaCha8Rng) -> Vec<Vec<&'a Example<'b>>> {
    let mut order = examples.to_vec();
    order.shuffle(generator);
    let mut batches = Vec::new();
    for neighbours in order.chunks_mut(size * NEIGHBOURS) {
        neighbours.sort_by_key(|example| example.states.len());
        batches.extend(neighbours.chunks(size).map(<[_]>::to_vec));
    }
    batches.shuffle(generator);
    batches
}

fn batch_loss(
    pooler: &Pooler,
    batch: &[&Example<'_>],
    config: &TrainConfig,
    generator: &mut ChaCha8Rng,
) -> Result<Tensor, HeadError> {
    let shape = &config.shape;
    // Twice what is read at once when asked: a hidden instruction is seldom cut off.
    let shown: Vec<Range<usize>> = batch.iter().map(|example| 0..example.states.len().min(2 * shape.window)).collect();
    let texts: Vec<(&TokenStates, &[Range<usize>])> =
        batch.iter().zip(&shown).map(|(example, shown)| (example.states, std::slice::from_ref(shown))).collect();
    let (input, mask) = pooler::batch(&texts, shape.dimension, &Device::Cpu)?;
    let tokens = mask.dim(1)?;
    let kept: Vec<f32> = (0..mask.elem_count())
        .map(|place| if place % tokens > 0 && generator.random::<f32>() < DROPPED_TOKENS { 0.0 } else { 1.0 })
        .collect();
    let mask = (&mask * Tensor::from_vec(kept, mask.shape(), mask.device())?)?;
    let logits = pooler.forward_dropping(&input, &mask, Dropout { rate: DROPPED_FEATURES, generator })?;
    let targets: Vec<f32> = batch.iter().flat_map(|example| example.targets.iter().copied()).collect();
    let targets = Tensor::from_vec(targets, logits.shape(), logits.device())?;
    let weights = Tensor::ones(batch.len(), candle_core::DType::F32, logits.device())?;
    Ok(config.loss.of(&logits, &targets, &weights)?)
}

/// Rises in a straight line, then falls along a cosine to zero.
fn rate(step: usize, steps: usize) -> f64 {
    let done = (step + 1) as f64 / steps.max(1) as f64;
    if done < WARM_UP {
        return RATE * done / WARM_UP;
    }
    0.5 * RATE * (1.0 + (std::f64::consts::PI * (done - WARM_UP) / (1.0 - WARM_UP)).cos())
}
