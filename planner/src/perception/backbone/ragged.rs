//! The CPU's own forward pass: sequences laid end to end, no padding.
//!
//! Everything in a transformer but attention works token by token, so sequences of any lengths can
//! share one matrix product as rows of one matrix; attention then runs sequence by sequence. Nothing
//! is padded, nothing is masked, and the weights are read from memory once for the whole chunk.
//! Against the published models of candle-transformers (see [`super::published`]) the mathematics is
//! the same and the arithmetic is in another order: `tests/it/perception/parity.rs` holds the two
//! together, `benches/encoder.rs` says what it gains.
//!
//! **Why a row's bits do not depend on its neighbours.** The matrix kernels behind candle sum each
//! output element over the inner dimension in an order that depends on the inner dimension and, in two
//! special cases, on the outer ones: products of at most 16 × 16 outputs, and products of at most 64
//! rows and columns. [`Ragged::rows`] keeps linear layers out of both cases. Attention's products
//! have the sequence's own shape, whatever the chunk. All else is computed row by row. Threads
//! split outputs, never sums. In eight bits ([`integer`]) sums are exact, and their order is nobody's concern.

mod attention;
mod integer;
mod weights;

use candle_core::{CpuStorage, InplaceOp1, Layout, Tensor};
use candle_nn::VarBuilder;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{Architecture, Backbone, Engine, States};
use crate::perception::PerceptionError;
use crate::perception::kernels;
use crate::perception::kernels::{Activation, Norm};
use integer::Integer;

/// Fewest and most tokens of a chunk in floating point. Fewer would waste the read of the weights, more would push
/// the inner activations out of the cache.
const CHUNK: (usize, usize) = (64, 384);
/// The same in eight bits. Whoever asks has a thread of their own, and so do the others who ask: a text of usual length is read on it
/// alone, only a long one on several.
const CHUNK_OF_BYTES: (usize, usize) = (256, 384);

/// A BERT-family transformer on the CPU.
pub(super) struct Ragged {
    /// Word embeddings, `vocabulary × dimension`.
    words: Vec<f32>,
    /// Position embeddings from the first usable position on, with the token type's added.
    positions: Vec<f32>,
    norm: Norm,
    layers: Layers,
    dimension: usize,
    heads: usize,
}

/// The transformer blocks, by how their matrices are kept.
enum Layers {
    /// Matrices `inputs × outputs`, contiguous: the way the kernels read them.
    Float(Vec<Block<Tensor>>),
    /// The same in eight bits.
    Integer(Integer),
}

/// One transformer block with matrices of a kind.
struct Block<M> {
    /// Query, key and value side by side: `dimension × 3 dimension`.
    projections: M,
    projections_bias: Vec<f32>,
    output: M,
    attended: Residual,
    inner: M,
    inner_bias: Vec<f32>,
    activation: Activation,
    outer: M,
    finished: Residual,
}

/// What follows a product on the way back to the residual stream: its bias, then the norm of the sum.
struct Residual {
    bias: Vec<f32>,
    norm: Norm,
}

impl Ragged {
    pub(super) fn load(
        architecture: &Architecture,
        builder: &VarBuilder<'_>,
        engine: Engine,
    ) -> Result<Self, PerceptionError> {
        weights::load(architecture, builder, engine)
    }

    /// Rows a chunk is filled up to, with zeros, so that no linear layer is small enough for a
    /// kernel of another summation order.
    fn rows(&self, tokens: usize) -> usize {
        tokens.max(if self.dimension > 64 { 4 } else { 65 })
    }

    /// States of one chunk of sequences, `tokens × dimension`.
    fn forward(&self, chunk: &[&[u32]]) -> candle_core::Result<Vec<f32>> {
        match &self.layers {
            Layers::Float(layers) => self.float(chunk, layers),
            Layers::Integer(layers) => {
                let mut states = self.embed(chunk, 0)?;
                layers.run(&mut states, chunk, self.heads)?;
                Ok(states)
            }
        }
    }

    fn float(&self, chunk: &[&[u32]], layers: &[Block<Tensor>]) -> candle_core::Result<Vec<f32>> {
        let tokens: usize = chunk.iter().map(|sequence| sequence.len()).sum();
        let rows = self.rows(tokens);
        let device = candle_core::Device::Cpu;
        let mut states = Tensor::from_vec(self.embed(chunk, rows)?, (rows, self.dimension), &device)?;
        for block in layers {
            let projected = states.matmul(&block.projections)?;
            let context = attention::context(&projected, &block.projections_bias, chunk, self.heads, rows)?;
            let attended = context.matmul(&block.output)?;
            block.attended.join(&attended, &states)?;
            let inner = attended.matmul(&block.inner)?;
            in_place(&inner, |values| kernels::activate(values, &block.inner_bias, block.activation))?;
            let outer = inner.matmul(&block.outer)?;
            block.finished.join(&outer, &attended)?;
            states = outer;
        }
        with_values(&states, |values| values.iter().take(tokens * self.dimension).copied().collect())
    }

    /// Embeddings of a chunk's tokens, filled up with zeros to `rows`.
    fn embed(&self, chunk: &[&[u32]], rows: usize) -> candle_core::Result<Vec<f32>> {
        let width = self.dimension;
        let mut states = Vec::with_capacity(rows * width);
        for sequence in chunk {
            for (id, position) in sequence.iter().zip(self.positions.chunks_exact(width)) {
                let at = *id as usize * width;
                let Some(word) = self.words.get(at..at + width) else {
                    candle_core::bail!("token {id} is not in the model's vocabulary")
                };
                states.extend(word.iter().zip(position).map(|(word, position)| word + position));
            }
        }
        states.resize(states.len().max(rows * width), 0.0);
        kernels::normalise(&mut states, &self.norm);
        Ok(states)
    }
}

impl Backbone for Ragged {
    fn states(&self, sequences: &[&[u32]]) -> Result<States, PerceptionError> {
        let bounds = if matches!(self.layers, Layers::Integer(_)) { CHUNK_OF_BYTES } else { CHUNK };
        let chunks = chunks(sequences, rayon::current_num_threads(), bounds);
        let outputs = match chunks.as_slice() {
            [only] => vec![self.forward(only)],
            chunks => chunks.par_iter().map(|chunk| self.forward(chunk)).collect(),
        };
        let mut states = States::default();
        for (chunk, output) in chunks.iter().zip(outputs) {
            let sizes = chunk.iter().map(|sequence| sequence.len() * self.dimension);
            states.push(output.map_err(PerceptionError::forward)?, sizes);
        }
        Ok(states)
    }
}

/// Cuts a batch into runs of sequences, about one for each thread, of tokens within bounds.
fn chunks<'a>(sequences: &[&'a [u32]], threads: usize, (fewest, most): (usize, usize)) -> Vec<Vec<&'a [u32]>> {
    let total: usize = sequences.iter().map(|sequence| sequence.len()).sum();
    let target = total.div_ceil(threads.max(1)).clamp(fewest, most);
    let mut chunks: Vec<Vec<&[u32]>> = Vec::new();
    let mut room = 0_usize;
    for sequence in sequences {
        match chunks.last_mut() {
            Some(chunk) if room > 0 => chunk.push(sequence),
            _ => {
                chunks.push(vec![sequence]);
                room = target;
            }
        }
        room = room.saturating_sub(sequence.len());
    }
    chunks
}

impl Residual {
    /// `values = norm(values + bias + stream)`, row by row.
    fn join(&self, values: &Tensor, stream: &Tensor) -> candle_core::Result<()> {
        with_values(stream, |stream| in_place(values, |values| kernels::join(values, &self.bias, stream, &self.norm)))?
    }
}

/// A function over a tensor's values, as an operation of candle's.
struct InPlace<F>(F);

impl<F: Fn(&mut [f32])> InplaceOp1 for InPlace<F> {
    fn name(&self) -> &'static str {
        "in-place"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let CpuStorage::F32(values) = storage else { candle_core::bail!("not f32") };
        let place = layout.contiguous_offsets().and_then(|(start, end)| values.get_mut(start..end));
        let Some(values) = place else { candle_core::bail!("not contiguous") };
        (self.0)(values);
        Ok(())
    }
}

fn in_place(tensor: &Tensor, change: impl Fn(&mut [f32])) -> candle_core::Result<()> {
    tensor.inplace_op1(&InPlace(change))
}

/// Reads a contiguous CPU tensor's values where they lie.
fn with_values<T>(tensor: &Tensor, read: impl FnOnce(&[f32]) -> T) -> candle_core::Result<T> {
    let (storage, layout) = tensor.storage_and_layout();
    let candle_core::Storage::Cpu(CpuStorage::F32(values)) = &*storage else {
        candle_core::bail!("not f32 on the CPU")
    };
    let place = layout.contiguous_offsets().and_then(|(start, end)| values.get(start..end));
    let Some(values) = place else { candle_core::bail!("not contiguous") };
    Ok(read(values))
}
