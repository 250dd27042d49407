//! The transformer behind an encoder, chosen by `model_type`.

mod batch;
mod published;

use candle_core::Device;
use serde::Deserialize;
use serde_json::Value;

use super::PerceptionError;
use super::checkpoint::Checkpoint;
use published::Published;

const SUPPORTED: &str = "bert, distilbert, roberta, camembert, xlm-roberta";

/// A model that turns token ids into states.
pub(super) trait Backbone: Send + Sync {
    /// The last hidden state of every token of every sequence, special tokens included: for each
    /// sequence a row-major `len × dimension` vector.
    ///
    /// On the CPU a sequence's states do not depend on the other sequences, bit for bit.
    fn states(&self, sequences: &[&[u32]]) -> Result<Vec<Vec<f32>>, PerceptionError>;
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
        let reserved = if family == Family::Roberta { sizes.pad_token_id as usize + 1 } else { 0 };
        Ok(Self {
            family,
            model_type,
            dimension: sizes.hidden_size,
            vocabulary: sizes.vocab_size,
            positions: sizes.max_position_embeddings.saturating_sub(reserved),
            padding: sizes.pad_token_id,
            config,
        })
    }

    pub(super) fn load(&self, checkpoint: Checkpoint, device: &Device) -> Result<Box<dyn Backbone>, PerceptionError> {
        Ok(Box::new(Published::load(self, checkpoint.into_weights(device)?)?))
    }
}
