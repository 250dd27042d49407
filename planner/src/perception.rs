//! Perception: text becomes token states and a pooled embedding.

mod states;

pub use states::{MalformedStates, TokenStates};

/// What the encoder says of one span of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// Mean of the token states, unit norm, `dimension` values. Serves recall.
    pub pooled: Vec<f32>,
    /// Token-level states. Serve relevance.
    pub tokens: TokenStates,
}
