//! What it costs a reader to open with a statement and to go from one to another.
//!
//! Known exactly from where statements stand: no model predicts it yet. A learned predictor of the next
//! statement will write the same table.

use pulp::{Arch, Simd, WithSimd};

use super::{Candidate, Matrix};
use crate::numeric::inner;

/// Cost of a jump, in [0, 1], by where it leads: the reader of a document expects its next sentence.
const NEXT: f32 = 0.0;
const FORWARD_IN_PARAGRAPH: f32 = 0.2;
const BACKWARD_IN_PARAGRAPH: f32 = 0.6;
const FORWARD_IN_DOCUMENT: f32 = 0.5;
const BACKWARD_IN_DOCUMENT: f32 = 0.8;
const OTHER_DOCUMENT: f32 = 1.0;

/// Cosine of the pooled embeddings of any two candidates, `n × n`.
pub(super) fn overlap(candidates: &[Candidate<'_>]) -> Matrix {
    Arch::new().dispatch(Cosines { candidates })
}

/// The table of cosines, to be compiled for each instruction set.
struct Cosines<'a> {
    candidates: &'a [Candidate<'a>],
}

impl WithSimd for Cosines<'_> {
    type Output = Matrix;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Matrix {
        let n = self.candidates.len();
        let mut cosines = Matrix::zeros(n, n);
        for (row, left) in self.candidates.iter().enumerate() {
            for (cosine, right) in cosines.row_mut(row).iter_mut().zip(self.candidates.iter().take(row + 1)) {
                *cosine = inner(left.pooled, right.pooled).clamp(-1.0, 1.0);
            }
        }
        cosines.mirror();
        cosines
    }
}

/// Cost of opening with each candidate: how much less likely it is than the likeliest, in [0, 1].
pub(super) fn openings(probabilities: &[f32]) -> Vec<f32> {
    let peak = probabilities.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    probabilities.iter().map(|probability| (1.0 - probability / peak).clamp(0.0, 1.0)).collect()
}

/// Cost of hearing the column's statement after the row's, `n × n`, in [0, 1]: half the jump in the
/// text, half the distance in meaning.
pub(super) fn transitions(candidates: &[Candidate<'_>], overlap: &Matrix) -> Matrix {
    Matrix::from_fn(candidates.len(), candidates.len(), |from, to| {
        let (Some(left), Some(right)) = (candidates.get(from), candidates.get(to)) else { return 1.0 };
        let jump = jump(left, right);
        if jump == NEXT { NEXT } else { 0.5 * jump + 0.5 * (1.0 - overlap.at(from, to).max(0.0)) }
    })
}

fn jump(from: &Candidate<'_>, to: &Candidate<'_>) -> f32 {
    let forward = to.ordinal > from.ordinal;
    if from.document != to.document {
        OTHER_DOCUMENT
    } else if to.ordinal == from.ordinal + 1 || to.requires == Some(from.id) {
        NEXT
    } else if from.paragraph == to.paragraph {
        if forward { FORWARD_IN_PARAGRAPH } else { BACKWARD_IN_PARAGRAPH }
    } else if forward {
        FORWARD_IN_DOCUMENT
    } else {
        BACKWARD_IN_DOCUMENT
    }
}
