//! Which policy is in force, compiled once for each digest.

use std::sync::Arc;

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::policy::Policy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Guard;
use crate::problem::{Code, Problem};
use crate::store::PolicyRow;

/// Names one version of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"name": "default", "version": 1, "digest": "8c1f…"}))]
pub struct PolicyName {
    /// Name of the policy.
    pub name: String,
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over the canonical document, hexadecimal.
    pub digest: String,
}

/// A policy in force.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Which it is.
    pub name: PolicyName,
    /// Ready to evaluate.
    pub policy: Arc<CompiledPolicy>,
}

impl Guard {
    /// The tenant's active policy of this name; the policy `default` when none is named.
    ///
    /// # Errors
    /// `not_found` when there is none, `internal` when a stored policy does not compile: nothing is let
    /// through without one.
    pub async fn in_force(&self, tenant: &str, name: Option<&str>) -> Result<InForce, Problem> {
        let name = name.unwrap_or("default");
        let row = self.store.active_policy(tenant, name).await?;
        self.ready(row.ok_or_else(|| Problem::not_found("active policy", name))?)
    }

    /// The version of a tenant's policy with this digest, in force or not: for replay.
    ///
    /// # Errors
    /// `gone` when it is not there any more.
    pub async fn by_digest(&self, tenant: &str, digest: &str) -> Result<InForce, Problem> {
        let row = self.store.policy_by_digest(tenant, digest).await?;
        self.ready(row.ok_or_else(|| Problem::new(Code::Gone, format!("there is no policy with digest `{digest}`")))?)
    }

    fn ready(&self, row: PolicyRow) -> Result<InForce, Problem> {
        let policy = match self.compiled.get(&row.digest) {
            Some(policy) => policy,
            None => {
                let document = Policy::from_json(&row.document).map_err(Problem::internal)?;
                let policy = Arc::new(CompiledPolicy::compile(&document).map_err(Problem::internal)?);
                self.compiled.insert(row.digest.clone(), Arc::clone(&policy));
                policy
            }
        };
        Ok(InForce { name: PolicyName { name: row.name, version: row.version, digest: row.digest }, policy })
    }
}

/// Compiles a policy that somebody sent.
///
/// # Errors
/// `unprocessable`, with every problem of the document.
pub(super) fn compile(policy: &Policy) -> Result<CompiledPolicy, Problem> {
    CompiledPolicy::compile(policy).map_err(|error| Problem::new(Code::Unprocessable, error.to_string()))
}
