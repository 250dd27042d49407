//! Examples for and against, as embeddings under the encoder in use.

use std::sync::{Arc, Mutex, PoisonError};

use crate::features::{FeatureError, TextFeatures};
use crate::objective::{cosine, unit_embeddings};

/// The examples of an objective; remembers their embeddings, and what was learned from them, for the
/// encoder used last.
#[derive(Debug)]
pub(super) struct Bank<L> {
    wanted: Vec<String>,
    unwanted: Vec<String>,
    learn: fn(&Examples<()>) -> Result<L, FeatureError>,
    known: Mutex<Option<Arc<Examples<L>>>>,
}

/// Unit embeddings of the examples under one encoder.
#[derive(Debug)]
pub(super) struct Examples<L> {
    fingerprint: String,
    /// Texts that are meant.
    pub(super) wanted: Vec<Vec<f32>>,
    /// Texts that are not.
    pub(super) unwanted: Vec<Vec<f32>>,
    /// What was learned from both.
    pub(super) learned: L,
}

impl<L> Bank<L> {
    /// Examples for and against, and what is learned from their embeddings.
    pub(super) fn new(
        wanted: &[String],
        unwanted: &[String],
        learn: fn(&Examples<()>) -> Result<L, FeatureError>,
    ) -> Self {
        Self { wanted: wanted.to_vec(), unwanted: unwanted.to_vec(), learn, known: Mutex::new(None) }
    }

    /// The embeddings under this encoder.
    pub(super) fn get(&self, features: &dyn TextFeatures) -> Result<Arc<Examples<L>>, FeatureError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(examples) = known.filter(|examples| examples.fingerprint == features.fingerprint()) {
            return Ok(examples);
        }
        let embed = |texts: &[String]| {
            if texts.is_empty() {
                return Ok(Vec::new());
            }
            unit_embeddings(features, &texts.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let (wanted, unwanted) = (embed(&self.wanted)?, embed(&self.unwanted)?);
        let plain = Examples { fingerprint: features.fingerprint().to_owned(), wanted, unwanted, learned: () };
        let learned = (self.learn)(&plain)?;
        let Examples { fingerprint, wanted, unwanted, .. } = plain;
        let fresh = Arc::new(Examples { fingerprint, wanted, unwanted, learned });
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

/// Largest cosine and where; −1 where there are no examples.
pub(super) fn nearest(examples: &[Vec<f32>], segment: &[f32]) -> Result<(f64, usize), FeatureError> {
    nearest_but(examples, None, segment)
}

/// The same, one example left out.
pub(super) fn nearest_but(
    examples: &[Vec<f32>],
    left_out: Option<usize>,
    segment: &[f32],
) -> Result<(f64, usize), FeatureError> {
    let mut best = (-1.0, 0);
    for (index, example) in examples.iter().enumerate().filter(|(index, _)| Some(*index) != left_out) {
        let cosine = cosine(example, segment)?;
        if cosine > best.0 {
            best = (cosine, index);
        }
    }
    Ok(best)
}
