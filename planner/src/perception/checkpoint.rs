//! The files of a checkpoint, read whole, and the digest that names them.

use std::path::Path;

use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::PerceptionError;
use super::backbone::Engine;

/// Changes when the same weights would give other states: pooling, windows, quantisation.
const SCHEME: &[u8] = b"groundstate perception 1";
/// The same of [`Engine::Integer`], whose states are others.
const INTEGER_SCHEME: &[u8] = b"groundstate perception 1, linear layers in eight bits, scheme 2";

/// The bytes of `config.json`, `tokenizer.json` and `model.safetensors`.
///
/// Weights are read into memory, not mapped: a map needs `unsafe`, and a file that shrinks under a
/// map ends the process.
pub(super) struct Checkpoint {
    pub(super) config: Vec<u8>,
    pub(super) tokenizer: Vec<u8>,
    weights: Vec<u8>,
    /// Longest input the checkpoint was trained for, in tokens with specials, where it says so.
    pub(super) trained_length: Option<usize>,
}

#[derive(Deserialize)]
struct SentenceConfig {
    max_seq_length: Option<usize>,
}

impl Checkpoint {
    pub(super) fn read(directory: &Path) -> Result<Self, PerceptionError> {
        let read = |name: &str| {
            let path = directory.join(name);
            std::fs::read(&path).map_err(|error| PerceptionError::read(path, error))
        };
        Ok(Self {
            config: read("config.json")?,
            tokenizer: read("tokenizer.json")?,
            weights: read("model.safetensors")?,
            trained_length: trained_length(directory)?,
        })
    }

    /// SHA-256 in hex over the engine's scheme and every file that decides a state, each with its length.
    pub(super) fn fingerprint(&self, engine: Engine) -> String {
        let mut hasher = Sha256::new();
        let trained = self.trained_length.unwrap_or(0).to_string();
        let scheme = if engine == Engine::Integer { INTEGER_SCHEME } else { SCHEME };
        for part in [scheme, trained.as_bytes(), &self.config, &self.tokenizer, &self.weights] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hex::encode(hasher.finalize())
    }

    /// The weights as `f32` on `device`, whatever the file holds (half precision is widened).
    pub(super) fn into_weights(self, device: &Device) -> Result<VarBuilder<'static>, PerceptionError> {
        VarBuilder::from_buffered_safetensors(self.weights, DType::F32, device).map_err(PerceptionError::weights)
    }
}

/// `max_seq_length` of `sentence_bert_config.json`, which sentence-transformers writes; optional.
fn trained_length(directory: &Path) -> Result<Option<usize>, PerceptionError> {
    let path = directory.join("sentence_bert_config.json");
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice::<SentenceConfig>(&bytes)
            .map(|config| config.max_seq_length)
            .map_err(|error| PerceptionError::Config(format!("`sentence_bert_config.json`: {error}"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(PerceptionError::read(path, error)),
    }
}
