//! Semantic: nearness to examples in the embedding space of the encoder in use.
//!
//! `G(s) = min( max cos(s, examples) − threshold, max cos(s, examples) − max cos(s, counterexamples) − separation )`
//! for a segment s; the second argument only where there are counterexamples. `forbid`: the largest G(s);
//! `require`: its negative. In −3..=3. Cosines mean something only for the encoder that the threshold
//! was chosen for.

use crate::features::{FeatureError, TextFeatures};
use crate::objective::{Assessment, Context, Objective, Places, Scope, Unevaluable};
use crate::policy::kind::{Semantic, SemanticMode};

use super::examples::{Bank, Examples, nearest};
use super::segments;

/// The semantic objective. Remembers the embeddings of its examples for the encoder used last.
#[derive(Debug)]
pub struct SemanticObjective {
    parameters: Semantic,
    bank: Bank<()>,
}

impl SemanticObjective {
    /// The objective with these parameters.
    pub fn new(parameters: &Semantic) -> Self {
        let bank = Bank::new(&parameters.examples, &parameters.counterexamples, |_| Ok(()));
        Self { parameters: parameters.clone(), bank }
    }

    /// G of one segment, and the index of the nearest example.
    fn value(&self, examples: &Examples<()>, segment: &[f32]) -> Result<(f64, usize), FeatureError> {
        let (near, index) = nearest(&examples.wanted, segment)?;
        let over = near - self.parameters.threshold;
        if examples.unwanted.is_empty() {
            return Ok((over, index));
        }
        let (far, _) = nearest(&examples.unwanted, segment)?;
        Ok((over.min(near - far - self.parameters.separation), index))
    }
}

impl Objective for SemanticObjective {
    fn scope(&self) -> Scope {
        match self.parameters.mode {
            SemanticMode::Forbid => Scope::Statement,
            SemanticMode::Require => Scope::Answer,
        }
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        context.checkpoint()?;
        let examples = self.bank.get(context.features())?;
        let mut places = Places::default();
        let mut largest = f64::NEG_INFINITY;
        let mut example = 0;
        for batch in segments::batches(&segments::pieces(context, false, |_| true)?) {
            let embeddings = context.embed(&batch.iter().map(|piece| piece.text()).collect::<Vec<_>>())?;
            for (piece, embedding) in batch.iter().zip(&embeddings) {
                let (value, index) = self.value(&examples, embedding)?;
                if value > largest {
                    (largest, example) = (value, index);
                }
                if value > 0.0 && self.parameters.mode == SemanticMode::Forbid && !places.full() {
                    places.add(piece.span(format!("like example {}", index + 1)));
                }
            }
        }
        if largest == f64::NEG_INFINITY {
            let value = match self.parameters.mode {
                SemanticMode::Forbid => -self.parameters.threshold.max(0.0),
                SemanticMode::Require => self.parameters.threshold,
            };
            return Ok(Assessment { value, reason: "there is no text".to_owned(), spans: Vec::new() });
        }
        let value = if self.parameters.mode == SemanticMode::Forbid { largest } else { -largest };
        let reason = format!("nearest to example {}, {largest:+.3} from the threshold", example + 1);
        Ok(Assessment { value, reason, spans: places.into_spans() })
    }

    fn warm(&self, features: &dyn TextFeatures) -> Result<(), FeatureError> {
        self.bank.get(features).map(|_| ())
    }
}
