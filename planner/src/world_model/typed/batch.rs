//! Questions about scenes as padded tensors.
//!
//! Equal scenes are encoded once, equal atoms (path, value) embedded once, however often they stand in a batch.

mod ask;
mod atoms;
mod scenes;

use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::{Device, Result, Tensor};

pub(super) use ask::{Ask, CLOSED, Latents};
pub(super) use atoms::{NUMERIC, VALUES};
pub(super) use scenes::RELATIONS;

use super::corpus::{Context, Scene};
use super::text::TextFeatures;
use super::vocabulary::{Index, Phase, Slot, Vocabulary};
use crate::environment::Progress;
use atoms::Atoms;
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
    pub(super) value_codes: Tensor,
    pub(super) value_features: Tensor,
    /// Key, value and numeric features of each distinct atom.
    pub(super) atom_keys: Tensor,
    pub(super) atom_values: Tensor,
    pub(super) atom_numbers: Tensor,
    /// Which atoms make up which token.
    pub(super) tokens: Sums,
    /// (scenes, width): 1 where there is a token.
    pub(super) mask: Tensor,
    /// (scenes, width, width, relations).
    pub(super) relations: Tensor,
    pub(super) asks: Vec<Ask>,
    /// Slots and sources of each ask, to read the answers with.
    pub(super) read: Vec<Reading>,
}

/// Sums over atoms: by lists, or where rows that are added to are taken one after the other (accelerators), by a matrix.
#[derive(Debug)]
pub(super) enum Sums {
    /// Atoms, and the tokens that they are added to.
    Listed { atoms: Tensor, places: Tensor },
    /// (tokens, atoms): how often.
    Counted(Tensor),
}

impl Sums {
    fn of((atoms, places): (&[u32], &[u32]), (tokens, kinds): (usize, usize), device: &Device) -> Result<Self> {
        if device.is_cpu() {
            return Ok(Self::Listed { atoms: ids(atoms, device)?, places: ids(places, device)? });
        }
        let mut counts = vec![0.0_f32; tokens * kinds];
        for (atom, place) in atoms.iter().zip(places) {
            if let Some(count) = counts.get_mut(*place as usize * kinds + *atom as usize) {
                *count += 1.0;
            }
        }
        Ok(Self::Counted(Tensor::from_vec(counts, (tokens, kinds), device)?))
    }
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
    /// Features of texts seen so far.
    pub(super) cache: BTreeMap<String, Vec<f32>>,
}

impl<'a> Builder<'a> {
    pub(super) fn new((vocabulary, index): (&'a Vocabulary, &'a Index), features: &'a dyn TextFeatures) -> Self {
        Self { vocabulary, index, features, cache: BTreeMap::new() }
    }

    /// The batch of the questions, grouped by phase.
    pub(super) fn batch(&mut self, questions: &[Question], device: &Device) -> Result<Batch> {
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
        let mut asks = Vec::new();
        let mut read = Vec::new();
        for phase in Phase::ALL {
            let places: Vec<usize> = (0..questions.len())
                .filter(|place| questions.get(*place).is_some_and(|question| question.phase == phase))
                .collect();
            if places.is_empty() {
                continue;
            }
            let (ask, reading) = ask::build(self, phase, (questions, &places), &numbers, (width, &mut atoms), device)?;
            asks.push(ask);
            read.push(reading);
        }
        let values = atoms.tensors(self, device)?;
        let kinds = values.keys.elem_count();
        Ok(Batch {
            scenes: scenes.len(),
            width,
            value_codes: values.codes,
            value_features: values.features,
            atom_keys: values.keys,
            atom_values: values.values,
            atom_numbers: values.numbers,
            tokens: Sums::of((&placed.atoms, &placed.places), (scenes.len() * width, kinds), device)?,
            mask: placed.mask,
            relations: placed.relations,
            asks,
            read,
        })
    }

    /// Features of the texts, asked for once.
    pub(super) fn featured(&mut self, texts: &[String]) -> Vec<Vec<f32>> {
        let unknown: Vec<&str> =
            texts.iter().filter(|text| !self.cache.contains_key(*text)).map(String::as_str).collect();
        if !unknown.is_empty() {
            // A text that is long or new each time must not fill the memory.
            if self.cache.len() > 65_536 {
                self.cache.clear();
            }
            let found = self.features.features(&unknown);
            self.cache.extend(unknown.iter().map(|text| (*text).to_owned()).zip(found));
        }
        let empty = || vec![0.0; self.features.dimension()];
        texts.iter().map(|text| self.cache.get(text).cloned().unwrap_or_else(empty)).collect()
    }
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
