//! Semantic: nearness to examples in the embedding space of the encoder in use.
//!
//! `G(s) = min( max cos(s, examples) − threshold, max cos(s, examples) − max cos(s, counterexamples) − separation )`
//! for a segment s; the second argument only where there are counterexamples. `forbid`: the largest G(s);
//! `require`: its negative. In −3..=3. Cosines mean something only for the encoder that the threshold
//! was chosen for.

mod segments;

use std::sync::{Arc, Mutex, PoisonError};

use crate::features::{FeatureError, TextFeatures};
use crate::normalise::Layer;
use crate::objective::{Assessment, Context, Objective, Places, Scope, Span, Unevaluable, cosine, unit_embeddings};
use crate::policy::kind::{Semantic, SemanticMode};

/// The semantic objective. Remembers the embeddings of its examples for the encoder used last.
#[derive(Debug)]
pub struct SemanticObjective {
    parameters: Semantic,
    examples: Mutex<Option<Arc<Examples>>>,
}

/// Unit embeddings of the examples under one encoder.
#[derive(Debug)]
struct Examples {
    fingerprint: String,
    wanted: Vec<Vec<f32>>,
    unwanted: Vec<Vec<f32>>,
}

impl SemanticObjective {
    /// The objective with these parameters.
    pub fn new(parameters: &Semantic) -> Self {
        Self { parameters: parameters.clone(), examples: Mutex::new(None) }
    }

    fn examples(&self, features: &dyn TextFeatures) -> Result<Arc<Examples>, FeatureError> {
        let known = self.examples.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(examples) = known.filter(|examples| examples.fingerprint == features.fingerprint()) {
            return Ok(examples);
        }
        let embed = |texts: &[String]| {
            if texts.is_empty() {
                return Ok(Vec::new());
            }
            unit_embeddings(features, &texts.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let fresh = Arc::new(Examples {
            fingerprint: features.fingerprint().to_owned(),
            wanted: embed(&self.parameters.examples)?,
            unwanted: embed(&self.parameters.counterexamples)?,
        });
        *self.examples.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    /// G of one segment, and the index of the nearest example.
    fn value(&self, examples: &Examples, segment: &[f32]) -> Result<(f64, usize), FeatureError> {
        let (near, index) = nearest(&examples.wanted, segment)?;
        let over = near - self.parameters.threshold;
        if examples.unwanted.is_empty() {
            return Ok((over, index));
        }
        let (far, _) = nearest(&examples.unwanted, segment)?;
        Ok((over.min(near - far - self.parameters.separation), index))
    }
}

/// Largest cosine and where.
fn nearest(examples: &[Vec<f32>], segment: &[f32]) -> Result<(f64, usize), FeatureError> {
    let mut best = (-1.0, 0);
    for (index, example) in examples.iter().enumerate() {
        let cosine = cosine(example, segment)?;
        if cosine > best.0 {
            best = (cosine, index);
        }
    }
    Ok(best)
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
        let examples = self.examples(context.features())?;
        let mut places = Places::default();
        let mut largest = f64::NEG_INFINITY;
        let mut example = 0;
        for part in context.parts() {
            // Without invisible characters and in plain forms, where that differs: what an encoder was made for.
            let clean = part.views().iter().find(|view| view.layer() == Layer::Clean);
            let Some(view) = clean.or(part.views().first()) else { continue };
            let segments = segments::segments(view.text())?;
            for batch in segments.chunks(segments::BATCH) {
                let texts: Vec<&str> =
                    batch.iter().map(|range| view.text().get(range.clone()).unwrap_or_default()).collect();
                let embeddings = context.embed(&texts)?;
                for (range, embedding) in batch.iter().zip(&embeddings) {
                    let (value, index) = self.value(&examples, embedding)?;
                    if value > largest {
                        (largest, example) = (value, index);
                    }
                    if value > 0.0 && self.parameters.mode == SemanticMode::Forbid && !places.full() {
                        places.add(Span::new(
                            part.at(),
                            view.source(range.clone()),
                            format!("like example {}", index + 1),
                        ));
                    }
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
        self.examples(features).map(|_| ())
    }
}
