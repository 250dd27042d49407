//! Matrices in eight bits.
//!
//! A matrix keeps one scale an output, fixed at load time, and the rows it is multiplied with get a scale and a zero point
//! each as they come (dynamic quantisation; Jacob et al., arXiv:1712.05877). The sums are integers and exact: their order, the
//! processor and the neighbours of a row change no bit. Weights use 127 of the 255 steps, since processors without dot products
//! of bytes add pairs of products in sixteen bits, and 255 × 63 × 2 is the most that these hold.

use candle_core::Tensor;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;

use super::{Columns, Panels, Products, Rows, SLAB};

/// Greatest magnitude of a weight in eight bits.
const STEPS: f32 = 63.0;
/// Most rows that rten-gemm multiplies on the thread that asks.
const RUN: usize = 64;

thread_local! {
    /// The kernels of this processor: always the same. To pick them the processor is asked what it can do, which a virtual machine
    /// answers in microseconds.
    static EXECUTOR: GemmExecutor<u8, i8, i32> = GemmExecutor::new();
}

/// A quantised matrix, `inputs × outputs`.
pub(in crate::perception) struct Matrix {
    codes: Codes,
    columns: Columns,
    inputs: usize,
}

/// The codes of a matrix, as whoever multiplies them wants them.
enum Codes {
    /// For this crate's own kernel, where the processor has dot products of bytes that it knows.
    Panels(Panels),
    /// For rten-gemm, everywhere else: slabs of [`SLAB`] columns, since it multiplies so few on the thread that asks, where it would
    /// hand more to all threads.
    Slabs(Vec<PackedBMatrix<i8>>),
}

impl Matrix {
    pub(in crate::perception) fn quantise(matrix: &Tensor) -> candle_core::Result<Self> {
        let (inputs, outputs) = matrix.dims2()?;
        let (codes, columns) = quantised(&matrix.flatten_all()?.to_vec1()?, outputs);
        let codes = Panels::pack(&codes, outputs).map_or_else(|| slabs(&codes, inputs, outputs), Codes::Panels);
        Ok(Self { codes, columns, inputs })
    }

    /// What the products of rows with the matrix stand for, row-major. `products` is room for those that pass through memory.
    pub(in crate::perception) fn multiply(
        &self,
        rows: Rows<'_>,
        products: &mut Vec<i32>,
        into: &mut [f32],
    ) -> candle_core::Result<()> {
        match &self.codes {
            Codes::Panels(panels) => panels.multiply(rows, &self.columns, into),
            Codes::Slabs(slabs) => {
                for (rows, into) in rows.runs(RUN).zip(into.chunks_mut((RUN * self.columns.scales.len()).max(1))) {
                    self.by_slabs(slabs, rows, products)?.values(into);
                }
            }
        }
        Ok(())
    }

    /// Products of the codes. Zero points are taken out afterwards: the kernels could, and those of rten-gemm 0.27 get them wrong
    /// beyond the eighth row.
    fn by_slabs<'a>(
        &'a self,
        slabs: &[PackedBMatrix<i8>],
        rows: Rows<'a>,
        products: &'a mut Vec<i32>,
    ) -> candle_core::Result<Products<'a>> {
        let count = rows.zeros.len();
        products.resize(count * self.columns.scales.len(), 0);
        EXECUTOR.with(|executor| {
            let left = executor.prepack_a(NdTensorView::from_data([count, self.inputs], rows.codes));
            for (slab, products) in slabs.iter().zip(products.chunks_mut((count * SLAB).max(1))) {
                let (left, right) = (GemmInputA::Packed(&left), GemmInputB::Packed(slab));
                executor.gemm(products, left, right, GemmOptions::default()).map_err(candle_core::Error::wrap)?;
            }
            Ok::<_, candle_core::Error>(())
        })?;
        Ok(Products { products, rows, columns: &self.columns })
    }
}

/// The codes of a matrix of `outputs` columns, row-major, and what is known of each column.
fn quantised(values: &[f32], outputs: usize) -> (Vec<i8>, Columns) {
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
    (codes, columns)
}

/// Codes, `inputs × outputs`, in slabs.
fn slabs(codes: &[i8], inputs: usize, outputs: usize) -> Codes {
    let pack = |first: usize| {
        let width = SLAB.min(outputs - first);
        let rows = codes.chunks_exact(outputs).filter_map(|row| row.get(first..first + width));
        let slab: Vec<i8> = rows.flatten().copied().collect();
        EXECUTOR.with(|executor| executor.prepack_b(NdTensorView::from_data([inputs, width], slab.as_slice())))
    };
    Codes::Slabs((0..outputs).step_by(SLAB).map(pack).collect())
}

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use proptest::prelude::*;

    use super::super::{Quantised, WIDTH, draws};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn values_are_near_the_exact_ones(
            rows in 1_usize..150, inputs in 1_usize..80, outputs in 1_usize..300, seed in any::<u32>(),
        ) {
            let mut next = draws(seed);
            let mut draw = || next() as f32 / (1 << 23) as f32 - 1.0;
            let left: Vec<f32> = (0..rows * inputs).map(|_| draw()).collect();
            let right: Vec<f32> = (0..inputs * outputs).map(|_| draw()).collect();
            let tensor = |values: &[f32], shape| Tensor::from_slice(values, shape, &Device::Cpu).unwrap();
            let right = tensor(&right, (inputs, outputs));
            let exact = tensor(&left, (rows, inputs)).matmul(&right).unwrap();
            let exact: Vec<f32> = exact.flatten_all().unwrap().to_vec1().unwrap();
            let matrix = Matrix::quantise(&right).unwrap();
            let (mut read, mut products, mut found) = (Quantised::default(), Vec::new(), vec![0.0; rows * outputs]);
            read.read(&left, inputs);
            matrix.multiply(read.rows(0..rows, inputs), &mut products, &mut found).unwrap();
            // Each product is off by at most half a step of either factor, both within −1..=1.
            let most = inputs as f32 * (0.5 / STEPS + 1.0 / 255.0) * 1.01;
            for (found, exact) in found.iter().zip(&exact) {
                prop_assert!((found - exact).abs() <= most, "{found} for {exact}");
            }
        }

        #[test]
        fn both_kernels_give_the_same_bits(
            rows in 1_usize..150, fours in 1_usize..40, panels in 1_usize..6, values in prop::collection::vec(-1.0_f32..1.0, 97),
        ) {
            let (inputs, outputs) = (4 * fours, WIDTH * panels);
            let draw = |count: usize| values.iter().copied().cycle().take(count).collect::<Vec<f32>>();
            let (left, right) = (draw(rows * inputs), draw(inputs * outputs));
            let tensor = Tensor::from_slice(&right, (inputs, outputs), &Device::Cpu).unwrap();
            let (codes, columns) = quantised(&right, outputs);
            let picked = Matrix::quantise(&tensor).unwrap();
            let by_slabs = Matrix { codes: slabs(&codes, inputs, outputs), columns, inputs };
            let mut read = Quantised::default();
            read.read(&left, inputs);
            let found = [picked, by_slabs].map(|matrix| {
                let (mut products, mut found) = (Vec::new(), vec![f32::NAN; rows * outputs]);
                matrix.multiply(read.rows(0..rows, inputs), &mut products, &mut found).unwrap();
                found.iter().map(|value| value.to_bits()).collect::<Vec<_>>()
            });
            let [picked, by_slabs] = found;
            prop_assert_eq!(picked, by_slabs);
        }
    }
}
