//! What a step in the life of a version says, whatever the version is of.

use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

use crate::clock::Millis;

/// A step: what was done by whom, and where it led.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StepRow {
    /// What was done: the names of `guardrails::policy::lifecycle::Action`, and `create`.
    pub action: String,
    /// Where it stood; empty for a new one.
    pub from_status: String,
    /// Where it stands since.
    pub to_status: String,
    /// Who did it.
    pub principal: String,
    /// Why.
    pub reason: String,
    /// The decision that records it.
    pub decision_id: String,
    /// When.
    pub created_at: Millis,
}

impl StepRow {
    /// The query with the step's columns bound after those that it has, in the order of the fields.
    pub(super) fn bound<'q>(&'q self, query: Query<'q, Any, AnyArguments>) -> Query<'q, Any, AnyArguments> {
        query
            .bind(&self.action)
            .bind(&self.from_status)
            .bind(&self.to_status)
            .bind(&self.principal)
            .bind(&self.reason)
            .bind(&self.decision_id)
            .bind(self.created_at)
    }
}
