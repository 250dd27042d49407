//! Topic: nearness to examples, with thresholds learned from the examples themselves.
//!
//! What is learned depends only on the examples and the encoder, and is computed once for both, when the
//! policy is made ready ([`Objective::warm`]) or at the first evaluation. The formula stands at
//! [`Topic`]; a text without words has `near = lead = −1`, so that it is on no topic.

mod threshold;

use crate::features::{FeatureError, TextFeatures};
use crate::objective::{Assessment, Context, Objective, Places, Scope, Unevaluable};
use crate::policy::kind::{SemanticMode, Topic};

use super::examples::{Bank, Examples, nearest};
use super::segments;
use threshold::Learned;

/// The topic objective.
#[derive(Debug)]
pub struct TopicObjective {
    mode: SemanticMode,
    bank: Bank<Learned>,
}

impl TopicObjective {
    /// The objective with these parameters.
    pub fn new(parameters: &Topic) -> Self {
        let bank = Bank::new(&parameters.examples, &parameters.counterexamples, threshold::learn);
        Self { mode: parameters.mode, bank }
    }
}

/// How far a segment is on the topic: G of it where the topic is forbidden.
fn on_topic(examples: &Examples<Learned>, segment: &[f32]) -> Result<f64, FeatureError> {
    let (near, _) = nearest(&examples.wanted, segment)?;
    let (far, _) = nearest(&examples.unwanted, segment)?;
    Ok((near - examples.learned.floor).min(near - far - examples.learned.cut))
}

impl Objective for TopicObjective {
    fn scope(&self) -> Scope {
        match self.mode {
            SemanticMode::Forbid => Scope::Statement,
            SemanticMode::Require => Scope::Answer,
        }
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        context.checkpoint()?;
        let examples = self.bank.get(context.features())?;
        let Learned { floor, cut } = examples.learned;
        let mut largest = (-1.0 - floor).min(-1.0 - cut);
        let mut places = Places::default();
        for batch in segments::batches(&segments::pieces(context, false, |_| true)?) {
            let embeddings = context.embed(&batch.iter().map(|piece| piece.text()).collect::<Vec<_>>())?;
            for (piece, embedding) in batch.iter().zip(&embeddings) {
                let value = on_topic(&examples, embedding)?;
                largest = largest.max(value);
                if value > 0.0 && self.mode == SemanticMode::Forbid && !places.full() {
                    places.add(piece.span("topic"));
                }
            }
        }
        let reason = format!("{largest:+.3} from the topic's edge (floor {floor:.3}, cut {cut:.3})");
        let value = if self.mode == SemanticMode::Forbid { largest } else { -largest };
        Ok(Assessment { value, reason, spans: places.into_spans() })
    }

    fn warm(&self, features: &dyn TextFeatures) -> Result<(), FeatureError> {
        self.bank.get(features).map(|_| ())
    }
}
