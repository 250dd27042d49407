//! Classifier: what a learned head says of a text.
//!
//! `G = max (probability − threshold)` over the labels that count and over the readings of each text, whole
//! (long ones in runs of four thousand characters) and by segment: a short harmful sentence must not drown in
//! a long text, and a long harmful text need not have a harmful sentence. In −1..=1; −1 where there is no text. The thresholds are the head's, at the
//! operating point that the policy names, or the policy's own.

use crate::features::{Head, Thresholds};
use crate::objective::{Assessment, Context, Objective, PartText, Places, Scope, Unevaluable};
use crate::policy::kind::{Classifier, OperatingPoint};

use super::segments;

/// The classifier objective.
#[derive(Debug)]
pub struct ClassifierObjective {
    parameters: Classifier,
}

impl ClassifierObjective {
    /// The objective with these parameters.
    pub fn new(parameters: &Classifier) -> Self {
        Self { parameters: parameters.clone() }
    }
}

impl OperatingPoint {
    /// The threshold that it names.
    pub const fn of(self, thresholds: &Thresholds) -> f64 {
        match self {
            Self::Balanced => thresholds.balanced,
            Self::Strict => thresholds.strict,
            Self::Sensitive => thresholds.sensitive,
        }
    }
}

/// A label that counts: its place among the head's, its name, its threshold.
struct Counted<'h> {
    index: usize,
    name: &'h str,
    threshold: f64,
}

fn counted<'h>(parameters: &Classifier, head: &'h Head) -> Result<Vec<Counted<'h>>, Unevaluable> {
    let known = |name: &String| head.labels.iter().any(|label| label.name == *name);
    if let Some(name) = parameters.labels.iter().chain(parameters.thresholds.keys()).find(|name| !known(name)) {
        return Err(Unevaluable::Missing(format!("the head `{}` has no label `{name}`", head.name)));
    }
    let wanted = |name: &String| parameters.labels.is_empty() || parameters.labels.contains(name);
    let labels = head.labels.iter().enumerate().filter(|(_, label)| wanted(&label.name));
    Ok(labels
        .map(|(index, label)| {
            let own = parameters.thresholds.get(&label.name).copied();
            let threshold = own.unwrap_or_else(|| parameters.operating_point.of(&label.thresholds));
            Counted { index, name: &label.name, threshold }
        })
        .collect())
}

impl Objective for ClassifierObjective {
    fn scope(&self) -> Scope {
        Scope::Statement
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let said = ask(context, &self.parameters, |_| true)?;
        let reason = said.label.map_or_else(
            || "there is no text".to_owned(),
            |label| format!("nearest to its threshold is `{label}`, {:+.3}", said.value),
        );
        Ok(Assessment { value: said.value, reason, spans: said.places.into_spans() })
    }
}

/// What a head says of the texts that are chosen.
pub(super) struct Said {
    /// Largest probability minus threshold, −1..=1.
    pub(super) value: f64,
    /// The label that has it.
    pub(super) label: Option<String>,
    /// Where a threshold is exceeded.
    pub(super) places: Places,
}

/// Asks a head about the texts that are chosen.
pub(super) fn ask<'c>(
    context: &Context<'c>,
    parameters: &Classifier,
    choose: impl Fn(&PartText<'c>) -> bool,
) -> Result<Said, Unevaluable> {
    context.checkpoint()?;
    let head = context.head(&parameters.head)?;
    let labels = counted(parameters, head)?;
    let mut said = Said { value: -1.0, label: None, places: Places::default() };
    for batch in segments::batches(&segments::pieces(context, true, choose)?) {
        let texts: Vec<&str> = batch.iter().map(segments::Piece::text).collect();
        for (piece, probabilities) in batch.iter().zip(context.classify(&parameters.head, &texts)?) {
            for label in &labels {
                let Some(probability) = probabilities.get(label.index) else { continue };
                let over = f64::from(*probability) - label.threshold;
                if over > said.value || said.label.is_none() {
                    said.value = over.max(-1.0);
                    said.label = Some(label.name.to_owned());
                }
                if over > 0.0 && !said.places.full() {
                    said.places.add(piece.span(label.name));
                }
            }
        }
    }
    Ok(said)
}
