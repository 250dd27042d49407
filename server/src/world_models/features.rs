//! Words of environments as the text encoder reads them.

use std::sync::Arc;

use groundstate_planner::perception::Passage;
use groundstate_planner::world_model::typed::TextFeatures;

use crate::perception::Perception;

/// Texts encoded at a time.
const BATCH: usize = 64;

/// The encoder's pooled embedding of a text. Asked on a thread that may block.
pub struct EncodedText {
    perception: Arc<Perception>,
}

impl EncodedText {
    /// The features of this encoder.
    #[must_use]
    pub fn new(perception: Arc<Perception>) -> Self {
        Self { perception }
    }
}

impl TextFeatures for EncodedText {
    fn dimension(&self) -> usize {
        self.perception.encoder().dimension()
    }

    /// A text that the encoder cannot read is zero: it then tells nothing apart.
    fn features(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let mut features = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let passages: Vec<Passage> = batch.iter().map(|text| Passage::whole(*text)).collect();
            match self.perception.encoder().encode(&passages) {
                Ok(encodings) => features.extend(encodings.into_iter().map(|mut spans| {
                    let whole = if spans.is_empty() { None } else { Some(spans.swap_remove(0)) };
                    whole.map_or_else(|| vec![0.0; self.dimension()], |encoding| encoding.pooled)
                })),
                Err(error) => {
                    tracing::warn!(%error, "words of an environment cannot be encoded");
                    features.extend(batch.iter().map(|_| vec![0.0; self.dimension()]));
                }
            }
        }
        features
    }

    fn name(&self) -> String {
        format!("encoder-{}", self.perception.fingerprint())
    }
}
