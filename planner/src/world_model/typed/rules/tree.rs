//! Decision trees over sparse facts.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::facts::worth;

/// A set of facts, and what was meant.
#[derive(Clone, Debug)]
pub(super) struct Instance<'a> {
    /// Sorted.
    pub(super) facts: &'a [u32],
    pub(super) label: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Node {
    /// Where the fact holds, the first; else the second.
    #[serde(rename = "s")]
    Split(u32, u32, u32),
    /// Labels and their shares.
    #[serde(rename = "l")]
    Leaf(Vec<(u32, f32)>),
}

/// A tree, its root first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tree(Vec<Node>);

/// Greatest depth.
const DEPTH: usize = 24;
/// Share of the facts that a split of any tree but the first may look at.
const SHARE: f64 = 0.4;

impl Tree {
    /// Grows a tree until its leaves are pure or nothing tells their instances apart. The first tree looks at all facts.
    pub(super) fn grow(instances: &[Instance<'_>], labels: usize, number: usize, seed: u64) -> Self {
        let mut all: Vec<u32> = instances.iter().flat_map(|instance| instance.facts.iter().copied()).collect();
        all.sort_unstable();
        // What always holds tells nothing.
        let told = all.chunk_by(|left, right| left == right).filter(|same| same.len() < instances.len());
        let names: Vec<u32> = told.filter_map(|same| same.first().copied()).collect();
        drop(all);
        let local = |fact: &u32| names.binary_search(fact).ok().and_then(|place| u32::try_from(place).ok());
        let facts: Vec<Vec<u32>> =
            instances.iter().map(|instance| instance.facts.iter().filter_map(local).collect()).collect();
        let mut grower = Grower {
            labels: instances.iter().map(|instance| instance.label).collect(),
            counts: vec![0.0; names.len() * labels],
            touched: Vec::new(),
            marked: vec![false; names.len()],
            width: labels,
            all: number == 0,
            random: ChaCha8Rng::seed_from_u64(seed),
            nodes: Vec::new(),
            facts,
            names,
        };
        let everything: Vec<u32> = (0..instances.len()).filter_map(|place| u32::try_from(place).ok()).collect();
        grower.node(&everything, DEPTH);
        Self(grower.nodes)
    }

    /// Facts that it asks for.
    pub(super) fn facts(&self) -> impl Iterator<Item = u32> {
        self.0.iter().filter_map(|node| match node {
            Node::Split(fact, ..) => Some(*fact),
            Node::Leaf(_) => None,
        })
    }

    /// Shares of the labels where these facts hold, which are sorted in each of several lists.
    pub(super) fn read(&self, facts: &[&[u32]]) -> &[(u32, f32)] {
        let mut place = 0_usize;
        loop {
            match self.0.get(place) {
                Some(Node::Split(fact, yes, no)) => {
                    let holds = facts.iter().any(|list| list.binary_search(fact).is_ok());
                    place = if holds { *yes } else { *no } as usize;
                }
                Some(Node::Leaf(shares)) => return shares,
                None => return &[],
            }
        }
    }
}

struct Grower {
    /// Facts of each instance by local number.
    facts: Vec<Vec<u32>>,
    labels: Vec<u32>,
    names: Vec<u32>,
    /// (facts, labels), only the touched rows are not zero.
    counts: Vec<f32>,
    touched: Vec<u32>,
    marked: Vec<bool>,
    width: usize,
    all: bool,
    random: ChaCha8Rng,
    nodes: Vec<Node>,
}

fn impurity(counts: &[f32], total: f32) -> f64 {
    if total <= 0.0 {
        return 0.0;
    }
    let part = |count: &f32| {
        let share = f64::from(*count / total);
        if share > 0.0 { -share * share.ln() } else { 0.0 }
    };
    f64::from(total) * counts.iter().map(part).sum::<f64>()
}

impl Grower {
    /// Grows the node of these instances; returns its number.
    fn node(&mut self, instances: &[u32], depth: usize) -> u32 {
        let number = self.nodes.len();
        let mut totals = vec![0.0_f32; self.width];
        for instance in instances {
            let label = self.labels.get(*instance as usize).map_or(0, |label| *label as usize);
            if let Some(total) = totals.get_mut(label) {
                *total += 1.0;
            }
        }
        let pure = totals.iter().filter(|total| **total > 0.0).count() <= 1;
        self.nodes.push(Node::Leaf(shares(&totals)));
        let Some(deeper) = depth.checked_sub(1).filter(|_| !pure) else { return number as u32 };
        let Some(fact) = self.best(instances, &totals) else { return number as u32 };
        let holds = |instance: &&u32| {
            self.facts.get(**instance as usize).is_some_and(|facts| facts.binary_search(&fact).is_ok())
        };
        let (yes, no): (Vec<u32>, Vec<u32>) = instances.iter().partition(holds);
        let name = self.names.get(fact as usize).copied().unwrap_or(0);
        let yes = self.node(&yes, deeper);
        let no = self.node(&no, deeper);
        if let Some(node) = self.nodes.get_mut(number) {
            *node = Node::Split(name, yes, no);
        }
        number as u32
    }

    /// The fact that tells most; none where no fact tells anything.
    fn best(&mut self, instances: &[u32], totals: &[f32]) -> Option<u32> {
        for instance in instances {
            let label = self.labels.get(*instance as usize).map_or(0, |label| *label as usize);
            for fact in self.facts.get(*instance as usize).into_iter().flatten() {
                if let Some(mark) = self.marked.get_mut(*fact as usize).filter(|mark| !**mark) {
                    *mark = true;
                    self.touched.push(*fact);
                }
                if let Some(count) = self.counts.get_mut(*fact as usize * self.width + label) {
                    *count += 1.0;
                }
            }
        }
        self.touched.sort_unstable();
        let total = instances.len() as f32;
        let whole = impurity(totals, total);
        let mut best: Option<(f64, u32)> = None;
        let touched = std::mem::take(&mut self.touched);
        for fact in &touched {
            let from = *fact as usize * self.width;
            let Some(counts) = self.counts.get_mut(from..from + self.width) else { continue };
            let with: f32 = counts.iter().sum();
            let looked_at = self.all || self.random.random::<f64>() < SHARE;
            if looked_at && with < total {
                let without: Vec<f32> = totals.iter().zip(counts.iter()).map(|(all, part)| all - part).collect();
                let gain = whole - impurity(counts, with) - impurity(&without, total - with);
                let gain = gain * self.names.get(*fact as usize).map_or(1.0, |name| worth(*name));
                if gain > 1e-6 && best.is_none_or(|(known, _)| gain > known + 1e-9) {
                    best = Some((gain, *fact));
                }
            }
            counts.fill(0.0);
            if let Some(mark) = self.marked.get_mut(*fact as usize) {
                *mark = false;
            }
        }
        best.map(|(_, fact)| fact)
    }
}

fn shares(totals: &[f32]) -> Vec<(u32, f32)> {
    let sum: f32 = totals.iter().sum();
    let real = totals.iter().enumerate().filter(|(_, total)| **total > 0.0);
    real.map(|(label, total)| (label as u32, total / sum.max(1.0))).collect()
}
