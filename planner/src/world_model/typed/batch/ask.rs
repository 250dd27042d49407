//! The questions of one phase as tensors.

use std::collections::HashMap;
use std::sync::Arc;

use candle_core::{Device, Result, Tensor};

use super::atoms::{Atoms, CREATION, OBJECT, path_key, role_key, special_key};
use super::links::{Links, Making};
use super::{Builder, Question, Reading, id, ids, marks};
use crate::world_model::typed::corpus::Scene;
use crate::world_model::typed::leaf::Leaf;
use crate::world_model::typed::operation::Operation;
use crate::world_model::typed::vocabulary::{Phase, Slot, Source, Target, candidates, created, slots, sources, target};

/// Tensors of the questions of a phase. Tokens are counted through: question times width plus token.
#[derive(Debug)]
pub(in crate::world_model::typed) struct Ask {
    pub(in crate::world_model::typed) phase: Phase,
    pub(in crate::world_model::typed) questions: usize,
    /// Scene of each question.
    pub(in crate::world_model::typed) scenes: Arc<Links>,
    pub(in crate::world_model::typed) verbs: Arc<Links>,
    /// Marks on tokens: roles, equalities, changes.
    pub(in crate::world_model::typed) marks: Arc<Links>,
    /// Atoms of the action's values, added to their question.
    pub(in crate::world_model::typed) arguments: Arc<Links>,
    /// Token, atom and family of each slot.
    pub(in crate::world_model::typed) slot_tokens: Arc<Links>,
    pub(in crate::world_model::typed) slot_atoms: Arc<Links>,
    pub(in crate::world_model::typed) slot_families: Arc<Links>,
    pub(in crate::world_model::typed) source_tokens: Arc<Links>,
    pub(in crate::world_model::typed) source_atoms: Arc<Links>,
    /// Who reads what, question by question.
    pub(in crate::world_model::typed) pointers: Pointers,
    /// (slots, candidates): 0 where there is a candidate, else a large negative number.
    pub(in crate::world_model::typed) open: Tensor,
    pub(in crate::world_model::typed) candidates: usize,
    /// (slots, entries + candidates): 0 where the outcome is the right one, else a large negative number; and weights.
    pub(in crate::world_model::typed) right: Option<(Tensor, Tensor)>,
    pub(in crate::world_model::typed) latents: Option<Latents>,
}

/// Slots and sources of each question side by side, so that one product of matrices a question scores every operation of every
/// slot on every source; candidates are picked out of that.
#[derive(Debug)]
pub(in crate::world_model::typed) struct Pointers {
    /// Slots and sources that a question is padded to.
    pub(in crate::world_model::typed) room: (usize, usize),
    /// (questions times room): slots, sources; where there is none, one that is not asked for.
    pub(in crate::world_model::typed) slots: Arc<Links>,
    pub(in crate::world_model::typed) sources: Arc<Links>,
    /// Row of each slot among the padded ones.
    pub(in crate::world_model::typed) rows: Arc<Links>,
    /// (slots, candidates): operation times room plus source.
    pub(in crate::world_model::typed) picks: Tensor,
}

/// Where the representations of the next scene are.
#[derive(Debug)]
pub(in crate::world_model::typed) struct Latents {
    /// Scene after each question.
    pub(in crate::world_model::typed) scenes: Arc<Links>,
    /// Tokens that are in both, in the question's and in the batch's scenes.
    pub(in crate::world_model::typed) own: Arc<Links>,
    pub(in crate::world_model::typed) next: Arc<Links>,
    /// What was done, by the number of the verb.
    pub(in crate::world_model::typed) verbs: Tensor,
    /// A share each where the scene changes, 0 elsewhere; together at most 1.
    pub(in crate::world_model::typed) moved: Tensor,
    /// For each token of each question, where the second of two steps begins: a token of the batch's scenes, or behind those one
    /// of the first step. For what the environment does after actions.
    pub(in crate::world_model::typed) second: Option<Tensor>,
}

/// Sizes of what an ask refers to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) atoms: usize,
    pub(super) scenes: usize,
    pub(super) width: usize,
}

pub(in crate::world_model::typed) const CLOSED: f32 = -1e9;

/// Lists that an ask is made of.
#[derive(Default)]
pub(super) struct Parts {
    scenes: Vec<u32>,
    verbs: Vec<u32>,
    marks: (Vec<u32>, Vec<u32>),
    arguments: (Vec<u32>, Vec<u32>),
    slots: (Vec<u32>, Vec<u32>, Vec<u32>),
    sources: (Vec<u32>, Vec<u32>),
    candidates: Vec<Vec<(Operation, usize)>>,
    /// First slot and first source of each question.
    first: Vec<(usize, usize)>,
    right: Vec<Option<Vec<usize>>>,
    next: (Vec<u32>, Vec<u32>, Vec<u32>, Vec<f32>),
}

/// Reads the questions of a phase.
pub(super) fn gather(
    builder: &Builder<'_>,
    phase: Phase,
    (questions, places): (&[Question], &[usize]),
    numbers: &[[Option<usize>; 2]],
    (width, atoms): (usize, &mut Atoms),
) -> (Parts, Reading) {
    let mut parts = Parts::default();
    let mut reading = Reading { questions: places.to_vec(), ..Reading::default() };
    for (row, place) in places.iter().enumerate() {
        let (Some(question), Some([own, next])) = (questions.get(*place), numbers.get(*place)) else { continue };
        parts.scenes.push(id(own.unwrap_or(0)));
        let verb = builder.index.verbs.get(&question.context.verb).map_or(0, |number| number + 1);
        parts.verbs.push(if phase == Phase::Environment { 0 } else { id(verb) });
        parts.first.push((parts.candidates.len(), parts.sources.0.len()));
        mark_tokens(builder, question, (row * width, row), atoms, &mut parts);
        let read = read_slots(builder, question, row, (width, atoms), &mut parts);
        reading.slots.extend(read.0.into_iter().map(|slot| (row, slot)));
        reading.outcomes.extend(read.1);
        if let (Some((after, _)), Some(next)) = (&question.answer, next) {
            align((&question.scene, after), (row * width, *next, width), &mut parts);
        }
    }
    (parts, reading)
}

/// Marks the tokens that the action speaks of, and (for progress) what has changed.
fn mark_tokens(
    builder: &Builder<'_>,
    question: &Question,
    (first, row): (usize, usize),
    atoms: &mut Atoms,
    parts: &mut Parts,
) {
    let (vocabulary, index, context) = (builder.vocabulary, builder.index, &question.context);
    let roles = vocabulary.roles.len();
    let paths = vocabulary.paths.len() + 1;
    let mut mark = |token: usize, mark: usize| {
        parts.marks.0.push(id(mark));
        parts.marks.1.push(id(first + token));
    };
    // A mark that is always there keeps the tensors from being empty.
    mark(0, roles + 2 * paths + 1);
    if question.phase == Phase::Environment {
        return;
    }
    for (role, object) in &context.objects {
        let number = index.roles.get(&(context.verb.clone(), role.clone()));
        let token = question.scene.iter().position(|known| known.id == *object);
        if let (Some(number), Some(token)) = (number, token) {
            mark(token + 1, *number);
        }
    }
    for (role, leaf) in &context.values {
        for (token, object) in question.scene.iter().enumerate() {
            for (path, _) in object.leaves.iter().filter(|(_, own)| *own == leaf) {
                mark(token + 1, roles + path_key(index, path));
            }
        }
        parts.arguments.0.push(atoms.leaf(index, role_key(vocabulary, index, &context.verb, role), leaf));
        parts.arguments.1.push(id(row));
    }
    let Some(earlier) = &question.earlier else { return };
    for (token, object) in question.scene.iter().enumerate() {
        let Some(before) = earlier.iter().find(|before| before.id == object.id) else {
            mark(token + 1, roles + 2 * paths);
            continue;
        };
        if std::sync::Arc::ptr_eq(before, object) {
            continue;
        }
        for (path, leaf) in &object.leaves {
            if before.leaf(path) != leaf {
                mark(token + 1, roles + paths + path_key(index, path));
            }
        }
    }
}

fn read_slots(
    builder: &Builder<'_>,
    question: &Question,
    row: usize,
    (width, atoms): (usize, &mut Atoms),
    parts: &mut Parts,
) -> (Vec<Slot>, Vec<Vec<Leaf>>) {
    let (vocabulary, index) = (builder.vocabulary, builder.index);
    let first = row * width;
    let context = (question.phase != Phase::Environment).then_some(question.context.as_ref());
    let read = sources(&question.scene, context);
    // Only sources that some slot reads become tensors.
    let mut used: HashMap<usize, usize> = HashMap::new();
    let made = question.answer.as_ref().map(|(after, _)| created(&question.scene, after)).unwrap_or_default();
    let (mut kept, mut outcomes) = (Vec::new(), Vec::new());
    for slot in slots((vocabulary, index), question.phase, &question.scene, question.context.progress) {
        let Some(family) = vocabulary.families.get(slot.family) else { continue };
        let key = if slot.token == 0 { special_key(vocabulary, CREATION) } else { path_key(index, &family.path) };
        parts.slots.0.push(id(first + slot.token));
        parts.slots.1.push(atoms.leaf(index, key, &slot.current));
        parts.slots.2.push(id(slot.family));
        let found = candidates(&slot, family, &read);
        let wanted = question
            .answer
            .as_ref()
            .map(|(after, progress)| target(&slot, vocabulary, (&question.scene, after), &made, *progress));
        parts.right.push(match wanted {
            Some(Target::Value(leaf)) => {
                let entry = index.offsets.get(slot.family).copied().unwrap_or(0);
                let entries = family.entries.iter().enumerate();
                let mut right: Vec<usize> = entries
                    .filter(|(_, possible)| possible.outcome(&slot.current).as_ref() == Some(&leaf))
                    .map(|(number, _)| entry + number)
                    .collect();
                let possible = found.iter().enumerate().filter(|(_, candidate)| candidate.outcome == leaf);
                right.extend(possible.map(|(place, _)| index.entries + place));
                Some(right)
            }
            Some(Target::Nothing) => Some(Vec::new()),
            None => None,
        });
        let mut list = Vec::with_capacity(found.len());
        for candidate in &found {
            let number = *used.entry(candidate.source).or_insert_with(|| {
                let (token, atom) = place_source(builder, &read, candidate.source, atoms);
                parts.sources.0.push(id(first + token));
                parts.sources.1.push(atom);
                parts.sources.0.len() - 1
            });
            list.push((candidate.operation, number));
        }
        parts.candidates.push(list);
        outcomes.push(found.into_iter().map(|candidate| candidate.outcome).collect());
        kept.push(slot);
    }
    (kept, outcomes)
}

fn place_source(builder: &Builder<'_>, read: &[Source], source: usize, atoms: &mut Atoms) -> (usize, u32) {
    let Some(source) = read.get(source) else { return (0, 0) };
    let key = match &source.path {
        None => special_key(builder.vocabulary, OBJECT),
        Some(path) => path_key(builder.index, path),
    };
    (source.token, atoms.leaf(builder.index, key, &source.leaf))
}

/// Notes which tokens of the question's scene are which tokens of the next.
fn align((before, after): (&Scene, &Scene), (first, next, width): (usize, usize, usize), parts: &mut Parts) {
    parts.next.0.push(id(next));
    let mut both = |own: usize, other: usize| {
        parts.next.1.push(id(first + own));
        parts.next.2.push(id(next * width + other));
    };
    both(0, 0);
    for (place, object) in before.iter().enumerate() {
        if let Some(other) = after.iter().position(|later| later.id == object.id) {
            both(place + 1, other + 1);
        }
    }
    let same = before.len() == after.len()
        && before.iter().zip(after).all(|(left, right)| std::sync::Arc::ptr_eq(left, right));
    parts.next.3.push(if same { 0.0 } else { 1.0 });
}

/// Makes tensors of the lists. `act`: where the tokens of the actions' phase come to be, if it has been made.
pub(super) fn finish(
    builder: &Builder<'_>,
    (phase, parts): (Phase, Parts),
    (room, act): (Room, Option<&Latents>),
    making: Making<'_>,
) -> Result<Ask> {
    let most = parts.candidates.iter().map(Vec::len).max().unwrap_or(0);
    let (slots, device) = (parts.candidates.len(), making.device);
    let mut open = vec![CLOSED; slots * most];
    for (slot, list) in parts.candidates.iter().enumerate() {
        open.iter_mut().skip(slot * most).take(list.len()).for_each(|open| *open = 0.0);
    }
    let right = making.trained.then(|| right(&parts.right, builder.index.entries + most, device)).transpose()?;
    let pointers = pointers(&parts, most, making)?;
    let second = act.filter(|_| phase == Phase::Environment).map(|act| second(act, &parts.scenes, room));
    let latents = (!parts.next.0.is_empty())
        .then(|| latents(parts.next, (&parts.verbs, second), (parts.scenes.len(), room), making))
        .transpose()?;
    let questions = parts.scenes.len();
    let tokens = questions * room.width;
    let chosen = |from: Vec<u32>, table: usize| Links::chosen(from, table, making).map(Arc::new);
    let added = |(from, table), (to, rows)| Links::added((from, table), (to, rows), making).map(Arc::new);
    Ok(Ask {
        phase,
        questions,
        scenes: chosen(parts.scenes, room.scenes)?,
        verbs: chosen(parts.verbs, 1 + builder.vocabulary.verbs.len())?,
        marks: added((parts.marks.0, marks(builder.vocabulary)), (parts.marks.1, tokens))?,
        arguments: added((parts.arguments.0, room.atoms), (parts.arguments.1, questions))?,
        slot_tokens: chosen(parts.slots.0, tokens)?,
        slot_atoms: chosen(parts.slots.1, room.atoms)?,
        slot_families: chosen(parts.slots.2, builder.vocabulary.families.len())?,
        source_tokens: chosen(parts.sources.0, tokens)?,
        source_atoms: chosen(parts.sources.1, room.atoms)?,
        pointers,
        open: Tensor::from_vec(open, (slots, most), device)?,
        candidates: most,
        right,
        latents,
    })
}

fn pointers(parts: &Parts, most: usize, making: Making<'_>) -> Result<Pointers> {
    let all = (parts.candidates.len(), parts.sources.0.len());
    let ends = parts.first.iter().skip(1).copied().chain([all]);
    let spans: Vec<[std::ops::Range<usize>; 2]> =
        parts.first.iter().zip(ends).map(|(first, end)| [first.0..end.0, first.1..end.1]).collect();
    let widest = |which: usize| spans.iter().filter_map(|span| span.get(which)).map(ExactSizeIterator::len).max();
    let room = (widest(0).unwrap_or(0), widest(1).unwrap_or(0));
    let mut rows = Vec::with_capacity(all.0);
    let mut picks = Vec::with_capacity(all.0 * most);
    let (mut slots, mut sources) = (Vec::new(), Vec::new());
    for (question, [own, read]) in spans.iter().enumerate() {
        let padded = |span: &std::ops::Range<usize>, room: usize, all: usize| {
            // Padding is never picked: any row will do, but one for all would have a long list of what reads it.
            let last = span.start.min(all.saturating_sub(1));
            span.clone().chain(std::iter::repeat(last)).take(room).map(id).collect::<Vec<_>>()
        };
        slots.extend(padded(own, room.0, all.0));
        sources.extend(padded(read, room.1, all.1));
        for (place, list) in parts.candidates.iter().skip(own.start).take(own.len()).enumerate() {
            rows.push(id(question * room.0 + place));
            let pick = |(operation, source): &(Operation, usize)| {
                let number = Operation::ALL.iter().position(|known| known == operation).unwrap_or(0);
                id(number * room.1 + source.saturating_sub(read.start))
            };
            picks.extend(list.iter().map(pick).chain(std::iter::repeat(0)).take(most));
        }
    }
    let picks = Tensor::from_vec(picks, (rows.len(), most), making.device)?;
    let chosen = |from: Vec<u32>, table: usize| Links::chosen(from, table, making).map(Arc::new);
    let (slots, sources) = (chosen(slots, all.0)?, chosen(sources, all.1)?);
    Ok(Pointers { room, slots, sources, rows: chosen(rows, spans.len() * room.0)?, picks })
}

fn right(rows: &[Option<Vec<usize>>], columns: usize, device: &Device) -> Result<(Tensor, Tensor)> {
    let mut cells = vec![CLOSED; rows.len() * columns];
    let mut weights = vec![0.0_f32; rows.len()];
    for (number, (row, weight)) in rows.iter().zip(&mut weights).enumerate() {
        let right = row.as_deref().unwrap_or_default();
        for column in right {
            if let Some(cell) = cells.get_mut(number * columns + column) {
                *cell = 0.0;
            }
        }
        // What no candidate explains cannot be learned from.
        *weight = if right.is_empty() { 0.0 } else { 1.0 };
        if right.is_empty() {
            cells.iter_mut().skip(number * columns).take(columns).for_each(|cell| *cell = 0.0);
        }
    }
    Ok((Tensor::from_vec(cells, (rows.len(), columns), device)?, Tensor::from_vec(weights, rows.len(), device)?))
}

fn latents(
    (scenes, own, next, moved): (Vec<u32>, Vec<u32>, Vec<u32>, Vec<f32>),
    (verbs, second): (&[u32], Option<Vec<u32>>),
    (questions, room): (usize, Room),
    making: Making<'_>,
) -> Result<Latents> {
    let all = moved.iter().sum::<f32>().max(1.0);
    let moved: Vec<f32> = moved.into_iter().map(|flag| flag / all).collect();
    let chosen = |from: Vec<u32>, table: usize| Links::chosen(from, table, making).map(Arc::new);
    Ok(Latents {
        scenes: chosen(scenes, room.scenes)?,
        own: chosen(own, questions * room.width)?,
        next: chosen(next, room.scenes * room.width)?,
        verbs: ids(verbs, making.device)?,
        moved: Tensor::from_slice(&moved, moved.len(), making.device)?,
        second: second.map(|second| ids(&second, making.device)).transpose()?,
    })
}

/// Where tokens after an action are to be had: of the batch's scenes, but where the phase of actions predicted them, from there.
fn second(act: &Latents, scenes: &[u32], room: Room) -> Vec<u32> {
    let rows = room.scenes * room.width;
    let mut source: Vec<u32> = (0..rows).map(id).collect();
    for (own, next) in act.own.pairs().0.iter().zip(act.next.pairs().0) {
        if let Some(slot) = source.get_mut(*next as usize) {
            *slot = id(rows + *own as usize);
        }
    }
    let of = |scene: &u32| source.iter().skip(*scene as usize * room.width).take(room.width).copied();
    scenes.iter().flat_map(of).collect()
}
