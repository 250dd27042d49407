//! Decisions and the transparency log: read, prove, replay, export.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::policies::attachments::ReasonQuery;
use super::{Json, Page, PageQuery, Path, Query};
use crate::answer::{Replay, replay, replay_under};
use crate::app::App;
use crate::audit::erase;
use crate::audit::export::export;
use crate::audit::proof::{self, Head, InclusionProof};
use crate::auth::{AdminScope, AuditScope, Caller};
use crate::clock::rfc3339;
use crate::policies::reason;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::{DecisionFilter, DecisionRow};

/// A decision in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionEntry {
    /// Identifier.
    id: String,
    /// `answer`, `check`, `policy`, `memory`, `tombstone` or `key`.
    kind: String,
    /// How it ended.
    outcome: String,
    /// When, RFC 3339.
    created_at: String,
    /// Who asked.
    principal: String,
}

impl From<DecisionRow> for DecisionEntry {
    fn from(row: DecisionRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            outcome: row.outcome,
            created_at: rfc3339(row.created_at),
            principal: row.principal,
        }
    }
}

/// A decision in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decision {
    /// What a list says of it.
    #[serde(flatten)]
    entry: DecisionEntry,
    /// What stays for ever: its canonical JSON (RFC 8785) is the leaf of the log.
    envelope: Value,
    /// What can be erased: the words. Absent once erased.
    detail: Option<Value>,
    /// Its place in the log.
    leaf: Leaf,
}

/// A leaf of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct Leaf {
    /// Position, from 0.
    index: i64,
    /// SHA-256 over 0x00 and the envelope's bytes (RFC 6962), hexadecimal.
    hash: String,
}

/// Which decisions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DecisionsQuery {
    /// Entries a page, `1..=200`; 50 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only this kind.
    kind: Option<String>,
    /// Only this outcome.
    outcome: Option<String>,
}

async fn find(app: &App, tenant: &str, id: &str) -> Answer<DecisionRow> {
    app.store.decision(tenant, id).await?.ok_or_else(|| Problem::not_found("decision", id))
}

/// Lists decisions, newest first.
#[utoipa::path(get, path = "/v1/decisions", operation_id = "list_decisions", tag = "decisions", params(DecisionsQuery),
    responses((status = 200, body = Page<DecisionEntry>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<AuditScope>,
    Query(query): Query<DecisionsQuery>,
) -> Answer<Json<Page<DecisionEntry>>> {
    let limit = PageQuery { limit: query.limit, cursor: None }.limit()?;
    let filter = DecisionFilter { kind: query.kind, outcome: query.outcome };
    let rows = app.store.decisions(&caller.tenant, &filter, query.cursor.as_deref(), limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.id.clone(), DecisionEntry::from)))
}

/// Reads a decision.
#[utoipa::path(get, path = "/v1/decisions/{id}", operation_id = "read_decision", tag = "decisions",
    params(("id" = String, Path, description = "Decision")),
    responses((status = 200, body = Decision), (status = 404, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller<AuditScope>,
    Path(id): Path<String>,
) -> Answer<Json<Decision>> {
    let row = find(&app, &caller.tenant, &id).await?;
    let words = app.audit.vault().words(&caller.tenant, &id).await?;
    let detail = words.map(|words| serde_json::from_str(&words.content)).transpose().map_err(Problem::internal)?;
    Ok(Json(Decision {
        envelope: serde_json::from_str(&row.envelope).map_err(Problem::internal)?,
        detail,
        leaf: Leaf { index: row.leaf_index, hash: row.leaf_hash.clone() },
        entry: row.into(),
    }))
}

/// Proves that a decision is in the log.
#[utoipa::path(get, path = "/v1/decisions/{id}/proof", operation_id = "prove_decision", tag = "decisions",
    params(("id" = String, Path, description = "Decision")),
    responses((status = 200, body = InclusionProof), (status = 404, body = ProblemBody)))]
pub async fn prove(
    State(app): State<App>,
    caller: Caller<AuditScope>,
    Path(id): Path<String>,
) -> Answer<Json<InclusionProof>> {
    let row = find(&app, &caller.tenant, &id).await?;
    Ok(Json(proof::inclusion(&app.store, &app.signer.public_key(), &row).await?))
}

/// Under which policy.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReplayQuery {
    /// Digest of another policy of the tenant to decide under; the recorded one when absent.
    policy_digest: Option<String>,
}

/// Decides a recorded answer again, from its recorded snapshot, and compares byte for byte.
#[utoipa::path(post, path = "/v1/decisions/{id}/replay", operation_id = "replay_decision", tag = "decisions",
    params(("id" = String, Path, description = "Decision"), ReplayQuery),
    responses((status = 200, body = Replay), (status = 404, body = ProblemBody), (status = 410, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn again(
    State(app): State<App>,
    caller: Caller<AuditScope>,
    Path(id): Path<String>,
    Query(query): Query<ReplayQuery>,
) -> Answer<Json<Replay>> {
    let row = find(&app, &caller.tenant, &id).await?;
    Ok(Json(match &query.policy_digest {
        Some(digest) => replay_under(&app, &row, digest).await?,
        None => replay(&app, &row).await?,
    }))
}

/// Erases the words of a decision, for good. Its envelope, and so the log, stay as they are.
#[utoipa::path(delete, path = "/v1/decisions/{id}/detail", operation_id = "erase_decision_detail", tag = "decisions",
    params(("id" = String, Path, description = "Decision"), ReasonQuery),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 410, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn erase(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Path(id): Path<String>,
    Query(query): Query<ReasonQuery>,
) -> Answer<StatusCode> {
    erase::erase(&app, &caller, &id, reason(&query.reason)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What to shred, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "the contract has ended", "confirm": "ten_0192f0c4"}))]
pub struct ShredRequest {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
    /// The tenant's identifier (`GET /v1/me` says it), so that nobody shreds by mistake.
    confirm: String,
}

/// What a shredding did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Shredded {
    /// The decision that records it.
    decision_id: String,
    /// Data keys destroyed.
    keys_destroyed: u64,
    /// Rows removed besides.
    details_erased: u64,
}

/// Destroys the keys under which the words of all the tenant's decisions are sealed. The log stays whole and verifies.
#[utoipa::path(post, path = "/v1/log/shred", operation_id = "shred_log", tag = "decisions", request_body = ShredRequest,
    responses((status = 200, body = Shredded), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn shred(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Json(request): Json<ShredRequest>,
) -> Answer<Json<Shredded>> {
    if request.confirm != caller.tenant {
        return Err(Problem::parameter("confirm", "is not the identifier of this tenant"));
    }
    let erase::Shredded { decision_id, keys_destroyed, details_erased } =
        erase::shred(&app, &caller, reason(&request.reason)?).await?;
    Ok(Json(Shredded { decision_id, keys_destroyed, details_erased }))
}

/// The newest signed head of the log. Keep it: it proves later that nothing below it was removed.
#[utoipa::path(get, path = "/v1/log/head", operation_id = "read_log_head", tag = "decisions",
    responses((status = 200, body = Head), (status = 404, body = ProblemBody)))]
pub async fn head(State(app): State<App>, caller: Caller<AuditScope>) -> Answer<Json<Head>> {
    let head = proof::newest_head(&app.store, &caller.tenant).await?;
    Ok(Json(Head::of(head, &app.signer.public_key())))
}

/// From which size to prove consistency.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConsistencyQuery {
    /// Size of the earlier tree.
    from: u64,
}

/// Proof that the log only grew (RFC 6962, section 2.1.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsistencyProof {
    /// Size of the earlier tree.
    from: u64,
    /// The proof's hashes, hexadecimal.
    path: Vec<String>,
    /// The newest signed head.
    head: Head,
}

/// Proves that the newest tree extends an earlier one.
#[utoipa::path(get, path = "/v1/log/consistency", operation_id = "prove_log_consistency", tag = "decisions", params(ConsistencyQuery),
    responses((status = 200, body = ConsistencyProof), (status = 422, body = ProblemBody)))]
pub async fn consistency(
    State(app): State<App>,
    caller: Caller<AuditScope>,
    Query(query): Query<ConsistencyQuery>,
) -> Answer<Json<ConsistencyProof>> {
    let (head, path) = proof::consistency(&app.store, &caller.tenant, query.from).await?;
    Ok(Json(ConsistencyProof { from: query.from, path, head: Head::of(head, &app.signer.public_key()) }))
}

/// Exports the log as one file that `groundstate log verify` proves offline.
#[utoipa::path(get, path = "/v1/log/export", operation_id = "export_log", tag = "decisions",
    responses((status = 200, body = String, content_type = "application/x-ndjson"), (status = 404, body = ProblemBody)))]
pub async fn download(State(app): State<App>, caller: Caller<AuditScope>) -> Answer<Response> {
    // Written to a file first: a failure half-way must not look like a complete export.
    let file = tempfile::tempfile().map_err(|error| Problem::unavailable("the disk", error))?;
    let out = std::io::BufWriter::new(file.try_clone().map_err(|error| Problem::unavailable("the disk", error))?);
    export((&app.store, app.audit.vault()), (&app.signer, app.clock.as_ref()), &caller.tenant, out).await?;
    let mut file = tokio::fs::File::from_std(file);
    tokio::io::AsyncSeekExt::rewind(&mut file).await.map_err(|error| Problem::unavailable("the disk", error))?;
    let body = Body::from_stream(tokio_util::io::ReaderStream::new(file));
    let name = format!("attachment; filename=\"{}.log.ndjson\"", caller.tenant);
    Ok(([(CONTENT_TYPE, "application/x-ndjson".to_owned()), (CONTENT_DISPOSITION, name)], body).into_response())
}
