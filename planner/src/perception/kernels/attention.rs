//! Attention over a short sequence, in loops: for few tokens a matrix product costs more to set up than to do.
//!
//! Tokens that are read lie side by side in vectors, the last one filled up with zeros; a few tokens that read share each load of
//! these vectors. Each sum still runs over its terms in their order, so neither the filling nor the grouping nor the width of the
//! processor's vectors changes a bit.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::{LANES, exp, sum, with_vectors};

/// Tokens that read at once.
const GROUP: usize = 4;

/// Room for the work of one head at a time.
#[derive(Default)]
pub(in crate::perception) struct Room {
    /// `⌈tokens / LANES⌉ × width × LANES`: each value of the keys of a few tokens side by side.
    keys: Vec<f32>,
    /// `⌈width / LANES⌉ × tokens × LANES`
    values: Vec<f32>,
    /// The queries of a group, `width × GROUP`.
    queries: Vec<[f32; GROUP]>,
    /// What each of a group makes of every token.
    scores: [Vec<f32>; GROUP],
    /// The same, `tokens × GROUP`.
    shares: Vec<[f32; GROUP]>,
}

/// What the tokens of one sequence read from one another, in `heads` parts of `width` values: `tokens × heads width`. `projected` are
/// their queries, keys and values side by side, `tokens × 3 heads width`, and `bias` is to be added to each row of it.
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
                (range.clone(), bias.get(range).unwrap_or_default())
            };
            let rows = || projected.chunks_exact(3 * dimension);
            room.take_keys(rows(), part(1));
            room.take_values(rows(), part(2));
            let groups = projected.chunks(GROUP * 3 * dimension).zip(out.chunks_mut(GROUP * dimension));
            for (group, out) in groups {
                room.take_queries(group.chunks_exact(3 * dimension), part(0));
                room.score(simd, tokens);
                room.share(tokens);
                room.mix(simd, tokens, out.chunks_exact_mut(dimension), &part(0).0);
            }
        }
    }
}

/// A part of the rows, and its bias.
type Part<'a> = (Range<usize>, &'a [f32]);

impl Room {
    #[inline(always)]
    fn take_keys<'a>(&mut self, rows: impl ExactSizeIterator<Item = &'a [f32]>, (part, bias): Part<'_>) {
        let size = part.len() * LANES;
        self.keys.clear();
        self.keys.resize(rows.len().div_ceil(LANES) * size, 0.0);
        for (token, row) in rows.enumerate() {
            let (first, lane) = (token / LANES * size, token % LANES);
            let keys = self.keys.get_mut(first..first + size).unwrap_or_default();
            let row = row.get(part.clone()).unwrap_or_default();
            for ((keys, value), bias) in keys.chunks_exact_mut(LANES).zip(row).zip(bias) {
                if let Some(key) = keys.get_mut(lane) {
                    *key = value + bias;
                }
            }
        }
    }

    #[inline(always)]
    fn take_values<'a>(&mut self, rows: impl ExactSizeIterator<Item = &'a [f32]>, (part, bias): Part<'_>) {
        let tokens = rows.len();
        self.values.clear();
        self.values.resize(part.len().div_ceil(LANES) * tokens * LANES, 0.0);
        for (token, row) in rows.enumerate() {
            let row = row.get(part.clone()).unwrap_or_default();
            let vectors = self.values.chunks_exact_mut(LANES).skip(token).step_by(tokens);
            for ((vector, row), bias) in vectors.zip(row.chunks(LANES)).zip(bias.chunks(LANES)) {
                for ((to, value), bias) in vector.iter_mut().zip(row).zip(bias) {
                    *to = value + bias;
                }
            }
        }
    }

    /// Where a group is not full, what its last places hold is not read.
    #[inline(always)]
    fn take_queries<'a>(&mut self, rows: impl Iterator<Item = &'a [f32]>, (part, bias): Part<'_>) {
        let scale = 1.0 / (part.len() as f32).sqrt();
        self.queries.resize(part.len(), [0.0; GROUP]);
        for (nth, row) in rows.enumerate() {
            let row = row.get(part.clone()).unwrap_or_default();
            for ((queries, value), bias) in self.queries.iter_mut().zip(row).zip(bias) {
                if let Some(query) = queries.get_mut(nth) {
                    *query = (value + bias) * scale;
                }
            }
        }
    }

    /// Products of the group's queries with all keys.
    #[inline(always)]
    fn score<S: Simd>(&mut self, simd: S, tokens: usize) {
        for scores in &mut self.scores {
            scores.resize(tokens.next_multiple_of(LANES), 0.0);
        }
        let size = (self.queries.len() * LANES).max(1);
        for (chunk, keys) in self.keys.chunks_exact(size).enumerate() {
            for nth in 0..LANES / S::F32_LANES {
                let sums = weighed(simd, keys, nth, &self.queries);
                for (scores, sum) in self.scores.iter_mut().zip(sums) {
                    let (scores, _) = S::as_mut_simd_f32s(scores);
                    if let Some(score) = scores.get_mut(chunk * (LANES / S::F32_LANES) + nth) {
                        *score = sum;
                    }
                }
            }
        }
    }

    /// The softmax of the scores.
    #[inline(always)]
    fn share(&mut self, tokens: usize) {
        self.shares.resize(tokens, [0.0; GROUP]);
        for (nth, scores) in self.scores.iter_mut().enumerate() {
            softmax(scores, tokens);
            for (shares, share) in self.shares.iter_mut().zip(scores.iter()) {
                if let Some(to) = shares.get_mut(nth) {
                    *to = *share;
                }
            }
        }
    }

    /// The values of all tokens by their shares.
    #[inline(always)]
    fn mix<'a, S: Simd>(&self, simd: S, tokens: usize, out: impl Iterator<Item = &'a mut [f32]>, part: &Range<usize>) {
        let mut mixed = [[0.0_f32; LANES]; GROUP];
        let mut rows = out.map(|row| row.get_mut(part.clone()).unwrap_or_default());
        let mut rows: [&mut [f32]; GROUP] = std::array::from_fn(|_| rows.next().unwrap_or_default());
        for (block, values) in self.values.chunks_exact((tokens * LANES).max(1)).enumerate() {
            for nth in 0..LANES / S::F32_LANES {
                let sums = weighed(simd, values, nth, &self.shares);
                for (mixed, sum) in mixed.iter_mut().zip(sums) {
                    let (mixed, _) = S::as_mut_simd_f32s(mixed);
                    if let Some(mixed) = mixed.get_mut(nth) {
                        *mixed = sum;
                    }
                }
            }
            for (row, mixed) in rows.iter_mut().zip(&mixed) {
                for (to, value) in row.iter_mut().skip(block * LANES).zip(mixed) {
                    *to = *value;
                }
            }
        }
    }
}

/// `Σ factor × vector` for each of a group: `vectors` are rows of [`LANES`] values, of which the `nth` of the processor's vectors is
/// summed.
#[inline(always)]
fn weighed<S: Simd>(simd: S, vectors: &[f32], nth: usize, factors: &[[f32; GROUP]]) -> [S::f32s; GROUP] {
    let mut sums = [simd.splat_f32s(0.0); GROUP];
    let (vectors, _) = S::as_simd_f32s(vectors);
    for (vectors, factors) in vectors.chunks_exact(LANES / S::F32_LANES).zip(factors) {
        let Some(vector) = vectors.get(nth) else { continue };
        for (sum, factor) in sums.iter_mut().zip(factors) {
            *sum = simd.add_f32s(*sum, simd.mul_f32s(simd.splat_f32s(*factor), *vector));
        }
    }
    sums
}

/// Softmax over the first `count` values; the others are undefined afterwards.
#[inline(always)]
fn softmax(scores: &mut [f32], count: usize) {
    for beyond in scores.iter_mut().skip(count) {
        *beyond = f32::NEG_INFINITY;
    }
    let mut peaks = [f32::NEG_INFINITY; LANES];
    for scores in scores.chunks_exact(LANES) {
        for (peak, value) in peaks.iter_mut().zip(scores) {
            *peak = if *value > *peak { *value } else { *peak };
        }
    }
    let mut peak = f32::NEG_INFINITY;
    for value in peaks {
        peak = if value > peak { value } else { peak };
    }
    for value in scores.iter_mut() {
        *value = exp(*value - peak);
    }
    let scale = 1.0 / sum(scores.get(..count).unwrap_or_default(), |value| value);
    for value in scores.iter_mut() {
        *value *= scale;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One token after the other and one sum after the other, as the formula is written.
    fn plain(projected: &[f32], bias: &[f32], (heads, width): (usize, usize)) -> Vec<f32> {
        let dimension = heads * width;
        let rows: Vec<Vec<f32>> = projected
            .chunks_exact(3 * dimension)
            .map(|row| row.iter().zip(bias).map(|(value, bias)| value + bias).collect())
            .collect();
        let scale = 1.0 / (width as f32).sqrt();
        let mut out = vec![0.0; rows.len() * dimension];
        for (row, out) in rows.iter().zip(out.chunks_exact_mut(dimension)) {
            for head in 0..heads {
                let at = head * width;
                let mut scores = vec![0.0; rows.len()];
                for (score, key) in scores.iter_mut().zip(&rows) {
                    (0..width).for_each(|d| *score += row[at + d] * scale * key[dimension + at + d]);
                }
                super::super::softmax(&mut scores, rows.len());
                for (share, value) in scores.iter().zip(&rows) {
                    (0..width).for_each(|d| out[at + d] += share * value[2 * dimension + at + d]);
                }
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn grouping_and_filling_change_no_bit(
            tokens in 1_usize..40, heads in 1_usize..4, width in 1_usize..40, seed in any::<u32>(), before in 1_usize..40,
        ) {
            let mut state = u64::from(seed) + 1;
            let mut draw = |count: usize| -> Vec<f32> {
                let next = |_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 40) as f32 / (1 << 21) as f32 - 4.0
                };
                (0..count).map(next).collect()
            };
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
        }
    }
}
