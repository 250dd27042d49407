//! Hybrid recall: the best rows by words and by embedding, fused.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};

use serde::{Deserialize, Serialize};

use super::gate::RowSet;
use super::vectors::dot;
use super::{TenantIndex, View};

/// The constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher, 2009).
const FUSION: f32 = 60.0;
/// Ranks beyond this one are never asked for in earnest.
const MAX_RANKS: usize = 4096;
/// How far a chain of dependencies is followed.
const MAX_CHAIN: usize = 4;

/// How much is recalled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecallLimits {
    /// Best rows by BM25.
    pub lexical: usize,
    /// Best rows by embedding.
    pub vector: usize,
    /// Statements added because a recalled one requires them.
    pub required: usize,
}

impl Default for RecallLimits {
    fn default() -> Self {
        Self { lexical: 64, vector: 64, required: 32 }
    }
}

/// A question to the index.
#[derive(Clone, Copy, Debug)]
pub struct RecallQuery<'q> {
    /// Words for BM25.
    pub text: &'q str,
    /// Pooled embedding of the question; without one (or one of another dimension) recall is lexical.
    pub pooled: Option<&'q [f32]>,
    /// What the caller sees.
    pub view: &'q View,
    /// How much is recalled.
    pub limits: RecallLimits,
}

/// Which search found a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitSource {
    /// Words.
    Lexical,
    /// Embedding.
    Vector,
    /// Words and embedding.
    Both,
    /// A found statement requires it.
    Required,
}

/// A recalled statement. Both scores are given whichever search found it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The statement.
    pub id: i64,
    /// BM25, at least zero.
    pub lexical: f32,
    /// Inner product of the pooled embeddings, −1 to 1; zero without an embedding.
    pub vector: f32,
    /// Reciprocal-rank fusion of the two rankings; zero for required statements.
    pub fused: f32,
    /// Which search found it.
    pub source: HitSource,
}

/// A row with its score; greater is better, ties go to the smaller identifier.
#[derive(Clone, Copy, Debug)]
struct Ranked {
    score: f32,
    id: i64,
    row: u32,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(other.id.cmp(&self.id))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl TenantIndex {
    /// The statements that may answer a question: the union of the best by words and the best by
    /// embedding, best fused rank first (ties: smaller identifier), then what these require.
    ///
    /// Never returns a statement outside the view. Equal queries on equal contents give equal hits,
    /// whatever the order in which the statements were indexed.
    #[must_use]
    pub fn recall(&self, query: &RecallQuery<'_>) -> Vec<Hit> {
        let visible = self.visible(query.view);
        let scores = self.lexical.scores(query.text, &visible);
        let pooled = query.pooled.filter(|pooled| pooled.len() == self.vectors.dimension());
        let by_words = self.best(scores.matches(), query.limits.lexical);
        let by_vector = match pooled {
            Some(pooled) => {
                self.best(visible.iter().map(|row| (row, dot(self.vectors.row(row), pooled))), query.limits.vector)
            }
            None => Vec::new(),
        };
        let hit = |row: u32, id: i64, fused: f32, source: HitSource| Hit {
            id,
            lexical: scores.of(row),
            vector: pooled.map_or(0.0, |pooled| dot(self.vectors.row(row), pooled)),
            fused,
            source,
        };
        let mut found: HashMap<u32, Hit> = HashMap::new();
        for (rank, ranked) in (1_u16..).zip(&by_words) {
            found.insert(ranked.row, hit(ranked.row, ranked.id, 1.0 / (FUSION + f32::from(rank)), HitSource::Lexical));
        }
        for (rank, ranked) in (1_u16..).zip(&by_vector) {
            let share = 1.0 / (FUSION + f32::from(rank));
            let both = found.get_mut(&ranked.row).map(|hit| {
                hit.fused += share;
                hit.source = HitSource::Both;
            });
            if both.is_none() {
                found.insert(ranked.row, hit(ranked.row, ranked.id, share, HitSource::Vector));
            }
        }
        let mut hits: Vec<Hit> = found.into_values().collect();
        hits.sort_by(|left, right| right.fused.total_cmp(&left.fused).then(left.id.cmp(&right.id)));
        let required = self.required(&hits, &visible, query.limits.required);
        hits.extend(required.into_iter().map(|(row, id)| hit(row, id, 0.0, HitSource::Required)));
        hits
    }

    /// The best `limit` of scored rows, best first.
    fn best(&self, rows: impl Iterator<Item = (u32, f32)>, limit: usize) -> Vec<Ranked> {
        let limit = limit.min(MAX_RANKS);
        let mut heap: BinaryHeap<Reverse<Ranked>> = BinaryHeap::with_capacity(limit + 1);
        for (row, score) in rows {
            let full = heap.len() >= limit;
            if full && heap.peek().is_none_or(|Reverse(worst)| score < worst.score) {
                continue;
            }
            let Some(statement) = self.statement(row) else { continue };
            heap.push(Reverse(Ranked { score, id: statement.id, row }));
            if full {
                heap.pop();
            }
        }
        heap.into_sorted_vec().into_iter().map(|Reverse(ranked)| ranked).collect()
    }

    /// Rows that the hits require, directly or through others, in order of first need.
    fn required(&self, hits: &[Hit], visible: &RowSet, limit: usize) -> Vec<(u32, i64)> {
        let mut known: std::collections::HashSet<i64> = hits.iter().map(|hit| hit.id).collect();
        let mut required = Vec::new();
        for hit in hits {
            let mut at = hit.id;
            for _ in 0..MAX_CHAIN {
                let statement = self.rows.get(&at).and_then(|row| self.statement(*row));
                let Some(next) = statement.and_then(|statement| statement.requires) else { break };
                let row = self.rows.get(&next).copied().filter(|row| visible.contains(*row));
                if let Some(row) = row.filter(|_| required.len() < limit && known.insert(next)) {
                    required.push((row, next));
                }
                at = next;
            }
        }
        required
    }
}
