//! Rows in eight bits, the way back from products of codes, and what follows a product in one pass over each row.
//!
//! Integers that cannot overflow wrap here: a check in a loop keeps it from being vectorised.

use std::ops::Range;

use super::{Activation, LANES, Norm, SHIFT, gelu_tanh, normalise_row, relu, vectorised};

/// Most columns of a matrix that are multiplied at once: their products stay in the cache until they are read.
pub(in crate::perception) const SLAB: usize = 128;

/// The code of zero where as many steps lie below as above.
const MIDDLE: u8 = 128;

/// Rows in eight bits: `value = (code − zero) × scale`, each row with its own zero and scale.
#[derive(Default)]
pub(in crate::perception) struct Quantised {
    codes: Vec<u8>,
    zeros: Vec<u8>,
    scales: Vec<f32>,
}

/// Some rows of [`Quantised`].
#[derive(Clone, Copy)]
pub(in crate::perception) struct Rows<'a> {
    /// Row-major.
    pub(in crate::perception) codes: &'a [u8],
    /// One a row.
    pub(in crate::perception) zeros: &'a [u8],
    /// One a row.
    pub(in crate::perception) scales: &'a [f32],
}

/// What is known of each column of a quantised matrix.
pub(in crate::perception) struct Columns {
    pub(in crate::perception) scales: Vec<f32>,
    /// Sums of the codes.
    pub(in crate::perception) sums: Vec<i32>,
}

/// Products of the codes of rows with those of a matrix. They stand for
/// `(product − zero of the row × sum of the column) × scale of the row × scale of the column`.
pub(in crate::perception) struct Products<'a> {
    /// Slab after slab of at most [`SLAB`] columns, each row-major.
    pub(in crate::perception) products: &'a [i32],
    /// What was multiplied.
    pub(in crate::perception) rows: Rows<'a>,
    /// What by.
    pub(in crate::perception) columns: &'a Columns,
}

impl Rows<'_> {
    /// The rows in runs of at most `length`.
    pub(in crate::perception) fn runs(self, length: usize) -> impl Iterator<Item = Self> {
        let width = self.codes.len() / self.zeros.len().max(1);
        let codes = self.codes.chunks((length * width).max(1));
        let runs = codes.zip(self.zeros.chunks(length)).zip(self.scales.chunks(length));
        runs.map(|((codes, zeros), scales)| Self { codes, zeros, scales })
    }
}

impl Quantised {
    /// Adds rows that are in eight bits already, with steps of `scale` each and zero in the middle.
    pub(in crate::perception) fn take<'a>(&mut self, rows: impl Iterator<Item = (&'a [i8], f32)>) {
        for (row, scale) in rows {
            self.codes.extend(row.iter().map(|code| code.cast_unsigned() ^ MIDDLE));
            self.zeros.push(MIDDLE);
            self.scales.push(scale);
        }
    }

    /// Adds up some rows.
    pub(in crate::perception) fn sum(&self, rows: &[usize], into: &mut [f32]) {
        let width = into.len();
        vectorised(
            #[inline(always)]
            || {
                for row in rows {
                    let Some(codes) = self.codes.get(row * width..(row + 1) * width) else { continue };
                    let (Some(zero), Some(scale)) = (self.zeros.get(*row), self.scales.get(*row)) else { continue };
                    let zero = i32::from(*zero);
                    for (sum, code) in into.iter_mut().zip(codes) {
                        *sum += i32::from(*code).wrapping_sub(zero) as f32 * scale;
                    }
                }
            },
        );
    }

    /// Quantises rows of `width` values, each over its own range, zero included.
    pub(in crate::perception) fn read(&mut self, values: &[f32], width: usize) {
        self.resize(values.len() / width.max(1), width);
        vectorised(
            #[inline(always)]
            || {
                for (row, place) in values.chunks_exact(width).zip(self.places(0, width)) {
                    place.quantise(row);
                }
            },
        );
    }

    /// Makes room for `count` rows of `width` values. What they hold is to be written.
    pub(in crate::perception) fn resize(&mut self, count: usize, width: usize) {
        self.codes.resize(count * width, 0);
        self.zeros.resize(count, 0);
        self.scales.resize(count, 0.0);
    }

    /// Rows of `width` values.
    pub(in crate::perception) fn rows(&self, range: Range<usize>, width: usize) -> Rows<'_> {
        Rows {
            codes: self.codes.get(range.start * width..range.end * width).unwrap_or_default(),
            zeros: self.zeros.get(range.clone()).unwrap_or_default(),
            scales: self.scales.get(range).unwrap_or_default(),
        }
    }

    /// The places of rows of `width` values, from one on.
    #[inline(always)]
    fn places(&mut self, first: usize, width: usize) -> impl Iterator<Item = Place<'_>> {
        let rows = self.codes.chunks_exact_mut(width).zip(&mut self.zeros).zip(&mut self.scales);
        rows.skip(first).map(|((codes, zero), scale)| Place { codes, zero, scale })
    }
}

/// Where a quantised row goes.
struct Place<'a> {
    codes: &'a mut [u8],
    zero: &'a mut u8,
    scale: &'a mut f32,
}

impl Place<'_> {
    #[inline(always)]
    fn quantise(self, row: &[f32]) {
        let (least, greatest) = range(row);
        let scale = ((greatest - least) / 255.0).max(f32::MIN_POSITIVE);
        let zero = (-least / scale).round();
        let steps = 1.0 / scale;
        for (code, value) in self.codes.iter_mut().zip(row) {
            // The sum's low bits are the nearest integer: a cast would look for what is no number.
            *code = ((value * steps + zero).clamp(0.0, 255.0) + SHIFT).to_bits() as u8;
        }
        *self.zero = zero as u8;
        *self.scale = scale;
    }
}

/// The least and the greatest value of a row, zero among them.
#[inline(always)]
fn range(row: &[f32]) -> (f32, f32) {
    let (mut least, mut greatest) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let chunks = row.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for ((least, greatest), value) in least.iter_mut().zip(&mut greatest).zip(chunk) {
            *least = if *value < *least { *value } else { *least };
            *greatest = if *value > *greatest { *value } else { *greatest };
        }
    }
    let fold = |values: &[f32], pick: fn(f32, f32) -> f32| values.iter().copied().fold(0.0, pick);
    (fold(&least, f32::min).min(fold(rest, f32::min)), fold(&greatest, f32::max).max(fold(rest, f32::max)))
}

impl Products<'_> {
    /// What the products stand for, row-major.
    pub(in crate::perception) fn values(&self, into: &mut [f32]) {
        vectorised(
            #[inline(always)]
            || {
                for (at, row) in into.chunks_exact_mut(self.width()).enumerate() {
                    self.row(at, row);
                }
            },
        );
    }

    fn width(&self) -> usize {
        self.columns.scales.len().max(1)
    }

    #[inline(always)]
    fn row(&self, at: usize, into: &mut [f32]) {
        let count = self.rows.zeros.len();
        let zero = self.rows.zeros.get(at).copied().map_or(0, i32::from);
        let scale = self.rows.scales.get(at).copied().unwrap_or_default();
        let columns = self.columns.scales.chunks(SLAB).zip(self.columns.sums.chunks(SLAB));
        let mut rest = self.products;
        for (into, (scales, sums)) in into.chunks_mut(SLAB).zip(columns) {
            let (slab, others) = rest.split_at_checked(count * into.len()).unwrap_or((rest, &[]));
            let products = slab.get(at * into.len()..).unwrap_or_default();
            for (((value, product), column), sum) in into.iter_mut().zip(products).zip(scales).zip(sums) {
                *value = product.wrapping_sub(zero.wrapping_mul(*sum)) as f32 * (scale * column);
            }
            rest = others;
        }
    }
}

/// `values = activation(values + bias)`, and the same in eight bits, in the first rows of `into`. What goes into eight bits needs no
/// exact error function: [`gelu`] here is a shorter one.
pub(in crate::perception) fn activated(values: &mut [f32], bias: &[f32], activation: Activation, into: &mut Quantised) {
    into.resize(values.len() / bias.len().max(1), bias.len());
    match activation {
        Activation::Gelu => each(values, bias, gelu, into),
        Activation::GeluTanh => each(values, bias, gelu_tanh, into),
        Activation::Relu => each(values, bias, relu, into),
    }
}

/// x Φ(x) within 2e-4 for |x| ≤ 6, which is a small part of a step in eight bits: Φ − ½ by an odd polynomial on −4..=4 that a
/// minimax fit gave (Lawson's weights).
#[inline(always)]
fn gelu(x: f32) -> f32 {
    let near = x.clamp(-4.0, 4.0);
    let square = near * near;
    let mut series = 2.278_141e-8_f32;
    for factor in [-1.598_600_5e-6, 4.795_547_8e-5, -8.140_15e-4, 8.772_386e-3, -6.457_31e-2, 3.978_833_4e-1] {
        series = series * square + factor;
    }
    x * (series * near + 0.5)
}

fn each(values: &mut [f32], bias: &[f32], function: impl Fn(f32) -> f32, into: &mut Quantised) {
    vectorised(
        #[inline(always)]
        || {
            for (row, place) in values.chunks_exact_mut(bias.len()).zip(into.places(0, bias.len())) {
                for (value, bias) in row.iter_mut().zip(bias) {
                    *value = function(*value + bias);
                }
                place.quantise(row);
            }
        },
    );
}

/// `stream = norm(values + bias + stream)`, and the same in eight bits in the rows of `into` from `first` on.
pub(in crate::perception) fn joined(
    values: &[f32],
    (bias, norm): (&[f32], &Norm),
    stream: &mut [f32],
    (into, first): (&mut Quantised, usize),
) {
    let width = bias.len();
    vectorised(
        #[inline(always)]
        || {
            let rows = stream.chunks_exact_mut(width).zip(values.chunks_exact(width));
            for ((stream, row), place) in rows.zip(into.places(first, width)) {
                for ((stream, value), bias) in stream.iter_mut().zip(row).zip(bias) {
                    *stream = value + (bias + *stream);
                }
                normalise_row(stream, norm);
                place.quantise(stream);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{activate, draws, join};
    use super::*;

    const ROWS: usize = 5;

    fn drawn(count: usize, seed: u32) -> Vec<f32> {
        let mut next = draws(seed);
        (0..count).map(|_| next() as f32 / (1 << 22) as f32 - 2.0).collect()
    }

    fn same(left: Rows<'_>, right: Rows<'_>) -> bool {
        left.codes == right.codes && left.zeros == right.zeros && left.scales == right.scales
    }

    proptest! {
        #[test]
        fn a_value_is_off_by_half_a_step_at_most(values in prop::collection::vec(-1e3_f32..1e3, 1..80)) {
            let mut read = Quantised::default();
            read.read(&values, values.len());
            let Rows { codes, zeros, scales } = read.rows(0..1, values.len());
            for (code, value) in codes.iter().zip(&values) {
                let back = (f32::from(*code) - f32::from(zeros[0])) * scales[0];
                // Half a step for the value and half a step for the zero point.
                prop_assert!((back - value).abs() <= 1.01 * scales[0], "{back} for {value}");
            }
        }

        #[test]
        fn one_pass_gives_the_bits_of_one_step_after_the_other(width in 1_usize..300, seed in any::<u32>()) {
            let values = drawn(ROWS * width, seed);
            let (bias, stream) = (drawn(width, seed ^ 4), drawn(ROWS * width, seed ^ 5));
            let norm = Norm { weight: drawn(width, seed ^ 6), bias: drawn(width, seed ^ 7), epsilon: 1e-12 };
            let (mut found, mut expected) = (Quantised::default(), Quantised::default());

            for activation in [Activation::Gelu, Activation::GeluTanh, Activation::Relu] {
                let (mut steps, mut once) = (values.clone(), values.clone());
                if activation == Activation::Gelu {
                    let biased = steps.iter_mut().zip(bias.iter().cycle());
                    biased.for_each(|(value, bias)| *value = gelu(*value + bias));
                } else {
                    activate(&mut steps, &bias, activation);
                }
                expected.read(&steps, width);
                activated(&mut once, &bias, activation, &mut found);
                prop_assert!(same(found.rows(0..ROWS, width), expected.rows(0..ROWS, width)), "{activation:?}");
            }

            let (mut steps, mut once) = (values.clone(), stream.clone());
            found.resize(ROWS + 2, width);
            joined(&values, (&bias, &norm), &mut once, (&mut found, 2));
            join(&mut steps, &bias, &stream, &norm);
            expected.read(&steps, width);
            prop_assert_eq!(once, steps);
            prop_assert!(same(found.rows(2..ROWS + 2, width), expected.rows(0..ROWS, width)));
        }
    }

    #[test]
    fn the_short_gelu_is_near_the_exact_one() {
        for step in -6_000..=6_000 {
            let x = step as f32 / 1_000.0;
            assert!((gelu(x) - super::super::gelu(x)).abs() < 2e-4, "gelu({x}) = {}", gelu(x));
        }
        assert!((gelu(50.0) - 50.0).abs() < 5e-3 && gelu(-50.0).abs() < 5e-3);
    }

    #[test]
    fn codes_are_taken_as_they_are_and_summed() {
        let mut read = Quantised::default();
        read.take(
            [([-127_i8, 0, 5], 0.5), ([1, 2, 3], 2.0), ([9, 9, 9], 1.0)]
                .iter()
                .map(|(row, scale)| (row.as_slice(), *scale)),
        );
        let mut sum = [1.0; 3];
        read.sum(&[0, 1], &mut sum);
        assert_eq!(sum, [1.0 - 63.5 + 2.0, 1.0 + 4.0, 1.0 + 2.5 + 6.0]);
    }

    #[test]
    fn products_are_read_from_their_slabs() {
        let width = SLAB + 3;
        let columns = Columns { scales: vec![1.0; width], sums: vec![0; width] };
        let mut rows = Quantised::default();
        rows.resize(2, 1);
        let slabs = [(0, SLAB), (SLAB, 3)];
        let products = slabs.iter().flat_map(|(first, length)| {
            (0..2).flat_map(move |row| (0..*length).map(move |at| (1_000 * row + first + at) as i32))
        });
        let products: Vec<i32> = products.collect();
        let mut read = rows.rows(0..2, 1);
        read.scales = &[1.0, 1.0];
        let mut values = vec![0.0; 2 * width];
        Products { products: &products, rows: read, columns: &columns }.values(&mut values);
        let expected: Vec<f32> = (0..2).flat_map(|row| (0..width).map(move |at| (1_000 * row + at) as f32)).collect();
        assert_eq!(values, expected);
    }
}
