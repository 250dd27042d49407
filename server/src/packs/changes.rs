//! What an update would change, in the words of the API.

use groundstate_guardrails::pack::PackDifference;
use serde::Serialize;
use utoipa::ToSchema;

/// What installing a pack changes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PackChanges {
    /// The version that was active; absent where none was.
    pub from: Option<String>,
    /// The version of this pack.
    pub to: String,
    /// Every policy of either version, by name.
    pub policies: Vec<PolicyChange>,
}

/// What changes in one policy.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyChange {
    /// Its name.
    pub policy: String,
    /// `added`, `removed`, `changed` or `same`.
    pub change: String,
    /// Objectives that are new.
    pub added: Vec<String>,
    /// Objectives that are gone.
    pub removed: Vec<String>,
    /// Objectives that are different.
    pub changed: Vec<String>,
    /// Number of test cases before.
    pub tests_before: usize,
    /// Number of test cases after.
    pub tests_after: usize,
}

impl From<PackDifference> for PackChanges {
    fn from(difference: PackDifference) -> Self {
        let policies = difference.policies.into_iter().map(|policy| PolicyChange {
            policy: policy.policy,
            change: policy.change.to_owned(),
            added: policy.objectives.added,
            removed: policy.objectives.removed,
            changed: policy.objectives.changed,
            tests_before: policy.tests_before,
            tests_after: policy.tests_after,
        });
        Self { from: difference.from, to: difference.to, policies: policies.collect() }
    }
}
