//! Perception: text becomes token states and a pooled embedding.
//!
//! An [`Encoder`] holds one BERT-family checkpoint. It reads a [`Passage`] once and answers with
//! one [`Encoding`] for each span asked for, so that the states of a sentence know the sentences
//! around it: late chunking (arXiv:2409.04701).
//!
//! What holds, and is tested:
//! - A passage gives the same bytes alone, in any batch, in any order, on any number of CPU threads.
//! - No span loses a token: a passage longer than the encoder's reach is read in overlapping
//!   windows, and each token is taken from the window that shows most of its surroundings.
//! - Text is data: a literal `[SEP]` in a document is punctuation and letters, never the special token.
//!
//! To add a model family, teach `backbone` its `model_type`.

mod backbone;
mod checkpoint;
mod encoder;
mod error;
pub mod heads;
mod kernels;
mod passage;
mod pooling;
mod prepared;
mod states;
mod vocabulary;

pub use backbone::Engine;
pub use encoder::Encoder;
pub use error::PerceptionError;
pub use passage::Passage;
pub use prepared::Prepared;
pub use states::{MalformedStates, TokenStates};

/// What the encoder says of one span of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// Mean of the token states, unit norm, `dimension` values; all zero for a span without tokens.
    /// Serves recall.
    pub pooled: Vec<f32>,
    /// Token-level states. Serve relevance.
    pub tokens: TokenStates,
}
