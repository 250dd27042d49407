//! In which rows each wordpiece occurs: the weights of a question's facets come from these counts.

use std::collections::HashMap;

use super::gate::RowSet;

#[derive(Debug, Default)]
pub(super) struct Wordpieces {
    /// Rows of a wordpiece, ascending.
    rows: HashMap<u32, Vec<u32>>,
}

/// Statement frequencies of wordpieces within one view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frequencies {
    /// Statements that the view shows.
    pub statements: usize,
    counts: HashMap<u32, usize>,
}

impl Frequencies {
    /// Statements that hold the wordpiece; zero for one that was not asked for.
    #[must_use]
    pub fn count(&self, wordpiece: u32) -> usize {
        self.counts.get(&wordpiece).copied().unwrap_or_default()
    }

    /// Inverse document frequency `ln(1 + (n − c + ½) / (c + ½))`, at least zero, unit nats; n
    /// statements, c of them with the wordpiece. That of BM25.
    #[must_use]
    pub fn idf(&self, wordpiece: u32) -> f32 {
        let (n, count) = (self.statements as f64, self.count(wordpiece) as f64);
        (1.0 + (n - count + 0.5) / (count + 0.5)).ln().max(0.0) as f32
    }
}

impl Wordpieces {
    /// Indexes the next row: rows come in order.
    pub(super) fn add(&mut self, row: u32, wordpieces: &[u32]) {
        for wordpiece in wordpieces {
            let rows = self.rows.entry(*wordpiece).or_default();
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }

    pub(super) fn remove(&mut self, row: u32, wordpieces: &[u32]) {
        for wordpiece in wordpieces {
            let Some(rows) = self.rows.get_mut(wordpiece) else { continue };
            if let Ok(at) = rows.binary_search(&row) {
                rows.remove(at);
            }
            if rows.is_empty() {
                self.rows.remove(wordpiece);
            }
        }
    }

    pub(super) fn frequencies(&self, wordpieces: &[u32], visible: &RowSet) -> Frequencies {
        let count = |wordpiece: &u32| {
            let rows = self.rows.get(wordpiece).map(Vec::as_slice).unwrap_or_default();
            rows.iter().filter(|row| visible.contains(**row)).count()
        };
        let counts = wordpieces.iter().map(|wordpiece| (*wordpiece, count(wordpiece))).collect();
        Frequencies { statements: visible.count(), counts }
    }

    pub(super) fn bytes(&self) -> usize {
        self.rows.values().map(|rows| rows.capacity() * size_of::<u32>() + size_of::<(u32, Vec<u32>)>()).sum()
    }
}
