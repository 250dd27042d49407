//! Exporting: policies in force as a pack, signed by this server.

use std::collections::BTreeMap;

use groundstate_guardrails::pack::{self, About, Provenance};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::problem::{Answer, Problem};

/// Policies of a pack at most.
const MOST_POLICIES: usize = 32;

/// What to export.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "our-rules", "version": "1.0.0", "policies": ["default"], "licence": "CC-BY-4.0",
    "publisher": "Example Ltd"}))]
pub struct Export {
    /// Name of the pack.
    pub name: String,
    /// Its version (Semantic Versioning).
    pub version: String,
    /// Names of policies in force, 1 to 32.
    pub policies: Vec<String>,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Licence (SPDX expression).
    pub licence: String,
    /// Who publishes it.
    pub publisher: String,
    /// What it builds on.
    #[serde(default)]
    pub based_on: Vec<String>,
}

/// The bytes of a pack of policies in force, signed by this server's key.
///
/// # Errors
/// `not_found` where a policy is not in force, `unprocessable` where name, version or licence are none.
pub async fn export(app: &App, principal: &Principal, wanted: Export) -> Answer<Vec<u8>> {
    if !(1..=MOST_POLICIES).contains(&wanted.policies.len()) {
        return Err(Problem::parameter("policies", format!("name 1 to {MOST_POLICIES} policies")));
    }
    let mut files = BTreeMap::new();
    for name in &wanted.policies {
        let row = app.store.active_policy(&principal.tenant, name).await?;
        let row = row.ok_or_else(|| Problem::not_found("active policy", name))?;
        // The policy in force under a name may be called otherwise in its own document.
        let document: serde_json::Value = serde_json::from_str(&row.document).map_err(Problem::internal)?;
        let own = document.get("name").and_then(serde_json::Value::as_str).unwrap_or(name).to_owned();
        files.insert(format!("policies/{own}.json"), row.document.into_bytes());
    }
    let description = match wanted.description.trim() {
        "" => format!("Policies: {}.", wanted.policies.join(", ")),
        given => given.to_owned(),
    };
    let about = About {
        name: wanted.name,
        version: wanted.version,
        description,
        created: crate::clock::rfc3339(app.clock.now()).chars().take(10).collect(),
        licence: wanted.licence,
        provenance: Provenance {
            source: format!("exported by {}", app.signer.public_key().id()),
            publisher: wanted.publisher,
            based_on: wanted.based_on,
        },
        minimum_server_version: env!("CARGO_PKG_VERSION").to_owned(),
        heads: Vec::new(),
    };
    let bytes = pack::sign(&pack::build(&about, &files)?, &app.signer)?;
    let read = pack::Pack::read(&bytes)?;
    let facts = json!({
        "pack": about.name, "version": about.version, "digest": read.digest(), "policies": wanted.policies,
        "signer": app.signer.public_key().id(),
    });
    app.audit.record(Record::new(RecordKind::Policy, "pack_exported", principal, facts)).await?;
    Ok(bytes)
}
