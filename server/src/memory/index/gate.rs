//! Who sees which row when.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What one caller sees: a snapshot and the access labels that the caller holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    snapshot: u64,
    labels: BTreeSet<String>,
}

impl View {
    /// The view of a caller who holds `labels`, at revision `snapshot`.
    #[must_use]
    pub fn new(snapshot: u64, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { snapshot, labels: labels.into_iter().map(Into::into).collect() }
    }

    /// The revision.
    #[must_use]
    pub fn snapshot(&self) -> u64 {
        self.snapshot
    }

    /// The labels held.
    #[must_use]
    pub fn labels(&self) -> &BTreeSet<String> {
        &self.labels
    }
}

/// The condition under which a row is visible.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    pub(super) created: u64,
    /// `u64::MAX` for a live row.
    pub(super) superseded: u64,
    /// Index of the interned label set.
    pub(super) labels: u32,
}

impl Gate {
    /// Visible to nobody at any revision.
    pub(super) const CLOSED: Self = Self { created: u64::MAX, superseded: 0, labels: u32::MAX };

    /// `allowed` says for each interned label set whether the caller holds all of it.
    pub(super) fn admits(&self, snapshot: u64, allowed: &[bool]) -> bool {
        self.created <= snapshot
            && snapshot < self.superseded
            && allowed.get(self.labels as usize).copied().unwrap_or(false)
    }
}

/// The label sets of a tenant: few, however many statements there are.
#[derive(Debug, Default)]
pub(super) struct LabelSets {
    sets: Vec<BTreeSet<String>>,
    known: HashMap<Arc<[String]>, u32>,
}

impl LabelSets {
    pub(super) fn intern(&mut self, labels: &Arc<[String]>) -> u32 {
        if let Some(index) = self.known.get(labels) {
            return *index;
        }
        let index = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.sets.push(labels.iter().cloned().collect());
        self.known.insert(labels.clone(), index);
        index
    }

    /// For each set, whether the view's caller holds every label of it.
    pub(super) fn allowed(&self, view: &View) -> Vec<bool> {
        self.sets.iter().map(|set| set.is_subset(&view.labels)).collect()
    }
}

/// A set of rows, one bit each.
#[derive(Debug, Default)]
pub(super) struct RowSet {
    words: Vec<u64>,
    count: usize,
}

impl RowSet {
    /// How many rows are in the set.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn contains(&self, row: u32) -> bool {
        self.words.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// The rows, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.words).flat_map(|(index, word)| {
            let mut word = *word;
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros())?;
                word &= word - 1;
                Some(index * 64 + bit)
            })
        })
    }
}

impl FromIterator<bool> for RowSet {
    fn from_iter<I: IntoIterator<Item = bool>>(rows: I) -> Self {
        let mut set = Self::default();
        let mut word = 0_u64;
        let mut bit = 0;
        for row in rows {
            word |= u64::from(row) << bit;
            set.count += usize::from(row);
            bit += 1;
            if bit == 64 {
                set.words.push(word);
                (word, bit) = (0, 0);
            }
        }
        if bit > 0 {
            set.words.push(word);
        }
        set
    }
}
