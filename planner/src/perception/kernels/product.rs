//! Products of few rows in floating point, on the thread that asks.
//!
//! Each sum runs over its terms in their order, with one rounding a term (fused multiply and add), in stretches of at most
//! [`STRETCH`] terms whose sums are added in turn: so a row gets the same bits alone and among others, with vectors of any width.

use candle_core::{Result, Tensor};
use pulp::{Simd, WithSimd};

use super::{LANES, with_vectors};

/// Most terms that are summed at a stretch.
const STRETCH: usize = 512;
/// Rows that share each load of the matrix.
const GROUP: usize = 8;

/// A matrix to multiply rows with.
pub(in crate::perception) struct Factor {
    /// `⌈outputs / LANES⌉ × inputs × LANES`, the last columns filled up with zeros.
    panels: Vec<f32>,
    inputs: usize,
    outputs: usize,
}

impl Factor {
    /// Takes a matrix `inputs × outputs`.
    ///
    /// # Errors
    /// When the tensor is no matrix of `f32`.
    pub(in crate::perception) fn new(matrix: &Tensor) -> Result<Self> {
        let (inputs, outputs) = matrix.dims2()?;
        let values: Vec<f32> = matrix.flatten_all()?.to_vec1()?;
        let mut panels = vec![0.0; outputs.div_ceil(LANES) * inputs * LANES];
        for (nth, panel) in panels.chunks_exact_mut((inputs * LANES).max(1)).enumerate() {
            for (to, row) in panel.chunks_exact_mut(LANES).zip(values.chunks_exact(outputs)) {
                to.iter_mut().zip(row.iter().skip(nth * LANES)).for_each(|(to, value)| *to = *value);
            }
        }
        Ok(Self { panels, inputs, outputs })
    }

    /// `rows × matrix`, row-major.
    pub(in crate::perception) fn multiply(&self, rows: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; rows.len() / self.inputs.max(1) * self.outputs];
        with_vectors(Product { factor: self, rows, out: &mut out });
        out
    }
}

struct Product<'a> {
    factor: &'a Factor,
    rows: &'a [f32],
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { factor: Factor { panels, inputs, outputs }, rows, out } = self;
        let (inputs, outputs) = ((*inputs).max(1), (*outputs).max(1));
        let stretch = inputs.div_ceil(inputs.div_ceil(STRETCH));
        for (nth, panel) in panels.chunks_exact(inputs * LANES).enumerate() {
            for (rows, out) in rows.chunks(GROUP * inputs).zip(out.chunks_mut(GROUP * outputs)) {
                let mut parts = rows.chunks_exact(inputs);
                // Where a group is not full, its first row stands in, and what comes of it is not read.
                let first = parts.clone().next().unwrap_or_default();
                let rows: [&[f32]; GROUP] = std::array::from_fn(|_| parts.next().unwrap_or(first));
                let sums = tile(simd, panel, &rows, stretch);
                for (out, sums) in out.chunks_exact_mut(outputs).zip(&sums) {
                    for (to, sum) in out.iter_mut().skip(nth * LANES).zip(sums) {
                        *to = *sum;
                    }
                }
            }
        }
    }
}

/// The sums of a group of rows over one panel.
#[inline(always)]
fn tile<S: Simd>(simd: S, panel: &[f32], rows: &[&[f32]; GROUP], stretch: usize) -> [[f32; LANES]; GROUP] {
    let mut totals = [[0.0_f32; LANES]; GROUP];
    let vectors = LANES / S::F32_LANES;
    for (nth, panel) in panel.chunks(stretch * LANES).enumerate() {
        let rows = rows.map(|row| row.chunks(stretch).nth(nth).unwrap_or_default());
        for vector in 0..vectors {
            let mut sums = [simd.splat_f32s(0.0); GROUP];
            let (steps, _) = S::as_simd_f32s(panel);
            for (at, step) in steps.chunks_exact(vectors).enumerate() {
                let Some(step) = step.get(vector) else { continue };
                for (sum, row) in sums.iter_mut().zip(&rows) {
                    let Some(value) = row.get(at) else { continue };
                    *sum = simd.mul_add_f32s(simd.splat_f32s(*value), *step, *sum);
                }
            }
            for (total, sum) in totals.iter_mut().zip(sums) {
                let (total, _) = S::as_mut_simd_f32s(total);
                if let Some(total) = total.get_mut(vector) {
                    *total = if nth == 0 { sum } else { simd.add_f32s(*total, sum) };
                }
            }
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use proptest::prelude::*;

    use super::*;
    use crate::perception::kernels::draws;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_row_gets_the_bits_of_one_term_after_the_other(
            rows in 1_usize..20, inputs in 1_usize..1_100, outputs in 1_usize..40, seed in any::<u32>(),
        ) {
            let mut next = draws(seed);
            let mut draw = |count: usize| -> Vec<f32> {
                (0..count).map(|_| next() as f32 / (1 << 22) as f32 - 2.0).collect()
            };
            let (left, right) = (draw(rows * inputs), draw(inputs * outputs));
            let matrix = Tensor::from_slice(&right, (inputs, outputs), &Device::Cpu).unwrap();
            let found = Factor::new(&matrix).unwrap().multiply(&left);
            let stretch = inputs.div_ceil(inputs.div_ceil(STRETCH));
            let mut expected = Vec::new();
            for row in left.chunks_exact(inputs) {
                for column in 0..outputs {
                    let terms: Vec<(f32, f32)> =
                        row.iter().copied().zip(right.iter().skip(column).step_by(outputs).copied()).collect();
                    let sum = |terms: &[(f32, f32)]| terms.iter().fold(0.0_f32, |sum, (a, b)| a.mul_add(*b, sum));
                    expected.push(terms.chunks(stretch).map(sum).reduce(|total, sum| total + sum).unwrap());
                }
            }
            let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&found), bits(&expected));
        }
    }
}
