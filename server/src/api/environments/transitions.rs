//! Transitions: streamed in as NDJSON, read back whole.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::place;
use crate::api::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, EnvironmentRead, EnvironmentWrite};
use crate::clock::rfc3339;
use crate::config::Config;
use crate::environments::find;
use crate::environments::ingest::{Ingested as Done, RefusedRow, ingest};
use crate::environments::lines::Lines;
use crate::environments::read::{Reader, Stored};
use crate::problem::{Answer, Code, Problem, ProblemBody};
use crate::store::RejectRow;

/// Path of the streamed body, whose request may take long.
pub(in crate::api) const STREAMED: &str = "/v1/environments/{name}/transitions";
/// Transitions read at a time, and bytes after which a page ends early.
const PIECE: i64 = 20;
const PAGE_BYTES: usize = 8 << 20;

/// What a push came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ingested {
    /// Rows that were stored.
    accepted: u64,
    /// Rows that were stored already.
    duplicates: u64,
    /// Rows that were refused.
    rejected: u64,
    /// Versions of the schema that rows were checked against; 0 where there was none.
    versions: Vec<i64>,
    /// The first, at most 20, of the refused rows.
    refused: Vec<Refused>,
}

/// A row that was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct Refused {
    /// Number of its line in what was sent, from 1.
    line: i64,
    /// What is wrong, for programs: `line_too_long`, `invalid_utf8`, `invalid_json`, `invalid_row`, or a code of
    /// problems such as `unit_mismatch`.
    code: String,
    /// What is wrong, for people.
    detail: String,
    /// When it was refused, RFC 3339; only in the list of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_at: Option<String>,
}

/// A stored transition.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoredTransition {
    /// Its place.
    sequence: i64,
    /// The version of the schema that it was checked against; 0 where there was none.
    version: i64,
    /// SHA-256 of the row as it was sent, in canonical form.
    digest: String,
    /// The row.
    #[schema(value_type = Object)]
    transition: Value,
}

impl From<Done> for Ingested {
    fn from(done: Done) -> Self {
        Self {
            accepted: done.accepted,
            duplicates: done.duplicates,
            rejected: done.rejected,
            versions: done.versions,
            refused: done.refused.into_iter().map(Refused::from).collect(),
        }
    }
}

impl From<RefusedRow> for Refused {
    fn from(row: RefusedRow) -> Self {
        Self {
            line: i64::try_from(row.line).unwrap_or(i64::MAX),
            code: row.refused.code.to_owned(),
            detail: row.refused.detail,
            refused_at: None,
        }
    }
}

impl From<RejectRow> for Refused {
    fn from(row: RejectRow) -> Self {
        Self { line: row.line, code: row.code, detail: row.detail, refused_at: Some(rfc3339(row.created_at)) }
    }
}

/// The lines of a body of NDJSON.
pub(super) fn lines(headers: &HeaderMap, body: Body, config: &Config) -> Answer<Lines> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let media = header(CONTENT_TYPE).unwrap_or_default();
    if !["application/x-ndjson", "application/jsonl", "application/jsonlines"].iter().any(|one| media.starts_with(one))
    {
        return Err(Problem::new(Code::UnsupportedMediaType, "send `Content-Type: application/x-ndjson`"));
    }
    Lines::new(body, header(CONTENT_ENCODING), config)
}

/// Streams transitions in, one line each, gzip or not. Rows are checked one by one; bad ones are reported and skipped.
///
/// Idempotent without a key: a row that is stored already is counted and dropped, so whatever broke off is sent anew.
#[utoipa::path(post, path = "/v1/environments/{name}/transitions", operation_id = "push_transitions",
    tag = "environments", params(("name" = String, Path, description = "Name or identifier")),
    request_body(content = String, content_type = "application/x-ndjson",
        description = "Lines of {state, action, next_state [, mid_state, trajectory, step, score, done, …]}"),
    responses((status = 200, body = Ingested), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 415, body = ProblemBody)))]
pub async fn push(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer<Json<Ingested>> {
    let environment = find(&app.store, &caller.tenant, &name).await?;
    let mut lines = lines(&headers, body, &app.config)?;
    Ok(Json(ingest(&app, &caller, &environment, &mut lines).await?.into()))
}

/// Reads stored transitions, oldest first, with whole states.
#[utoipa::path(get, path = "/v1/environments/{name}/transitions", operation_id = "list_transitions",
    tag = "environments", params(("name" = String, Path, description = "Name or identifier"), PageQuery),
    responses((status = 200, body = Page<StoredTransition>), (status = 404, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(name): Path<String>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<StoredTransition>>> {
    let environment = find(&app.store, &caller.tenant, &name).await?;
    let (limit, from) = (page.limit()?, place(page.cursor.as_deref(), 0)?);
    let mut reader = Reader::at(&app.store, &environment.id, from).await?;
    let (mut data, mut bytes, mut next) = (Vec::new(), 0, from);
    // A page of large states ends early: the cursor says where to go on.
    while next - from < limit && bytes < PAGE_BYTES {
        let piece = reader.page(PIECE.min(limit - (next - from))).await?;
        if piece.is_empty() {
            break;
        }
        for stored in piece {
            let (shown, size) = StoredTransition::of(stored)?;
            next = shown.sequence + 1;
            bytes += size;
            data.push(shown);
        }
    }
    let next_cursor = (next < environment.next_sequence && !data.is_empty()).then(|| next.to_string());
    Ok(Json(Page { object: "list", data, next_cursor }))
}

impl StoredTransition {
    /// The transition, and about how many bytes it takes.
    fn of(stored: Stored) -> Answer<(Self, usize)> {
        let text = serde_json::to_string(&stored.transition).map_err(Problem::internal)?;
        let transition = serde_json::from_str(&text).map_err(Problem::internal)?;
        let shown = Self { sequence: stored.sequence, version: stored.version, digest: stored.digest, transition };
        Ok((shown, text.len()))
    }
}

/// Lists rows that were refused, newest first; the newest thousand are kept.
#[utoipa::path(get, path = "/v1/environments/{name}/transitions/rejected", operation_id = "list_rejected_transitions",
    tag = "environments", params(("name" = String, Path, description = "Name or identifier"), PageQuery),
    responses((status = 200, body = Page<Refused>), (status = 404, body = ProblemBody)))]
pub async fn rejected(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(name): Path<String>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<Refused>>> {
    let environment = find(&app.store, &caller.tenant, &name).await?;
    let (limit, before) = (page.limit()?, place(page.cursor.as_deref(), i64::MAX)?);
    let rows = app.store.environment_rejects(&environment.id, before, limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.ordinal.to_string(), Refused::from)))
}
