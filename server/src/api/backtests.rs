//! Back-tests: order, follow, read what a draft would have changed, row by row.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use futures::Stream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::follow::follow;
use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, PolicyRead, PolicyWrite, Scope};
use crate::clock::{Millis, rfc3339};
use crate::guard::PolicyName;
use crate::policies::backtest::{self, Order, Outcome, Side, Subject};
use crate::policies::transition::By;
use crate::problem::{Answer, Code, Problem, ProblemBody};
use crate::store::{BacktestRow, JobRow, ReplayedRow, RowFilter};

/// What to replay, and under what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"policy": {"name": "default", "version": 2}, "from": "2026-11-01T00:00:00Z", "sample": 2000}))]
pub struct NewBacktest {
    /// The version to replay under.
    policy: VersionInput,
    /// Decisions made from then on, RFC 3339; all before `to` when absent.
    from: Option<String>,
    /// Decisions made up to then, RFC 3339; now when absent.
    to: Option<String>,
    /// At most so many decisions, evenly spaced; all when absent.
    #[schema(minimum = 1)]
    sample: Option<i64>,
    /// Why; it stays in the log where the back-test moves the version on.
    reason: Option<String>,
}

/// A stored version: by name and number, or by digest.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionInput {
    /// Name.
    name: Option<String>,
    /// Version.
    version: Option<i64>,
    /// SHA-256 over the canonical document, instead of both.
    digest: Option<String>,
}

/// A back-test and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Backtest {
    /// Identifier, that of its job.
    id: String,
    /// Always `backtest`.
    object: &'static str,
    /// What is tried: `policy`, or `critic`; then decisions are replayed under the policies of the time.
    subject: String,
    /// The version that is tried; of the critic, under the name `critic`.
    policy: PolicyName,
    /// From when on, RFC 3339.
    from: String,
    /// Up to when, RFC 3339.
    to: String,
    /// At most so many decisions.
    sample: Option<i64>,
    /// `queued`, `running`, `succeeded`, `failed` or `cancelled`.
    status: String,
    /// Decisions to replay.
    total: i64,
    /// Decisions replayed, or found erased.
    done: i64,
    /// What went wrong, where something did.
    message: String,
    /// Who asked for it.
    principal: String,
    /// When, RFC 3339.
    created_at: String,
    /// When it ended, RFC 3339.
    finished_at: Option<String>,
    /// How many decisions ended which way.
    counts: BTreeMap<&'static str, i64>,
}

/// What one replayed decision came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct BacktestRowEntry {
    /// The decision.
    decision_id: String,
    /// Its place in the log.
    leaf_index: i64,
    /// `answer` or `check`.
    kind: String,
    /// `unchanged`, `changed`, `newly_refused`, `newly_allowed`, `redacted`, `energy_shift`, `gone` or `failed`.
    outcome: String,
    /// The objective that refuses under the draft.
    objective: Option<String>,
    /// Energy as recorded.
    energy_recorded: Option<f64>,
    /// Energy under the draft.
    energy_replayed: Option<f64>,
    /// SHA-256 over the answer under the draft, as a replay under it gives it.
    answer_digest: Option<String>,
}

/// Both sides of a replayed decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct BacktestSides {
    /// The row.
    #[serde(flatten)]
    row: BacktestRowEntry,
    /// What was asked, or checked; absent once erased.
    request: Option<Value>,
    /// What was decided; absent once erased.
    recorded: Option<Side>,
    /// What the draft makes of it; absent once erased.
    replayed: Option<Side>,
}

impl From<ReplayedRow> for BacktestRowEntry {
    fn from(row: ReplayedRow) -> Self {
        let ReplayedRow { decision_id, leaf_index, kind, outcome, objective, .. } = row;
        let ReplayedRow { energy_recorded, energy_replayed, answer_digest, .. } = row;
        Self { decision_id, leaf_index, kind, outcome, objective, energy_recorded, energy_replayed, answer_digest }
    }
}

pub(super) async fn shown(app: &App, row: BacktestRow, job: JobRow) -> Answer<Backtest> {
    let mut counts: BTreeMap<&'static str, i64> = Outcome::ALL.into_iter().map(|one| (one.name(), 0)).collect();
    for count in app.store.backtest_counts(&row.job_id).await? {
        if let Some(known) = counts.get_mut(count.outcome.as_str()) {
            *known = count.total;
        }
    }
    Ok(Backtest {
        id: row.job_id,
        object: "backtest",
        subject: row.subject,
        policy: PolicyName { name: row.name, version: row.version, digest: row.digest, sources: Vec::new() },
        from: rfc3339(row.from_ms),
        to: rfc3339(row.to_ms),
        sample: row.sample,
        status: job.status,
        total: job.total,
        done: job.done,
        message: job.message,
        principal: row.principal,
        created_at: rfc3339(row.created_at),
        finished_at: job.finished_at.map(rfc3339),
        counts,
    })
}

async fn find(app: &App, tenant: &str, id: &str) -> Answer<Backtest> {
    let unknown = || Problem::not_found("back-test", id);
    let row = app.store.backtest(tenant, id).await?.ok_or_else(unknown)?;
    let job = app.store.job(tenant, id).await?.ok_or_else(unknown)?;
    shown(app, row, job).await
}

pub(super) fn moment(name: &str, text: Option<&str>, otherwise: Millis) -> Answer<Millis> {
    let Some(text) = text else { return Ok(otherwise) };
    let parsed: Result<jiff::Timestamp, _> = text.parse();
    parsed.map(|stamp| stamp.as_millisecond()).map_err(|_| Problem::parameter(name, "not a time of RFC 3339"))
}

/// Orders a back-test: recorded answers and checks are decided again under a version, in the background.
#[utoipa::path(post, path = "/v1/backtests", operation_id = "create_backtest", tag = "guardrails",
    request_body = NewBacktest,
    responses((status = 202, body = Backtest), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<PolicyWrite>,
    Json(new): Json<NewBacktest>,
) -> Answer<(StatusCode, Json<Backtest>)> {
    let (name, version) = match new.policy {
        VersionInput { name: Some(name), version: Some(version), digest: None } => (name, version),
        VersionInput { name: None, version: None, digest: Some(digest) } => {
            let row = app.store.policy_by_digest(&caller.tenant, &digest).await?;
            let row = row.ok_or_else(|| Problem::not_found("policy version", &digest))?;
            (row.name, row.version)
        }
        _ => return Err(Problem::parameter("policy", "send `name` and `version`, or `digest`")),
    };
    let by = By::new(&caller, new.reason.as_deref().unwrap_or("a back-test ended"))?;
    let range = (moment("from", new.from.as_deref(), 0)?, moment("to", new.to.as_deref(), app.clock.now())?);
    let order = Order { subject: Subject::Policy(&name, version), range, sample: new.sample };
    let (row, job) = backtest::order(&app, by, order).await?;
    Ok((StatusCode::ACCEPTED, Json(shown(&app, row, job).await?)))
}

/// Which back-tests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BacktestsQuery {
    /// Entries a page, `1..=200`; 50 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only those of this policy.
    policy: Option<String>,
    /// Only those of this version of it.
    version: Option<i64>,
}

/// Lists back-tests, newest first.
#[utoipa::path(get, path = "/v1/backtests", operation_id = "list_backtests", tag = "guardrails",
    params(BacktestsQuery), responses((status = 200, body = Page<Backtest>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Query(query): Query<BacktestsQuery>,
) -> Answer<Json<Page<Backtest>>> {
    let limit = PageQuery { limit: query.limit, cursor: None }.limit()?;
    let which = (query.policy.as_deref(), query.version);
    let rows = app.store.backtests(&caller.tenant, which, query.cursor.as_deref(), limit + 1).await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let job = app.store.job(&caller.tenant, &row.job_id).await?;
        let job = job.ok_or_else(|| Problem::internal("a back-test without its job"))?;
        listed.push(shown(&app, row, job).await?);
    }
    Ok(Json(Page::of(listed, limit, |one| one.id.clone(), |one| one)))
}

/// Reads a back-test.
#[utoipa::path(get, path = "/v1/backtests/{id}", operation_id = "read_backtest", tag = "guardrails",
    params(("id" = String, Path, description = "Back-test")),
    responses((status = 200, body = Backtest), (status = 404, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(id): Path<String>,
) -> Answer<Json<Backtest>> {
    Ok(Json(find(&app, &caller.tenant, &id).await?))
}

/// Follows a back-test: an event `progress` whenever it changes, then `done`.
#[utoipa::path(get, path = "/v1/backtests/{id}/events", operation_id = "stream_backtest_events", tag = "guardrails",
    params(("id" = String, Path, description = "Back-test")),
    responses((status = 200, content_type = "text/event-stream", body = Backtest), (status = 404, body = ProblemBody)))]
pub async fn events(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(id): Path<String>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let (first, tenant) = (find(&app, &caller.tenant, &id).await?, caller.tenant.clone());
    Ok(follow(
        first,
        |seen| !matches!(seen.status.as_str(), "queued" | "running"),
        move || {
            let (app, tenant, id) = (app.clone(), tenant.clone(), id.clone());
            async move { find(&app, &tenant, &id).await }
        },
    ))
}

/// Asks for the end of a back-test. The rows that it has stay.
#[utoipa::path(post, path = "/v1/backtests/{id}/cancel", operation_id = "cancel_backtest", tag = "guardrails",
    params(("id" = String, Path, description = "Back-test")),
    responses((status = 202, body = Backtest), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn cancel(
    State(app): State<App>,
    caller: Caller<PolicyWrite>,
    Path(id): Path<String>,
) -> Answer<(StatusCode, Json<Backtest>)> {
    find(&app, &caller.tenant, &id).await?;
    if !app.jobs.cancel(&caller.tenant, &id).await? {
        return Err(Problem::new(Code::Conflict, "the back-test has ended already"));
    }
    Ok((StatusCode::ACCEPTED, Json(find(&app, &caller.tenant, &id).await?)))
}

/// Which rows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// Entries a page, `1..=200`; 50 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only those that ended so.
    #[param(inline)]
    outcome: Option<Outcome>,
}

/// Lists what each decision came to, in the order of the log.
#[utoipa::path(get, path = "/v1/backtests/{id}/rows", operation_id = "list_backtest_rows", tag = "guardrails",
    params(("id" = String, Path, description = "Back-test"), RowsQuery),
    responses((status = 200, body = Page<BacktestRowEntry>), (status = 404, body = ProblemBody)))]
pub async fn rows(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(id): Path<String>,
    Query(query): Query<RowsQuery>,
) -> Answer<Json<Page<BacktestRowEntry>>> {
    let limit = PageQuery { limit: query.limit, cursor: None }.limit()?;
    find(&app, &caller.tenant, &id).await?;
    let after = match &query.cursor {
        Some(cursor) => cursor.parse().map_err(|_| Problem::parameter("cursor", "not a cursor of this list"))?,
        None => -1,
    };
    let filter = RowFilter { outcome: query.outcome.map(|outcome| outcome.name().to_owned()), after };
    let rows = app.store.backtest_rows(&id, &filter, limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.leaf_index.to_string(), BacktestRowEntry::from)))
}

/// Opens one decision side by side: as recorded, and as the draft makes it. The words are people's: the scope `audit` is
/// needed besides.
#[utoipa::path(get, path = "/v1/backtests/{id}/rows/{decision_id}", operation_id = "read_backtest_row",
    tag = "guardrails",
    params(("id" = String, Path, description = "Back-test"), ("decision_id" = String, Path, description = "Decision")),
    responses((status = 200, body = BacktestSides), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn row(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path((id, decision_id)): Path<(String, String)>,
) -> Answer<Json<BacktestSides>> {
    if !caller.holds(Scope::Audit) {
        return Err(Problem::new(Code::Forbidden, "this needs the scope `audit`"));
    }
    find(&app, &caller.tenant, &id).await?;
    let unknown = || Problem::not_found("row of this back-test", &decision_id);
    let row = app.store.backtest_row(&id, &decision_id).await?.ok_or_else(unknown)?;
    let decision = app.store.decision(&caller.tenant, &decision_id).await?.ok_or_else(unknown)?;
    let replayed = backtest::replayed_side(&app, &row).await?;
    let recorded = backtest::recorded_side(&app, &decision).await?;
    let (request, recorded) = recorded.map_or((None, None), |(request, side)| (Some(request), Some(side)));
    Ok(Json(BacktestSides { row: row.into(), request, recorded, replayed }))
}
