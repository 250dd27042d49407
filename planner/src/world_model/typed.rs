//! The world model of typed environments: a joint-embedding predictive architecture whose heads decode exact changes.
//!
//! An object is a token, the sum of its leaves (key and value); containment and references bias the attention. The
//! encoder sees a state; a predictor moves the representation by the action, another by the environment, a third reads
//! the new state for score and end. For every leaf that was ever seen to change, a head gives probabilities to *operations*
//! (keep, a constant, a difference, copy, sum, difference with another leaf, refer to an object), which are then carried
//! out exactly. Operations, constants and templates of objects are read off the data; nothing is listed for a particular
//! environment.
//!
//! The pieces: `corpus` (rows), `vocabulary` (tables), `batch` (tensors), `network`, `loss`, [`Trainer`], `decode` and
//! [`TypedWorldModel::predict`], [`Checkpoint`], diagnostics.

mod adam;
mod batch;
mod checkpoint;
mod choose;
mod corpus;
mod decode;
mod diagnostics;
mod drill;
mod leaf;
mod loss;
mod network;
mod operation;
mod predict;
mod rules;
mod sampler;
mod shares;
mod tape;
mod text;
mod train;
mod vocabulary;
mod warm;
mod weights;

use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::Device;

pub use checkpoint::Checkpoint;
pub use corpus::Corpus;
pub use diagnostics::{Exactness, Spread};
pub use drill::Drill;
pub use loss::{LossConfig, Losses};
pub use network::NetworkConfig;
pub use predict::{Prediction, Situation};
pub use text::{Spelling, TextFeatures};
pub use train::{StepReport, Trainer, TypedConfig};

use network::Network;
use vocabulary::{Index, Vocabulary};

/// A failure of the tensor library.
pub type TensorError = candle_core::Error;

/// Why a model cannot be made, trained or read.
#[derive(Debug, thiserror::Error)]
pub enum TypedError {
    /// No rows, or a configuration that trains nothing.
    #[error("there is nothing to learn from")]
    Nothing,
    /// Bytes that are no checkpoint of this model.
    #[error("checkpoint: {0}")]
    Checkpoint(String),
    /// The tensor library failed.
    #[error(transparent)]
    Tensor(#[from] candle_core::Error),
}

/// A trained model: one network or an ensemble, with the tables they share.
pub struct TypedWorldModel {
    vocabulary: Vocabulary,
    index: Index,
    members: Vec<Network>,
    rules: rules::Shared,
    /// Weight of the rules beside the network, 0 to 1.
    rules_share: f64,
    config: TypedConfig,
    features: Arc<dyn TextFeatures>,
    device: Device,
    /// Features of the texts of the training data.
    cache: BTreeMap<String, Vec<f32>>,
}

impl std::fmt::Debug for TypedWorldModel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let families = self.vocabulary.families.len();
        formatter.debug_struct("TypedWorldModel").field("config", &self.config).field("families", &families).finish()
    }
}

impl TypedWorldModel {
    /// Trainable numbers of one member.
    pub fn parameters(&self) -> usize {
        self.members.first().map_or(0, |member| member.weights.count())
    }

    /// How it was trained.
    pub fn config(&self) -> TypedConfig {
        self.config
    }

    /// Kinds of slot that were seen to change, and everything that may become of them, counted.
    pub fn tables(&self) -> (usize, usize) {
        (self.vocabulary.families.len(), self.index.entries)
    }
}
