//! The trust list: whose packs a tenant installs.

use groundstate_guardrails::log::head::PublicKey;
use serde_json::json;

use super::recorded;
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::problem::{Answer, Code, Problem};
use crate::store::SignerRow;

/// The keys whose packs a tenant trusts; this server's own among them: what it exported it may take back.
///
/// # Errors
/// `internal` when a stored key is not readable, `unavailable`.
pub async fn trusted(app: &App, tenant: &str) -> Answer<Vec<PublicKey>> {
    let rows = app.store.pack_signers(tenant).await?;
    let mut keys = rows
        .iter()
        .map(|row| PublicKey::from_hex(&row.public_key).map_err(Problem::internal))
        .collect::<Answer<Vec<_>>>()?;
    keys.push(app.signer.public_key());
    Ok(keys)
}

/// Trusts a key, given in hexadecimal, under a name.
///
/// # Errors
/// `unprocessable` where it is no key or the name too long, `conflict` where it is trusted already.
pub async fn trust(app: &App, principal: &Principal, name: &str, public_key: &str) -> Answer<SignerRow> {
    let key = PublicKey::from_hex(public_key).map_err(|error| Problem::parameter("public_key", error.to_string()))?;
    if !(1..=100).contains(&name.chars().count()) {
        return Err(Problem::parameter("name", "use 1 to 100 characters"));
    }
    let row = SignerRow {
        tenant_id: principal.tenant.clone(),
        key_id: key.id(),
        public_key: key.to_hex(),
        name: name.to_owned(),
        added_at: app.clock.now(),
        added_by: principal.id.clone(),
    };
    let mut write = app.store.write().await?;
    write.add_pack_signer(&row).await.map_err(|error| match error.is_duplicate() {
        true => Problem::new(Code::Conflict, format!("`{}` is trusted already", row.key_id)),
        false => error.into(),
    })?;
    let facts = json!({"signer": row.key_id, "public_key": row.public_key, "name": row.name});
    recorded(app, write, Record::new(RecordKind::Policy, "signer_trusted", principal, facts)).await?;
    Ok(row)
}

/// Trusts a key no longer. What was installed stays: it was trusted when it was.
///
/// # Errors
/// `not_found` where it was not trusted.
pub async fn distrust(app: &App, principal: &Principal, key_id: &str) -> Answer<()> {
    let mut write = app.store.write().await?;
    if !write.remove_pack_signer(&principal.tenant, key_id).await? {
        return Err(Problem::not_found("trusted signer", key_id));
    }
    let facts = json!({"signer": key_id});
    recorded(app, write, Record::new(RecordKind::Policy, "signer_distrusted", principal, facts)).await?;
    Ok(())
}
