//! What the relevance of a statement is read from.
//!
//! With `r_ti` the late interaction of facet `t` and statement `i`, `r'_ti` that of the state which the predictor expects
//! of the answer in its place, `u` the facets' rarities and `w` their fitted weights (both sum to one):
//!
//! | feature | value |
//! |---|---|
//! | `weighted` | `Σ_t w_t r_ti` |
//! | `predicted` | `Σ_t w_t r'_ti` |
//! | `similarity` | `s_i = Σ_t u_t r_ti` |
//! | `paragraph` | `Σ_t u_t max_j r_tj` over the candidates `j` of the statement's paragraph |
//! | `paragraph_lexical` | sum of the paragraph's lexical scores over the greatest such sum |
//! | `lexical` | lexical score over the greatest |
//! | `length` | `ln(1 + wordpieces) / 4` |
//! | `date`, `number`, `person`, `place`, `name` | 1 where that is asked for and the statement offers one, else 0 |

use crate::configurator::{Candidate, Facet, Matrix};
use crate::short_answer::Expected;

/// Names of the features, in the order of a row.
pub const NAMES: [&str; 12] = [
    "weighted",
    "predicted",
    "similarity",
    "paragraph",
    "paragraph_lexical",
    "lexical",
    "length",
    "date",
    "number",
    "person",
    "place",
    "name",
];

/// One candidate's features, in the order of [`NAMES`].
pub type Row = [f32; NAMES.len()];

/// Share of the paragraph's similarity in the score by which candidates are considered at all.
const PARAGRAPH_SHARE: f32 = 0.3;

/// Rarity of a wordpiece that `containing` of `statements` statements contain: `ln(1 + (n − d + ½) / (d + ½))`, > 0.
///
/// The form that the shipped calibration was fitted with; [`crate::configurator::Question::idf`] should return it.
#[must_use]
pub fn inverse_document_frequency(statements: u64, containing: u64) -> f32 {
    let (statements, containing) = (statements.max(containing) as f64, containing as f64);
    ((statements - containing + 0.5) / (containing + 0.5)).ln_1p() as f32
}

/// Features of every candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// One row a candidate.
    pub rows: Vec<Row>,
}

impl Features {
    /// Reads the features of every candidate; `support` and `predicted` are `facets × candidates`, in [−1, 1].
    #[must_use]
    pub fn of(
        question: &str,
        candidates: &[Candidate<'_>],
        facets: &[Facet],
        (support, predicted): (&Matrix, &Matrix),
    ) -> Self {
        let expected = Expected::of(question);
        let groups = paragraphs(candidates);
        let weighted = combined(facets.iter().map(|facet| facet.weight), support);
        let predicted = combined(facets.iter().map(|facet| facet.weight), predicted);
        let similarity = combined(facets.iter().map(|facet| facet.rarity), support);
        let paragraph = combined(facets.iter().map(|facet| facet.rarity), &shared_support(&groups, support));
        let lexical: Vec<f32> = candidates.iter().map(|candidate| candidate.lexical.max(0.0)).collect();
        let shared = relative(&shared_lexical(&groups, &lexical));
        let own = relative(&lexical);
        let late = weighted.into_iter().zip(predicted).zip(similarity).zip(paragraph);
        let rows = late.zip(shared.into_iter().zip(own)).zip(candidates).map(|((late, lexical), candidate)| {
            let (((weighted, predicted), similarity), paragraph) = late;
            let length = (candidate.tokens.len() as f32).ln_1p() / 4.0;
            let offered = expected.kind().filter(|_| expected.offered(candidate.text));
            let offers = |kind| if offered == Some(kind) { 1.0 } else { 0.0 };
            let [date, number, person, place, name] = [0, 1, 2, 3, 4].map(offers);
            [
                weighted, predicted, similarity, paragraph, lexical.0, lexical.1, length, date, number, person, place,
                name,
            ]
        });
        Self { rows: rows.collect() }
    }

    /// The greatest `similarity`, in [−1, 1].
    #[must_use]
    pub fn greatest_similarity(&self) -> f32 {
        self.rows.iter().map(|[_, _, similarity, ..]| *similarity).fold(-1.0, f32::max)
    }

    /// Which candidates are among the `count` best by similarity and a share of their paragraph's; ties by position.
    #[must_use]
    pub fn considered(&self, count: usize) -> Vec<bool> {
        let score = |[_, _, similarity, paragraph, ..]: &Row| similarity + PARAGRAPH_SHARE * paragraph;
        let mut order: Vec<(f32, usize)> = self.rows.iter().map(score).zip(0..).collect();
        order.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        let mut considered = vec![false; self.rows.len()];
        for (_, index) in order.into_iter().take(count) {
            if let Some(considered) = considered.get_mut(index) {
                *considered = true;
            }
        }
        considered
    }
}

/// Support of each candidate, summed over facets under the given weights.
fn combined(weights: impl Iterator<Item = f32>, support: &Matrix) -> Vec<f32> {
    let mut sums = vec![0.0_f32; support.columns()];
    for (weight, row) in weights.zip(support.iter_rows()) {
        crate::numeric::add_scaled(&mut sums, weight, row);
    }
    sums
}

/// For each candidate, the position of the first candidate of its paragraph.
fn paragraphs(candidates: &[Candidate<'_>]) -> Vec<usize> {
    let mut first = std::collections::BTreeMap::new();
    let group = |(index, candidate): (usize, &Candidate<'_>)| *first.entry(candidate.paragraph).or_insert(index);
    candidates.iter().enumerate().map(group).collect()
}

/// For each candidate, the best support of each facet in its paragraph, itself included.
fn shared_support(groups: &[usize], support: &Matrix) -> Matrix {
    let mut shared = Matrix::zeros(support.rows(), support.columns());
    let mut best = vec![f32::NEG_INFINITY; groups.len()];
    for (facet, row) in support.iter_rows().enumerate() {
        best.fill(f32::NEG_INFINITY);
        for (group, value) in groups.iter().zip(row) {
            if let Some(best) = best.get_mut(*group) {
                *best = best.max(*value);
            }
        }
        for (shared, group) in shared.row_mut(facet).iter_mut().zip(groups) {
            *shared = best.get(*group).copied().unwrap_or(-1.0);
        }
    }
    shared
}

/// For each candidate, the sum of the lexical scores of its paragraph.
fn shared_lexical(groups: &[usize], lexical: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0_f32; groups.len()];
    for (group, lexical) in groups.iter().zip(lexical) {
        if let Some(sum) = sums.get_mut(*group) {
            *sum += lexical;
        }
    }
    groups.iter().map(|group| sums.get(*group).copied().unwrap_or_default()).collect()
}

/// Values over the greatest of them.
fn relative(values: &[f32]) -> Vec<f32> {
    let peak = values.iter().copied().fold(0.0, f32::max) + 1e-6;
    values.iter().map(|value| value / peak).collect()
}
