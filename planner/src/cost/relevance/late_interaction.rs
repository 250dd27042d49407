//! Late interaction: for each facet of the question, the closest token of each statement.
//!
//! `s_qi = max_{t∈i} ⟨x_q, x_t⟩` over unit-norm token states (MaxSim; ColBERT, arXiv:2004.12832). States
//! are signed bytes, products are exact integers, so the result does not depend on the machine; the
//! loop is compiled for each instruction set and the best one is chosen at run time.

use pulp::{Arch, Simd, WithSimd};

use crate::configurator::Matrix;
use crate::perception::TokenStates;

/// Similarity of every facet to every statement, `facets × statements`, in [−1, 1]; an empty statement supports nothing (−1).
///
/// Facets are the tokens of `question`, in order; states of another dimension support nothing.
#[must_use]
pub fn support(question: &TokenStates, statements: &[&TokenStates]) -> Matrix {
    let facets = Facets::of(question);
    let mut support = Matrix::zeros(statements.len(), question.len());
    Arch::new().dispatch(Closest { facets: &facets, statements, support: &mut support });
    support.transposed()
}

/// The whole table, to be compiled for each instruction set. (A closure would not be: it is not always inlined.)
struct Closest<'a> {
    facets: &'a Facets,
    statements: &'a [&'a TokenStates],
    support: &'a mut Matrix,
}

impl WithSimd for Closest<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut row = vec![0; self.facets.dimension];
        for (index, states) in self.statements.iter().enumerate() {
            let best = self.support.row_mut(index);
            best.fill(-1.0);
            if states.dimension() == self.facets.dimension {
                self.facets.closest(states, &mut row, best);
            }
        }
    }
}

/// The question's states, widened once.
struct Facets {
    dimension: usize,
    codes: Vec<i16>,
    scales: Vec<f32>,
}

impl Facets {
    fn of(question: &TokenStates) -> Self {
        let codes = question.codes().iter().map(|code| i16::from(*code)).collect();
        Self { dimension: question.dimension(), codes, scales: question.scales().to_vec() }
    }

    /// Raises `best` (one a facet) to the similarity of the closest token of a statement.
    #[inline(always)]
    fn closest(&self, states: &TokenStates, row: &mut [i16], best: &mut [f32]) {
        for (token, scale) in states.codes().chunks_exact(self.dimension).zip(states.scales()) {
            for (wide, code) in row.iter_mut().zip(token) {
                *wide = i16::from(*code);
            }
            let facets = self.codes.chunks_exact(self.dimension).zip(&self.scales);
            for ((facet, facet_scale), best) in facets.zip(best.iter_mut()) {
                *best = best.max(dot(row, facet) as f32 * (scale * facet_scale));
            }
        }
        for best in best {
            *best = best.clamp(-1.0, 1.0);
        }
    }
}

/// Exact inner product; 2¹⁷ products of two signed bytes fit an `i32`.
#[inline(always)]
fn dot(left: &[i16], right: &[i16]) -> i32 {
    left.iter()
        .zip(right)
        .fold(0_i32, |sum, (left, right)| sum.wrapping_add(i32::from(*left).wrapping_mul(i32::from(*right))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integer_products_equal_the_dequantised_ones() {
        let rows = |seed: usize, n: usize| -> Vec<f32> {
            (0..n * 48).map(|i| (((i * 37 + seed * 101) % 211) as f32 / 105.0 - 1.0) * 0.144).collect()
        };
        let question = TokenStates::quantise(48, vec![1, 2, 3], &rows(1, 3)).unwrap();
        let statement = TokenStates::quantise(48, vec![4, 5, 6, 7], &rows(2, 4)).unwrap();
        let (q, s) = (question.dequantise(), statement.dequantise());
        let table = support(&question, &[&statement]);
        for (facet, row) in q.chunks_exact(48).enumerate() {
            let dots = s.chunks_exact(48).map(|token| row.iter().zip(token).map(|(a, b)| a * b).sum::<f32>());
            let expected = dots.fold(-1.0_f32, f32::max).clamp(-1.0, 1.0);
            assert!((table.at(facet, 0) - expected).abs() < 1e-5, "{} {expected}", table.at(facet, 0));
        }
    }
}
