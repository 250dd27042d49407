//! Statements: read and search.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Json, Page, Path, Query};
use crate::app::App;
use crate::auth::{Caller, MemoryRead, Principal};
use crate::clock::rfc3339;
use crate::memory::search::{Found, keywords, search};
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

/// Reads a statement.
#[utoipa::path(get, path = "/v1/statements/{id}", operation_id = "read_statement",
    tag = "memory", params(("id" = i64, Path, description = "Statement")),
    responses((status = 200, body = Statement), (status = 404, body = ProblemBody)))]
pub async fn read(State(app): State<App>, caller: Caller<MemoryRead>, Path(id): Path<i64>) -> Answer<Json<Statement>> {
    let row = app.store.statement(&caller.tenant, id).await?;
    let row = row.filter(|row| caller.may_see(&row.labels));
    Ok(Json(row.ok_or_else(|| Problem::not_found("statement", &id.to_string()))?.into()))
}

/// Which statements: those of a document's version, or those that hold some words.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementsQuery {
    /// The document; either this or `words`.
    document: Option<String>,
    /// The version of the document; the newest when absent.
    version: Option<i64>,
    /// Words that a statement of the newest versions must hold, all of them, in any form; 1 to 1,000 characters.
    words: Option<String>,
    /// Entries a page, `1..=200`; 50 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Lists statements: of a document's version in their order, or all that hold some words, oldest first.
///
/// A page may hold fewer than `limit` where some are hidden from the caller.
#[utoipa::path(get, path = "/v1/statements", operation_id = "list_statements", tag = "memory", params(StatementsQuery),
    responses((status = 200, body = Page<Statement>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Query(query): Query<StatementsQuery>,
) -> Answer<Json<Page<Statement>>> {
    let limit = super::PageQuery { limit: query.limit, cursor: None }.limit()?;
    let after = query.cursor.as_deref().map(str::parse).transpose();
    let after: Option<i64> = after.map_err(|_| Problem::parameter("cursor", "not a cursor of this list"))?;
    let page = match (&query.document, &query.words) {
        (Some(document), None) => {
            let rows = of_document(&app, &caller, (document, query.version), (after.unwrap_or(-1), limit + 1)).await?;
            Page::of(rows, limit, |row| row.ordinal.to_string(), |row| shown(&caller, row))
        }
        (None, Some(words)) => {
            if !(1..=1_000).contains(&words.trim().chars().count()) {
                return Err(Problem::parameter("words", "use 1 to 1,000 characters"));
            }
            let rows =
                app.store.statements_with(&caller.tenant, &keywords(words), after.unwrap_or(0), limit + 1).await?;
            Page::of(rows, limit, |row| row.id.to_string(), |row| shown(&caller, row))
        }
        _ => return Err(Problem::parameter("document", "send either `document` or `words`")),
    };
    Ok(Json(page.visible()))
}

/// The statement, where the caller may see it: versions of a document may have had other labels.
fn shown(principal: &Principal, row: StatementRow) -> Option<Statement> {
    principal.may_see(&row.labels).then(|| row.into())
}

async fn of_document(
    app: &App,
    principal: &Principal,
    (document, version): (&str, Option<i64>),
    (after, limit): (i64, i64),
) -> Answer<Vec<StatementRow>> {
    let row = app.store.document(&principal.tenant, document).await?;
    let row = row.filter(|row| row.version > 0 && principal.may_see(&row.labels));
    let row = row.ok_or_else(|| Problem::not_found("document", document))?;
    Ok(app.store.statements_of(&row.id, version.unwrap_or(row.version), after, limit).await?)
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
