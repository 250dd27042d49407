//! Questions about scenes as padded tensors.
//!
//! Equal scenes are encoded once, equal atoms (path, value) embedded once, however often they stand in a batch.

mod ask;
mod atoms;
mod links;
mod scenes;

use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::{Device, Result, Tensor};

pub(super) use ask::{Ask, CLOSED, Latents};
pub(super) use atoms::{NUMERIC, VALUES};
pub(super) use links::Links;
pub(super) use scenes::RELATIONS;

use super::corpus::{Context, Scene};
use super::text::TextFeatures;
use super::vocabulary::{Index, Phase, Slot, Vocabulary};
use crate::environment::Progress;
use atoms::Atoms;
use links::Making;
use scenes::Scenes;

/// What is asked of the model about one scene.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) phase: Phase,
    pub(super) scene: Scene,
    pub(super) context: Arc<Context>,
    /// The scene before the action, where progress is asked for.
    pub(super) earlier: Option<Scene>,
    /// The answer, in training.
    pub(super) answer: Option<(Scene, Progress)>,
}

/// Tensors of a batch of questions.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) scenes: usize,
    pub(super) width: usize,
    /// Rows of the table of values, and of the words' features, for each distinct value.
    pub(super) value_codes: Arc<Links>,
    pub(super) value_features: Tensor,
    /// Key, value and numeric features of each distinct atom.
    pub(super) atom_keys: Arc<Links>,
    pub(super) atom_values: Arc<Links>,
    pub(super) atom_numbers: Tensor,
    /// Which atoms make up which token.
    pub(super) tokens: Arc<Links>,
    /// (scenes, width): 1 where there is a token.
    pub(super) mask: Tensor,
    /// (scenes, width, width, relations), as bytes: 1 where there is one.
    pub(super) relations: Tensor,
    /// Tokens that the statistics of the latents are taken of, in training.
    pub(super) spread: Option<Arc<Links>>,
    pub(super) asks: Vec<Ask>,
    /// Slots and sources of each ask, to read the answers with.
    pub(super) read: Vec<Reading>,
}

/// What the answers of an ask are about: for each slot its question and itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Place of each of the ask's questions among those of the batch.
    pub(super) questions: Vec<usize>,
    /// Slots with the place of their question in `questions`.
    pub(super) slots: Vec<(usize, Slot)>,
    /// Outcomes of the candidates of each slot.
    pub(super) outcomes: Vec<Vec<super::leaf::Leaf>>,
}

/// Makes batches.
pub(super) struct Builder<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) index: &'a Index,
    pub(super) features: &'a dyn TextFeatures,
    /// Features of texts that others have seen.
    pub(super) known: Option<&'a BTreeMap<String, Vec<f32>>>,
    /// Features of texts seen so far beside those.
    pub(super) cache: BTreeMap<String, Vec<f32>>,
    /// Whether rows are summed from padded lists; none: on accelerators.
    pub(super) padded: Option<bool>,
}

/// Tokens that the statistics of the latents are taken of.
const SPREAD_TOKENS: usize = 512;

impl<'a> Builder<'a> {
    pub(super) fn new((vocabulary, index): (&'a Vocabulary, &'a Index), features: &'a dyn TextFeatures) -> Self {
        Self { vocabulary, index, features, known: None, cache: BTreeMap::new(), padded: None }
    }

    /// The batch of the questions, grouped by phase.
    pub(super) fn batch(&mut self, questions: &[Question], device: &Device) -> Result<Batch> {
        let trained = questions.iter().any(|question| question.answer.is_some());
        let making = Making { device, padded: self.padded.unwrap_or(!device.is_cpu()), trained };
        let mut atoms = Atoms::default();
        let mut scenes = Scenes::default();
        let numbers: Vec<[Option<usize>; 2]> = questions
            .iter()
            .map(|question| {
                let (progress, task) = (question.context.progress, &question.context.task);
                let own = scenes.number(&question.scene, progress, task);
                let next = question.answer.as_ref().map(|(scene, _)| scenes.number(scene, progress, task));
                [Some(own), next]
            })
            .collect();
        let width = scenes.width();
        let placed = scenes.tensors((self.vocabulary, self.index), &mut atoms, device)?;
        let mut asks: Vec<(ask::Parts, Phase)> = Vec::new();
        let mut read = Vec::new();
        for phase in Phase::ALL {
            let places: Vec<usize> = (0..questions.len())
                .filter(|place| questions.get(*place).is_some_and(|question| question.phase == phase))
                .collect();
            if places.is_empty() {
                continue;
            }
            let (parts, reading) = ask::gather(self, phase, (questions, &places), &numbers, (width, &mut atoms));
            asks.push((parts, phase));
            read.push(reading);
        }
        let kinds = atoms.len();
        let known = ask::Room { atoms: kinds, scenes: scenes.len(), width };
        let mut made: Vec<Ask> = Vec::with_capacity(asks.len());
        for (parts, phase) in asks {
            let act = made.iter().find(|ask| ask.phase == Phase::Act).and_then(|ask| ask.latents.as_ref());
            let ask = ask::finish(self, (phase, parts), (known, act), making)?;
            made.push(ask);
        }
        let values = atoms.tensors(self, making)?;
        let tokens = scenes.len() * width;
        let spread = spread(&placed.filled);
        Ok(Batch {
            scenes: scenes.len(),
            width,
            value_codes: values.codes,
            value_features: values.features,
            atom_keys: values.keys,
            atom_values: values.values,
            atom_numbers: values.numbers,
            tokens: Arc::new(Links::added((placed.atoms, kinds), (placed.places, tokens), making)?),
            mask: placed.mask,
            relations: placed.relations,
            spread: trained.then(|| Links::chosen(spread, tokens, making).map(Arc::new)).transpose()?,
            asks: made,
            read,
        })
    }

    /// Features of the texts, asked for once.
    pub(super) fn featured(&mut self, texts: &[String]) -> Vec<Vec<f32>> {
        let unknown: Vec<&str> = texts.iter().filter(|text| self.seen(text).is_none()).map(String::as_str).collect();
        if !unknown.is_empty() {
            // A text that is long or new each time must not fill the memory.
            if self.cache.len() > 65_536 {
                self.cache.clear();
            }
            let found = self.features.features(&unknown);
            self.cache.extend(unknown.iter().map(|text| (*text).to_owned()).zip(found));
        }
        let empty = || vec![0.0; self.features.dimension()];
        texts.iter().map(|text| self.seen(text).cloned().unwrap_or_else(empty)).collect()
    }

    fn seen(&self, text: &str) -> Option<&Vec<f32>> {
        self.known.and_then(|known| known.get(text)).or_else(|| self.cache.get(text))
    }
}

/// At most [`SPREAD_TOKENS`] of the tokens that are there, spread evenly over them.
fn spread(filled: &[bool]) -> Vec<u32> {
    let real: Vec<u32> = filled.iter().enumerate().filter(|(_, there)| **there).map(|(place, _)| id(place)).collect();
    let stride = real.len().div_ceil(SPREAD_TOKENS).max(1);
    real.into_iter().step_by(stride).collect()
}

/// Rows of the keys' table.
pub(super) fn keys(vocabulary: &Vocabulary) -> usize {
    1 + vocabulary.paths.len() + vocabulary.pairs.len() + atoms::SPECIAL + vocabulary.roles.len()
}

/// Rows of the table of marks (roles, equalities, changes) that the predictor adds to tokens.
pub(super) fn marks(vocabulary: &Vocabulary) -> usize {
    vocabulary.roles.len() + 2 * (vocabulary.paths.len() + 1) + 2
}

pub(super) fn ids(values: &[u32], device: &Device) -> Result<Tensor> {
    Tensor::from_slice(values, values.len(), device)
}

pub(super) fn id(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
