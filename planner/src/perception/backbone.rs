//! The transformer behind an encoder: the family by `model_type`, the implementation by device.

mod batch;
mod published;
mod ragged;

use std::ops::Range;

use candle_core::Device;
use candle_nn::VarBuilder;
use serde::Deserialize;
use serde_json::Value;

use super::PerceptionError;
use super::checkpoint::Checkpoint;
use crate::device::Compute;
use published::Published;
use ragged::Ragged;

const SUPPORTED: &str = "bert, distilbert, roberta, camembert, xlm-roberta";

/// A model that turns token ids into states.
pub(super) trait Backbone: Send + Sync {
    /// The last hidden state of every token of every sequence, special tokens included.
    ///
    /// On the CPU a sequence's states do not depend on the other sequences, bit for bit.
    fn states(&self, sequences: &[&[u32]]) -> Result<States, PerceptionError>;
}

/// States of sequences, where the model left them.
#[derive(Default)]
pub(super) struct States {
    /// Row-major, `tokens × dimension` each, of one sequence or of several, one after the other.
    chunks: Vec<Vec<f32>>,
    /// For each sequence its chunk and its values there.
    places: Vec<(usize, Range<usize>)>,
}

impl States {
    /// Takes the states of some sequences, of so many values each.
    fn push(&mut self, chunk: Vec<f32>, sizes: impl Iterator<Item = usize>) {
        let at = self.chunks.len();
        self.places.extend(sizes.scan(0, |end, size| {
            *end += size;
            Some((at, *end - size..*end))
        }));
        self.chunks.push(chunk);
    }

    /// Each sequence's states, `len × dimension`.
    pub(super) fn sequences(&self) -> Vec<&[f32]> {
        let of = |(chunk, range): &(usize, Range<usize>)| self.chunks.get(*chunk)?.get(range.clone());
        self.places.iter().map(|place| of(place).unwrap_or_default()).collect()
    }
}

/// Which forward pass runs a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The models of candle-transformers: any device.
    Published,
    /// This crate's own, for the CPU: sequences end to end, vectorised row-wise arithmetic. The same function as
    /// [`Engine::Published`].
    Ragged,
    /// [`Engine::Ragged`] with its linear layers in eight bits: a function of its own, near the others (a pooled embedding has a
    /// cosine above 0.99 to theirs), at a third of the time.
    Integer,
}

impl Engine {
    /// The faster one on a device.
    #[must_use]
    pub fn suited_to(compute: &Compute) -> Self {
        if compute.device().is_cpu() { Self::Ragged } else { Self::Published }
    }
}

/// A family of checkpoints: same mathematics, other names and positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// arXiv:1810.04805
    Bert,
    /// arXiv:1910.01108
    DistilBert,
    /// arXiv:1907.11692 and arXiv:1911.02116: positions start after the padding id.
    Roberta,
}

/// What `config.json` says about sizes, under one set of names.
#[derive(Clone, Debug)]
pub(super) struct Architecture {
    pub(super) family: Family,
    pub(super) model_type: String,
    pub(super) dimension: usize,
    pub(super) vocabulary: usize,
    /// Longest sequence, special tokens counted.
    pub(super) positions: usize,
    pub(super) padding: u32,
    config: Value,
}

#[derive(Deserialize)]
struct Sizes {
    #[serde(alias = "dim")]
    hidden_size: usize,
    vocab_size: usize,
    max_position_embeddings: usize,
    #[serde(default)]
    pad_token_id: u32,
}

impl Architecture {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PerceptionError> {
        let unusable = |error: serde_json::Error| PerceptionError::Config(error.to_string());
        let config: Value = serde_json::from_slice(bytes).map_err(unusable)?;
        let model_type = config.get("model_type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let family = match model_type.as_str() {
            "bert" => Family::Bert,
            "distilbert" => Family::DistilBert,
            "roberta" | "camembert" | "xlm-roberta" => Family::Roberta,
            _ => return Err(PerceptionError::UnsupportedModel { found: model_type, supported: SUPPORTED }),
        };
        let sizes: Sizes = serde_json::from_value(config.clone()).map_err(unusable)?;
        let mut architecture = Self {
            family,
            model_type,
            dimension: sizes.hidden_size,
            vocabulary: sizes.vocab_size,
            positions: sizes.max_position_embeddings,
            padding: sizes.pad_token_id,
            config,
        };
        architecture.positions = sizes.max_position_embeddings.saturating_sub(architecture.reserved());
        Ok(architecture)
    }

    /// Positions before the first one a text uses.
    fn reserved(&self) -> usize {
        if self.family == Family::Roberta { self.padding as usize + 1 } else { 0 }
    }

    /// Where the encoder's tensors start: some files put them under the family's name.
    fn root<'a>(&self, builder: &VarBuilder<'a>) -> VarBuilder<'a> {
        let prefixes = [self.model_type.as_str(), "bert", "distilbert", "roberta"];
        let holds = |prefix: &&str| builder.contains_tensor(&format!("{prefix}.embeddings.word_embeddings.weight"));
        prefixes.into_iter().find(holds).map_or_else(|| builder.clone(), |prefix| builder.pp(prefix))
    }

    pub(super) fn load(
        &self,
        checkpoint: Checkpoint,
        compute: &Compute,
        engine: Engine,
    ) -> Result<Box<dyn Backbone>, PerceptionError> {
        Ok(match engine {
            Engine::Published => Box::new(Published::load(self, &checkpoint.into_weights(compute.device())?)?),
            Engine::Ragged | Engine::Integer => {
                Box::new(Ragged::load(self, &checkpoint.into_weights(&Device::Cpu)?, engine)?)
            }
        })
    }
}
