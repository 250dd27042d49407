//! BM25 (Robertson and Zaragoza, 2009) over an inverted index.

use std::collections::HashMap;

use super::gate::RowSet;
use super::words::{query_words, words};

const K1: f64 = 1.2;
const B: f64 = 0.75;
/// Distinct words of a query that are looked at.
const MAX_QUERY_WORDS: usize = 256;

/// How often a word occurs in a row.
#[derive(Clone, Copy, Debug)]
struct Posting {
    row: u32,
    count: u32,
}

#[derive(Debug, Default)]
pub(super) struct Lexical {
    /// Postings of a word, ascending by row.
    postings: HashMap<Box<str>, Vec<Posting>>,
    /// Words of a row.
    lengths: Vec<u32>,
}

/// Scores by row. Rows without a word of the query score zero.
#[derive(Debug)]
pub(super) struct Scores {
    scores: Vec<f32>,
}

impl Scores {
    pub(super) fn of(&self, row: u32) -> f32 {
        self.scores.get(row as usize).copied().unwrap_or_default()
    }

    /// Rows that hold a word of the query, with their scores, ascending by row.
    pub(super) fn matches(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        (0_u32..).zip(&self.scores).map(|(row, score)| (row, *score)).filter(|(_, score)| *score > 0.0)
    }
}

impl Lexical {
    /// Indexes the next row: rows come in order.
    pub(super) fn add(&mut self, row: u32, text: &str) {
        let words = words(text);
        self.lengths.resize(row as usize, 0);
        self.lengths.push(u32::try_from(words.len()).unwrap_or(u32::MAX));
        for (word, count) in counts(words) {
            self.postings.entry(word.into_boxed_str()).or_default().push(Posting { row, count });
        }
    }

    /// Removes a row, given the text that was indexed.
    pub(super) fn remove(&mut self, row: u32, text: &str) {
        for (word, _) in counts(words(text)) {
            let Some(postings) = self.postings.get_mut(word.as_str()) else { continue };
            if let Ok(at) = postings.binary_search_by_key(&row, |posting| posting.row) {
                postings.remove(at);
            }
            if postings.is_empty() {
                self.postings.remove(word.as_str());
            }
        }
        if let Some(length) = self.lengths.get_mut(row as usize) {
            *length = 0;
        }
    }

    /// BM25 of every visible row for a query, stop words aside. Frequencies and the average length are counted over the
    /// visible rows alone.
    pub(super) fn scores(&self, query: &str, visible: &RowSet) -> Scores {
        let mut sums = vec![0.0_f64; self.lengths.len()];
        let total: u64 =
            visible.iter().filter_map(|row| self.lengths.get(row as usize)).map(|length| u64::from(*length)).sum();
        let rows = visible.count() as f64;
        let average = (total as f64 / rows.max(1.0)).max(1.0);
        for (word, weight) in counts(query_words(query)).into_iter().take(MAX_QUERY_WORDS) {
            let Some(postings) = self.postings.get(word.as_str()) else { continue };
            let frequency = postings.iter().filter(|posting| visible.contains(posting.row)).count() as f64;
            let rarity = (1.0 + (rows - frequency + 0.5) / (frequency + 0.5)).ln() * f64::from(weight);
            for posting in postings.iter().filter(|posting| visible.contains(posting.row)) {
                let length = self.lengths.get(posting.row as usize).copied().map_or(0.0, f64::from);
                let count = f64::from(posting.count);
                let saturated = count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / average));
                if let Some(sum) = sums.get_mut(posting.row as usize) {
                    *sum += rarity * saturated;
                }
            }
        }
        Scores { scores: sums.into_iter().map(|sum| sum as f32).collect() }
    }

    pub(super) fn bytes(&self) -> usize {
        let entry = size_of::<(Box<str>, Vec<Posting>)>();
        let words = self.postings.iter();
        let words = words.map(|(word, postings)| entry + word.len() + postings.capacity() * size_of::<Posting>());
        words.sum::<usize>() + self.lengths.capacity() * size_of::<u32>()
    }
}

/// Distinct words with their counts, in order of first appearance: sums are added in that order.
fn counts(words: Vec<String>) -> Vec<(String, u32)> {
    let mut counts: Vec<(String, u32)> = Vec::with_capacity(words.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(words.len());
    for word in words {
        match places.get(&word).and_then(|place| counts.get_mut(*place)) {
            Some((_, count)) => *count += 1,
            None => {
                places.insert(word.clone(), counts.len());
                counts.push((word, 1));
            }
        }
    }
    counts
}
