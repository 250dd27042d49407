//! A policy as a request may name it: written out, or a version that is stored.

use groundstate_guardrails::policy::Policy;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::versions;
use crate::app::App;
use crate::guard::policies::document;
use crate::problem::{Answer, Code, Problem};

/// A policy: `toml`, or `document`, or `name` with a `version` (the active one when absent).
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "default", "version": 2}))]
pub struct PolicyInput {
    /// The policy as TOML.
    pub toml: Option<String>,
    /// The policy as a JSON document.
    pub document: Option<Value>,
    /// Name of a stored policy.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<i64>,
}

impl PolicyInput {
    /// The policy that is meant.
    ///
    /// # Errors
    /// `unprocessable` when it is not sound, or not exactly one is given; `not_found`.
    pub async fn policy(self, app: &App, tenant: &str) -> Answer<Policy> {
        match self {
            Self { name: Some(name), version, toml: None, document: None } => {
                let row = match version {
                    Some(version) => versions::find(app, tenant, &name, version).await?,
                    None => app
                        .store
                        .active_policy(tenant, &name)
                        .await?
                        .ok_or_else(|| Problem::not_found("active policy", &name))?,
                };
                document(&row.document)
            }
            Self { name: None, version: None, toml, document } => written(toml, document),
            _ => Err(Problem::parameter("policy", "send `toml`, or `document`, or `name` and perhaps `version`")),
        }
    }
}

/// A policy that is written out in a request.
///
/// # Errors
/// `unprocessable`, with every problem of the document.
pub fn written(toml: Option<String>, document: Option<Value>) -> Answer<Policy> {
    let parsed = match (toml, document) {
        (Some(toml), None) => Policy::from_toml(&toml),
        (None, Some(document)) => Policy::from_json(&document.to_string()),
        _ => return Err(Problem::parameter("toml", "send either `toml` or `document`")),
    };
    parsed.map_err(|error| Problem::new(Code::Unprocessable, error.to_string()))
}
