//! Linear layers, in floating point or in eight bits.
//!
//! In eight bits a layer's matrix keeps one scale an output, fixed at load time, and its input rows get a scale and a zero point
//! each as they come (dynamic quantisation; Jacob et al., arXiv:1712.05877). The sums are integers and exact: their order, the
//! processor and the neighbours of a row change no bit. Weights use 127 of the 255 steps, since processors without dot products
//! of bytes add pairs of products in sixteen bits, and 255 × 63 × 2 is the most that these hold.

use candle_core::{Device, Tensor};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;

use super::with_values;
use crate::perception::backbone::Engine;
use crate::perception::kernels::{self, Columns, Quantised};

/// Greatest magnitude of a weight in eight bits.
const STEPS: f32 = 63.0;

/// `rows × inputs` to `rows × outputs`, no bias.
pub(super) enum Linear {
    /// The matrix, `inputs × outputs`, contiguous: the way the kernels read it.
    Float(Tensor),
    /// The same, quantised.
    Integer(Integer),
}

/// A quantised matrix.
pub(super) struct Integer {
    codes: PackedBMatrix<i8>,
    columns: Columns,
}

impl Linear {
    /// A layer with this matrix, `inputs × outputs`, as an engine runs it.
    pub(super) fn new(matrix: Tensor, engine: Engine) -> candle_core::Result<Self> {
        if engine == Engine::Integer { Integer::quantise(&matrix).map(Self::Integer) } else { Ok(Self::Float(matrix)) }
    }

    pub(super) fn apply(&self, rows: &Tensor) -> candle_core::Result<Tensor> {
        match self {
            Self::Float(matrix) => rows.matmul(matrix),
            Self::Integer(matrix) => matrix.apply(rows),
        }
    }
}

impl Integer {
    fn quantise(matrix: &Tensor) -> candle_core::Result<Self> {
        let (inputs, outputs) = matrix.dims2()?;
        let values: Vec<f32> = matrix.flatten_all()?.to_vec1()?;
        let mut columns = Columns { scales: vec![f32::MIN_POSITIVE; outputs], sums: vec![0; outputs] };
        for row in values.chunks_exact(outputs) {
            columns.scales.iter_mut().zip(row).for_each(|(scale, value)| *scale = scale.max(value.abs() / STEPS));
        }
        let mut codes = Vec::with_capacity(values.len());
        for row in values.chunks_exact(outputs) {
            for ((value, scale), sum) in row.iter().zip(&columns.scales).zip(&mut columns.sums) {
                let code = (value / scale).round() as i8;
                *sum += i32::from(code);
                codes.push(code);
            }
        }
        let codes = executor().prepack_b(NdTensorView::from_data([inputs, outputs], codes.as_slice()));
        Ok(Self { codes, columns })
    }

    fn apply(&self, rows: &Tensor) -> candle_core::Result<Tensor> {
        let (count, inputs) = rows.dims2()?;
        let read = with_values(rows, |values| kernels::quantise(values, inputs))?;
        let values = kernels::dequantise(&self.products(&read, inputs)?, &read, &self.columns);
        Tensor::from_vec(values, (count, self.columns.scales.len()), &Device::Cpu)
    }

    /// Products of codes with codes. Zero points are taken out afterwards: the kernels could, and those of rten-gemm 0.27 get
    /// them wrong beyond the eighth row.
    fn products(&self, read: &Quantised, inputs: usize) -> candle_core::Result<Vec<i32>> {
        let count = read.zeros.len();
        let mut products = vec![0_i32; count * self.columns.scales.len()];
        let left = GemmInputA::Unpacked(NdTensorView::from_data([count, inputs], read.codes.as_slice()));
        let right = GemmInputB::Packed(&self.codes);
        executor().gemm(&mut products, left, right, GemmOptions::default()).map_err(candle_core::Error::wrap)?;
        Ok(products)
    }
}

/// The kernels of this processor: always the same, and cheap to pick.
fn executor() -> GemmExecutor<u8, i8, i32> {
    GemmExecutor::new()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn products_are_those_of_the_codes_and_values_near_the_exact_ones(
            rows in 1_usize..40, inputs in 1_usize..80, outputs in 1_usize..50, seed in any::<u32>(),
        ) {
            let mut state = u64::from(seed) + 1;
            let mut draw = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f32 / (1 << 23) as f32 - 1.0
            };
            let left: Vec<f32> = (0..rows * inputs).map(|_| draw()).collect();
            let right: Vec<f32> = (0..inputs * outputs).map(|_| draw()).collect();
            let tensor = |values: &[f32], shape| Tensor::from_slice(values, shape, &Device::Cpu).unwrap();
            let (left, right) = (tensor(&left, (rows, inputs)), tensor(&right, (inputs, outputs)));
            let exact: Vec<f32> = left.matmul(&right).unwrap().flatten_all().unwrap().to_vec1().unwrap();
            let layer = Linear::new(right, Engine::Integer).unwrap();
            let found: Vec<f32> = layer.apply(&left).unwrap().flatten_all().unwrap().to_vec1().unwrap();
            // Each product is off by at most half a step of either factor, both within −1..=1.
            let most = inputs as f32 * (0.5 / STEPS + 1.0 / 255.0) * 1.01;
            for (found, exact) in found.iter().zip(&exact) {
                prop_assert!((found - exact).abs() <= most, "{found} for {exact}");
            }
        }
    }
}
