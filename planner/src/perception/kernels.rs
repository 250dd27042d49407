//! Row-wise arithmetic and products of bytes, written so that they vectorise.
//!
//! Each loop is compiled for any processor, for AVX2 and for AVX-512, and the fitting one is picked at run
//! time. Sums are kept in a fixed number of lanes, and no product is contracted with a sum, so the
//! choice does not change a bit.

mod attention;
mod matrix;
mod quantised;
mod vnni;

#[cfg(target_arch = "x86_64")]
use std::sync::LazyLock;

use pulp::WithSimd;
#[cfg(target_arch = "x86_64")]
use pulp::{
    Simd,
    x86::{V3, V4},
};

pub(super) use attention::{Room, attend, attends};
pub(super) use matrix::Matrix;
use quantised::{Columns, Products, Rows, SLAB};
pub(super) use quantised::{Quantised, activated, joined};
use vnni::Panels;
pub(super) use vnni::{TILE, WIDTH};

/// Lanes of a sum.
const LANES: usize = 16;
/// Adding it leaves the nearest integer in the low bits of the sum.
const SHIFT: f32 = 12_582_912.0;

/// Scale, shift and epsilon of a layer norm (arXiv:1607.06450).
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) epsilon: f32,
}

/// The non-linearity of the feed-forward part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activation {
    /// x Φ(x), by the error function (arXiv:1606.08415).
    Gelu,
    /// Its approximation by the hyperbolic tangent.
    GeluTanh,
    /// max(x, 0)
    Relu,
}

/// The widest vectors of this processor.
#[cfg(target_arch = "x86_64")]
static WIDEST: LazyLock<(Option<V4>, Option<V3>)> = LazyLock::new(|| (V4::try_new(), V3::try_new()));

/// Runs a loop with the widest vectors there are. Only loops vectorise: what is handed to `for_each` or `map` is compiled on its own,
/// for any processor.
#[cfg(target_arch = "x86_64")]
fn vectorised<R>(run: impl FnOnce() -> R) -> R {
    match *WIDEST {
        (Some(widest), _) => widest.vectorize(run),
        (None, Some(wide)) => wide.vectorize(run),
        (None, None) => pulp::Arch::new().dispatch(run),
    }
}

/// The same for what names its vectors. (A loop that went this way would be called through a shim that is compiled for any processor.)
#[cfg(target_arch = "x86_64")]
fn with_vectors<Op: WithSimd>(run: Op) -> Op::Output {
    match *WIDEST {
        (Some(widest), _) => Simd::vectorize(widest, run),
        (None, Some(wide)) => Simd::vectorize(wide, run),
        (None, None) => pulp::Arch::new().dispatch(run),
    }
}

/// Runs a loop with the widest vectors there are.
#[cfg(not(target_arch = "x86_64"))]
fn vectorised<R>(run: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(run)
}

/// The same for what names its vectors.
#[cfg(not(target_arch = "x86_64"))]
fn with_vectors<Op: WithSimd>(run: Op) -> Op::Output {
    pulp::Arch::new().dispatch(run)
}

/// `rows = activation(rows + bias)`.
pub(super) fn activate(rows: &mut [f32], bias: &[f32], activation: Activation) {
    match activation {
        Activation::Gelu => each(rows, bias, gelu),
        Activation::GeluTanh => each(rows, bias, gelu_tanh),
        Activation::Relu => each(rows, bias, relu),
    }
}

fn each(rows: &mut [f32], bias: &[f32], function: impl Fn(f32) -> f32) {
    vectorised(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(bias.len()) {
                for (value, bias) in row.iter_mut().zip(bias) {
                    *value = function(*value + bias);
                }
            }
        },
    );
}

/// `rows = norm(rows + bias + stream)`.
pub(super) fn join(rows: &mut [f32], bias: &[f32], stream: &[f32], norm: &Norm) {
    vectorised(
        #[inline(always)]
        || {
            for (row, stream) in rows.chunks_exact_mut(bias.len()).zip(stream.chunks_exact(bias.len())) {
                for ((value, bias), stream) in row.iter_mut().zip(bias).zip(stream) {
                    *value += bias + stream;
                }
                normalise_row(row, norm);
            }
        },
    );
}

/// `rows = norm(rows)`.
pub(super) fn normalise(rows: &mut [f32], norm: &Norm) {
    vectorised(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(norm.weight.len()) {
                normalise_row(row, norm);
            }
        },
    );
}

/// Softmax over each row of `width`.
pub(super) fn softmax(rows: &mut [f32], width: usize) {
    vectorised(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(width) {
                softmax_row(row);
            }
        },
    );
}

/// `sum += factor × term`, one term after the other.
pub(super) fn add<'a>(sum: &mut [f32], terms: impl Iterator<Item = (f32, &'a [f32])>) {
    vectorised(
        #[inline(always)]
        || {
            for (factor, term) in terms {
                for (sum, value) in sum.iter_mut().zip(term) {
                    *sum += factor * value;
                }
            }
        },
    );
}

/// The greatest magnitude of a row; what is not finite counts as greater than all that is.
pub(super) fn magnitude(row: &[f32]) -> f32 {
    let mut greatest = 0_u32;
    vectorised(
        #[inline(always)]
        || {
            for value in row {
                // Magnitudes ascend as their bits do.
                greatest = greatest.max(value.abs().to_bits());
            }
        },
    );
    f32::from_bits(greatest)
}

/// The codes of a row in steps of `scale`, −127..=127, ties away from zero.
pub(super) fn steps(row: &[f32], scale: f32, codes: &mut [i8]) {
    vectorised(
        #[inline(always)]
        || {
            for (code, value) in codes.iter_mut().zip(row) {
                *code = (value / scale).round().clamp(-127.0, 127.0) as i8;
            }
        },
    );
}

#[inline(always)]
fn softmax_row(row: &mut [f32]) {
    let peak = row.iter().fold(f32::NEG_INFINITY, |peak, value| if *value > peak { *value } else { peak });
    for value in row.iter_mut() {
        *value = exp(*value - peak);
    }
    let scale = 1.0 / sum(row, |value| value);
    for value in row.iter_mut() {
        *value *= scale;
    }
}

#[inline(always)]
fn normalise_row(row: &mut [f32], norm: &Norm) {
    let count = row.len() as f32;
    let mean = sum(row, |value| value) / count;
    let variance = sum(row, |value| (value - mean) * (value - mean)) / count;
    let scale = 1.0 / (variance + norm.epsilon).sqrt();
    for ((value, weight), bias) in row.iter_mut().zip(&norm.weight).zip(&norm.bias) {
        *value = (*value - mean) * scale * weight + bias;
    }
}

/// Sum of a function over a row, in lanes: an order that depends on the row's length alone.
#[inline(always)]
fn sum(row: &[f32], function: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let chunks = row.chunks_exact(LANES);
    let rest = chunks.remainder().iter().fold(0.0, |rest, value| rest + function(*value));
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += function(*value);
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[inline(always)]
fn relu(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

#[inline(always)]
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

#[inline(always)]
fn gelu_tanh(x: f32) -> f32 {
    let inner = 0.797_884_6 * (x + 0.044_715 * x * x * x);
    let tanh = 1.0 - 2.0 / (exp(2.0 * inner) + 1.0);
    0.5 * x * (1.0 + tanh)
}

/// Error function by the rational approximation of Eigen and XLA (`ErfImpl32`); within 4e-7 of the
/// true value.
#[inline(always)]
fn erf(x: f32) -> f32 {
    let x = x.clamp(-4.0, 4.0);
    let square = x * x;
    let mut top = -2.726_142_3e-10_f32;
    for factor in [2.770_681_4e-8, -2.101_024e-6, -5.692_506_5e-5, -7.349_906_3e-4, -2.954_6e-3, -1.609_603_3e-2] {
        top = top * square + factor;
    }
    let mut bottom = -1.456_607_2e-5_f32;
    for factor in [-2.133_740_6e-4, -1.682_827e-3, -7.373_329_2e-3, -1.426_473_9e-2] {
        bottom = bottom * square + factor;
    }
    x * top / bottom
}

/// Exponential by Cephes' polynomial after range reduction; relative error below 2e-7. Arguments
/// are clamped to where the result is a normal number.
#[inline(always)]
fn exp(x: f32) -> f32 {
    const ONE: u32 = 0x3f80_0000;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + SHIFT;
    let whole = shifted - SHIFT;
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut series = 1.987_569_1e-4_f32;
    for factor in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        series = series * rest + factor;
    }
    let fraction = series * rest * rest + rest + 1.0;
    fraction * f32::from_bits((shifted.to_bits() << 23).wrapping_add(ONE))
}

/// Numbers below 2²⁴ for tests, the same ones for a seed (a linear congruential generator, Knuth's MMIX).
#[cfg(test)]
pub(in crate::perception) fn draws(seed: u32) -> impl FnMut() -> u32 {
    let mut state = u64::from(seed) + 1;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Abramowitz and Stegun 7.1.5, summed in f64: slow and exact enough to judge by.
    fn erf_series(x: f64) -> f64 {
        let mut term = x;
        let mut total = x;
        for n in 1..200 {
            term *= -x * x / f64::from(n);
            total += term / f64::from(2 * n + 1);
        }
        total * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn erf_is_within_a_few_units_in_the_last_place() {
        for step in -4_000..=4_000 {
            let x = step as f32 / 1_000.0;
            assert!((f64::from(erf(x)) - erf_series(f64::from(x))).abs() < 4e-7, "erf({x}) = {}", erf(x));
        }
        assert!((erf(30.0) - 1.0).abs() < 4e-7 && (erf(-30.0) + 1.0).abs() < 4e-7);
    }

    #[test]
    fn exp_is_within_a_few_units_in_the_last_place() {
        for step in -8_600..=8_600 {
            let x = step as f32 / 100.0;
            let expected = f64::from(x).exp();
            assert!((f64::from(exp(x)) / expected - 1.0).abs() < 4e-7, "exp({x}) = {}", exp(x));
        }
        assert!(exp(-1e9) < 1e-37 && exp(1e9).is_finite());
    }

    #[test]
    fn activations_have_their_known_values() {
        for (activation, at_one) in
            [(Activation::Gelu, 0.841_345), (Activation::GeluTanh, 0.841_192), (Activation::Relu, 1.0)]
        {
            let mut row = [0.5, -1.0, 9.0, -40.0];
            activate(&mut row, &[0.5, 1.0, 0.0, 0.0], activation);
            assert!((row[0] - at_one).abs() < 1e-6 && row[1] == 0.0, "{activation:?} {row:?}");
            assert!((row[2] - 9.0).abs() < 1e-5 && row[3].abs() < 1e-4, "{activation:?} {row:?}");
        }
    }

    #[test]
    fn softmax_sums_to_one_and_ignores_a_shift() {
        let mut row: Vec<f32> = (0..37).map(|at| (at as f32).sin() * 9.0).collect();
        let mut shifted: Vec<f32> = row.iter().map(|value| value + 500.0).collect();
        softmax(&mut row, 37);
        softmax(&mut shifted, 37);
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(row.iter().zip(&shifted).all(|(left, right)| (left - right).abs() < 1e-5));
    }
}
