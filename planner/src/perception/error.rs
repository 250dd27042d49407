//! What can go wrong between a text and its states.

use std::path::PathBuf;
use std::sync::Arc;

/// Why a checkpoint could not be loaded or a passage not be encoded.
///
/// Cheap to clone: one failed batch answers every request that was in it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PerceptionError {
    /// A file of the checkpoint could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// `config.json` is not what its model family asks for.
    #[error("the encoder's `config.json` is not usable: {0}")]
    Config(String),
    /// The checkpoint is of a family that no backbone implements.
    #[error("the encoder's model type `{found}` is not supported; supported are {supported}")]
    UnsupportedModel {
        /// `model_type` as found in `config.json`.
        found: String,
        /// The families that would do.
        supported: &'static str,
    },
    /// `tokenizer.json` could not be read, or failed on a text.
    #[error("tokenizer: {0}")]
    Tokenizer(String),
    /// `model.safetensors` lacks a tensor, or one has another shape than `config.json` says.
    #[error("the encoder's weights are not usable: {0}")]
    Weights(String),
    /// A span ends before it starts or reaches past its text.
    #[error("span {start}..{end} of passage {passage} is outside its text of {length} bytes")]
    SpanOutOfRange {
        /// Index of the passage in the request.
        passage: usize,
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
        /// Bytes of the passage's text.
        length: usize,
    },
    /// A span starts or ends inside a character.
    #[error("span {start}..{end} of passage {passage} cuts a character")]
    SpanCutsCharacter {
        /// Index of the passage in the request.
        passage: usize,
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
    },
    /// The model failed while it ran.
    #[error("the encoder failed: {0}")]
    Forward(String),
    /// The model panicked; the thread that runs it goes on.
    #[error("the encoder panicked: {0}")]
    Panicked(String),
    /// Nobody waits for the result any more.
    #[error("the request was cancelled")]
    Cancelled,
    /// The encoder's thread has stopped.
    #[error("the encoder has been shut down")]
    ShutDown,
}

impl PerceptionError {
    pub(crate) fn read(path: PathBuf, source: std::io::Error) -> Self {
        Self::Read { path, source: Arc::new(source) }
    }

    pub(crate) fn weights(error: candle_core::Error) -> Self {
        Self::Weights(error.to_string())
    }

    pub(crate) fn forward(error: candle_core::Error) -> Self {
        Self::Forward(error.to_string())
    }
}
