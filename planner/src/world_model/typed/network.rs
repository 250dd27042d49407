//! The network: encoder of scenes, predictors of what comes, heads that score candidates.
//!
//! `z = Enc(s)` sees a state alone. `ẑ' = F_phase(z, a)` has the action written on its arguments and in every block (AdaLN,
//! arXiv:2212.09748, without its gates). Attention adds a learned bias for each relation between two tokens: contains, is
//! contained, lies beside, refers to by this path. Heads read `ẑ'` at the slot's owner. A [`Tape`] knows the way back.

use std::sync::Arc;

use candle_core::{DType, Device, Result, Tensor};
use serde::{Deserialize, Serialize};

use super::batch::{Ask, Batch, CLOSED, Links, NUMERIC, RELATIONS, VALUES, keys, marks};
use super::operation::Operation;
use super::tape::{Node, Tape};
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
    pub(super) logits: Node,
}

/// What a predictor adds to tokens: marks, and what its blocks read beside them.
pub(super) struct Surroundings {
    marks: Node,
    condition: Node,
    biases: Vec<Node>,
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
    pub(super) fn atoms(&self, tape: &Tape, batch: &Batch) -> Result<Node> {
        let features = Node::constant(&batch.value_features);
        let values = tape.sum(
            &tape.linked(&tape.leaf(&self.values), &batch.value_codes)?,
            &tape.product(&features, &tape.leaf(&self.words))?,
        )?;
        let numbers = tape.product(&Node::constant(&batch.atom_numbers), &tape.leaf(&self.numbers))?;
        let values = tape.sum(&tape.linked(&values, &batch.atom_values)?, &numbers)?;
        let keys = tape.linked(&tape.leaf(&self.keys), &batch.atom_keys)?;
        let gates = tape.linked(&tape.leaf(&self.gates), &batch.atom_keys)?;
        tape.gated(&keys, &values, &gates)
    }

    /// `Enc(s)` of every scene of the batch: (scenes, width of the batch, width).
    pub(super) fn encode(&self, tape: &Tape, batch: &Batch, atoms: &Node) -> Result<Node> {
        let tokens = tape.scaled(&tape.linked(atoms, &batch.tokens)?, 0.3)?;
        let mut tokens = tape.shaped(&tokens, (batch.scenes, batch.width, self.config.width))?;
        let closed = closed(&batch.mask)?;
        let relations = batch.relations.to_dtype(DType::F32)?;
        let biases = self.biases(tape, &self.encoder, (&relations, &closed))?;
        for (block, bias) in self.encoder.iter().zip(&biases) {
            tokens = block.forward(tape, &tokens, bias, None)?;
        }
        Ok(tokens)
    }

    /// `F_phase(z, a)`: (questions, width of the batch, width).
    pub(super) fn predict(&self, tape: &Tape, batch: &Batch, ask: &Ask, atoms: &Node, encoded: &Node) -> Result<Node> {
        let tokens = tape.linked(encoded, &ask.scenes)?;
        self.advance(tape, ask, &self.surroundings(tape, batch, ask, atoms)?, &tokens)
    }

    /// What the predictor of the ask's phase adds to any tokens.
    pub(super) fn surroundings(&self, tape: &Tape, batch: &Batch, ask: &Ask, atoms: &Node) -> Result<Surroundings> {
        let marks = tape.linked(&tape.leaf(&self.marks), &ask.marks)?;
        let marks = tape.shaped(&marks, (ask.questions, batch.width, self.config.width))?;
        let mut condition = tape.linked(&tape.leaf(&self.verbs), &ask.verbs)?;
        if ask.arguments.len() > 0 {
            condition = tape.sum(&condition, &tape.linked(atoms, &ask.arguments)?)?;
        }
        let closed = closed(&ask.scenes.ahead(&batch.mask)?)?;
        let relations = ask.scenes.ahead(&batch.relations)?.to_dtype(DType::F32)?;
        let blocks = self.predictors.get(ask.phase.index()).map(Vec::as_slice).unwrap_or_default();
        let biases = self.biases(tape, blocks, (&relations, &closed))?;
        Ok(Surroundings { marks, condition, biases })
    }

    /// The predictor of the ask's phase on given tokens.
    pub(super) fn advance(&self, tape: &Tape, ask: &Ask, around: &Surroundings, tokens: &Node) -> Result<Node> {
        let mut tokens = tape.sum(tokens, &around.marks)?;
        let blocks = self.predictors.get(ask.phase.index()).into_iter().flatten();
        for (block, bias) in blocks.zip(&around.biases) {
            tokens = block.forward(tape, &tokens, bias, Some(&around.condition))?;
        }
        Ok(tokens)
    }

    fn biases(&self, tape: &Tape, blocks: &[Block], (relations, closed): (&Tensor, &Tensor)) -> Result<Vec<Node>> {
        if blocks.is_empty() {
            return Ok(Vec::new());
        }
        let tables: Vec<Node> = blocks.iter().map(|block| tape.leaf(&block.relations)).collect();
        tape.biases(relations, &tables, closed)
    }

    /// Scores of the ask's slots; none where it has no slots.
    pub(super) fn score(&self, tape: &Tape, ask: &Ask, atoms: &Node, predicted: &Node) -> Result<Option<Scores>> {
        if ask.slot_tokens.len() == 0 {
            return Ok(None);
        }
        let width = self.config.width;
        let rows = predicted.value.elem_count() / width;
        let tokens = tape.normed(&tape.shaped(predicted, (rows, width))?)?;
        let families = tape.linked(&tape.leaf(&self.families), &ask.slot_families)?;
        let own = tape.sum(&tape.linked(atoms, &ask.slot_atoms)?, &families)?;
        let input = tape.beside(&tape.linked(&tokens, &ask.slot_tokens)?, &own)?;
        let [enter, leave, pass] = &self.slot;
        let hidden = tape.positive(&tape.product(&input, &tape.leaf(enter))?)?;
        let hidden = tape.sum(&tape.product(&hidden, &tape.leaf(leave))?, &tape.product(&input, &tape.leaf(pass))?)?;
        let hidden = tape.normed(&hidden)?;
        let scale = 1.0 / (width as f64).sqrt();
        let table = tape.scaled(&tape.against(&hidden, &tape.leaf(&self.entries))?, scale)?;
        let table = tape.shifted(&table, &tape.leaf(&self.biases))?;
        let table = tape.offset(&table, &ask.slot_families.ahead(&self.open)?)?;
        if ask.candidates == 0 {
            return Ok(Some(Scores { logits: table }));
        }
        let read = tape.beside(&tape.linked(&tokens, &ask.source_tokens)?, &tape.linked(atoms, &ask.source_atoms)?)?;
        let read = tape.product(&read, &tape.leaf(&self.sources))?;
        let queries = tape.product(&hidden, &tape.leaf(&self.queries))?;
        let pointers = tape.scaled(&self.point(tape, ask, &queries, &read)?, scale)?;
        Ok(Some(Scores { logits: tape.beside(&table, &tape.offset(&pointers, &ask.open)?)? }))
    }

    /// Products of each candidate's operation and source: (slots, candidates).
    fn point(&self, tape: &Tape, ask: &Ask, queries: &Node, read: &Node) -> Result<Node> {
        let (width, pointers) = (self.config.width, &ask.pointers);
        let (slots, sources) = pointers.room;
        let operations = Operation::ALL.len();
        let queries = tape.linked(queries, &pointers.slots)?;
        let queries = tape.shaped(&queries, (ask.questions, slots * operations, width))?;
        let read = tape.shaped(&tape.linked(read, &pointers.sources)?, (ask.questions, sources, width))?;
        let products = tape.against(&queries, &read)?;
        let products = tape.shaped(&products, (ask.questions * slots, operations * sources))?;
        tape.picked(&tape.linked(&products, &pointers.rows)?, &pointers.picks)
    }

    /// Which verb led from one scene to the other: (questions, verbs).
    pub(super) fn inverse(&self, tape: &Tape, batch: &Batch, encoded: &Node, scenes: [&Arc<Links>; 2]) -> Result<Node> {
        let mask = Node::constant(&batch.mask.unsqueeze(1)?);
        let pooled = tape.shaped(&tape.product(&mask, encoded)?, (batch.scenes, self.config.width))?;
        let both = tape.beside(&tape.linked(&pooled, scenes[0])?, &tape.linked(&pooled, scenes[1])?)?;
        let [enter, leave] = &self.inverse;
        let hidden = tape.positive(&tape.product(&tape.normed(&both)?, &tape.leaf(enter))?)?;
        tape.product(&hidden, &tape.leaf(leave))
    }
}

/// What is added before a softmax so that padding has no share: (scenes, 1, 1, tokens).
fn closed(mask: &Tensor) -> Result<Tensor> {
    let (scenes, count) = mask.dims2()?;
    mask.affine(1e9, -1e9)?.reshape((scenes, 1, 1, count))
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
        })
    }

    /// Pre-norm attention and hidden layer; `tokens`: (scenes, tokens, width).
    fn forward(&self, tape: &Tape, tokens: &Node, bias: &Node, condition: Option<&Node>) -> Result<Node> {
        let (scenes, count, width) = tokens.value.dims3()?;
        let shifts = match (&self.condition, condition) {
            (Some(matrix), Some(condition)) => tape.parts(&tape.product(condition, &tape.leaf(matrix))?, 4)?,
            _ => Vec::new(),
        };
        let flat = |input: &Node, place: usize| -> Result<Node> {
            let input = match shifts.get(2 * place..2 * place + 2) {
                Some([scale, shift]) => tape.modulated(input, scale, shift)?,
                _ => tape.normed(input)?,
            };
            tape.shaped(&input, (scenes * count, width))
        };
        let all = tape.product(&flat(tokens, 0)?, &tape.leaf(&self.attention))?;
        let mixed = tape.product(&tape.attended(&all, bias)?, &tape.leaf(&self.output))?;
        let tokens = tape.sum(tokens, &tape.shaped(&mixed, (scenes, count, width))?)?;
        let inner = tape.positive(&tape.product(&flat(&tokens, 1)?, &tape.leaf(&self.enter))?)?;
        let inner = tape.product(&inner, &tape.leaf(&self.leave))?;
        tape.sum(&tokens, &tape.shaped(&inner, (scenes, count, width))?)
    }
}
