//! API keys: who am I, make, list, withdraw.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::{self, AdminScope, Caller, Principal, Scope};
use crate::clock::rfc3339;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::{KeyRow, Write};

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The key's identifier.
    principal: String,
    /// The key's name.
    name: String,
    /// The tenant that it is bound to.
    tenant: String,
    /// What it may do.
    scopes: Vec<Scope>,
    /// Access labels that it holds.
    labels: Vec<String>,
    /// The application that it belongs to.
    application_id: Option<String>,
}

/// Says which key this is and what it may do.
#[utoipa::path(get, path = "/v1/me", operation_id = "read_caller",
    tag = "keys", responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
pub async fn me(State(app): State<App>, request: axum::extract::Request) -> Answer<Json<Me>> {
    let (mut parts, _) = request.into_parts();
    let Principal { id, name, tenant, scopes, labels, application } = match parts.extensions.remove::<Principal>() {
        Some(principal) => principal,
        None => auth::authenticate(&mut parts, &app).await?,
    };
    Ok(Json(Me { principal: id, name, tenant, scopes, labels, application_id: application }))
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "intranet", "scopes": ["answer", "memory:read"], "labels": ["staff"], "expires_in_days": 90}))]
pub struct NewKey {
    /// Name shown to people, 1 to 100 characters.
    name: String,
    /// What it may do.
    scopes: Vec<Scope>,
    /// Access labels that it holds.
    #[serde(default)]
    labels: Vec<String>,
    /// Days until it stops working; never when absent.
    expires_in_days: Option<u32>,
    /// The application that it belongs to; none when absent.
    application_id: Option<String>,
}

/// A key, without the secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct Key {
    /// Identifier.
    id: String,
    /// Name shown to people.
    name: String,
    /// What it may do.
    scopes: Vec<Scope>,
    /// Access labels that it holds.
    labels: Vec<String>,
    /// When it was made, RFC 3339.
    created_at: String,
    /// When it stops working, RFC 3339.
    expires_at: Option<String>,
    /// When it was withdrawn, RFC 3339.
    revoked_at: Option<String>,
    /// The application that it belongs to.
    application_id: Option<String>,
    /// The secret: only in the response that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

fn shown(row: &KeyRow, secret: Option<String>) -> Key {
    Key {
        id: row.id.clone(),
        name: row.name.clone(),
        scopes: serde_json::from_str(&row.scopes).unwrap_or_default(),
        labels: serde_json::from_str(&row.labels).unwrap_or_default(),
        created_at: rfc3339(row.created_at),
        expires_at: row.expires_at.map(rfc3339),
        revoked_at: row.revoked_at.map(rfc3339),
        application_id: row.application_id.clone(),
        key: secret,
    }
}

/// Makes a key. Its secret is shown in this response and never again.
#[utoipa::path(post, path = "/v1/keys", operation_id = "create_key", tag = "keys", request_body = NewKey,
    responses((status = 201, body = Key), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    headers: HeaderMap,
    Json(new): Json<NewKey>,
) -> Answer<(StatusCode, Json<Key>)> {
    // A repeated response would have to be kept, and the secret with it.
    if headers.contains_key("idempotency-key") {
        return Err(Problem::parameter(
            "Idempotency-Key",
            "a key's secret is shown once and never kept: not repeatable",
        ));
    }
    if !(1..=100).contains(&new.name.chars().count()) {
        return Err(Problem::parameter("name", "use 1 to 100 characters"));
    }
    if new.scopes.is_empty() {
        return Err(Problem::parameter("scopes", "a key without scopes may do nothing"));
    }
    if let Some(id) = &new.application_id {
        let known = app.store.application(&caller.tenant, id).await?;
        known.ok_or_else(|| Problem::parameter("application_id", format!("there is no application `{id}`")))?;
    }
    let (now, secret) = (app.clock.now(), auth::draw(app.clock.as_ref()));
    let row = KeyRow {
        id: app.clock.identifier("key"),
        tenant_id: caller.tenant.clone(),
        name: new.name,
        digest: auth::digest(&secret),
        scopes: serde_json::to_string(&new.scopes).map_err(Problem::internal)?,
        labels: serde_json::to_string(&new.labels).map_err(Problem::internal)?,
        created_at: now,
        expires_at: new.expires_in_days.map(|days| now + i64::from(days) * 86_400_000),
        revoked_at: None,
        application_id: new.application_id,
    };
    let mut write = app.store.write().await?;
    write.add_key(&row).await?;
    let facts = json!({"key": row.id, "name": row.name, "scopes": new.scopes, "labels": new.labels,
        "application": row.application_id});
    log(&app, write, Record::new(RecordKind::Key, "created", &caller, facts)).await?;
    Ok((StatusCode::CREATED, Json(shown(&row, Some(secret)))))
}

/// Lists the tenant's keys, newest first.
#[utoipa::path(get, path = "/v1/keys", operation_id = "list_keys", tag = "keys", params(PageQuery),
    responses((status = 200, body = Page<Key>), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<Key>>> {
    let limit = page.limit()?;
    let rows = app.store.keys(&caller.tenant, page.cursor.as_deref(), limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.id.clone(), |row| shown(&row, None))))
}

/// Withdraws a key at once.
#[utoipa::path(delete, path = "/v1/keys/{id}", operation_id = "revoke_key",
    tag = "keys", params(("id" = String, Path, description = "Key")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn revoke(State(app): State<App>, caller: Caller<AdminScope>, Path(id): Path<String>) -> Answer<StatusCode> {
    let mut write = app.store.write().await?;
    if !write.revoke_key(&caller.tenant, &id, app.clock.now()).await? {
        return Err(Problem::not_found("key in force", &id));
    }
    log(&app, write, Record::new(RecordKind::Key, "revoked", &caller, json!({"key": id}))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a change durable together with the decision that records it: no key works that the log does not know.
async fn log(app: &App, mut write: Write, record: Record) -> Answer<()> {
    let tenant = record.tenant.clone();
    app.audit.append(&mut write, &tenant, vec![record]).await?;
    Ok(write.commit().await?)
}
