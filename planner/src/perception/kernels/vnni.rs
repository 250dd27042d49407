//! Products of bytes by the dot products that processors have for them (AVX-512 VNNI), straight to values.
//!
//! rten-gemm uses the same instruction, but wants its left side laid out anew for every product and leaves sums that have to be read
//! again. Here rows are read where they lie, and what the registers hold at the end of a tile leaves them as values. Sums are integers
//! and exact, and the way out of eight bits is that of [`Products::values`](super::Products::values): the bits are the same.

use multiversion::multiversion;

use super::{Columns, LANES, Rows};

/// Vectors of a panel's columns.
const VECTORS: usize = 4;
/// Columns of a panel.
pub(in crate::perception) const WIDTH: usize = VECTORS * LANES;
/// Rows of a tile: with four vectors of sums each they leave eight of the 32 registers to the factors.
pub(in crate::perception) const TILE: usize = 6;

/// Four codes of each of a panel's columns, in the processor's order.
type Step = [[i32; LANES]; VECTORS];

/// A matrix as the kernel reads it.
pub(in crate::perception) struct Panels {
    /// Panel after panel of [`WIDTH`] columns, each `inputs / 4` steps.
    steps: Vec<Step>,
    /// Steps of a panel.
    depth: usize,
}

impl Panels {
    /// Lays out codes, `inputs × outputs`, row-major. None where this processor has no such instruction, or the matrix does not come
    /// out even.
    pub(in crate::perception) fn pack(codes: &[i8], outputs: usize) -> Option<Self> {
        if !available() || outputs == 0 || !outputs.is_multiple_of(WIDTH) {
            return None;
        }
        Self::lay_out(codes, outputs)
    }

    fn lay_out(codes: &[i8], outputs: usize) -> Option<Self> {
        let rows: Vec<&[i8]> = codes.chunks_exact(outputs).collect();
        let (fours, []) = rows.as_chunks::<4>() else { return None };
        let step = |rows: &[&[i8]; 4], column: usize| {
            let code = |row: &[i8], column: usize| row.get(column).copied().unwrap_or_default().cast_unsigned();
            let four = |column| rows.map(|row| code(row, column));
            std::array::from_fn(|nth| std::array::from_fn(|lane| i32::from_le_bytes(four(column + nth * LANES + lane))))
        };
        let panels = (0..outputs).step_by(WIDTH);
        let steps = panels.flat_map(|column| fours.iter().map(move |rows| step(rows, column))).collect();
        Some(Self { steps, depth: fours.len() })
    }

    /// The values that the products of rows with the matrix stand for, row-major.
    pub(in crate::perception) fn multiply(&self, rows: Rows<'_>, columns: &Columns, into: &mut [f32]) {
        self.each(rows, columns, into, multiply);
    }

    fn each(&self, rows: Rows<'_>, columns: &Columns, into: &mut [f32], panel: fn(Panel<'_>, Rows<'_>, &mut [f32])) {
        let (scales, _) = columns.scales.as_chunks::<LANES>();
        let (sums, _) = columns.sums.as_chunks::<LANES>();
        let (panels, width) = (self.steps.chunks_exact(self.depth.max(1)), scales.len());
        let columns = scales.as_chunks::<VECTORS>().0.iter().zip(sums.as_chunks::<VECTORS>().0);
        for (at, (steps, (scales, sums))) in panels.zip(columns).enumerate() {
            panel(Panel { at, steps, scales, sums, width }, rows, into);
        }
    }
}

/// A panel at work.
#[derive(Clone, Copy)]
struct Panel<'a> {
    /// Which it is.
    at: usize,
    steps: &'a [Step],
    scales: &'a [[f32; LANES]; VECTORS],
    sums: &'a [[i32; LANES]; VECTORS],
    /// Vectors of a row of the result.
    width: usize,
}

/// Whether this processor has the instruction.
#[cfg(target_arch = "x86_64")]
fn available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vnni")
}

/// Whether this processor has the instruction.
#[cfg(not(target_arch = "x86_64"))]
const fn available() -> bool {
    false
}

/// The columns of one panel, for all rows. The compiler makes one for processors that have the instruction, which is picked at run time.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl+avx512vnni"))]
fn multiply(panel: Panel<'_>, rows: Rows<'_>, into: &mut [f32]) {
    multiversion::target::match_target! {
        "x86_64+avx512f+avx512bw+avx512vl+avx512vnni" => tiles::multiply(panel, rows, into),
        _ => plain(panel, rows, into),
    }
}

/// The same, one sum after the other.
fn plain(panel: Panel<'_>, rows: Rows<'_>, into: &mut [f32]) {
    let Panel { at, steps, scales, sums, width } = panel;
    let codes = rows.codes.as_chunks::<4>().0.chunks_exact(steps.len().max(1));
    let into = into.as_chunks_mut::<LANES>().0.chunks_exact_mut(width);
    for (((codes, zero), scale), into) in codes.zip(rows.zeros).zip(rows.scales).zip(into) {
        let vectors = into.iter_mut().skip(VECTORS * at).zip(scales.iter().zip(sums)).enumerate();
        for (nth, (into, (scales, sums))) in vectors {
            for (lane, ((value, column), sum)) in into.iter_mut().zip(scales).zip(sums).enumerate() {
                let factor = |step: &Step| step.get(nth).and_then(|step| step.get(lane)).copied().unwrap_or_default();
                let dot = |(left, step): (&[u8; 4], &Step)| {
                    let products = left.iter().zip(factor(step).to_le_bytes());
                    products.map(|(left, right)| i32::from(*left) * i32::from(right.cast_signed())).sum::<i32>()
                };
                let product: i32 = codes.iter().zip(steps).map(dot).sum();
                *value = (product - i32::from(*zero) * sum) as f32 * (scale * column);
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod tiles {
    //! Tiles of a few rows and one panel, whose sums stay in registers.

    use std::arch::x86_64::{
        __m512, __m512i, _mm512_cvtepi32_ps, _mm512_dpbusd_epi32, _mm512_mul_ps, _mm512_mullo_epi32, _mm512_set1_epi32,
        _mm512_set1_ps, _mm512_setzero_si512, _mm512_sub_epi32,
    };

    use super::{LANES, Panel, Rows, TILE, VECTORS};

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub(super) fn multiply(panel: Panel<'_>, rows: Rows<'_>, into: &mut [f32]) {
        let codes = rows.codes.as_chunks::<4>().0.chunks((TILE * panel.steps.len()).max(1));
        let places = into.as_chunks_mut::<LANES>().0.chunks_mut((TILE * panel.width).max(1));
        let rows = codes.zip(rows.zeros.chunks(TILE)).zip(rows.scales.chunks(TILE));
        for (((codes, zeros), scales), into) in rows.zip(places) {
            let rows = (codes, zeros, scales);
            match zeros.len() {
                1 => one(panel, rows, into),
                2 => two(panel, rows, into),
                3 => three(panel, rows, into),
                4 => four(panel, rows, into),
                5 => five(panel, rows, into),
                _ => six(panel, rows, into),
            }
        }
    }

    /// A tile with a name for each row. Sums that are counted instead of named stay in registers only where the compiler takes each
    /// loop over them apart, which it stops doing when there are many.
    macro_rules! tile {
        ($name:ident: $($row:ident)+) => {
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
            fn $name(panel: Panel<'_>, (codes, zeros, scales): (&[[u8; 4]], &[u8], &[f32]), into: &mut [[f32; LANES]]) {
                let depth = panel.steps.len();
                let mut codes = codes.chunks_exact(depth.max(1));
                $(let mut $row = (codes.next().unwrap_or_default(), [_mm512_setzero_si512(); VECTORS]);)+
                for (at, step) in panel.steps.iter().enumerate() {
                    let [first, second, third, fourth]: [__m512i; VECTORS] = pulp::cast(*step);
                    $(if let Some(code) = $row.0.get(at) {
                        let code = _mm512_set1_epi32(i32::from_le_bytes(*code));
                        $row.1[0] = _mm512_dpbusd_epi32($row.1[0], code, first);
                        $row.1[1] = _mm512_dpbusd_epi32($row.1[1], code, second);
                        $row.1[2] = _mm512_dpbusd_epi32($row.1[2], code, third);
                        $row.1[3] = _mm512_dpbusd_epi32($row.1[3], code, fourth);
                    })+
                }
                let [scale0, scale1, scale2, scale3]: [__m512; VECTORS] = pulp::cast(*panel.scales);
                let [sum0, sum1, sum2, sum3]: [__m512i; VECTORS] = pulp::cast(*panel.sums);
                let mut rows = into.chunks_exact_mut(panel.width).zip(zeros).zip(scales);
                $(if let Some(((into, zero), scale)) = rows.next() {
                    let (zero, scale) = (_mm512_set1_epi32(i32::from(*zero)), _mm512_set1_ps(*scale));
                    if let Some(into) = into.as_chunks_mut::<VECTORS>().0.get_mut(panel.at) {
                        into[0] = pulp::cast(value($row.1[0], (zero, sum0), (scale, scale0)));
                        into[1] = pulp::cast(value($row.1[1], (zero, sum1), (scale, scale1)));
                        into[2] = pulp::cast(value($row.1[2], (zero, sum2), (scale, scale2)));
                        into[3] = pulp::cast(value($row.1[3], (zero, sum3), (scale, scale3)));
                    }
                })+
            }
        };
    }

    tile!(one: a);
    tile!(two: a b);
    tile!(three: a b c);
    tile!(four: a b c d);
    tile!(five: a b c d e);
    tile!(six: a b c d e f);

    /// What products stand for.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    fn value(products: __m512i, (zero, sums): (__m512i, __m512i), (scale, column): (__m512, __m512)) -> __m512 {
        let exact = _mm512_sub_epi32(products, _mm512_mullo_epi32(zero, sums));
        _mm512_mul_ps(_mm512_cvtepi32_ps(exact), _mm512_mul_ps(scale, column))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::perception::kernels::draws;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn tiles_give_the_bits_of_one_sum_after_the_other(
            count in 1_usize..40, fours in 1_usize..30, panels in 1_usize..4, seed in any::<u32>(),
        ) {
            let mut draw = draws(seed);
            let (inputs, outputs) = (4 * fours, WIDTH * panels);
            let codes: Vec<i8> = (0..inputs * outputs).map(|_| (draw() % 127) as i8 - 63).collect();
            let sum = |column: usize| codes.iter().skip(column).step_by(outputs).map(|code| i32::from(*code)).sum();
            let columns = Columns {
                scales: (0..outputs).map(|_| draw() as f32 / 1e9).collect(),
                sums: (0..outputs).map(sum).collect(),
            };
            let left: Vec<u8> = (0..count * inputs).map(|_| draw() as u8).collect();
            let zeros: Vec<u8> = (0..count).map(|_| draw() as u8).collect();
            let scales: Vec<f32> = (0..count).map(|_| draw() as f32 / 1e9).collect();
            let rows = Rows { codes: &left, zeros: &zeros, scales: &scales };

            let mut expected = Vec::new();
            for ((left, zero), scale) in left.chunks_exact(inputs).zip(&zeros).zip(&scales) {
                for column in 0..outputs {
                    let right = codes.iter().skip(column).step_by(outputs);
                    let product: i32 = left.iter().zip(right).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
                    let exact = product - i32::from(*zero) * columns.sums[column];
                    expected.push((exact as f32 * (scale * columns.scales[column])).to_bits());
                }
            }
            let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            let matrix = Panels::lay_out(&codes, outputs).unwrap();
            let mut found = vec![f32::NAN; count * outputs];
            matrix.each(rows, &columns, &mut found, plain);
            prop_assert_eq!(bits(&found), expected.clone());
            found.fill(f32::NAN);
            matrix.multiply(rows, &columns, &mut found);
            prop_assert_eq!(bits(&found), expected);
        }
    }

    #[test]
    fn what_does_not_come_out_even_is_left_to_others() {
        assert!(Panels::pack(&[0; 4 * 96], 96).is_none() && Panels::pack(&[0; 5 * WIDTH], WIDTH).is_none());
        assert_eq!(Panels::pack(&[0; 4 * WIDTH], WIDTH).is_some(), available());
    }
}
