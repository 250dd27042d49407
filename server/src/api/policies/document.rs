//! An objective as the API's document names it. Policies are read by `guardrails`, whose JSON Schema
//! (`GET /v1/policies/schema`) says everything about them; this says their shape where they are part of a reply.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::ToSchema;

use crate::answer::TurnRole;

/// An objective of a policy; `GET /v1/policies/schema` says the parameters of each kind.
#[derive(ToSchema)]
#[schema(as = PolicyObjective)]
#[expect(dead_code, reason = "it only describes what `guardrails` writes")]
pub(super) struct ObjectiveDocument {
    /// Identifier, unique in the policy.
    id: String,
    /// One member: the kind's name, with its parameters.
    kind: BTreeMap<String, Value>,
    /// Where it is evaluated: `input`, `memory_write`, `recall`, `action`, `state`, `output`.
    stages: Vec<String>,
    /// Whose texts it looks at; everybody's where it is absent.
    #[schema(required = false)]
    roles: Vec<TurnRole>,
    /// `hard`, `shadow`, or `{"soft": {"weight": …}}`.
    enforcement: Value,
    /// `redact` where places found are taken out; a violation refuses where it is absent.
    #[schema(required = false)]
    on_violation: Option<String>,
    /// The value above which it is violated.
    margin: f64,
    /// What the user is told.
    message: String,
    /// Who answers for it.
    owner: String,
    /// Laws, standards and papers behind it.
    #[schema(required = false)]
    references: Vec<String>,
    /// Whether a lower level may change it or take it away.
    #[schema(required = false)]
    overridable: bool,
}
