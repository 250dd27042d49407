//! Text features for guardrails: the planner's encoder, called from a blocking thread.

use std::sync::Arc;

use groundstate_guardrails::features::{FeatureError, TextFeatures};
use groundstate_planner::device::queue::Lane;
use groundstate_planner::perception::Passage;
use moka::sync::Cache;
use tokio::runtime::Handle;

use crate::perception::Perception;

/// The encoder's pooled embeddings, remembered by text.
pub(crate) struct EncoderFeatures {
    perception: Arc<Perception>,
    known: Cache<String, Arc<Vec<f32>>>,
    runtime: Option<Handle>,
}

impl EncoderFeatures {
    pub(super) fn new(perception: Arc<Perception>, known: Cache<String, Arc<Vec<f32>>>) -> Self {
        Self { perception, known, runtime: Handle::try_current().ok() }
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        let runtime = self.runtime.as_ref().ok_or_else(|| FeatureError::Unavailable("no runtime".into()))?;
        let passages: Vec<Passage> = texts.iter().map(|text| Passage::whole(*text)).collect();
        let encoded = runtime
            .block_on(self.perception.encode(&passages, Lane::Interactive))
            .map_err(|problem| FeatureError::Failed(problem.cause.unwrap_or(problem.detail)))?;
        let pooled: Vec<Vec<f32>> = encoded.into_iter().flatten().map(|encoding| encoding.pooled).collect();
        if pooled.len() == texts.len() {
            return Ok(pooled);
        }
        Err(FeatureError::Failed("the encoder returned too few embeddings".into()))
    }
}

impl TextFeatures for EncoderFeatures {
    fn fingerprint(&self) -> &str {
        self.perception.fingerprint()
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError> {
        let embeddings = self.embed_all(&[text])?;
        embeddings.into_iter().next().ok_or_else(|| FeatureError::Failed("the encoder returned nothing".into()))
    }

    fn embed_all(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        let known: Vec<Option<Arc<Vec<f32>>>> = texts.iter().map(|text| self.known.get(*text)).collect();
        let missing: Vec<&str> =
            texts.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(text, _)| *text).collect();
        let mut fresh = if missing.is_empty() { Vec::new() } else { self.encode(&missing)? }.into_iter();
        for (text, embedding) in missing.iter().zip(fresh.as_slice()) {
            self.known.insert((*text).to_owned(), Arc::new(embedding.clone()));
        }
        known
            .into_iter()
            .map(|known| match known {
                Some(known) => Ok(known.as_ref().clone()),
                None => fresh.next().ok_or_else(|| FeatureError::Failed("an embedding is missing".into())),
            })
            .collect()
    }
}
