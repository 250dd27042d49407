//! Fitting a head: rows and their states in, weights and manifest out.

use std::collections::BTreeMap;
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
    ANY, Any, HeadError, LabelEntry, LearnedHead, Manifest, OperatingPoints, Shape, Training, digest, thresholds,
    weights,
};
use crate::perception::TokenStates;

/// Greatest step of AdamW, its pull towards zero, and the share of steps in which it rises to the greatest.
const RATE: f64 = 1e-3;
const DECAY: f64 = 1e-2;
const WARM_UP: f64 = 0.05;
/// Shares of features and of tokens that are dropped.
const DROPPED_FEATURES: f32 = 0.2;
const DROPPED_TOKENS: f32 = 0.1;
/// How far targets are softened.
const SOFTNESS: f64 = 0.02;
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
    /// Where it comes from.
    pub source: &'a str,
    /// Its token states.
    pub states: &'a TokenStates,
    /// For each label whether it applies, 0 or 1.
    pub targets: Vec<f32>,
    /// For each label whether that is known, 0 or 1.
    pub known: Vec<f32>,
    /// Whether this project wrote it.
    pub synthetic: bool,
    /// Whether its source is validation only.
    pub apart: bool,
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

/// How a head is asked about a text where it is at work: the probability of each label. Thresholds are fixed on what it says then.
pub type Judge<'j> = dyn Fn(&LearnedHead, &Example<'_>) -> Result<Vec<f32>, HeadError> + 'j;

/// Fits a head and fixes its thresholds on validation rows. `draft` names head, encoder and labels and tells how the rows came
/// about; what fitting finds out is filled in. Returns the manifest and the weights file.
///
/// # Errors
/// When there are no rows, or states have another dimension than the shape.
pub fn fit(
    examples: &[Example<'_>],
    (validation, judge): (&[Example<'_>], &Judge<'_>),
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
    let judged = validation.iter().map(|example| judge(&head, example)).collect::<Result<Vec<_>, _>>()?;
    let of: Option<Vec<usize>> = manifest.any.as_ref().map(|any| {
        let places = manifest.labels.iter().enumerate().filter(|(_, label)| any.of.contains(&label.name));
        places.map(|(place, _)| place).collect()
    });
    for (place, label) in manifest.labels.iter_mut().enumerate() {
        fix(label, of.as_deref().filter(|_| label.name == ANY), place, validation, &judged);
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
    /// How a further label is reckoned from them.
    pub any: Option<Any>,
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
            share: share(examples, place),
            rows: carry(place, false),
            synthetic: carry(place, true),
            validation_positives: 0,
            validation_auprc: 0.0,
            curve: Vec::new(),
        };
        Manifest {
            format: Manifest::format(),
            name: self.name,
            weights,
            encoder: self.encoder,
            shape: config.shape.clone(),
            labels: self
                .labels
                .into_iter()
                .chain(self.any.is_some().then(|| ANY.to_owned()))
                .enumerate()
                .map(entry)
                .collect(),
            any: self.any,
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

/// Share of the rows that carry a label, of those of which it is known; counted as if there were one row more with it and one without.
fn share(examples: &[Example<'_>], place: usize) -> f64 {
    let known = examples.iter().filter(|example| example.known.get(place) == Some(&1.0));
    let (mut rows, mut carrying) = (2, 1);
    for example in known {
        rows += 1;
        carrying += usize::from(example.targets.get(place) == Some(&1.0));
    }
    f64::from(carrying as u32) / f64::from(rows as u32)
}

/// Fixes a label's operating points, on rows of sources that were not trained on where enough of them carry it: only they say how
/// texts of another kind are judged. Else on the rows that others wrote and that were kept back, and on those of this project's
/// templates last.
fn fix(label: &mut LabelEntry, any: Option<&[usize]>, place: usize, validation: &[Example<'_>], judged: &[Vec<f32>]) {
    let pairs = |wanted: &dyn Fn(&Example<'_>) -> bool| {
        let mut sources: BTreeMap<&str, Vec<thresholds::Judged>> = BTreeMap::new();
        for (example, found) in validation.iter().zip(judged).filter(|(example, _)| wanted(example)) {
            let Some((found, applies)) = found.get(place).zip(applies(example, any, place)) else { continue };
            sources.entry(example.source).or_default().push((f64::from(*found), applies));
        }
        sources.into_values().collect::<Vec<_>>()
    };
    let count = |sources: &[Vec<thresholds::Judged>]| sources.iter().flatten().filter(|(_, applies)| *applies).count();
    let mut sources = pairs(&|example| example.apart);
    if count(&sources) < ENOUGH {
        sources = pairs(&|example| !example.synthetic);
    }
    if count(&sources) < ENOUGH {
        sources = pairs(&|_| true);
    }
    label.thresholds = thresholds::choose(&sources);
    label.validation_positives = count(&sources);
    let chosen = sources.concat();
    label.validation_auprc = thresholds::average_precision(&chosen);
    label.curve = thresholds::curve(&chosen, label.thresholds);
}

/// Whether a label applies to a row; nothing where that is not known. The label that is reckoned from others (`any`, their places)
/// applies where one of them does, and does not where none does of those that are known.
fn applies(example: &Example<'_>, any: Option<&[usize]>, place: usize) -> Option<bool> {
    let of = |place: usize| {
        let known = example.known.get(place) == Some(&1.0);
        known.then(|| example.targets.get(place) == Some(&1.0))
    };
    match any {
        None => of(place),
        Some(places) => {
            let known: Vec<bool> = places.iter().filter_map(|place| of(*place)).collect();
            (!known.is_empty()).then(|| known.contains(&true))
        }
    }
}

fn fit_lexicon(examples: &[Example<'_>], labels: usize, config: &TrainConfig) -> Lexicon {
    let buckets = config.shape.buckets;
    let lessons: Vec<Lesson> = examples
        .iter()
        .map(|example| Lesson {
            spelling: Spelling::of(example.text, buckets),
            targets: example.targets.clone(),
            known: example.known.clone(),
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
    let logits = pooler.forward(&input, &mask, Dropout { rate: DROPPED_FEATURES, generator })?;
    let targets: Vec<f32> = batch.iter().flat_map(|example| example.targets.iter().copied()).collect();
    let known: Vec<f32> = batch.iter().flat_map(|example| example.known.iter().copied()).collect();
    let table = |values: Vec<f32>| Tensor::from_vec(values, logits.shape(), logits.device());
    Ok(config.loss.of(&logits, &table(targets)?, &table(known)?, SOFTNESS)?)
}

/// Rises in a straight line, then falls along a cosine to zero.
fn rate(step: usize, steps: usize) -> f64 {
    let done = (step + 1) as f64 / steps.max(1) as f64;
    if done < WARM_UP {
        return RATE * done / WARM_UP;
    }
    0.5 * RATE * (1.0 + (std::f64::consts::PI * (done - WARM_UP) / (1.0 - WARM_UP)).cos())
}
