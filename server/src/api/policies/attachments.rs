//! Applications, and policies attached to tenant, application or key.

use axum::extract::State;
use axum::http::StatusCode;
use groundstate_guardrails::policy::inherit::Level;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{AdminScope, Caller, PolicyApprove, PolicyRead};
use crate::clock::rfc3339;
use crate::policies::attach as domain;
use crate::policies::transition::By;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::{ApplicationRow, AttachmentRow};

/// A policy at its place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachment {
    /// `tenant`, `application` or `key`.
    level: String,
    /// What it is attached to.
    target: String,
    /// Name of the policy: its active version governs.
    policy: String,
    /// When it was attached, RFC 3339.
    created_at: String,
    /// Who attached it.
    created_by: String,
}

impl From<AttachmentRow> for Attachment {
    fn from(row: AttachmentRow) -> Self {
        let AttachmentRow { level, target, policy, created_at, created_by, .. } = row;
        Self { level, target, policy, created_at: rfc3339(created_at), created_by }
    }
}

/// What to attach, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"policy": "support", "reason": "the support desk answers customers"}))]
pub struct AttachRequest {
    /// Name of the policy; it needs an active version.
    policy: String,
    /// Why, 1 to 1,000 characters.
    reason: String,
}

/// Why something is undone.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReasonQuery {
    /// Why, 1 to 1,000 characters.
    pub(crate) reason: String,
}

fn level(name: &str) -> Answer<Level> {
    Level::named(name).ok_or_else(|| Problem::parameter("level", "use `tenant`, `application` or `key`"))
}

/// Lists what is attached where, by level and target.
#[utoipa::path(get, path = "/v1/policy-attachments", operation_id = "list_policy_attachments", tag = "guardrails",
    params(PageQuery), responses((status = 200, body = Page<Attachment>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<Attachment>>> {
    let limit = page.limit()?;
    let cursor = |row: &AttachmentRow| format!("{} {}", row.level, row.target);
    let after = page.cursor.unwrap_or_default();
    let rows = app.store.attachments(&caller.tenant).await?.into_iter().filter(|row| cursor(row) > after);
    let rows = rows.take(usize::try_from(limit).unwrap_or(usize::MAX) + 1).collect();
    Ok(Json(Page::of(rows, limit, cursor, Attachment::from)))
}

/// Attaches a policy in place of what was attached there.
#[utoipa::path(put, path = "/v1/policy-attachments/{level}/{target}", operation_id = "attach_policy",
    tag = "guardrails", request_body = AttachRequest,
    params(("level" = String, Path, description = "`tenant`, `application` or `key`"),
        ("target" = String, Path, description = "Identifier; `self` for the tenant")),
    responses((status = 200, body = Attachment), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn attach(
    State(app): State<App>,
    caller: Caller<PolicyApprove>,
    Path((at, target)): Path<(String, String)>,
    Json(request): Json<AttachRequest>,
) -> Answer<Json<Attachment>> {
    let by = By::new(&caller, &request.reason)?;
    Ok(Json(domain::attach(&app, by, level(&at)?, &target, &request.policy).await?.into()))
}

/// Detaches what is attached there.
#[utoipa::path(delete, path = "/v1/policy-attachments/{level}/{target}", operation_id = "detach_policy",
    tag = "guardrails",
    params(("level" = String, Path, description = "`tenant`, `application` or `key`"),
        ("target" = String, Path, description = "Identifier; `self` for the tenant"), ReasonQuery),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn detach(
    State(app): State<App>,
    caller: Caller<PolicyApprove>,
    Path((at, target)): Path<(String, String)>,
    Query(query): Query<ReasonQuery>,
) -> Answer<StatusCode> {
    domain::detach(&app, By::new(&caller, &query.reason)?, level(&at)?, &target).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An application: what API keys may belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Application {
    /// Identifier.
    id: String,
    /// Name.
    name: String,
    /// When it was made, RFC 3339.
    created_at: String,
}

impl From<ApplicationRow> for Application {
    fn from(row: ApplicationRow) -> Self {
        Self { id: row.id, name: row.name, created_at: rfc3339(row.created_at) }
    }
}

/// An application to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "support desk"}))]
pub struct NewApplication {
    /// Name, 1 to 100 characters, unique.
    name: String,
}

/// Lists the tenant's applications, newest first.
#[utoipa::path(get, path = "/v1/applications", operation_id = "list_applications", tag = "keys", params(PageQuery),
    responses((status = 200, body = Page<Application>)))]
pub async fn applications(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<Application>>> {
    let limit = page.limit()?;
    let rows = app.store.applications(&caller.tenant, page.cursor.as_deref(), limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.id.clone(), Application::from)))
}

/// Makes an application.
#[utoipa::path(post, path = "/v1/applications", operation_id = "create_application", tag = "keys",
    request_body = NewApplication,
    responses((status = 201, body = Application), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn add_application(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Json(new): Json<NewApplication>,
) -> Answer<(StatusCode, Json<Application>)> {
    let row = domain::add_application(&app, (&caller.tenant, &caller.id), &new.name).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Removes an application that no key belongs to and no policy is attached to.
#[utoipa::path(delete, path = "/v1/applications/{id}", operation_id = "remove_application", tag = "keys",
    params(("id" = String, Path, description = "Application")),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn remove_application(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    domain::remove_application(&app, (&caller.tenant, &caller.id), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
