//! Attention over a short sequence, in loops: for few tokens a matrix product costs more to set up than to do.
//!
//! Tokens that are read lie side by side in vectors, the last one filled up with what is not read; a few tokens that read share each load of
//! these vectors. Each sum still runs over its terms in their order, so neither the filling nor the grouping nor the width of the
//! processor's vectors changes a bit.

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
    /// `⌈width / LANES⌉ × tokens × LANES`
    values: Vec<f32>,
    /// The queries of a group.
    queries: [Vec<f32>; GROUP],
    /// What each of a group makes of every token, filled up to whole vectors.
    scores: [Vec<f32>; GROUP],
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
                room.score(simd, tokens, part(0).0.len());
                softmax(&mut room.scores, tokens);
                room.mix(simd, tokens, out.chunks_exact_mut(dimension), &part(0).0);
            }
        }
    }
}

/// A part of the rows, and its bias.
type Part<'a> = (Range<usize>, &'a [f32]);

impl Room {
    /// What the last places of the last vectors hold is not read: it may be left from other keys.
    #[inline(always)]
    fn take_keys<'a>(&mut self, rows: impl ExactSizeIterator<Item = &'a [f32]>, (part, bias): Part<'_>) {
        let size = part.len() * LANES;
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

    /// As with keys.
    #[inline(always)]
    fn take_values<'a>(&mut self, rows: impl ExactSizeIterator<Item = &'a [f32]>, (part, bias): Part<'_>) {
        let tokens = rows.len();
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
        for query in &mut self.queries {
            query.resize(part.len(), 0.0);
        }
        for (query, row) in self.queries.iter_mut().zip(rows) {
            let row = row.get(part.clone()).unwrap_or_default();
            for ((query, value), bias) in query.iter_mut().zip(row).zip(bias) {
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
                let sums = weighed(simd, keys, nth, queries);
                for (scores, sum) in self.scores.iter_mut().zip(sums) {
                    let (scores, _) = S::as_mut_simd_f32s(scores);
                    if let Some(score) = scores.get_mut(chunk * (LANES / S::F32_LANES) + nth) {
                        *score = sum;
                    }
                }
            }
        }
    }

    /// The values of all tokens by their shares.
    #[inline(always)]
    fn mix<'a, S: Simd>(&self, simd: S, tokens: usize, out: impl Iterator<Item = &'a mut [f32]>, part: &Range<usize>) {
        let shares = self.scores.each_ref().map(Vec::as_slice);
        let mut mixed = [[0.0_f32; LANES]; GROUP];
        let mut rows = out.map(|row| row.get_mut(part.clone()).unwrap_or_default());
        let mut rows: [&mut [f32]; GROUP] = std::array::from_fn(|_| rows.next().unwrap_or_default());
        for (block, values) in self.values.chunks_exact((tokens * LANES).max(1)).enumerate() {
            for nth in 0..LANES / S::F32_LANES {
                let sums = weighed(simd, values, nth, shares);
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
fn weighed<S: Simd>(simd: S, vectors: &[f32], nth: usize, [a, b, c, d]: [&[f32]; GROUP]) -> [S::f32s; GROUP] {
    let mut sums = [simd.splat_f32s(0.0); GROUP];
    let (vectors, _) = S::as_simd_f32s(vectors);
    let factors = a.iter().zip(b).zip(c.iter().zip(d));
    for (vectors, ((a, b), (c, d))) in vectors.chunks_exact(LANES / S::F32_LANES).zip(factors) {
        let Some(vector) = vectors.get(nth) else { continue };
        for (sum, factor) in sums.iter_mut().zip([a, b, c, d]) {
            *sum = simd.add_f32s(*sum, simd.mul_f32s(simd.splat_f32s(*factor), *vector));
        }
    }
    sums
}

/// Softmax over the first `count` values of each of a group; the others are undefined afterwards. What has to wait for one another,
/// the terms of a sum, is done for all of the group at a time.
#[inline(always)]
fn softmax(group: &mut [Vec<f32>; GROUP], count: usize) {
    for scores in group.iter_mut() {
        for beyond in scores.iter_mut().skip(count) {
            *beyond = f32::NEG_INFINITY;
        }
        let peak = peak(scores);
        for value in scores.iter_mut() {
            *value = exp(*value - peak);
        }
    }
    let [a, b, c, d] = group.each_ref().map(|scores| lanes(scores.get(..count).unwrap_or_default()));
    let mut totals = [0.0_f32; GROUP];
    for ((a, b), (c, d)) in a.0.iter().zip(&b.0).zip(c.0.iter().zip(&d.0)) {
        for (total, lane) in totals.iter_mut().zip([a, b, c, d]) {
            *total += lane;
        }
    }
    for ((scores, total), rest) in group.iter_mut().zip(totals).zip([a.1, b.1, c.1, d.1]) {
        let scale = 1.0 / (total + rest);
        for value in scores.iter_mut() {
            *value *= scale;
        }
    }
}

/// The greatest of whole vectors of values, none of which is no number.
#[inline(always)]
fn peak(scores: &[f32]) -> f32 {
    let greater = |left: f32, right: f32| if right > left { right } else { left };
    let mut peaks = [f32::NEG_INFINITY; LANES];
    for scores in scores.chunks_exact(LANES) {
        for (peak, value) in peaks.iter_mut().zip(scores) {
            *peak = greater(*peak, *value);
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        let (left, right) = peaks.split_at_mut(width);
        for (peak, value) in left.iter_mut().zip(right) {
            *peak = greater(*peak, *value);
        }
        width /= 2;
    }
    let [peak, ..] = peaks;
    peak
}

/// The terms of [`sum`](super::sum): what it adds up in each lane, and the rest.
#[inline(always)]
fn lanes(row: &[f32]) -> ([f32; LANES], f32) {
    let mut lanes = [0.0_f32; LANES];
    let chunks = row.chunks_exact(LANES);
    let rest = chunks.remainder().iter().fold(0.0, |rest, value| rest + value);
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    (lanes, rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::perception::kernels::draws;

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
            let mut next = draws(seed);
            let mut draw = |count: usize| -> Vec<f32> {
                (0..count).map(|_| next() as f32 / (1 << 21) as f32 - 4.0).collect()
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
