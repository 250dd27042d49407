//! The encoder: one checkpoint, ready to read passages.

use std::path::Path;

use super::backbone::{Architecture, Backbone, Engine};
use super::checkpoint::Checkpoint;
use super::pooling::encodings;
use super::prepared::{Prepared, Window};
use super::vocabulary::Vocabulary;
use super::{Encoding, Passage, PerceptionError};
use crate::device::Compute;

/// A BERT-family encoder with its tokenizer.
///
/// Shared freely between threads; [`crate::device::queue::EncoderQueue`] puts it on one of its own.
pub struct Encoder {
    vocabulary: Vocabulary,
    backbone: Box<dyn Backbone>,
    architecture: Architecture,
    fingerprint: String,
    /// Wordpieces one window shows, special tokens not counted.
    reach: usize,
}

impl Encoder {
    /// Loads `config.json`, `tokenizer.json` and `model.safetensors` (f32, f16 or bf16) from a folder.
    ///
    /// Where `sentence_bert_config.json` states the length the checkpoint was trained for, windows
    /// are no longer than that.
    ///
    /// # Errors
    /// When a file is missing, of an unsupported model family, or does not fit the others.
    pub fn load(directory: &Path, compute: &Compute) -> Result<Self, PerceptionError> {
        Self::load_with(directory, compute, Engine::suited_to(compute))
    }

    /// [`Encoder::load`] with a forward pass of one's choice, to compare them. [`Engine::Ragged`] runs on
    /// the CPU whatever `compute` is.
    ///
    /// # Errors
    /// As [`Encoder::load`].
    pub fn load_with(directory: &Path, compute: &Compute, engine: Engine) -> Result<Self, PerceptionError> {
        let checkpoint = Checkpoint::read(directory)?;
        let fingerprint = checkpoint.fingerprint(engine);
        let vocabulary = Vocabulary::read(&checkpoint.tokenizer)?;
        let architecture = Architecture::read(&checkpoint.config)?;
        if vocabulary.size > architecture.vocabulary {
            return Err(PerceptionError::Config(format!(
                "the tokenizer knows {} tokens, the model {}",
                vocabulary.size, architecture.vocabulary
            )));
        }
        let length = checkpoint.trained_length.unwrap_or(usize::MAX).min(architecture.positions);
        let reach = length
            .checked_sub(vocabulary.specials())
            .filter(|reach| *reach >= 4)
            .ok_or_else(|| PerceptionError::Config(format!("a length of {length} tokens leaves no room for text")))?;
        let backbone = architecture.load(checkpoint, compute, engine)?;
        Ok(Self { vocabulary, backbone, architecture, fingerprint, reach })
    }

    /// Encodes passages; the result has one encoding for each span of each passage, in their order.
    ///
    /// # Errors
    /// When a span is not one of its text, or the model fails.
    pub fn encode(&self, passages: &[Passage]) -> Result<Vec<Vec<Encoding>>, PerceptionError> {
        let prepared = self.prepare(passages)?;
        self.run(&prepared.iter().collect::<Vec<_>>())
    }

    /// The first half of [`Encoder::encode`]: checks spans and tokenises. Needs no model time.
    ///
    /// # Errors
    /// When a span is not one of its text, or the tokenizer fails.
    pub fn prepare(&self, passages: &[Passage]) -> Result<Vec<Prepared>, PerceptionError> {
        passages
            .iter()
            .enumerate()
            .map(|(index, passage)| Prepared::new(&self.vocabulary, self.reach, passage, index))
            .collect()
    }

    /// The second half of [`Encoder::encode`]: the model, pooling, quantisation.
    ///
    /// # Errors
    /// When the model fails or answers with a value that is not finite.
    pub fn run(&self, prepared: &[&Prepared]) -> Result<Vec<Vec<Encoding>>, PerceptionError> {
        let windows: Vec<&Window> = prepared.iter().flat_map(|passage| &passage.windows).collect();
        let sequences: Vec<&[u32]> = windows.iter().map(|window| window.ids.as_slice()).collect();
        let states = self.backbone.states(&sequences)?;
        let outputs = states.sequences();
        let mut rest = outputs.as_slice();
        prepared
            .iter()
            .map(|passage| {
                let (own, others) = rest
                    .split_at_checked(passage.windows.len())
                    .ok_or_else(|| PerceptionError::Forward("the model left out a sequence".into()))?;
                rest = others;
                encodings(passage, own, self.dimension())
            })
            .collect()
    }

    /// Number of wordpieces of a text, special tokens not counted.
    ///
    /// # Errors
    /// When the tokenizer fails.
    pub fn count_tokens(&self, text: &str) -> Result<usize, PerceptionError> {
        self.vocabulary.count(text)
    }

    /// Values in a state: 384 for all-MiniLM-L6-v2.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.architecture.dimension
    }

    /// Wordpieces that are read at once; longer passages are read in overlapping windows.
    #[must_use]
    pub fn max_tokens(&self) -> usize {
        self.reach
    }

    /// Digest, in hex, of everything that decides what a text is encoded as: weights, tokenizer,
    /// configuration and this crate's pooling. States of different fingerprints do not compare.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Encoder({}, {})", self.architecture.model_type, self.fingerprint)
    }
}
