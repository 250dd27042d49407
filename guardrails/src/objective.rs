//! The objective: what every kind of guardrail is to the evaluation.
//!
//! An objective is a function G(a, x) of an answer (or any other subject) a in the setting x. It is
//! satisfied where `G ≤ 0`, within its margin: `G ≤ margin`. G has a unit and a range that its kind
//! documents; it says how far from satisfied a subject is, so that a soft objective can be weighed.

mod context;

pub use context::{Context, PartText, Prepared};
pub(crate) use context::{cosine, unit_embeddings};

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::features::FeatureError;
use crate::policy::limits;
use crate::subject::SubjectError;

/// One kind of objective with its parameters, ready to be evaluated.
///
/// An implementation is deterministic, bounded in time and memory by the subject's size and its own
/// parameters, asks the budget between steps, and never puts text of the subject into what it reports.
pub trait Objective: Send + Sync + std::fmt::Debug {
    /// Whether the objective speaks of single statements or of the answer as a whole.
    fn scope(&self) -> Scope;

    /// G(a, x), why, and where.
    ///
    /// # Errors
    /// [`Unevaluable`] where G cannot be told. The evaluation then fails closed.
    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable>;

    /// Computes ahead what does not depend on a subject; a cache only.
    ///
    /// # Errors
    /// [`FeatureError`] where the features needed are not to be had.
    fn warm(&self, _features: &dyn crate::features::TextFeatures) -> Result<(), FeatureError> {
        Ok(())
    }
}

/// What an objective speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Unary: an answer is violated wherever one of its statements is, so that a candidate statement that
    /// violates on its own can be pruned before the search. The converse need not hold (places may add
    /// up, or lie across two statements): the whole answer is still checked.
    Statement,
    /// Set-valued: only the whole answer can be judged.
    Answer,
}

/// G(a, x) as an objective found it.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The value of G, finite, in the kind's unit and range.
    pub value: f64,
    /// Why, in words that repeat nothing of the subject but labels.
    pub reason: String,
    /// Where, at most [`limits::SPANS`] places.
    pub spans: Vec<Span>,
}

/// A place in a subject. Carries no text of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// The text it lies in: `/text`, `/messages/2/content`, `/tool_call/arguments/to`.
    pub at: String,
    /// First byte, in the original text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What stands there: `email`, `payment_card`, `pattern 2`, `unsupported`.
    pub label: String,
}

impl Span {
    /// A place.
    pub fn new(at: &str, range: Range<usize>, label: impl Into<String>) -> Self {
        Self { at: at.to_owned(), start: range.start, end: range.end, label: label.into() }
    }
}

/// Why G cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unevaluable {
    /// The time for the evaluation is spent.
    #[error("the budget is spent")]
    Budget,
    /// The features of a text are not to be had.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// The subject is too large to be looked at.
    #[error(transparent)]
    Subject(#[from] SubjectError),
    /// The objective needs something that the subject lacks.
    #[error("{0}")]
    Missing(String),
    /// The objective panicked; the evaluation went on without it.
    #[error("the objective failed")]
    Panicked,
}

/// Places found so far: sorted, without doubles, bounded, counted.
#[derive(Debug, Default)]
pub(crate) struct Places {
    spans: std::collections::BTreeSet<Span>,
}

impl Places {
    /// Adds a place; whether there is room for more.
    pub(crate) fn add(&mut self, span: Span) -> bool {
        self.spans.insert(span);
        !self.full()
    }

    pub(crate) fn full(&self) -> bool {
        self.spans.len() >= limits::SPANS
    }

    pub(crate) fn into_spans(self) -> Vec<Span> {
        self.spans.into_iter().collect()
    }
}
