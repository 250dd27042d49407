//! Which rows are learned from, and how often.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::corpus::{Corpus, Row};

/// Draws rows: the rarer what happens in a row, the oftener it is drawn.
///
/// Rows of one pattern (verb, types of its objects, which leaves change) share the weight `√n`, so that a rule seen ten
/// times is not drowned by one seen ten thousand times. Step `t` has its own stream of the seed: resuming draws the same.
#[derive(Debug)]
pub(super) struct Sampler {
    rows: Vec<usize>,
    /// Running sums of weights.
    sums: Vec<f64>,
    seed: u64,
}

impl Sampler {
    pub(super) fn new(corpus: &Corpus, rows: &[usize], seed: u64) -> Self {
        let patterns: Vec<String> =
            rows.iter().map(|row| corpus.rows.get(*row).map(|row| pattern(corpus, row)).unwrap_or_default()).collect();
        let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
        patterns.iter().for_each(|pattern| *counts.entry(pattern).or_default() += 1.0);
        let mut sum = 0.0;
        let weight = |pattern: &String| counts.get(pattern.as_str()).map_or(0.0, |count| count.powf(-0.5));
        let sums = patterns
            .iter()
            .map(|pattern| {
                sum += weight(pattern);
                sum
            })
            .collect();
        Self { rows: rows.to_vec(), sums, seed }
    }

    /// The rows of a step.
    pub(super) fn draw(&self, step: u64, member: usize, count: usize) -> Vec<usize> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed ^ (member as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.set_stream(step.wrapping_add(1));
        let total = self.sums.last().copied().unwrap_or(0.0);
        (0..count)
            .filter_map(|_| {
                let point = random.random::<f64>() * total;
                self.rows.get(self.sums.partition_point(|sum| *sum <= point)).copied()
            })
            .collect()
    }
}

fn pattern(corpus: &Corpus, row: &Row) -> String {
    let [first, middle, last] = row.states;
    let before = corpus.scene(first);
    let mut parts = vec![row.context.verb.clone()];
    for (role, id) in &row.context.objects {
        let object = before.iter().find(|object| object.id == *id);
        parts.push(format!("{role}:{}", object.map_or("", |object| object.object_type())));
    }
    for (phase, from, to) in [("a", first, middle), ("e", middle, last)] {
        if from != to {
            parts.push(changed(phase, corpus, (from, to)));
        }
    }
    let (before, after) = (row.context.progress, row.after);
    parts.push(format!("{}{}{}", after.score - before.score, after.done != before.done, after.won != before.won));
    parts.join("|")
}

fn changed(phase: &str, corpus: &Corpus, (from, to): (usize, usize)) -> String {
    let (before, after) = (corpus.scene(from), corpus.scene(to));
    let mut parts: Vec<String> = Vec::new();
    for object in &before {
        match after.iter().find(|later| later.id == object.id) {
            None => parts.push(format!("-{}", object.object_type())),
            Some(later) => {
                let paths = later.leaves.iter().filter(|(path, leaf)| object.leaf(path) != *leaf);
                parts.extend(paths.map(|(path, _)| format!("{}.{path}", object.object_type())));
            }
        }
    }
    let new = after.iter().filter(|object| before.iter().all(|known| known.id != object.id));
    parts.extend(new.map(|object| format!("+{}", object.object_type())));
    parts.sort();
    parts.dedup();
    format!("{phase}:{}", parts.join(","))
}

/// Rows to learn from, and rows held out: whole trajectories, by the hash of their names.
pub(super) fn split(corpus: &Corpus, share: f64) -> (Vec<usize>, Vec<usize>) {
    let bound = (share.clamp(0.0, 0.9) * f64::from(u32::MAX)) as u32;
    let held = |row: &Row| {
        row.trajectory.as_ref().is_some_and(|name| {
            let digest = Sha256::digest(name.as_bytes());
            let first: [u8; 4] = digest.first_chunk().copied().unwrap_or_default();
            u32::from_be_bytes(first) < bound
        })
    };
    let (mut seen, mut out) = (Vec::new(), Vec::new());
    for (number, row) in corpus.rows.iter().enumerate() {
        if held(row) { out.push(number) } else { seen.push(number) }
    }
    (seen, out)
}
