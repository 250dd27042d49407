//! Distinct scenes of a batch: tokens, masks, relations.

use std::collections::HashMap;
use std::sync::Arc;

use candle_core::{Device, Result, Tensor};

use super::atoms::{Atoms, DONE, SCORE, TASK, WON, pair_key, path_key, special_key};
use super::id;
use crate::environment::Progress;
use crate::world_model::typed::corpus::{Coded, Scene};
use crate::world_model::typed::leaf::{Leaf, PARENT};
use crate::world_model::typed::vocabulary::{Index, Vocabulary};

/// Relations that are not edges of references: self, contains, is contained, beside, episode.
const FIXED: usize = 5;
/// Relations in all: fixed ones, one for each learned edge and its reverse, one for other edges and its reverse.
pub(in crate::world_model::typed) const RELATIONS: usize = FIXED + 2 * 17;
/// Edges that have a relation of their own.
const EDGES: usize = 16;

type Key = (Vec<usize>, [u64; 2], Arc<str>);

#[derive(Default)]
pub(super) struct Scenes {
    numbers: HashMap<Key, usize>,
    scenes: Vec<(Scene, Progress, Arc<str>)>,
}

pub(super) struct SceneTensors {
    pub(super) atoms: Vec<u32>,
    pub(super) places: Vec<u32>,
    /// Whether there is a token.
    pub(super) filled: Vec<bool>,
    pub(super) mask: Tensor,
    pub(super) relations: Tensor,
}

impl Scenes {
    /// Number of the scene in the batch.
    pub(super) fn number(&mut self, scene: &Scene, progress: Progress, task: &Arc<str>) -> usize {
        let objects = scene.iter().map(|object| Arc::as_ptr(object) as usize).collect();
        let state = u64::from(progress.done) | (u64::from(progress.won) << 1);
        let next = self.scenes.len();
        let number = *self.numbers.entry((objects, [progress.score.to_bits(), state], task.clone())).or_insert(next);
        if number == next {
            self.scenes.push((scene.clone(), progress, task.clone()));
        }
        number
    }

    pub(super) fn len(&self) -> usize {
        self.scenes.len()
    }

    /// Tokens of the widest scene: the episode and all objects.
    pub(super) fn width(&self) -> usize {
        1 + self.scenes.iter().map(|(scene, ..)| scene.len()).max().unwrap_or(0)
    }

    pub(super) fn tensors(
        &self,
        (vocabulary, index): (&Vocabulary, &Index),
        atoms: &mut Atoms,
        device: &Device,
    ) -> Result<SceneTensors> {
        let width = self.width();
        let (mut token_atoms, mut places) = (Vec::new(), Vec::new());
        let mut mask = vec![0.0_f32; self.scenes.len() * width];
        let mut relations = vec![0_u8; self.scenes.len() * width * width * RELATIONS];
        for (number, (scene, progress, task)) in self.scenes.iter().enumerate() {
            let mut put = |token: usize, atom: u32| {
                token_atoms.push(atom);
                places.push(id(number * width + token));
            };
            let special = |special| special_key(vocabulary, special);
            put(0, atoms.text(index, special(TASK), task));
            put(0, atoms.leaf(index, special(SCORE), &Leaf::Number(progress.score)));
            put(0, atoms.leaf(index, special(DONE), &Leaf::Boolean(progress.done)));
            put(0, atoms.leaf(index, special(WON), &Leaf::Boolean(progress.won)));
            let spoken = task.to_lowercase();
            for (place, object) in scene.iter().enumerate() {
                object_atoms(object, scene, (index, &spoken), atoms, &mut |atom| put(place + 1, atom));
            }
            for flag in mask.iter_mut().skip(number * width).take(scene.len() + 1) {
                *flag = 1.0;
            }
            relate(scene, index, &mut |from, to, relation| {
                if let Some(flag) = relations.get_mut(((number * width + from) * width + to) * RELATIONS + relation) {
                    *flag = 1;
                }
            });
        }
        let shape = (self.scenes.len(), width);
        Ok(SceneTensors {
            atoms: token_atoms,
            places,
            filled: mask.iter().map(|flag| *flag > 0.0).collect(),
            mask: Tensor::from_vec(mask, shape, device)?,
            relations: Tensor::from_vec(relations, (shape.0, width, width, RELATIONS), device)?,
        })
    }
}

fn object_atoms(
    object: &Coded,
    scene: &Scene,
    (index, task): (&Index, &str),
    atoms: &mut Atoms,
    put: &mut dyn FnMut(u32),
) {
    let container = object.parent().and_then(|id| scene.iter().find(|other| other.id == id));
    for (path, leaf) in &object.leaves {
        let key = path_key(index, path);
        put(atoms.leaf(index, key, leaf));
        match leaf {
            Leaf::Text(text) if text.len() >= 2 && speaks(task, text) => put(atoms.mentioned(key)),
            Leaf::Number(left) => {
                let Some(pairs) = index.pairs.get(path) else { continue };
                for (other, pair) in pairs {
                    let right = match other.strip_prefix('^') {
                        Some(path) => container.and_then(|container| container.leaf(path).number()),
                        None => object.leaf(other).number(),
                    };
                    if let Some(right) = right {
                        put(atoms.compared(pair_key(index, *pair), *left, right));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether the task has the text as whole words.
fn speaks(task: &str, text: &str) -> bool {
    let wanted = text.to_lowercase();
    task.match_indices(&wanted).any(|(start, found)| {
        let before = task.get(..start).and_then(|text| text.chars().next_back());
        let after = task.get(start + found.len()..).and_then(|text| text.chars().next());
        [before, after].iter().flatten().all(|letter| !letter.is_alphanumeric())
    })
}

fn relate(scene: &Scene, index: &Index, put: &mut dyn FnMut(usize, usize, usize)) {
    let places: HashMap<&str, usize> =
        scene.iter().enumerate().map(|(place, object)| (object.id.as_str(), place + 1)).collect();
    put(0, 0, 0);
    for (place, object) in scene.iter().enumerate() {
        let own = place + 1;
        put(own, own, 0);
        put(0, own, 4);
        put(own, 0, 4);
        if let Some(container) = object.parent().and_then(|id| places.get(id)) {
            put(own, *container, 1);
            put(*container, own, 2);
        }
        for (beside, other) in scene.iter().enumerate() {
            if beside != place && other.parent() == object.parent() {
                put(own, beside + 1, 3);
            }
        }
        for (path, leaf) in object.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
            if let Leaf::Reference(id) = leaf
                && let Some(to) = places.get(id.as_str())
            {
                let edge = index.edges.get(path).copied().unwrap_or(EDGES).min(EDGES);
                put(own, *to, FIXED + 2 * edge);
                put(*to, own, FIXED + 2 * edge + 1);
            }
        }
    }
}
