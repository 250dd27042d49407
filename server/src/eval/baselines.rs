//! Baselines on the same memory, in the same run: BM25, pooled cosine, reciprocal-rank fusion of both.

use std::time::Instant;

use groundstate_planner::perception::Encoding;

use crate::memory::index::{Hit, RecallLimits, RecallQuery, View};
use crate::memory::library::Shelf;

/// Statements that a baseline ranks.
pub(super) const RANKED: usize = 20;
/// Statements that a baseline answers with.
pub(super) const ANSWERED: usize = 3;

/// How a baseline ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Baseline {
    /// Words.
    Bm25,
    /// Embedding.
    PooledCosine,
    /// Both, by reciprocal ranks.
    Fusion,
}

impl Baseline {
    pub(super) const ALL: [Self; 3] = [Self::Bm25, Self::PooledCosine, Self::Fusion];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bm25 => "bm25",
            Self::PooledCosine => "pooled_cosine",
            Self::Fusion => "reciprocal_rank_fusion",
        }
    }

    /// The best statements with their scores, and the time it took, milliseconds.
    pub(super) fn rank(
        self,
        shelf: &Shelf,
        view: &View,
        question: &str,
        encoding: &Encoding,
    ) -> (Vec<(i64, f64)>, f64) {
        let started = Instant::now();
        let (lexical, vector) = match self {
            Self::Bm25 => (RANKED, 0),
            Self::PooledCosine => (0, RANKED),
            Self::Fusion => (64, 64),
        };
        let limits = RecallLimits { lexical, vector, required: 0 };
        let query = RecallQuery { text: question, pooled: Some(&encoding.pooled), view, limits };
        let mut hits = shelf.index.recall(&query);
        let score = |hit: &Hit| match self {
            Self::Bm25 => hit.lexical,
            Self::PooledCosine => hit.vector,
            Self::Fusion => hit.fused,
        };
        hits.sort_by(|left, right| score(right).total_cmp(&score(left)).then(left.id.cmp(&right.id)));
        let ranked = hits.iter().take(RANKED).map(|hit| (hit.id, f64::from(score(hit)))).collect();
        (ranked, started.elapsed().as_secs_f64() * 1e3)
    }
}
