//! Reading the tables off a corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::slots::{created, mark, sources, template};
use super::{CREATIONS, DONE, EPISODE, Family, Phase, SCORE, Vocabulary, WON, creation, creation_parent};
use crate::world_model::typed::corpus::{Coded, Corpus, Row, Scene};
use crate::world_model::typed::leaf::{EXISTS, Leaf, Leaves, PARENT};
use crate::world_model::typed::operation::{Entry, Operation};

/// Bounds of what is kept; the commonest stay.
const TEXTS: usize = 4_096;
const CONSTANTS: usize = 48;
const DIFFERENCES: usize = 24;
const OPERATIONS: usize = 10;
const TEMPLATES: usize = 256;
const EDGES: usize = 16;
const PAIRS: usize = 512;
const CUTS: usize = 96;
/// Changes of a family that are searched for operations.
const SEARCHED: u64 = 600;
/// Share of the searched changes that an operation must explain.
const SHARE: f64 = 0.02;

type Counts<T> = BTreeMap<T, u64>;

#[derive(Default)]
struct Seen {
    changes: u64,
    constants: BTreeMap<String, (Leaf, u64)>,
    differences: BTreeMap<u64, (f64, u64)>,
    operations: Counts<(Operation, String)>,
    searched: u64,
    refers: bool,
}

/// The vocabulary of a corpus's rows.
pub(in crate::world_model::typed) fn learn(corpus: &Corpus, rows: &[usize]) -> Vocabulary {
    let mut families: BTreeMap<(Phase, String, String), Seen> = BTreeMap::new();
    let mut templates: Vec<(Leaves, u64)> = Vec::new();
    let mut verbs = BTreeSet::new();
    let mut roles = BTreeSet::new();
    for row in rows.iter().filter_map(|row| corpus.rows.get(*row)) {
        verbs.insert(row.context.verb.clone());
        let named =
            row.context.objects.iter().map(|(role, _)| role).chain(row.context.values.iter().map(|(role, _)| role));
        roles.extend(named.map(|role| (row.context.verb.clone(), role.clone())));
        observe(corpus, row, &mut families, &mut templates);
    }
    templates.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    templates.truncate(TEMPLATES);
    let templates: Vec<Leaves> = templates.into_iter().map(|(leaves, _)| leaves).collect();
    let families = families.into_iter().filter_map(|(key, seen)| family(key, seen, templates.len())).collect();
    let (paths, texts, edges, pairs) = words(corpus, rows);
    let cuts = cuts(corpus, rows);
    Vocabulary {
        paths,
        texts,
        verbs: verbs.into_iter().collect(),
        roles: roles.into_iter().collect(),
        edges,
        pairs,
        cuts,
        families,
        templates,
    }
}

fn observe(
    corpus: &Corpus,
    row: &Row,
    families: &mut BTreeMap<(Phase, String, String), Seen>,
    templates: &mut Vec<(Leaves, u64)>,
) {
    let [first, middle, last] = row.states;
    let spans = [(Phase::Act, first, middle), (Phase::Environment, middle, last)];
    for (phase, before, after) in spans.into_iter().filter(|(_, before, after)| before != after) {
        let (before, after) = (corpus.scene(before), corpus.scene(after));
        let context = (phase == Phase::Act).then_some(&row.context);
        let read = sources(&before, context);
        differences(phase, (&before, &after), &read, families, templates);
    }
    let mut episode = |path: &str, before: Leaf, after: Leaf| {
        if before != after {
            let seen = families.entry((Phase::Progress, EPISODE.to_owned(), path.to_owned())).or_default();
            note(seen, &before, &after, &[]);
        }
    };
    let (before, after) = (row.context.progress, row.after);
    episode(SCORE, Leaf::Number(before.score), Leaf::Number(after.score));
    episode(DONE, Leaf::Boolean(before.done), Leaf::Boolean(after.done));
    episode(WON, Leaf::Boolean(before.won), Leaf::Boolean(after.won));
}

fn differences(
    phase: Phase,
    (before, after): (&Scene, &Scene),
    read: &[super::Source],
    families: &mut BTreeMap<(Phase, String, String), Seen>,
    templates: &mut Vec<(Leaves, u64)>,
) {
    let made = created(before, after);
    let mut change = |object_type: &str, path: &str, old: &Leaf, new: &Leaf| {
        let seen = families.entry((phase, object_type.to_owned(), path.to_owned())).or_default();
        note(seen, old, new, read);
    };
    for object in before {
        let Some(later) = after.iter().find(|later| later.id == object.id) else {
            change(object.object_type(), EXISTS, &Leaf::Boolean(true), &Leaf::Boolean(false));
            continue;
        };
        if Arc::ptr_eq(object, later) {
            continue;
        }
        let paths: BTreeSet<&String> = object.leaves.keys().chain(later.leaves.keys()).collect();
        for path in paths {
            let (old, new) = (object.leaf(path), mark(later.leaf(path), &made));
            // A leaf that goes because its list or structure goes need not be said.
            if *old != new && new != Leaf::Absent {
                change(object.object_type(), path, old, &new);
            }
        }
    }
    for (place, object) in made.iter().enumerate().take(CREATIONS) {
        change(EPISODE, &creation(place), &Leaf::Null, &Leaf::Length(0));
        change(EPISODE, &creation_parent(place), &Leaf::Null, &mark(object.leaf(PARENT), &made));
        if let Some(leaves) = template(object, &made) {
            let room = templates.len() < 16 * TEMPLATES;
            match templates.iter_mut().find(|(known, _)| *known == leaves) {
                Some((_, count)) => *count += 1,
                None if room => templates.push((leaves, 1)),
                None => {}
            }
        }
    }
}

fn note(seen: &mut Seen, old: &Leaf, new: &Leaf, read: &[super::Source]) {
    seen.changes += 1;
    if matches!(new, Leaf::Reference(_)) && !super::marked(new) {
        seen.refers = true;
        return;
    }
    if seen.constants.len() < 64 * CONSTANTS {
        seen.constants.entry(new.key()).or_insert_with(|| (new.clone(), 0)).1 += 1;
    }
    if let (Some(old), Some(new)) = (old.number(), new.number()) {
        let difference = ((new - old) * 1e9).round() / 1e9;
        if old + difference == new && seen.differences.len() < 64 * DIFFERENCES {
            seen.differences.entry(difference.to_bits()).or_insert((difference, 0)).1 += 1;
        }
    }
    if seen.searched < SEARCHED && matches!(new, Leaf::Number(_) | Leaf::Text(_)) {
        seen.searched += 1;
        let mut explained = BTreeSet::new();
        for (source, path) in read.iter().filter_map(|source| source.path.as_ref().map(|path| (source, path))) {
            for operation in Operation::ALL {
                if operation.outcome(old, &source.leaf).as_ref() == Some(new) {
                    explained.insert((operation, path.clone()));
                }
            }
        }
        for pair in explained.into_iter().filter(|(operation, _)| *operation != Operation::Refer) {
            *seen.operations.entry(pair).or_default() += 1;
        }
    }
}

fn family((phase, object_type, path): (Phase, String, String), seen: Seen, templates: usize) -> Option<Family> {
    let mut entries = vec![Entry::Keep];
    if object_type == EPISODE && phase != Phase::Progress && !path.ends_with("parent") {
        entries.extend((0..templates).map(|number| Entry::Set(Leaf::Length(number))));
    } else {
        let mut constants: Vec<(Leaf, u64)> = seen.constants.into_values().collect();
        // A number that was the outcome once is no rule.
        constants.retain(|(leaf, count)| leaf.number().is_none() || *count >= 3);
        constants.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        entries.extend(constants.into_iter().take(CONSTANTS).map(|(leaf, _)| Entry::Set(leaf)));
        let mut differences: Vec<(f64, u64)> = seen.differences.into_values().collect();
        differences.retain(|(_, count)| *count >= 2);
        differences.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        entries.extend(differences.into_iter().take(DIFFERENCES).map(|(difference, _)| Entry::Add(difference)));
    }
    let least = (seen.searched as f64 * SHARE).max(2.0) as u64;
    let mut operations: Vec<((Operation, String), u64)> =
        seen.operations.into_iter().filter(|(_, count)| *count >= least).collect();
    operations.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let operations: Vec<(Operation, String)> = operations.into_iter().take(OPERATIONS).map(|(pair, _)| pair).collect();
    let can = entries.len() > 1 || seen.refers || !operations.is_empty();
    can.then_some(Family { phase, object_type, path, entries, operations, refers: seen.refers, changes: seen.changes })
}

type Words = (Vec<String>, Vec<String>, Vec<String>, Vec<(String, String)>);

/// Paths, texts, edges and compared pairs of numbers, the commonest first where there is no room for all.
fn words(corpus: &Corpus, rows: &[usize]) -> Words {
    let mut paths = BTreeSet::new();
    let mut texts: Counts<String> = Counts::new();
    let mut edges: Counts<String> = Counts::new();
    let mut pairs: Counts<(String, String)> = Counts::new();
    let mut seen: BTreeSet<*const Coded> = BTreeSet::new();
    let mut states: BTreeSet<usize> = BTreeSet::new();
    for row in rows.iter().filter_map(|row| corpus.rows.get(*row)) {
        *texts.entry(row.context.task.to_string()).or_default() += 1;
        for (_, leaf) in &row.context.values {
            if let Leaf::Text(text) = leaf {
                *texts.entry(text.clone()).or_default() += 1;
            }
        }
        states.extend(row.states);
    }
    for state in states {
        let scene = corpus.scene(state);
        for object in &scene {
            if !seen.insert(Arc::as_ptr(object)) {
                continue;
            }
            let container = object.parent().and_then(|id| scene.iter().find(|other| other.id == id));
            for (path, leaf) in &object.leaves {
                paths.insert(path.clone());
                match leaf {
                    Leaf::Text(text) => *texts.entry(text.clone()).or_default() += 1,
                    Leaf::Fields(names) => *texts.entry(names.join(",")).or_default() += 1,
                    Leaf::Reference(_) if path != PARENT => *edges.entry(path.clone()).or_default() += 1,
                    Leaf::Number(_) => {
                        let numeric = |other: &Coded, twice: bool| {
                            let others = other.leaves.iter().filter(|(_, leaf)| leaf.number().is_some());
                            others
                                .map(|(right, _)| right.clone())
                                .filter(|right| twice || right > path)
                                .collect::<Vec<_>>()
                        };
                        for right in numeric(object, false) {
                            *pairs.entry((path.clone(), right)).or_default() += 1;
                        }
                        for right in container.map(|other| numeric(other, true)).unwrap_or_default() {
                            *pairs.entry((path.clone(), format!("^{right}"))).or_default() += 1;
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    (paths.into_iter().collect(), commonest(texts, TEXTS), commonest(edges, EDGES), commonest(pairs, PAIRS))
}

/// Values of numbers by path, ascending; where there are many, as many evenly spread.
fn cuts(corpus: &Corpus, rows: &[usize]) -> Vec<(String, Vec<f64>)> {
    let mut seen: BTreeSet<*const Coded> = BTreeSet::new();
    let mut values: BTreeMap<String, BTreeMap<u64, f64>> = BTreeMap::new();
    let states: BTreeSet<usize> =
        rows.iter().filter_map(|row| corpus.rows.get(*row)).flat_map(|row| row.states).collect();
    for object in states.into_iter().flat_map(|state| corpus.scene(state)) {
        if !seen.insert(Arc::as_ptr(&object)) {
            continue;
        }
        for (path, leaf) in &object.leaves {
            if let Leaf::Number(number) = leaf {
                values.entry(path.clone()).or_default().insert(number.to_bits(), *number);
            }
        }
    }
    let spread = |(path, values): (String, BTreeMap<u64, f64>)| {
        let mut values: Vec<f64> = values.into_values().collect();
        values.sort_by(f64::total_cmp);
        let step = values.len().div_ceil(CUTS).max(1);
        (path, values.into_iter().step_by(step).collect())
    };
    values.into_iter().map(spread).collect()
}

fn commonest<T: Ord>(counts: Counts<T>, most: usize) -> Vec<T> {
    let mut all: Vec<(T, u64)> = counts.into_iter().collect();
    all.sort_by(|(left, many), (right, more)| more.cmp(many).then(left.cmp(right)));
    all.into_iter().take(most).map(|(item, _)| item).collect()
}
