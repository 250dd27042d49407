//! Jobs: progress, items, cancellation.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use futures::Stream;
use serde::Serialize;
use utoipa::ToSchema;

use super::follow::follow;
use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, MemoryRead, MemoryWrite};
use crate::clock::rfc3339;
use crate::problem::{Answer, Code, Problem, ProblemBody};
use crate::store::{ItemRow, JobRow};

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Job {
    /// Identifier.
    id: String,
    /// The same as `id`.
    job_id: String,
    /// Always `job`.
    object: &'static str,
    /// What it does: `ingest`, `backtest` or `retention`.
    kind: String,
    /// `queued`, `running`, `succeeded`, `failed` or `cancelled`.
    status: String,
    /// Number of items.
    total: i64,
    /// Items ended, well or badly.
    done: i64,
    /// Items ended badly; each says why.
    failed: i64,
    /// What it is doing.
    message: String,
    /// Whether somebody asked for its end.
    cancel_requested: bool,
    /// When it was asked for, RFC 3339.
    created_at: String,
    /// When it ended, RFC 3339.
    finished_at: Option<String>,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        Self {
            job_id: row.id.clone(),
            id: row.id,
            object: "job",
            kind: row.kind,
            status: row.status,
            total: row.total,
            done: row.done,
            failed: row.failed,
            message: row.message,
            cancel_requested: row.cancel_requested != 0,
            created_at: rfc3339(row.created_at),
            finished_at: row.finished_at.map(rfc3339),
        }
    }
}

impl Job {
    /// Whether nothing more will happen to it.
    #[must_use]
    pub fn ended(&self) -> bool {
        matches!(self.status.as_str(), "succeeded" | "failed" | "cancelled")
    }
}

/// One item of a job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobItem {
    /// Position in the job.
    ordinal: i64,
    /// Where the document comes from.
    source: String,
    /// `queued`, `succeeded`, `unchanged`, `failed` or `cancelled`.
    status: String,
    /// Why it failed.
    error: Option<ItemError>,
    /// The document that it became.
    document_id: Option<String>,
    /// The version that it became.
    version: Option<i64>,
}

/// Why an item failed.
#[derive(Debug, Serialize, serde::Deserialize, ToSchema)]
pub struct ItemError {
    /// Stable code.
    code: String,
    /// For people.
    detail: String,
}

impl From<ItemRow> for JobItem {
    fn from(row: ItemRow) -> Self {
        Self {
            ordinal: row.ordinal,
            source: row.source,
            status: row.status,
            error: row.error.and_then(|error| serde_json::from_str(&error).ok()),
            document_id: row.document_id,
            version: row.version,
        }
    }
}

async fn find(app: &App, tenant: &str, id: &str) -> Answer<Job> {
    let row = app.store.job(tenant, id).await?;
    Ok(row.ok_or_else(|| Problem::not_found("job", id))?.into())
}

/// Lists the tenant's jobs, newest first.
#[utoipa::path(get, path = "/v1/jobs", operation_id = "list_jobs",
    tag = "jobs", params(PageQuery), responses((status = 200, body = Page<Job>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<Job>>> {
    let limit = page.limit()?;
    let rows = app.store.jobs(&caller.tenant, page.cursor.as_deref(), limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.id.clone(), Job::from)))
}

/// Reads a job.
#[utoipa::path(get, path = "/v1/jobs/{id}", operation_id = "read_job",
    tag = "jobs", params(("id" = String, Path, description = "Job")),
    responses((status = 200, body = Job), (status = 404, body = ProblemBody)))]
pub async fn read(State(app): State<App>, caller: Caller<MemoryRead>, Path(id): Path<String>) -> Answer<Json<Job>> {
    Ok(Json(find(&app, &caller.tenant, &id).await?))
}

/// Lists the items of a job, in order.
#[utoipa::path(get, path = "/v1/jobs/{id}/items", operation_id = "list_job_items", tag = "jobs",
    params(("id" = String, Path, description = "Job"), PageQuery),
    responses((status = 200, body = Page<JobItem>), (status = 404, body = ProblemBody)))]
pub async fn items(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Path(id): Path<String>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<JobItem>>> {
    let limit = page.limit()?;
    find(&app, &caller.tenant, &id).await?;
    let after = match &page.cursor {
        Some(cursor) => cursor.parse().map_err(|_| Problem::parameter("cursor", "not a cursor of this list"))?,
        None => -1,
    };
    let rows = app.store.job_items(&id, after, limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row: &ItemRow| row.ordinal.to_string(), JobItem::from)))
}

/// Follows a job: an event `progress` whenever it changes, then `done`.
#[utoipa::path(get, path = "/v1/jobs/{id}/events", operation_id = "stream_job_events",
    tag = "jobs", params(("id" = String, Path, description = "Job")),
    responses((status = 200, content_type = "text/event-stream", body = Job), (status = 404, body = ProblemBody)))]
pub async fn events(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Path(id): Path<String>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let (first, tenant) = (find(&app, &caller.tenant, &id).await?, caller.tenant.clone());
    Ok(follow(first, Job::ended, move || {
        let (app, tenant, id) = (app.clone(), tenant.clone(), id.clone());
        async move { find(&app, &tenant, &id).await }
    }))
}

/// Asks for the end of a job. What it has finished stays; what it has not is left out.
#[utoipa::path(post, path = "/v1/jobs/{id}/cancel", operation_id = "cancel_job",
    tag = "jobs", params(("id" = String, Path, description = "Job")),
    responses((status = 202, body = Job), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn cancel(
    State(app): State<App>,
    caller: Caller<MemoryWrite>,
    Path(id): Path<String>,
) -> Answer<(StatusCode, Json<Job>)> {
    find(&app, &caller.tenant, &id).await?;
    if !app.jobs.cancel(&caller.tenant, &id).await? {
        return Err(Problem::new(Code::Conflict, "the job has ended already"));
    }
    Ok((StatusCode::ACCEPTED, Json(find(&app, &caller.tenant, &id).await?)))
}
