//! The blocks of a transformer in eight bits.
//!
//! What a matrix product leaves is read once, row by row, while it lies in the cache: out of eight bits, through bias, activation or
//! norm, and into eight bits again. Rows go through the products of a block in runs of [`RUN`], so that what lies between two products
//! stays in the cache too. The room for all of that is kept from one text to the next: fresh memory has to be cleared first, which
//! takes longer than filling it.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::{Block, attention};
use crate::perception::kernels::{self, Matrix, Quantised, TILE};

/// Rows that go through the products of a block together, in whole tiles.
const RUN: usize = 60;
/// Tokens up to which a sequence attends in loops.
const SHORT: usize = 96;

/// Blocks in eight bits, with room to work in.
pub(super) struct Integer {
    blocks: Vec<Block<Matrix>>,
    /// As many as were ever in use at once.
    rooms: Mutex<Vec<Room>>,
}

/// What lies between the products.
#[derive(Default)]
struct Room {
    /// The states, `tokens × dimension`.
    states: Quantised,
    /// Queries, keys and values, `tokens × 3 dimension`.
    projected: Vec<f32>,
    /// What attention reads, `tokens × dimension`.
    context: Vec<f32>,
    attention: kernels::Room,
    run: RunRoom,
}

/// What lies between the products of one run of rows.
#[derive(Default)]
struct RunRoom {
    products: Vec<i32>,
    values: Vec<f32>,
    context: Quantised,
    attended: Quantised,
    inner: Quantised,
}

impl Integer {
    pub(super) fn new(blocks: Vec<Block<Matrix>>) -> Self {
        Self { blocks, rooms: Mutex::default() }
    }

    /// Takes the embeddings of a chunk of sequences, `tokens × dimension`, to their last hidden states.
    pub(super) fn run(&self, states: &mut [f32], chunk: &[&[u32]], heads: usize) -> candle_core::Result<()> {
        let rooms = || self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let mut room = rooms().pop().unwrap_or_default();
        let tokens: usize = chunk.iter().map(|sequence| sequence.len()).sum();
        let dimension = states.len() / tokens.max(1);
        room.states.read(states, dimension);
        for block in &self.blocks {
            room.project(block, tokens, dimension)?;
            room.attend(block, chunk, heads)?;
            let Room { states: read, context, run, .. } = &mut room;
            for rows in runs(tokens) {
                run.feed(block, rows, context, (states, read))?;
            }
        }
        rooms().push(room);
        Ok(())
    }
}

impl Room {
    fn project(&mut self, block: &Block<Matrix>, tokens: usize, dimension: usize) -> candle_core::Result<()> {
        let width = 3 * dimension;
        self.projected.resize(tokens * width, 0.0);
        self.context.resize(tokens * dimension, 0.0);
        for rows in runs(tokens) {
            let read = self.states.rows(rows.clone(), dimension);
            block.projections.multiply(read, &mut self.run.products, place(&mut self.projected, &rows, width))?;
        }
        Ok(())
    }

    fn attend(&mut self, block: &Block<Matrix>, chunk: &[&[u32]], heads: usize) -> candle_core::Result<()> {
        let bias = block.projections_bias.as_slice();
        let dimension = bias.len() / 3;
        let mut first = 0;
        for tokens in chunk.iter().map(|sequence| sequence.len()) {
            let rows = first..first + tokens;
            let projected = place(&mut self.projected, &rows, bias.len());
            let out = place(&mut self.context, &rows, dimension);
            if tokens <= SHORT && kernels::attends(dimension / heads) {
                kernels::attend(projected, bias, (heads, dimension / heads), &mut self.attention, out);
            } else {
                attention::attend(projected, bias, heads, out)?;
            }
            first = rows.end;
        }
        Ok(())
    }
}

impl RunRoom {
    /// All that follows attention, for a run of rows. `states` are changed in place, and `read` is what they are in eight bits.
    fn feed(
        &mut self,
        block: &Block<Matrix>,
        rows: Range<usize>,
        context: &mut [f32],
        (states, read): (&mut [f32], &mut Quantised),
    ) -> candle_core::Result<()> {
        let dimension = block.attended.bias.len();
        let count = rows.len();
        let stream = place(states, &rows, dimension);
        self.context.read(place(context, &rows, dimension), dimension);
        self.attended.resize(count, dimension);
        let width = block.inner_bias.len();
        let most = count * dimension.max(width);
        if self.values.len() < most {
            self.values.resize(most, 0.0);
        }
        let values = place(&mut self.values, &(0..count), dimension);
        block.output.multiply(self.context.rows(0..count, dimension), &mut self.products, values)?;
        let (bias, norm) = (&block.attended.bias, &block.attended.norm);
        kernels::joined(values, (bias, norm), stream, (&mut self.attended, 0));
        let values = place(&mut self.values, &(0..count), width);
        block.inner.multiply(self.attended.rows(0..count, dimension), &mut self.products, values)?;
        kernels::activated(values, &block.inner_bias, block.activation, &mut self.inner);
        let values = place(&mut self.values, &(0..count), dimension);
        block.outer.multiply(self.inner.rows(0..count, width), &mut self.products, values)?;
        let (bias, norm) = (&block.finished.bias, &block.finished.norm);
        kernels::joined(values, (bias, norm), stream, (read, rows.start));
        Ok(())
    }
}

/// Runs of rows, of about the same length, whole tiles all but the last.
fn runs(count: usize) -> impl Iterator<Item = Range<usize>> {
    let length = count.div_ceil(count.div_ceil(RUN).max(1)).next_multiple_of(TILE);
    (0..count).step_by(length.max(1)).map(move |start| start..count.min(start + length))
}

/// Rows of a matrix of `width` columns.
fn place<'a>(values: &'a mut [f32], rows: &Range<usize>, width: usize) -> &'a mut [f32] {
    values.get_mut(rows.start * width..rows.end * width).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_every_row_and_none_is_too_long_for_the_kernels() {
        for count in 0..500 {
            let runs: Vec<Range<usize>> = runs(count).collect();
            assert_eq!(runs.iter().flat_map(Clone::clone).collect::<Vec<_>>(), (0..count).collect::<Vec<_>>());
            assert!(runs.iter().all(|run| run.len() <= RUN), "{count} rows");
            assert!(runs.iter().rev().skip(1).all(|run| run.len().is_multiple_of(TILE)), "{count} rows");
        }
    }
}
