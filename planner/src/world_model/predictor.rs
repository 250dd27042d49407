//! The predictor of text answers: from what a question says to what its answer says.
//!
//! A question's token state `x_t` predicts the state of the token that would settle it,
//! `ŷ_t = (x_t + x_t A) / |x_t + x_t A|`, in the encoder's own space: a joint-embedding predictor (LeCun, 2022) whose
//! target representation is the statement's. Relevance is then the late interaction of prediction and statement. `A`
//! is `dimension × dimension` and starts at zero, so an untrained predictor expects the question's own words.
//!
//! A prediction is only used to rank statements that exist; nothing is decoded from it.

pub mod train;

use candle_core::{DType, Device, safetensors};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::numeric::{add_scaled, inner};
use crate::perception::TokenStates;

/// What is known of a predictor beside its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name that decisions record.
    pub version: String,
    /// Fingerprint of the encoder whose states it maps; with another encoder it is useless.
    pub encoder: String,
    /// Values in a state.
    pub dimension: usize,
    /// SHA-256 over the weights' file, hexadecimal.
    pub digest: String,
    /// What it was trained on, how, and how well it did on what was held out.
    pub training: train::Training,
}

/// The map from a question's states to its answer's.
#[derive(Clone, Debug)]
pub struct Predictor {
    manifest: Manifest,
    /// `A`, row-major.
    weights: Vec<f32>,
}

/// A predictor that cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum MalformedPredictor {
    /// The manifest cannot be read.
    #[error("the predictor's manifest cannot be read: {0}")]
    Manifest(#[from] serde_json::Error),
    /// The weights cannot be read.
    #[error("the predictor's weights cannot be read: {0}")]
    Weights(#[from] candle_core::Error),
    /// The weights are not the ones that the manifest names, or of another shape.
    #[error("the predictor's weights do not fit its manifest")]
    Mismatch,
}

const TENSOR: &str = "predictor.weight";

impl Predictor {
    /// Reads a predictor: its manifest (JSON) and its weights (safetensors, half precision).
    ///
    /// # Errors
    /// When either is malformed or they do not fit each other.
    pub fn read(manifest: &str, weights: &[u8]) -> Result<Self, MalformedPredictor> {
        let manifest: Manifest = serde_json::from_str(manifest)?;
        if hex::encode(Sha256::digest(weights)) != manifest.digest {
            return Err(MalformedPredictor::Mismatch);
        }
        let mut tensors = safetensors::load_buffer(weights, &Device::Cpu)?;
        let tensor = tensors.remove(TENSOR).ok_or(MalformedPredictor::Mismatch)?;
        if tensor.dims() != [manifest.dimension, manifest.dimension] {
            return Err(MalformedPredictor::Mismatch);
        }
        let weights: Vec<f32> = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
        if weights.iter().any(|weight| !weight.is_finite()) {
            return Err(MalformedPredictor::Mismatch);
        }
        Ok(Self { manifest, weights })
    }

    /// The predictor shipped with the crate, for the encoder that is shipped.
    ///
    /// # Errors
    /// Never for a released crate: a test reads it.
    pub fn shipped() -> Result<Self, MalformedPredictor> {
        let manifest = include_str!("../../predictor/predictor.json");
        Self::read(manifest, include_bytes!("../../predictor/predictor.safetensors"))
    }

    /// What is known of it.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The states of the answer that these states of a question predict, one for each of its tokens, unit norm.
    /// States of another dimension, and those that cannot be predicted, stay as they are.
    #[must_use]
    pub fn predict(&self, question: &TokenStates) -> TokenStates {
        let dimension = self.manifest.dimension;
        if question.dimension() != dimension {
            return question.clone();
        }
        let mut states = question.dequantise();
        for state in states.chunks_exact_mut(dimension) {
            let moved = moved(state, &self.weights);
            state.copy_from_slice(&moved);
        }
        TokenStates::quantise(dimension, question.ids().to_vec(), &states).unwrap_or_else(|_| question.clone())
    }
}

/// `(x + x A) / |x + x A|`; `x` itself where that is zero.
fn moved(state: &[f32], weights: &[f32]) -> Vec<f32> {
    let mut moved = state.to_vec();
    for (value, row) in state.iter().zip(weights.chunks_exact(state.len().max(1))) {
        add_scaled(&mut moved, *value, row);
    }
    let norm = inner(&moved, &moved).sqrt();
    if norm > 0.0 {
        moved.iter_mut().for_each(|value| *value /= norm);
        moved
    } else {
        state.to_vec()
    }
}
