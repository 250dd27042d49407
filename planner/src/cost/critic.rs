//! The trainable critic: what people's judgements of earlier answers say about the statements of the next.
//!
//! A statement `s` recalled for a question `x` costs `c(x, s) = σ(w · φ(x, s))`, in (0, 1); 0.5 means that nothing is
//! known. `φ` holds what a reader can prefer one statement to another for: what it says, how it meets the question, how
//! it was found, how old and how trusted its source is, how long it is. An answer's critic energy adds up over its
//! statements, so the search sees it exactly, in the unary part of its landscape.
//!
//! The critic is a cost and never a constraint (LeCun, 2022: the trainable part of the cost module). It is fitted by
//! ranking, [`train`], and it is linear on purpose: feedback comes in hundreds, not in millions, and a convex problem
//! has one solution, the same on every machine that adds in the same order.

pub mod train;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::configurator::Candidate;
use crate::numeric::inner;
use train::Training;

/// Features that are not read from embeddings: one constant, then [`scalars`].
const SCALARS: usize = 7;

/// A critic: its weights, and what it was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Critic {
    /// Fingerprint of the encoder whose embeddings it reads; with another encoder it is useless.
    pub encoder: String,
    /// Values of an embedding, `d`.
    pub dimension: usize,
    /// `w`: `2 d + 7` finite values.
    pub weights: Vec<f32>,
    /// What it was trained on, how, and how well it ranks what was held out.
    pub training: Training,
}

/// A critic that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MalformedCritic {
    /// It cannot be read.
    #[error("the critic cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// Its weights do not fit its dimension, or are not finite.
    #[error("the critic's weights do not fit its dimension, or are not finite")]
    Weights,
}

impl Critic {
    /// Reads a critic from JSON.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn from_json(text: &str) -> Result<Self, MalformedCritic> {
        let critic: Self = serde_json::from_str(text)?;
        let sound = critic.weights.len() == width(critic.dimension) && critic.weights.iter().all(|w| w.is_finite());
        if sound { Ok(critic) } else { Err(MalformedCritic::Weights) }
    }

    /// The critic as JSON; its digest is the SHA-256 over these bytes.
    ///
    /// # Errors
    /// When a number in it has no form in JSON.
    pub fn to_json(&self) -> Result<String, MalformedCritic> {
        Ok(serde_json::to_string(self)?)
    }

    /// The digest of a critic's JSON, hexadecimal.
    #[must_use]
    pub fn digest(json: &str) -> String {
        hex::encode(Sha256::digest(json.as_bytes()))
    }

    /// What it holds against each candidate, in (0, 1); 0.5 for one that does not come from its encoder.
    #[must_use]
    pub fn costs(&self, question: &[f32], candidates: &[Candidate<'_>]) -> Vec<f32> {
        candidates.iter().map(|candidate| self.cost(&features(question, candidate))).collect()
    }

    /// `σ(w · φ)`; 0.5 for features of another width.
    #[must_use]
    pub fn cost(&self, features: &[f32]) -> f32 {
        if features.len() == self.weights.len() { sigmoid(inner(&self.weights, features)) } else { 0.5 }
    }
}

/// Features of a critic over embeddings of `dimension` values.
#[must_use]
pub const fn width(dimension: usize) -> usize {
    2 * dimension + SCALARS
}

/// `φ(x, s)`: the statement's embedding, its product with the question's value by value (both unit norm, the product
/// scaled by √d), and what else is known of the candidate, each about 1 at most.
#[must_use]
pub fn features(question: &[f32], candidate: &Candidate<'_>) -> Vec<f32> {
    let dimension = question.len();
    if candidate.pooled.len() != dimension {
        return Vec::new();
    }
    let scale = (dimension as f32).sqrt();
    let mut features = Vec::with_capacity(width(dimension));
    features.extend_from_slice(candidate.pooled);
    features.extend(question.iter().zip(candidate.pooled).map(|(left, right)| scale * left * right));
    features.extend(scalars(question, candidate));
    features
}

fn scalars(question: &[f32], candidate: &Candidate<'_>) -> [f32; SCALARS] {
    let words = candidate.text.split_whitespace().count() as f32;
    [
        0.1,
        inner(question, candidate.pooled),
        candidate.lexical.max(0.0).ln_1p() / 3.0,
        candidate.trust.clamp(0.0, 1.0),
        candidate.age_days.max(0.0).ln_1p() / 8.0,
        words.ln_1p() / 4.0,
        f32::from(u8::from(candidate.requires.is_some())),
    ]
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
