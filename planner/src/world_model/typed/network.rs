//! The network: encoder of scenes, predictors of what comes, heads that score candidates.
//!
//! `z = Enc(s)` sees a state alone. `ẑ' = F_phase(z, a)` has the action written on its arguments and in every block (AdaLN,
//! arXiv:2212.09748, without its gates). Attention adds a learned bias for each relation between two tokens: contains, is
//! contained, lies beside, refers to by this path. Heads read `ẑ'` at the slot's owner. All norms and softmaxes are written
//! out: the fused ones have no gradient.

use candle_core::{D, Device, Result, Tensor};
use serde::{Deserialize, Serialize};

use super::batch::{Ask, Batch, CLOSED, NUMERIC, RELATIONS, Sums, VALUES, keys, marks};
use super::operation::Operation;
use super::vocabulary::{Phase, Vocabulary};
use super::weights::Weights;

/// Sizes of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Width of a token.
    pub width: usize,
    /// Attention heads.
    pub heads: usize,
    /// Blocks of the encoder.
    pub encoder_blocks: usize,
    /// Blocks of each predictor.
    pub predictor_blocks: usize,
    /// Width of the hidden layer of a block, in widths of a token.
    pub expansion: usize,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self { width: 96, heads: 4, encoder_blocks: 2, predictor_blocks: 2, expansion: 2 }
    }
}

#[derive(Debug)]
struct Block {
    attention: Tensor,
    output: Tensor,
    relations: Tensor,
    enter: Tensor,
    leave: Tensor,
    /// Scale and shift of both norms from the condition.
    condition: Option<Tensor>,
    heads: usize,
}

/// The network of one member of the ensemble.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) weights: Weights,
    config: NetworkConfig,
    values: Tensor,
    words: Tensor,
    numbers: Tensor,
    keys: Tensor,
    gates: Tensor,
    marks: Tensor,
    verbs: Tensor,
    encoder: Vec<Block>,
    predictors: Vec<Vec<Block>>,
    families: Tensor,
    slot: [Tensor; 3],
    entries: Tensor,
    biases: Tensor,
    queries: Tensor,
    sources: Tensor,
    /// (families, entries): 0 where the entry is the family's, else a large negative number.
    open: Tensor,
    inverse: [Tensor; 2],
}

/// Log-probabilities of a phase's slots over entries and candidates.
pub(super) struct Scores {
    /// (slots, entries + candidates), before the softmax.
    pub(super) logits: Tensor,
}

impl Network {
    pub(super) fn new(
        vocabulary: &Vocabulary,
        (config, words): (NetworkConfig, usize),
        seed: u64,
        device: &Device,
    ) -> Result<Self> {
        let mut weights = Weights::new(seed, device);
        let width = config.width;
        let entries: usize = vocabulary.families.iter().map(|family| family.entries.len()).sum();
        let families = vocabulary.families.len();
        let block =
            |weights: &mut Weights, name: String, conditioned: bool| Block::new(weights, &name, config, conditioned);
        let encoder = (0..config.encoder_blocks)
            .map(|place| block(&mut weights, format!("encoder.{place}"), false))
            .collect::<Result<_>>()?;
        let mut predictors = Vec::new();
        for phase in Phase::ALL {
            let name = |place| format!("predictor.{}.{place}", phase.index());
            let blocks = (0..config.predictor_blocks)
                .map(|place| block(&mut weights, name(place), true))
                .collect::<Result<_>>()?;
            predictors.push(blocks);
        }
        let mut open = vec![CLOSED; families * entries];
        let mut first = 0;
        for (number, family) in vocabulary.families.iter().enumerate() {
            open.iter_mut().skip(number * entries + first).take(family.entries.len()).for_each(|cell| *cell = 0.0);
            first += family.entries.len();
        }
        // To keep is what mostly happens: its bias starts ahead, so that the first steps need not find that out.
        let verbs = 1 + vocabulary.verbs.len();
        Ok(Self {
            values: weights.matrix("values", VALUES + vocabulary.texts.len(), width, 0.5)?,
            words: weights.linear("words", words, width)?,
            numbers: weights.linear("numbers", NUMERIC, width)?,
            keys: weights.matrix("keys", keys(vocabulary), width, 0.5)?,
            gates: weights.matrix("gates", keys(vocabulary), width, 0.5)?,
            marks: weights.matrix("marks", marks(vocabulary), width, 0.5)?,
            verbs: weights.matrix("verbs", verbs, width, 1.0)?,
            families: weights.matrix("families", families, width, 0.5)?,
            slot: [
                weights.linear("slot.enter", 2 * width, 2 * width)?,
                weights.linear("slot.leave", 2 * width, width)?,
                weights.linear("slot.pass", 2 * width, width)?,
            ],
            entries: weights.matrix("entries", entries, width, 0.5)?,
            biases: weights.matrix("biases", 1, entries, 0.0)?,
            queries: weights.linear("queries", width, Operation::ALL.len() * width)?,
            sources: weights.linear("sources", 2 * width, width)?,
            inverse: [
                weights.linear("inverse.enter", 2 * width, width)?,
                weights.linear("inverse.leave", width, verbs)?,
            ],
            open: Tensor::from_vec(open, (families, entries), device)?,
            weights,
            config,
            encoder,
            predictors,
        })
    }

    /// (families, entries): 0 where the entry is the family's, else a large negative number.
    pub(super) fn open(&self) -> &Tensor {
        &self.open
    }

    /// Vectors of the batch's atoms.
    pub(super) fn atoms(&self, batch: &Batch) -> Result<Tensor> {
        let values = (self.values.index_select(&batch.value_codes, 0)? + batch.value_features.matmul(&self.words)?)?;
        let values = (values.index_select(&batch.atom_values, 0)? + batch.atom_numbers.matmul(&self.numbers)?)?;
        let keys = self.keys.index_select(&batch.atom_keys, 0)?;
        let gates = self.gates.index_select(&batch.atom_keys, 0)?;
        (keys + &values)? + (gates * &values)?
    }

    /// `Enc(s)` of every scene of the batch: (scenes, width of the batch, width).
    pub(super) fn encode(&self, batch: &Batch, atoms: &Tensor) -> Result<Tensor> {
        let (rows, width) = (batch.scenes * batch.width, self.config.width);
        let tokens = match &batch.tokens {
            Sums::Listed { atoms: parts, places } => Tensor::zeros((rows, width), atoms.dtype(), atoms.device())?
                .index_add(places, &atoms.index_select(parts, 0)?, 0)?,
            Sums::Counted(matrix) => matrix.matmul(atoms)?,
        };
        let mut tokens = (tokens * 0.3)?.reshape((batch.scenes, batch.width, width))?;
        for block in &self.encoder {
            tokens = block.forward(&tokens, (&batch.mask, &batch.relations), None)?;
        }
        Ok(tokens)
    }

    /// `F_phase(z, a)`: (questions, width of the batch, width).
    pub(super) fn predict(&self, batch: &Batch, ask: &Ask, atoms: &Tensor, encoded: &Tensor) -> Result<Tensor> {
        let tokens = encoded.index_select(&ask.scenes, 0)?;
        self.advance(batch, ask, atoms, tokens)
    }

    /// The predictor of the ask's phase on given tokens.
    pub(super) fn advance(&self, batch: &Batch, ask: &Ask, atoms: &Tensor, tokens: Tensor) -> Result<Tensor> {
        let width = self.config.width;
        let flat = tokens.reshape((ask.questions * batch.width, width))?;
        let marks = self.marks.index_select(&ask.marks, 0)?;
        let mut tokens = flat.index_add(&ask.mark_places, &marks, 0)?.reshape((ask.questions, batch.width, width))?;
        let mut condition = self.verbs.index_select(&ask.verbs, 0)?;
        if ask.argument_atoms.elem_count() > 0 {
            condition = condition.index_add(&ask.argument_places, &atoms.index_select(&ask.argument_atoms, 0)?, 0)?;
        }
        let mask = batch.mask.index_select(&ask.scenes, 0)?;
        let relations = batch.relations.index_select(&ask.scenes, 0)?;
        for block in self.predictors.get(ask.phase.index()).into_iter().flatten() {
            tokens = block.forward(&tokens, (&mask, &relations), Some(&condition))?;
        }
        Ok(tokens)
    }

    /// Scores of the ask's slots; none where it has no slots.
    pub(super) fn score(&self, ask: &Ask, atoms: &Tensor, predicted: &Tensor) -> Result<Option<Scores>> {
        let slots = ask.slot_tokens.elem_count();
        if slots == 0 {
            return Ok(None);
        }
        let width = self.config.width;
        let tokens = normed(&predicted.reshape((predicted.elem_count() / width, width))?)?;
        let own = (atoms.index_select(&ask.slot_atoms, 0)? + self.families.index_select(&ask.slot_families, 0)?)?;
        let input = Tensor::cat(&[&tokens.index_select(&ask.slot_tokens, 0)?, &own], 1)?;
        let [enter, leave, pass] = &self.slot;
        let hidden = (input.matmul(enter)?.relu()?.matmul(leave)? + input.matmul(pass)?)?;
        let hidden = normed(&hidden)?;
        let scale = 1.0 / (width as f64).sqrt();
        let table = (hidden.matmul(&self.entries.t()?)? * scale)?.broadcast_add(&self.biases)?;
        let table = (table + self.open.index_select(&ask.slot_families, 0)?)?;
        if ask.candidates == 0 {
            return Ok(Some(Scores { logits: table }));
        }
        let read = atoms.index_select(&ask.source_atoms, 0)?;
        let read = Tensor::cat(&[&tokens.index_select(&ask.source_tokens, 0)?, &read], 1)?.matmul(&self.sources)?;
        let pointers = self.point(ask, &hidden.matmul(&self.queries)?, &read)?;
        let pointers = (pointers * scale)?;
        let logits = Tensor::cat(&[&table, &(pointers + &ask.open)?], 1)?;
        Ok(Some(Scores { logits }))
    }

    /// Products of each candidate's operation and source: (slots, candidates).
    fn point(&self, ask: &Ask, queries: &Tensor, read: &Tensor) -> Result<Tensor> {
        let (width, pointers) = (self.config.width, &ask.pointers);
        let (slots, sources) = pointers.room;
        let operations = Operation::ALL.len();
        let queries = queries.index_select(&pointers.slots, 0)?;
        let queries = queries.reshape((ask.questions, slots * operations, width))?;
        let read = read.index_select(&pointers.sources, 0)?.reshape((ask.questions, sources, width))?;
        let products = queries.matmul(&read.transpose(1, 2)?.contiguous()?)?;
        let products = products.reshape((ask.questions * slots, operations * sources))?;
        products.index_select(&pointers.rows, 0)?.gather(&pointers.picks, 1)
    }

    /// Which verb led from one scene to the other: (questions, verbs).
    pub(super) fn inverse(&self, batch: &Batch, encoded: &Tensor, scenes: &Tensor, next: &Tensor) -> Result<Tensor> {
        let mask = batch.mask.unsqueeze(2)?;
        let pooled = encoded.broadcast_mul(&mask)?.sum(1)?;
        let both = Tensor::cat(&[&pooled.index_select(scenes, 0)?, &pooled.index_select(next, 0)?], 1)?;
        let [enter, leave] = &self.inverse;
        normed(&both)?.matmul(enter)?.relu()?.matmul(leave)
    }
}

impl Block {
    fn new(weights: &mut Weights, name: &str, config: NetworkConfig, conditioned: bool) -> Result<Self> {
        let (width, hidden) = (config.width, config.width * config.expansion);
        Ok(Self {
            attention: weights.linear(&format!("{name}.attention"), width, 3 * width)?,
            output: weights.matrix(&format!("{name}.output"), width, width, 0.5 / (width as f64).sqrt())?,
            relations: weights.matrix(&format!("{name}.relations"), RELATIONS, config.heads, 0.5)?,
            enter: weights.linear(&format!("{name}.enter"), width, hidden)?,
            leave: weights.matrix(&format!("{name}.leave"), hidden, width, 0.5 / (hidden as f64).sqrt())?,
            condition: conditioned
                .then(|| weights.matrix(&format!("{name}.condition"), width, 4 * width, 0.5 / (width as f64).sqrt()))
                .transpose()?,
            heads: config.heads,
        })
    }

    /// Pre-norm attention and hidden layer; `tokens`: (scenes, tokens, width).
    fn forward(
        &self,
        tokens: &Tensor,
        (mask, relations): (&Tensor, &Tensor),
        condition: Option<&Tensor>,
    ) -> Result<Tensor> {
        let width = tokens.dim(D::Minus1)?;
        let shifts = match (&self.condition, condition) {
            (Some(matrix), Some(condition)) => {
                let all = condition.matmul(matrix)?.unsqueeze(1)?;
                let part = |place: usize| all.narrow(2, place * width, width);
                Some([part(0)?, part(1)?, part(2)?, part(3)?])
            }
            _ => None,
        };
        let modulated = |input: &Tensor, place: usize| -> Result<Tensor> {
            let normed = normed(input)?;
            match &shifts {
                Some([scale, shift, _, _]) if place == 0 => normed.broadcast_mul(&(scale + 1.0)?)?.broadcast_add(shift),
                Some([_, _, scale, shift]) => normed.broadcast_mul(&(scale + 1.0)?)?.broadcast_add(shift),
                None => Ok(normed),
            }
        };
        let tokens = (tokens + self.attend(&modulated(tokens, 0)?, mask, relations)?)?;
        let (scenes, count, _) = tokens.dims3()?;
        let inner = modulated(&tokens, 1)?.reshape((scenes * count, width))?;
        let inner = inner.matmul(&self.enter)?.relu()?.matmul(&self.leave)?;
        tokens + inner.reshape((scenes, count, width))?
    }

    fn attend(&self, input: &Tensor, mask: &Tensor, relations: &Tensor) -> Result<Tensor> {
        let (scenes, count, width) = input.dims3()?;
        let size = width / self.heads;
        let all = input.reshape((scenes * count, width))?.matmul(&self.attention)?;
        let all = all.reshape((scenes, count, 3, self.heads, size))?;
        let part = |place: usize| all.narrow(2, place, 1)?.squeeze(2)?.transpose(1, 2)?.contiguous();
        let (query, key, value) = (part(0)?, part(1)?, part(2)?);
        let bias = relations.reshape((scenes * count * count, RELATIONS))?.matmul(&self.relations)?;
        let bias = bias.reshape((scenes, count, count, self.heads))?.permute((0, 3, 1, 2))?.contiguous()?;
        let closed = ((mask - 1.0)? * 1e9)?.reshape((scenes, 1, 1, count))?;
        let logits = (query.matmul(&key.transpose(2, 3)?.contiguous()?)? * (1.0 / (size as f64).sqrt()))?;
        let weights = candle_nn::ops::softmax(&(logits + bias)?.broadcast_add(&closed)?, D::Minus1)?;
        let mixed = weights.matmul(&value)?.transpose(1, 2)?.contiguous()?.reshape((scenes * count, width))?;
        mixed.matmul(&self.output)?.reshape((scenes, count, width))
    }
}

/// Root-mean-square norm over the last dimension, written out.
pub(super) fn normed(input: &Tensor) -> Result<Tensor> {
    let scale = (input.sqr()?.mean_keepdim(D::Minus1)? + 1e-6)?.sqrt()?;
    input.broadcast_div(&scale)
}
