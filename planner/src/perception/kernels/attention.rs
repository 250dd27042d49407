//! Attention over a short sequence, in loops: for few tokens a matrix product costs more to set up than to do.
//!
//! Tokens that are read lie side by side in vectors, the last one filled up with what is not read; a few tokens that read share each load of
//! these vectors. Each sum still runs over its terms in an order that depends on nothing but their number, so neither the filling nor the
//! grouping nor the width of the processor's vectors changes a bit.
//!
//! Two biases never meet a token. That of the keys adds the same to all that a query reads, which a softmax does not see; that of the
//! values comes out of every mixture as it went in.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::{LANES, exp, with_vectors};

/// Tokens that read at once.
const GROUP: usize = 4;

/// Room for the work of one head at a time.
#[derive(Default)]
pub(in crate::perception) struct Room {
    /// `⌈tokens / LANES⌉ × width × LANES`: each value of the keys of a few tokens side by side.
    keys: Vec<f32>,
    /// The queries of a group.
    queries: [Vec<f32>; GROUP],
    /// What each of a group makes of every token, filled up to whole vectors.
    scores: [Vec<f32>; GROUP],
}

/// Whether [`attend`] knows heads of so many values.
pub(in crate::perception) const fn attends(width: usize) -> bool {
    width > 0 && width.is_multiple_of(LANES)
}

/// What the tokens of one sequence read from one another, in `heads` parts of `width` values, a multiple of [`LANES`]: `tokens × heads
/// width`. `projected` are their queries, keys and values side by side, `tokens × 3 heads width`, and `bias` is to be added to each row
/// of it.
pub(in crate::perception) fn attend(
    projected: &[f32],
    bias: &[f32],
    (heads, width): (usize, usize),
    room: &mut Room,
    out: &mut [f32],
) {
    with_vectors(Attention { projected, bias, heads, width, room, out });
}

struct Attention<'a> {
    projected: &'a [f32],
    bias: &'a [f32],
    heads: usize,
    width: usize,
    room: &'a mut Room,
    out: &'a mut [f32],
}

impl WithSimd for Attention<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { projected, bias, heads, width, room, out } = self;
        let dimension = heads * width;
        let tokens = out.len() / dimension.max(1);
        for head in 0..heads {
            let part = |nth: usize| {
                let range = nth * dimension + head * width..nth * dimension + (head + 1) * width;
                Part { bias: bias.get(range.clone()).unwrap_or_default(), range, size: 3 * dimension }
            };
            room.take_keys(projected, &part(1));
            let groups = projected.chunks(GROUP * 3 * dimension).zip(out.chunks_mut(GROUP * dimension));
            for (group, out) in groups {
                room.take_queries(group, &part(0));
                room.score(simd, tokens, width);
                let totals = exponentials(&mut room.scores, tokens);
                room.mix(simd, (projected, &part(2)), totals, (out.chunks_exact_mut(dimension), part(0).range));
            }
        }
    }
}

/// A part of every row.
struct Part<'a> {
    range: Range<usize>,
    bias: &'a [f32],
    /// Values of a row.
    size: usize,
}

impl Part<'_> {
    #[inline(always)]
    fn of<'r>(&self, rows: &'r [f32]) -> impl ExactSizeIterator<Item = &'r [f32]> {
        let range = self.range.clone();
        rows.chunks_exact(self.size).map(move |row| row.get(range.clone()).unwrap_or_default())
    }
}

impl Room {
    /// What the last places of the last vectors hold is not read: it may be left from other keys.
    #[inline(always)]
    fn take_keys(&mut self, rows: &[f32], part: &Part<'_>) {
        let size = part.range.len() * LANES;
        let rows = part.of(rows);
        self.keys.resize(rows.len().div_ceil(LANES) * size, 0.0);
        for (token, row) in rows.enumerate() {
            let (first, lane) = (token / LANES * size, token % LANES);
            let (keys, _) = self.keys.get_mut(first..first + size).unwrap_or_default().as_chunks_mut::<LANES>();
            for (keys, value) in keys.iter_mut().zip(row) {
                if let Some(key) = keys.get_mut(lane) {
                    *key = *value;
                }
            }
        }
    }

    /// Where a group is not full, what its last places hold is not read.
    #[inline(always)]
    fn take_queries(&mut self, rows: &[f32], part: &Part<'_>) {
        let scale = 1.0 / (part.range.len() as f32).sqrt();
        for query in &mut self.queries {
            query.resize(part.range.len(), 0.0);
        }
        for (query, row) in self.queries.iter_mut().zip(part.of(rows)) {
            for ((query, value), bias) in query.iter_mut().zip(row).zip(part.bias) {
                *query = (value + bias) * scale;
            }
        }
    }

    /// Products of the group's queries with all keys.
    #[inline(always)]
    fn score<S: Simd>(&mut self, simd: S, tokens: usize, width: usize) {
        for scores in &mut self.scores {
            scores.resize(tokens.next_multiple_of(LANES), 0.0);
        }
        let queries = self.queries.each_ref().map(Vec::as_slice);
        let size = (width * LANES).max(1);
        for (chunk, keys) in self.keys.chunks_exact(size).enumerate() {
            for nth in 0..LANES / S::F32_LANES {
                let sums = weighed(simd, keys.chunks_exact(LANES), nth, queries);
                for (scores, sum) in self.scores.iter_mut().zip(sums) {
                    let (scores, _) = S::as_mut_simd_f32s(scores);
                    if let Some(score) = scores.get_mut(chunk * (LANES / S::F32_LANES) + nth) {
                        *score = sum;
                    }
                }
            }
        }
    }

    /// The values of all tokens by their shares, and the bias.
    #[inline(always)]
    fn mix<'a, S: Simd>(
        &self,
        simd: S,
        (projected, values): (&[f32], &Part<'_>),
        totals: [f32; GROUP],
        (out, part): (impl Iterator<Item = &'a mut [f32]>, Range<usize>),
    ) {
        let scores = self.scores.each_ref().map(Vec::as_slice);
        let mut rows = out.map(|row| row.get_mut(part.clone()).unwrap_or_default());
        let mut rows: [&mut [f32]; GROUP] = std::array::from_fn(|_| rows.next().unwrap_or_default());
        let (bias, _) = S::as_simd_f32s(values.bias);
        for (nth, bias) in bias.iter().enumerate() {
            let sums = weighed(simd, values.of(projected), nth, scores);
            for ((row, sum), total) in rows.iter_mut().zip(sums).zip(totals) {
                let (row, _) = S::as_mut_simd_f32s(row);
                if let Some(to) = row.get_mut(nth) {
                    *to = simd.add_f32s(simd.mul_f32s(sum, simd.splat_f32s(1.0 / total)), *bias);
                }
            }
        }
    }
}

/// `Σ factor × row` for each of a group, of the `nth` of the processor's vectors of each row.
#[inline(always)]
fn weighed<'a, S: Simd>(
    simd: S,
    rows: impl Iterator<Item = &'a [f32]>,
    nth: usize,
    [a, b, c, d]: [&[f32]; GROUP],
) -> [S::f32s; GROUP] {
    let mut sums = [simd.splat_f32s(0.0); GROUP];
    let factors = a.iter().zip(b).zip(c.iter().zip(d));
    for (row, ((a, b), (c, d))) in rows.zip(factors) {
        let Some(vector) = S::as_simd_f32s(row).0.get(nth) else { continue };
        for (sum, factor) in sums.iter_mut().zip([a, b, c, d]) {
            *sum = simd.add_f32s(*sum, simd.mul_f32s(simd.splat_f32s(*factor), *vector));
        }
    }
    sums
}

/// Makes the numerators of a softmax of the first `count` values of each of a group, and its denominators. The rows of a group go side by
/// side: within one, each step waits for the one before.
#[inline(always)]
fn exponentials(group: &mut [Vec<f32>; GROUP], count: usize) -> [f32; GROUP] {
    let mut peaks = [0.0; GROUP];
    for (scores, peak) in group.iter_mut().zip(&mut peaks) {
        for beyond in scores.iter_mut().skip(count) {
            *beyond = f32::NEG_INFINITY;
        }
        let mut lanes = [f32::NEG_INFINITY; LANES];
        for vector in scores.as_chunks::<LANES>().0 {
            for (lane, value) in lanes.iter_mut().zip(vector) {
                *lane = greater(*lane, *value);
            }
        }
        *peak = folded(lanes, greater);
    }
    let [peak_a, peak_b, peak_c, peak_d] = peaks;
    let [a, b, c, d] = group.each_mut().map(|scores| scores.as_chunks_mut::<LANES>().0.iter_mut());
    let (mut sum_a, mut sum_b, mut sum_c, mut sum_d) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for ((a, b), (c, d)) in a.zip(b).zip(c.zip(d)) {
        exponential(a, peak_a, &mut sum_a);
        exponential(b, peak_b, &mut sum_b);
        exponential(c, peak_c, &mut sum_c);
        exponential(d, peak_d, &mut sum_d);
    }
    [sum_a, sum_b, sum_c, sum_d].map(|sums| folded(sums, |left, right| left + right))
}

/// Takes a vector of scores to their exponentials, and adds these up. What lies beyond the last token becomes the least normal number,
/// which no sum that has the peak's 1 in it takes note of.
#[inline(always)]
fn exponential(scores: &mut [f32; LANES], peak: f32, sums: &mut [f32; LANES]) {
    for (value, sum) in scores.iter_mut().zip(sums) {
        *value = exp(*value - peak);
        *sum += *value;
    }
}

/// The greater of two values, neither of which is no number.
#[inline(always)]
fn greater(left: f32, right: f32) -> f32 {
    if right > left { right } else { left }
}

/// All lanes by halves.
#[inline(always)]
fn folded(mut lanes: [f32; LANES], pick: impl Fn(f32, f32) -> f32) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        let (left, right) = lanes.split_at_mut(width);
        for (left, right) in left.iter_mut().zip(right) {
            *left = pick(*left, *right);
        }
        width /= 2;
    }
    let [folded, ..] = lanes;
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::perception::kernels::draws;

    /// One token after the other and one sum after the other.
    fn plain(projected: &[f32], bias: &[f32], (heads, width): (usize, usize)) -> Vec<f32> {
        let dimension = heads * width;
        let rows: Vec<&[f32]> = projected.chunks_exact(3 * dimension).collect();
        let scale = 1.0 / (width as f32).sqrt();
        let mut out = vec![0.0; rows.len() * dimension];
        for (row, out) in rows.iter().zip(out.chunks_exact_mut(dimension)) {
            for head in 0..heads {
                let at = head * width;
                let mut scores = vec![0.0; rows.len()];
                for (score, key) in scores.iter_mut().zip(&rows) {
                    (0..width).for_each(|d| *score += (row[at + d] + bias[at + d]) * scale * key[dimension + at + d]);
                }
                let peak = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let shares: Vec<f32> = scores.iter().map(|score| exp(score - peak)).collect();
                let mut sums = [0.0; LANES];
                shares.iter().enumerate().for_each(|(token, share)| sums[token % LANES] += share);
                let total = folded(sums, |left, right| left + right);
                for d in 0..width {
                    let values = shares.iter().zip(&rows).map(|(share, row)| share * row[2 * dimension + at + d]);
                    out[at + d] =
                        values.fold(0.0, |sum, value| sum + value) * (1.0 / total) + bias[2 * dimension + at + d];
                }
            }
        }
        out
    }

    /// As the formula is written, in f64.
    fn exact(projected: &[f32], bias: &[f32], (heads, width): (usize, usize)) -> Vec<f64> {
        let dimension = heads * width;
        let biased =
            |row: &[f32]| row.iter().zip(bias).map(|(value, bias)| f64::from(*value) + f64::from(*bias)).collect();
        let rows: Vec<Vec<f64>> = projected.chunks_exact(3 * dimension).map(biased).collect();
        let mut out = Vec::new();
        for row in &rows {
            for head in 0..heads {
                let part = |nth: usize| nth * dimension + head * width..nth * dimension + (head + 1) * width;
                let score = |key: &Vec<f64>| {
                    let products = row[part(0)].iter().zip(&key[part(1)]).map(|(query, key)| query * key);
                    (products.sum::<f64>() / (width as f64).sqrt()).exp()
                };
                let scores: Vec<f64> = rows.iter().map(score).collect();
                let total: f64 = scores.iter().sum();
                for d in part(2) {
                    out.push(scores.iter().zip(&rows).map(|(score, row)| score / total * row[d]).sum());
                }
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn grouping_and_filling_change_no_bit(
            tokens in 1_usize..40, heads in 1_usize..4, vectors in 1_usize..4, seed in any::<u32>(), before in 1_usize..40,
        ) {
            let mut next = draws(seed);
            let mut draw = |count: usize| -> Vec<f32> {
                (0..count).map(|_| next() as f32 / (1 << 21) as f32 - 4.0).collect()
            };
            let width = vectors * LANES;
            let size = heads * width;
            let bias = draw(3 * size);
            let mut room = Room::default();
            // The room was used for another sequence, which leaves nothing behind.
            attend(&draw(before * 3 * size), &bias, (heads, width), &mut room, &mut vec![0.0; before * size]);
            let projected = draw(tokens * 3 * size);
            let mut found = vec![f32::NAN; tokens * size];
            attend(&projected, &bias, (heads, width), &mut room, &mut found);
            let expected = plain(&projected, &bias, (heads, width));
            let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&found), bits(&expected));
            for (found, exact) in found.iter().zip(exact(&projected, &bias, (heads, width))) {
                prop_assert!((f64::from(*found) - exact).abs() < 2e-3, "{found} for {exact}");
            }
        }
    }
}
