//! What the relevance of a statement is read from.

use crate::configurator::{Candidate, Facet, Matrix, Question};
use crate::numeric::inner;

/// Names of the features, in the order of [`Features::rows`].
pub const NAMES: [&str; 4] = ["late_interaction", "paragraph_late_interaction", "lexical", "pooled_cosine"];

/// One row of features a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// `n × 4`, columns as in [`NAMES`].
    pub rows: Vec<[f32; NAMES.len()]>,
}

impl Features {
    /// Reads the features of every candidate; `support` is `facets × candidates`, in [−1, 1].
    #[must_use]
    pub fn of(question: &Question<'_>, candidates: &[Candidate<'_>], facets: &[Facet], support: &Matrix) -> Self {
        let late = weighted(facets, support);
        let paragraph = weighted(facets, &paragraph_support(candidates, support));
        let peak = candidates.iter().fold(f32::MIN_POSITIVE, |peak, candidate| peak.max(candidate.lexical));
        let rows = candidates.iter().zip(late.iter().zip(&paragraph)).map(|(candidate, (late, paragraph))| {
            let cosine = inner(&question.encoding.pooled, candidate.pooled);
            [*late, *paragraph, candidate.lexical.max(0.0) / peak, cosine]
        });
        Self { rows: rows.collect() }
    }
}

/// Mean support of each candidate under the facets' weights.
fn weighted(facets: &[Facet], support: &Matrix) -> Vec<f32> {
    let mut sums = vec![0.0_f32; support.columns()];
    for (facet, row) in facets.iter().zip(support.iter_rows()) {
        for (sum, support) in sums.iter_mut().zip(row) {
            *sum += facet.weight * support;
        }
    }
    sums
}

/// For each candidate, the best support of each facet in the candidate's paragraph, itself included.
fn paragraph_support(candidates: &[Candidate<'_>], support: &Matrix) -> Matrix {
    let group = |candidate: &Candidate<'_>| candidates.iter().position(|other| other.paragraph == candidate.paragraph);
    let groups: Vec<usize> = candidates.iter().filter_map(group).collect();
    let mut shared = Matrix::zeros(support.rows(), support.columns());
    let mut best = vec![f32::NEG_INFINITY; candidates.len()];
    for (facet, row) in support.iter_rows().enumerate() {
        best.fill(f32::NEG_INFINITY);
        for (group, value) in groups.iter().zip(row) {
            if let Some(best) = best.get_mut(*group) {
                *best = best.max(*value);
            }
        }
        for (shared, group) in shared.row_mut(facet).iter_mut().zip(&groups) {
            *shared = best.get(*group).copied().unwrap_or(-1.0);
        }
    }
    shared
}
