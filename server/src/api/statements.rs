//! Statements: read and search.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Json, Page, Path, Query};
use crate::app::App;
use crate::auth::{Caller, MemoryRead, Principal};
use crate::clock::rfc3339;
use crate::memory::search::{Found, search};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::StatementRow;

/// A statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statement {
    /// Identity.
    id: i64,
    /// The document that says it.
    document_id: String,
    /// The version of the document.
    version: i64,
    /// Position in the version.
    ordinal: i64,
    /// `sentence`, `list_item`, `table_row`, `record`, `quote` or `code`.
    kind: String,
    /// Headings above it, outermost first.
    heading_path: Vec<String>,
    /// Its words.
    text: String,
    /// First character in the document's text.
    start: i64,
    /// Character after the last in the document's text.
    end: i64,
    /// Position of the statement without which this one cannot be understood.
    requires: Option<i64>,
    /// Trust in the source.
    trust: f64,
    /// When it was ingested, RFC 3339.
    created_at: String,
    /// Whether a newer version of its document has replaced it.
    superseded: bool,
}

impl From<StatementRow> for Statement {
    fn from(row: StatementRow) -> Self {
        Self {
            id: row.id,
            document_id: row.document_id,
            version: row.version,
            ordinal: row.ordinal,
            kind: row.kind,
            heading_path: serde_json::from_str(&row.heading_path).unwrap_or_default(),
            text: row.text,
            start: row.span_start,
            end: row.span_end,
            requires: row.requires,
            trust: row.trust,
            created_at: rfc3339(row.created_at),
            superseded: row.superseded_revision.is_some(),
        }
    }
}

/// Whether a caller holds all labels of a JSON list; none of one that cannot be read.
fn visible(principal: &Principal, labels: &str) -> bool {
    let labels: Result<Vec<String>, _> = serde_json::from_str(labels);
    labels.is_ok_and(|labels| labels.iter().all(|label| principal.labels.contains(label)))
}

/// Reads a statement.
#[utoipa::path(get, path = "/v1/statements/{id}", operation_id = "read_statement",
    tag = "memory", params(("id" = i64, Path, description = "Statement")),
    responses((status = 200, body = Statement), (status = 404, body = ProblemBody)))]
pub async fn read(State(app): State<App>, caller: Caller<MemoryRead>, Path(id): Path<i64>) -> Answer<Json<Statement>> {
    let row = app.store.statement(&caller.tenant, id).await?;
    let row = row.filter(|row| visible(&caller, &row.labels));
    Ok(Json(row.ok_or_else(|| Problem::not_found("statement", &id.to_string()))?.into()))
}

/// Which statements.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementsQuery {
    /// The document.
    document: String,
    /// The version; the newest when absent.
    version: Option<i64>,
    /// Entries a page, `1..=200`; 50 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Lists the statements of a document's version, in order.
#[utoipa::path(get, path = "/v1/statements", operation_id = "list_statements", tag = "memory", params(StatementsQuery),
    responses((status = 200, body = Page<Statement>), (status = 404, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Query(query): Query<StatementsQuery>,
) -> Answer<Json<Page<Statement>>> {
    let limit = super::PageQuery { limit: query.limit, cursor: None }.limit()?;
    let document = app.store.document(&caller.tenant, &query.document).await?;
    let document = document.filter(|row| row.version > 0 && visible(&caller, &row.labels));
    let document = document.ok_or_else(|| Problem::not_found("document", &query.document))?;
    let after = match &query.cursor {
        Some(cursor) => cursor.parse().map_err(|_| Problem::parameter("cursor", "not a cursor of this list"))?,
        None => -1,
    };
    let version = query.version.unwrap_or(document.version);
    let rows = app.store.statements_of(&document.id, version, after, limit + 1).await?;
    // Versions may have had other labels.
    let rows = rows.into_iter().filter(|row| visible(&caller, &row.labels)).collect();
    Ok(Json(Page::of(rows, limit, |row: &StatementRow| row.ordinal.to_string(), Statement::from)))
}

/// What to search for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"query": "default port", "limit": 5}))]
pub struct SearchRequest {
    /// Words, 1 to 4,000 characters.
    query: String,
    /// Results, `1..=100`; 10 when absent.
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResponse {
    /// Always `list`.
    object: &'static str,
    /// The statements, best first.
    results: Vec<Found>,
}

/// Searches statements by words and by meaning, without answering.
#[utoipa::path(post, path = "/v1/search", operation_id = "search_statements", tag = "memory", request_body = SearchRequest,
    responses((status = 200, body = SearchResponse), (status = 422, body = ProblemBody)))]
pub async fn find(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Json(request): Json<SearchRequest>,
) -> Answer<Json<SearchResponse>> {
    let limit = request.limit.unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return Err(Problem::parameter("limit", format!("`{limit}` is not within 1..=100")));
    }
    if !(1..=4_000).contains(&request.query.trim().chars().count()) {
        return Err(Problem::parameter("query", "use 1 to 4,000 characters"));
    }
    Ok(Json(SearchResponse { object: "list", results: search(&app, &caller, &request.query, limit).await? }))
}
