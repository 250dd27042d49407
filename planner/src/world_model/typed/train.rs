//! Training, one step at a time: whoever calls has the clock.

use std::collections::VecDeque;
use std::sync::Arc;

use candle_core::{Device, Result};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::adam::Adam;
use super::batch::{Batch, Builder, Question};
use super::corpus::Corpus;
use super::diagnostics::{Exactness, Spread, exactness, spread};
use super::loss::{LossConfig, Losses, total};
use super::network::{Network, NetworkConfig};
use super::rules::Rules;
use super::sampler::{Sampler, split};
use super::tape::{Mode, Tape};
use super::text::TextFeatures;
use super::vocabulary::{Index, Phase, Vocabulary, learn};
use super::{TypedError, TypedWorldModel};

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TypedConfig {
    /// Sizes of the network.
    pub network: NetworkConfig,
    /// Weights of the loss.
    pub loss: LossConfig,
    /// Members of the ensemble, 1 to 8; each has its own weights and its own order of rows.
    pub members: usize,
    /// Transitions of a step and member.
    pub batch: usize,
    /// Greatest learning rate; reached after the warm-up, then falling to nothing by half a cosine.
    pub rate: f64,
    /// Steps of the warm-up.
    pub warm_up: u64,
    /// Weight decay.
    pub decay: f64,
    /// Norm that gradients are clipped to.
    pub clip: f64,
    /// Trees of the induction for each kind of slot; 0: none.
    pub trees: usize,
    /// Weight of the induction beside the network, 0 to 1.
    pub rules_share: f64,
    /// Share of the trajectories that is held out.
    pub held_out: f64,
    /// Seed of weights and order.
    pub seed: u64,
}

impl Default for TypedConfig {
    fn default() -> Self {
        Self {
            network: NetworkConfig::default(),
            loss: LossConfig::default(),
            members: 1,
            batch: 64,
            rate: 2e-3,
            warm_up: 100,
            decay: 0.01,
            clip: 2.0,
            trees: 5,
            rules_share: 0.7,
            held_out: 0.02,
            seed: 0,
        }
    }
}

/// What one step did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// Steps done.
    pub step: u64,
    /// Learning rate of the step.
    pub rate: f64,
    /// Losses, the mean of the members.
    pub losses: Losses,
    /// Norm of the gradient before clipping, the greatest of the members.
    pub gradient: f64,
}

/// A model in training.
pub struct Trainer {
    pub(super) model: TypedWorldModel,
    pub(super) optimisers: Vec<Adam>,
    pub(super) config: TypedConfig,
    pub(super) step: u64,
    pub(super) corpus: Arc<Corpus>,
    pub(super) sampler: Sampler,
    held_out: Vec<usize>,
    /// Batches of steps to come, each with its step and member.
    ahead: VecDeque<((u64, usize), Batch)>,
}

/// Transitions that are made tensors of ahead of their steps, together.
const ROWS_AHEAD: usize = 512;
/// Texts whose features are kept: one that is long or new each time must not fill the memory.
const TEXTS: usize = 65_536;

impl Trainer {
    /// A model at its first step: vocabulary and tables are read off the corpus, weights are drawn.
    ///
    /// # Errors
    /// When there is nothing to learn from, or the tensor library fails.
    pub fn new(
        corpus: Arc<Corpus>,
        config: TypedConfig,
        features: Arc<dyn TextFeatures>,
        device: &Device,
    ) -> std::result::Result<Self, TypedError> {
        let (seen, _) = split(&corpus, config.held_out);
        let vocabulary = learn(&corpus, &seen);
        let mut model = TypedWorldModel::drawn(vocabulary, config, features, device)?;
        if config.trees > 0 {
            let tables = (&model.vocabulary, &model.index);
            model.rules = Some(Arc::new(Rules::learn(tables, &corpus, &seen, (config.trees, config.seed))));
        }
        Self::with(corpus, config, model)
    }

    pub(super) fn with(
        corpus: Arc<Corpus>,
        config: TypedConfig,
        model: TypedWorldModel,
    ) -> std::result::Result<Self, TypedError> {
        let (seen, held_out) = split(&corpus, config.held_out);
        if seen.is_empty() || config.batch == 0 || !(1..=8).contains(&config.members) {
            return Err(TypedError::Nothing);
        }
        let sampler = Sampler::new(&corpus, &seen, config.seed);
        let optimisers = (0..config.members).map(|_| Adam::default()).collect();
        Ok(Self { model, optimisers, config, step: 0, corpus, sampler, held_out, ahead: VecDeque::new() })
    }

    /// One step. `done` is the share of the training that lies behind, 0 to 1 (of steps, or of time): the learning rate
    /// follows it. The same sequence of shares gives the same weights on one machine, resumed or not.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn step(&mut self, done: f64) -> Result<StepReport> {
        let warm = ((self.step + 1) as f64 / self.config.warm_up.max(1) as f64).min(1.0);
        let rate = self.config.rate * warm * 0.5 * (1.0 + (std::f64::consts::PI * done.clamp(0.0, 1.0)).cos());
        let mut report = StepReport { step: self.step + 1, rate, losses: Losses::default(), gradient: 0.0 };
        let share = 1.0 / self.model.members.len().max(1) as f64;
        for member in 0..self.optimisers.len() {
            let batch = self.next(member)?;
            let (network, optimiser) = (self.model.members.get(member), self.optimisers.get_mut(member));
            let (Some(network), Some(optimiser)) = (network, optimiser) else { continue };
            let (norm, losses) = moved(network, &batch, optimiser, (self.step, rate), self.config)?;
            report.gradient = report.gradient.max(norm);
            report.losses.heads += share * losses.heads;
            report.losses.latent += share * losses.latent;
            report.losses.spread += share * losses.spread;
            report.losses.inverse += share * losses.inverse;
        }
        self.step += 1;
        Ok(report)
    }

    /// The batch of a member for the step that is due. Batches are made several at a time, side by side: what is drawn for a step
    /// does not depend on when.
    fn next(&mut self, member: usize) -> Result<Batch> {
        let due = (self.step, member);
        if self.ahead.front().is_none_or(|(drawn, _)| *drawn != due) {
            self.ahead = self.prepared(due)?.into();
        }
        match self.ahead.pop_front() {
            Some((_, batch)) => Ok(batch),
            None => Err(candle_core::Error::msg("no batch was made")),
        }
    }

    /// Batches that are made at a time: as many as there are threads, while they are small.
    pub fn stride(&self) -> usize {
        (ROWS_AHEAD / self.config.batch.max(1)).clamp(1, rayon::current_num_threads().clamp(1, 8))
    }

    fn prepared(&mut self, (step, member): (u64, usize)) -> Result<Vec<((u64, usize), Batch)>> {
        let members = self.optimisers.len().max(1);
        let due: Vec<(u64, usize)> = (member..member + self.stride())
            .map(|number| (step + (number / members) as u64, number % members))
            .collect();
        let model = &self.model;
        let make = |(step, member): (u64, usize)| {
            let rows = self.sampler.draw(step, member, self.config.batch);
            let questions = questions(&self.corpus, &rows);
            let mut builder = Builder::new((&model.vocabulary, &model.index), model.features.as_ref());
            builder.known = Some(&model.cache);
            let batch = builder.batch(&questions, &model.device)?;
            Ok((((step, member), batch), builder.cache))
        };
        let made: Vec<_> = due.into_par_iter().map(make).collect::<Result<_>>()?;
        let mut batches = Vec::with_capacity(made.len());
        if self.model.cache.len() > TEXTS {
            self.model.cache.clear();
        }
        for (batch, seen) in made {
            batches.push(batch);
            self.model.cache.extend(seen);
        }
        Ok(batches)
    }

    /// Steps done.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// The model as it stands.
    pub fn model(&self) -> &TypedWorldModel {
        &self.model
    }

    /// The model, training left behind.
    pub fn into_model(self) -> TypedWorldModel {
        self.model
    }

    /// Exactness on at most so many held-out transitions, spread evenly over them.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn held_out(&self, most: usize) -> Result<Exactness> {
        exactness(&self.model, &self.corpus, &thinned(&self.held_out, most))
    }

    /// Spread of the latents on at most so many held-out transitions: whether the representation has collapsed.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn spread(&self, most: usize) -> Result<Spread> {
        spread(&self.model, &self.corpus, &thinned(&self.held_out, most))
    }
}

/// Moves the weights of a network by one step; returns the gradient's norm and the losses.
pub(super) fn moved(
    network: &Network,
    batch: &Batch,
    optimiser: &mut Adam,
    at: (u64, f64),
    config: TypedConfig,
) -> Result<(f64, Losses)> {
    let tape = Tape::new(Mode::Gradients);
    let total = total(&tape, network, batch, config.loss)?;
    let gradients = tape.gradients(&total.loss)?;
    let told = (&gradients, &total.terms);
    let (norm, terms) = optimiser.step(&network.weights.variables, told, at, (config.decay, config.clip))?;
    Ok((norm, Losses::of(&terms)))
}

fn thinned(rows: &[usize], most: usize) -> Vec<usize> {
    rows.iter().copied().step_by(rows.len().div_ceil(most.max(1)).max(1)).collect()
}

/// The questions that rows of a corpus answer.
pub(super) fn questions(corpus: &Corpus, rows: &[usize]) -> Vec<Question> {
    let mut questions = Vec::with_capacity(3 * rows.len());
    for row in rows.iter().filter_map(|row| corpus.rows.get(*row)) {
        let [first, middle, last] = row.states.map(|state| corpus.scene(state));
        let context = Arc::new(row.context.clone());
        let mut ask = |phase, scene: &_, earlier, after: &_| {
            let (scene, context) = (Clone::clone(scene), context.clone());
            questions.push(Question { phase, scene, context, earlier, answer: Some((Clone::clone(after), row.after)) });
        };
        ask(Phase::Act, &first, None, &middle);
        if row.split {
            ask(Phase::Environment, &middle, None, &last);
        }
        ask(Phase::Progress, &last, Some(first), &last);
    }
    questions
}

impl TypedWorldModel {
    pub(super) fn drawn(
        vocabulary: Vocabulary,
        config: TypedConfig,
        features: Arc<dyn TextFeatures>,
        device: &Device,
    ) -> std::result::Result<Self, TypedError> {
        let index = Index::of(&vocabulary);
        let member = |member: usize| {
            let seed = config.seed.wrapping_add(member as u64);
            Network::new(&vocabulary, (config.network, features.dimension()), seed, device)
        };
        let members = (0..config.members).map(member).collect::<Result<_>>()?;
        let device = device.clone();
        let rules_share = config.rules_share;
        Ok(Self {
            rules: None,
            rules_share,
            index,
            members,
            features,
            device,
            cache: std::collections::BTreeMap::new(),
            vocabulary,
            config,
        })
    }
}
