//! What a step in the life of a version says, whatever the version is of.

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
