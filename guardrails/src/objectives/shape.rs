//! Shape: length, script and structure of each text.
//!
//! G is the largest relative excess over all bounds and texts, −1..=10: `count / max − 1` for an upper
//! bound (a bound of 0 exceeded by n gives n), `1 − count / min` for a lower one, `min_share − share` for
//! the script, 1 for JSON that does not fit its schema and −1 for JSON that does.

mod json;
mod script;

pub use json::schema;

use crate::normalise;
use crate::objective::{Assessment, Context, Objective, Scope, Span, Unevaluable};
use crate::policy::kind::Shape;

/// The shape objective.
#[derive(Debug)]
pub struct ShapeObjective {
    parameters: Shape,
    schema: Option<jsonschema::Validator>,
}

/// One bound measured on one text.
struct Measure {
    value: f64,
    what: &'static str,
}

impl ShapeObjective {
    /// The objective with these parameters.
    ///
    /// # Errors
    /// Why the JSON Schema is refused.
    pub fn new(parameters: &Shape) -> Result<Self, String> {
        let schema = parameters.json_schema.as_ref().map(json::schema).transpose()?;
        Ok(Self { parameters: parameters.clone(), schema })
    }

    fn measures(&self, text: &str) -> Vec<Measure> {
        let shape = &self.parameters;
        let mut found = Vec::new();
        let mut add = |what, value: f64| found.push(Measure { value: value.min(10.0), what });
        if shape.min_chars.is_some() || shape.max_chars.is_some() {
            let count = text.chars().count();
            if let Some(bound) = shape.max_chars {
                add("characters", excess(count, bound));
            }
            if let Some(bound) = shape.min_chars {
                add("characters", shortfall(count, bound));
            }
        }
        if let Some(bound) = shape.max_words {
            add("words", excess(text.split_whitespace().count(), bound));
        }
        if let Some(bound) = shape.max_sentences {
            add("sentences", excess(normalise::sentences(text).len(), bound));
        }
        if let Some(bound) = shape.max_questions {
            add("questions", excess(text.chars().filter(|c| matches!(c, '?' | '？' | '؟')).count(), bound));
        }
        if let Some(bound) = shape.max_links {
            add("links", excess(links(text), bound));
        }
        if let Some(share) = &shape.script {
            add("script", share.min_share - script::share(text, &share.allow));
        }
        if let Some(schema) = &self.schema {
            add("schema", if json::fits(schema, text) { -1.0 } else { 1.0 });
        }
        found
    }
}

fn excess(count: usize, bound: u32) -> f64 {
    if bound == 0 { count as f64 } else { count as f64 / f64::from(bound) - 1.0 }
}

fn shortfall(count: usize, bound: u32) -> f64 {
    if bound == 0 { -1.0 } else { 1.0 - count as f64 / f64::from(bound) }
}

fn links(text: &str) -> usize {
    let lower = text.to_lowercase();
    lower.matches("http://").count() + lower.matches("https://").count()
}

impl Objective for ShapeObjective {
    fn scope(&self) -> Scope {
        Scope::Answer
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let mut worst: Option<Measure> = None;
        let mut spans = Vec::new();
        let mut measured = false;
        for part in context.parts() {
            context.checkpoint()?;
            measured = true;
            for measure in self.measures(part.text()) {
                if measure.value > 0.0 && spans.len() < crate::policy::limits::SPANS {
                    spans.push(Span::new(part.at(), 0..part.text().len(), measure.what));
                }
                if worst.as_ref().is_none_or(|worst| measure.value > worst.value) {
                    worst = Some(measure);
                }
            }
        }
        if !measured {
            worst = self.measures("").into_iter().max_by(|a, b| a.value.total_cmp(&b.value));
        }
        Ok(worst.map_or_else(
            || Assessment { value: -1.0, reason: "there is no bound".to_owned(), spans: Vec::new() },
            |worst| {
                let reason = if worst.value > 0.0 {
                    format!("the bound on {} is missed by {:.0} %", worst.what, worst.value * 100.0)
                } else {
                    format!("within every bound, nearest to the one on {}", worst.what)
                };
                Assessment { value: worst.value, reason, spans }
            },
        ))
    }
}
