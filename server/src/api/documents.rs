//! Documents: ingest, read, erase.

use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Limited;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::jobs::Job;
use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::{Caller, MemoryRead, MemoryWrite, Principal};
use crate::clock::rfc3339;
use crate::memory::ingest::{IngestRequest, KIND};
use crate::problem::{Answer, Code, Problem, ProblemBody};
use crate::store::{DocumentRow, NewItem, VersionRow};

/// Files of one multipart request at most.
const MOST_FILES: usize = 1_000;

/// A document to ingest, as JSON.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Leave policy", "text": "Employees have 30 days of leave.", "source": "hr/leave.md",
    "media_type": "text/markdown", "labels": ["staff"], "trust": 0.9}))]
pub struct NewDocument {
    /// Title; the document's own when absent.
    title: Option<String>,
    /// The document, as text.
    text: Option<String>,
    /// The document, as base64: for PDF, DOCX and other binary formats.
    content: Option<String>,
    /// Media type; sniffed when absent.
    media_type: Option<String>,
    /// Where it comes from: one document for each source. A digest of the content when absent.
    source: Option<String>,
    /// Access labels that a caller must hold, all of them, to see it.
    #[serde(default)]
    labels: Vec<String>,
    /// Trust in the source, in `0..=1`.
    #[serde(default = "full")]
    trust: f64,
}

fn full() -> f64 {
    1.0
}

/// A form with files. The fields `labels` (comma-separated) and `trust` apply to the files after them.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document")]
pub struct DocumentForm {
    /// One or more files.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<u8>,
    /// Access labels, comma-separated.
    labels: Option<String>,
    /// Trust in the source, in `0..=1`.
    trust: Option<f64>,
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
pub struct Document {
    /// Identifier.
    id: String,
    /// Where it comes from.
    source: String,
    /// Title.
    title: String,
    /// Media type as declared at ingestion.
    media_type: String,
    /// Access labels that a caller must hold.
    labels: Vec<String>,
    /// Trust in the source.
    trust: f64,
    /// Newest version.
    version: i64,
    /// Number of statements in it.
    statements: i64,
    /// SHA-256 of its bytes and metadata.
    content_digest: String,
    /// When it was first ingested, RFC 3339.
    created_at: String,
    /// When its newest version was published, RFC 3339.
    updated_at: String,
    /// Its versions, newest first; only where one document is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<Vec<Version>>,
}

/// A version of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct Version {
    /// Number.
    version: i64,
    /// Title.
    title: String,
    /// SHA-256 of its bytes and metadata.
    content_digest: String,
    /// Number of statements.
    statements: i64,
    /// The memory revision that published it.
    revision: Option<i64>,
    /// When it was ingested, RFC 3339.
    created_at: String,
}

impl From<DocumentRow> for Document {
    fn from(row: DocumentRow) -> Self {
        Self {
            labels: labels(&row),
            id: row.id,
            source: row.source,
            title: row.title,
            media_type: row.media_type,
            trust: row.trust,
            version: row.version,
            statements: row.statements,
            content_digest: row.content_digest,
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
            versions: None,
        }
    }
}

impl From<VersionRow> for Version {
    fn from(row: VersionRow) -> Self {
        Self {
            version: row.version,
            title: row.title,
            content_digest: row.content_digest,
            statements: row.statements,
            revision: row.revision,
            created_at: rfc3339(row.created_at),
        }
    }
}

fn labels(row: &DocumentRow) -> Vec<String> {
    serde_json::from_str(&row.labels).unwrap_or_default()
}

/// The document, if the caller may see it; the same words when it is not there.
async fn find(app: &App, principal: &Principal, id: &str) -> Answer<DocumentRow> {
    let row = app.store.document(&principal.tenant, id).await?;
    row.filter(|row| row.version > 0 && principal.may_see(&row.labels))
        .ok_or_else(|| Problem::not_found("document", id))
}

/// Lets bodies of documents be as large as documents may be, and no larger.
pub async fn limit(Extension(app): Extension<App>, mut request: Request, next: Next) -> Response {
    let most = app.config.max_document_bytes;
    DefaultBodyLimit::disable().apply(&mut request);
    let request = request.map(|body| Body::new(Limited::new(body, most)));
    next.run(request).await
}

/// Ingests documents in the background: one as JSON, or files as a form.
///
/// Idempotent: a source whose content has not changed stays as it is.
#[utoipa::path(post, path = "/v1/documents", operation_id = "create_document", tag = "memory",
    request_body(content((NewDocument = "application/json"), (DocumentForm = "multipart/form-data"))),
    responses((status = 202, body = Job), (status = 413, body = ProblemBody), (status = 415, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<MemoryWrite>,
    request: Request,
) -> Answer<(StatusCode, Json<Job>)> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let items = if media.starts_with("multipart/form-data") {
        from_form(&app, request).await?
    } else {
        let Json(new) = Json::<NewDocument>::from_request(request, &app).await?;
        vec![from_json(new)?]
    };
    let job = app.jobs.submit(KIND, (&caller.tenant, &caller.id), &items).await?;
    Ok((StatusCode::ACCEPTED, Json(Job::from(job))))
}

fn from_json(new: NewDocument) -> Answer<NewItem> {
    let content = match (new.text, new.content) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(content)) => {
            STANDARD.decode(content).map_err(|error| Problem::parameter("content", format!("not base64: {error}")))?
        }
        _ => return Err(Problem::parameter("text", "send either `text` or `content`")),
    };
    let request = IngestRequest {
        title: new.title,
        media_type: new.media_type,
        file_name: new.source.clone(),
        labels: new.labels,
        trust: new.trust,
    };
    item(new.source, request, content)
}

async fn from_form(app: &App, request: Request) -> Answer<Vec<NewItem>> {
    let form = Multipart::from_request(request, app).await;
    let mut form = form.map_err(|error| Problem::new(Code::InvalidRequest, format!("the form: {error}")))?;
    let (mut labels, mut trust, mut items) = (Vec::new(), full(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(form_problem)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let media_type = field.content_type().filter(|media| *media != "application/octet-stream").map(str::to_owned);
        let bytes = field.bytes().await.map_err(form_problem)?;
        match name.as_str() {
            "labels" => labels = listed(&bytes),
            "trust" => trust = number(&bytes)?,
            _ => {
                let request = IngestRequest {
                    title: None,
                    media_type,
                    file_name: file_name.clone(),
                    labels: labels.clone(),
                    trust,
                };
                items.push(item(file_name, request, bytes.to_vec())?);
            }
        }
        if items.len() > MOST_FILES {
            return Err(Problem::new(Code::TooLarge, format!("more than {MOST_FILES} files in one form")));
        }
    }
    if items.is_empty() {
        return Err(Problem::parameter("file", "the form holds no file"));
    }
    Ok(items)
}

fn form_problem(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge, "the form is larger than `max_document_bytes`"),
        _ => Problem::new(Code::InvalidRequest, format!("the form: {error}")),
    }
}

fn listed(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.split(',').map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned).collect()
}

fn number(bytes: &[u8]) -> Answer<f64> {
    let text = String::from_utf8_lossy(bytes);
    text.trim().parse().map_err(|_| Problem::parameter("trust", format!("`{}` is not a number", text.trim())))
}

fn item(source: Option<String>, request: IngestRequest, content: Vec<u8>) -> Answer<NewItem> {
    use sha2::{Digest, Sha256};

    if !(0.0..=1.0).contains(&request.trust) {
        return Err(Problem::parameter("trust", format!("`{}` is not within 0..=1", request.trust)));
    }
    if request.labels.iter().any(|label| label.trim().is_empty()) {
        return Err(Problem::parameter("labels", "a label is empty"));
    }
    let source = source
        .filter(|source| !source.trim().is_empty())
        .unwrap_or_else(|| format!("sha256:{}", hex::encode(Sha256::digest(&content))));
    if source.len() > 1_000 {
        return Err(Problem::parameter("source", "more than 1,000 bytes"));
    }
    Ok(NewItem { source, request: serde_json::to_string(&request).map_err(Problem::internal)?, content })
}

/// Lists the documents that this key may see, newest first.
#[utoipa::path(get, path = "/v1/documents", operation_id = "list_documents", tag = "memory", params(PageQuery),
    responses((status = 200, body = Page<Document>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<Document>>> {
    let limit = page.limit()?;
    let rows = app.store.documents(&caller.tenant, page.cursor.as_deref(), limit + 1).await?;
    // The cursor runs over all documents; a page may hold fewer than `limit` where some are hidden.
    let shown = |row: DocumentRow| caller.may_see(&row.labels).then(|| Document::from(row));
    Ok(Json(Page::of(rows, limit, |row| row.id.clone(), shown).visible()))
}

/// Reads a document with its versions.
#[utoipa::path(get, path = "/v1/documents/{id}", operation_id = "read_document",
    tag = "memory", params(("id" = String, Path, description = "Document")),
    responses((status = 200, body = Document), (status = 404, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Path(id): Path<String>,
) -> Answer<Json<Document>> {
    let row = find(&app, &caller, &id).await?;
    let versions = app.store.versions(&caller.tenant, &id).await?;
    let versions = Some(versions.into_iter().map(Version::from).collect());
    Ok(Json(Document { versions, ..Document::from(row) }))
}

/// Which part of a text.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TextQuery {
    /// First character; 0 when absent.
    start: Option<usize>,
    /// Character after the last; 20,000 after `start` when absent, and at most.
    end: Option<usize>,
    /// Version; the newest when absent.
    version: Option<i64>,
}

/// A part of a document's text.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextPart {
    /// The document.
    document_id: String,
    /// The version.
    version: i64,
    /// Title.
    title: String,
    /// First character.
    start: usize,
    /// Character after the last.
    end: usize,
    /// Characters of the whole text.
    length: usize,
    /// The part.
    text: String,
}

/// Reads a part of the extracted text that citations point into.
#[utoipa::path(get, path = "/v1/documents/{id}/text", operation_id = "read_document_text", tag = "memory",
    params(("id" = String, Path, description = "Document"), TextQuery),
    responses((status = 200, body = TextPart), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn text(
    State(app): State<App>,
    caller: Caller<MemoryRead>,
    Path(id): Path<String>,
    Query(query): Query<TextQuery>,
) -> Answer<Json<TextPart>> {
    const MOST: usize = 20_000;
    let row = find(&app, &caller, &id).await?;
    let version = query.version.unwrap_or(row.version);
    // An older version may have had other labels: its statements still carry them.
    let first = app.store.statements_of(&id, version, -1, 1).await?;
    let shown = first.iter().all(|statement| caller.may_see(&statement.labels));
    let text = app.store.version_text(&caller.tenant, &id, version).await?.filter(|_| shown);
    let text = text.ok_or_else(|| Problem::not_found("version", &version.to_string()))?;
    let length = text.chars().count();
    let start = query.start.unwrap_or(0).min(length);
    let end = query.end.unwrap_or(start + MOST).min(length);
    if end < start || end - start > MOST {
        return Err(Problem::parameter("end", format!("must be within {MOST} characters after `start`")));
    }
    let part = text.chars().skip(start).take(end - start).collect();
    Ok(Json(TextPart { document_id: id, version, title: row.title, start, end, length, text: part }))
}

/// Erases a document: all versions, statements and vectors. A tombstone stays in the log.
#[utoipa::path(delete, path = "/v1/documents/{id}", operation_id = "erase_document",
    tag = "memory", params(("id" = String, Path, description = "Document")),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub async fn erase(State(app): State<App>, caller: Caller<MemoryWrite>, Path(id): Path<String>) -> Answer<StatusCode> {
    let row = find(&app, &caller, &id).await?;
    let mut write = app.store.write().await?;
    let revision = write.next_revision(&caller.tenant).await?;
    if !write.erase_document(&caller.tenant, &id, revision).await? {
        return Err(Problem::not_found("document", &id));
    }
    let facts =
        json!({"document": id, "version": row.version, "content_digest": row.content_digest, "revision": revision});
    let record = Record::new(RecordKind::Tombstone, "erased", &caller, facts);
    app.audit.append(&mut write, &caller.tenant, vec![record]).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
