//! Texts represented by the encoder.

use groundstate_planner::perception::{Encoder, Passage};
use groundstate_planner::world_model::typed::TextFeatures;

/// Pooled embeddings of texts.
#[derive(Debug)]
pub struct EncodedTexts {
    encoder: Encoder,
}

impl EncodedTexts {
    /// Texts by this encoder.
    pub fn new(encoder: Encoder) -> Self {
        Self { encoder }
    }
}

impl TextFeatures for EncodedTexts {
    fn dimension(&self) -> usize {
        self.encoder.dimension()
    }

    /// A text that the encoder cannot read has no meaning: zeros.
    fn features(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let one = |text: &&str| {
            let encodings = self.encoder.encode(&[Passage::whole(*text)]).unwrap_or_default();
            let pooled = encodings.into_iter().flatten().next().map(|encoding| encoding.pooled);
            pooled.unwrap_or_else(|| vec![0.0; self.encoder.dimension()])
        };
        texts.iter().map(one).collect()
    }

    fn name(&self) -> String {
        format!("encoder-{}", self.encoder.fingerprint())
    }
}
