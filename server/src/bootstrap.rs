//! The first start: a tenant, an administrator key shown once, the default policy, and the
//! demonstration memory where it is asked for. Every step is done once, however often it runs.

use groundstate_guardrails::pack::default_policy;
use rust_embed::RustEmbed;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::app::App;
use crate::audit::{Record, RecordKind, canonical_string};
use crate::auth::{self, Scope};
use crate::memory::ingest::{IngestRequest, KIND};
use crate::problem::{Answer, Code, Problem};
use crate::store::{KeyRow, NewItem, PolicyRow, TenantRow};

/// Who does what nobody asked for.
const SYSTEM: &str = "system";

#[derive(RustEmbed)]
#[folder = "../docs/handbook"]
#[include = "*.md"]
struct Handbook;

/// What the first start made.
#[derive(Clone, Debug)]
pub struct Bootstrapped {
    /// The tenant.
    pub tenant: String,
    /// The administrator key, if it was made now: show it once.
    pub key: Option<String>,
}

/// Makes tenant, key and policy where they are missing.
///
/// # Errors
/// When the database does not answer or the configured key is malformed.
pub async fn bootstrap(app: &App) -> Answer<Bootstrapped> {
    let tenant = match app.store.tenants().await?.into_iter().next() {
        Some(TenantRow { id, .. }) => id,
        None => add_tenant(app).await?,
    };
    let key = match app.store.has_keys().await? {
        true => None,
        false => Some(add_key(app, &tenant).await?),
    };
    install_policy(app, &tenant).await?;
    Ok(Bootstrapped { tenant, key })
}

async fn add_tenant(app: &App) -> Answer<String> {
    let id = app.clock.identifier("ten");
    let mut write = app.store.write().await?;
    write.add_tenant(&id, "default", app.clock.now()).await?;
    write.commit().await?;
    Ok(id)
}

async fn add_key(app: &App, tenant: &str) -> Answer<String> {
    let secret = match &app.config.bootstrap_key {
        Some(configured) => configured.expose_secret().to_owned(),
        None => auth::draw(app.clock.as_ref()),
    };
    if !auth::is_well_formed(&secret) {
        let detail = "GROUNDSTATE_BOOTSTRAP_KEY must be `gs_` and 32 bytes in base64url (43 characters)";
        return Err(Problem::new(Code::InvalidRequest, detail));
    }
    let row = KeyRow {
        id: app.clock.identifier("key"),
        tenant_id: tenant.to_owned(),
        name: "administrator".to_owned(),
        digest: auth::digest(&secret),
        scopes: json!([Scope::Admin]).to_string(),
        labels: "[]".to_owned(),
        created_at: app.clock.now(),
        expires_at: None,
        revoked_at: None,
        application_id: None,
    };
    let mut write = app.store.write().await?;
    write.add_key(&row).await?;
    write.commit().await?;
    let facts = json!({"key": row.id, "name": row.name, "scopes": [Scope::Admin]});
    app.audit.record(Record::by(RecordKind::Key, "created", (tenant, SYSTEM), facts)).await?;
    Ok(secret)
}

/// Activates the shipped policy for a tenant that has none by the name `default`.
async fn install_policy(app: &App, tenant: &str) -> Answer<()> {
    if app.store.active_policy(tenant, "default").await?.is_some() {
        return Ok(());
    }
    let policy = default_policy().map_err(Problem::internal)?;
    let row = PolicyRow {
        tenant_id: tenant.to_owned(),
        name: "default".to_owned(),
        version: 0,
        digest: policy.digest().map_err(Problem::internal)?,
        document: canonical_string(&policy)?,
        status: "active".to_owned(),
        created_at: app.clock.now(),
        created_by: SYSTEM.to_owned(),
    };
    let mut write = app.store.write().await?;
    let version = write.activate_policy(&row).await?;
    write.commit().await?;
    let facts = json!({"name": row.name, "version": version, "digest": row.digest});
    app.audit.record(Record::by(RecordKind::Policy, "activated", (tenant, SYSTEM), facts)).await?;
    Ok(())
}

/// Queues the handbook for ingestion; documents that are there already stay as they are.
///
/// # Errors
/// When the database does not answer.
pub async fn ingest_handbook(app: &App, tenant: &str) -> Answer<String> {
    let mut items = Vec::new();
    let mut names: Vec<_> = Handbook::iter().collect();
    names.sort();
    for name in names {
        let Some(file) = Handbook::get(&name) else { continue };
        let request = IngestRequest {
            media_type: Some("text/markdown".to_owned()),
            file_name: Some(name.to_string()),
            trust: 1.0,
            ..IngestRequest::default()
        };
        items.push(NewItem {
            source: format!("handbook/{name}"),
            request: serde_json::to_string(&request).map_err(Problem::internal)?,
            content: file.data.to_vec(),
        });
    }
    Ok(app.jobs.submit(KIND, (tenant, SYSTEM), &items).await?.id)
}
