//! Feedback on answers, and the critics that are trained from it: versions with the life cycle of policies.

use axum::extract::State;
use axum::http::StatusCode;
use groundstate_guardrails::policy::lifecycle::{Action as Step, TRANSITIONS};
use groundstate_planner::cost::critic::train::Training;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::backtests::{Backtest, moment, shown as backtest_shown};
use super::jobs::Job;
use super::policies::{Action, StepRequest, Transition};
use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{AnswerScope, AuditScope, Caller, PolicyApprove, PolicyRead, PolicyWrite, Principal, Scope};
use crate::clock::rfc3339;
use crate::critic;
use crate::critic::feedback::{NewFeedback, give};
use crate::critic::versions::{self, Taken, roll_back, take};
use crate::policies::backtest::{self, Order, Subject};
use crate::policies::transition::By;
use crate::problem::{Answer, Code, Problem, ProblemBody};
use crate::store::{CriticRow, FeedbackRow};

/// What somebody thinks of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Feedback {
    /// The decision.
    decision_id: String,
    /// `good` or `bad`.
    rating: String,
    /// The answer that should have been given, as statements in order.
    preferred: Option<Vec<i64>>,
    /// Who thinks so.
    principal: String,
    /// When, RFC 3339.
    created_at: String,
    /// The decision that records it; its words are the comment.
    recorded_as: String,
}

/// All feedback on a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackList {
    /// Always `list`.
    object: &'static str,
    /// Oldest first, one entry a person.
    data: Vec<Feedback>,
}

impl From<FeedbackRow> for Feedback {
    fn from(row: FeedbackRow) -> Self {
        Self {
            decision_id: row.decision_id,
            rating: row.rating,
            preferred: row.preferred.and_then(|list| serde_json::from_str(&list).ok()),
            principal: row.principal,
            created_at: rfc3339(row.created_at),
            recorded_as: row.recorded_as,
        }
    }
}

/// Says what the caller thinks of an answer. What the same key said of it before gives way.
#[utoipa::path(post, path = "/v1/decisions/{id}/feedback", operation_id = "give_feedback", tag = "decisions",
    request_body = NewFeedback, params(("id" = String, Path, description = "Decision")),
    responses((status = 201, body = Feedback), (status = 404, body = ProblemBody), (status = 410, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn feedback(
    State(app): State<App>,
    caller: Caller<AnswerScope>,
    Path(id): Path<String>,
    Json(new): Json<NewFeedback>,
) -> Answer<(StatusCode, Json<Feedback>)> {
    let decision = app.store.decision(&caller.tenant, &id).await?;
    let decision = decision.ok_or_else(|| Problem::not_found("decision", &id))?;
    // Who may not read the log may judge what they were told themselves, and learns of nothing else.
    if decision.principal != caller.id && !caller.holds(Scope::Audit) {
        return Err(Problem::not_found("decision", &id));
    }
    Ok((StatusCode::CREATED, Json(give(&app, &caller, &decision, new).await?.into())))
}

/// Lists the feedback on a decision.
#[utoipa::path(get, path = "/v1/decisions/{id}/feedback", operation_id = "list_feedback", tag = "decisions",
    params(("id" = String, Path, description = "Decision")),
    responses((status = 200, body = FeedbackList), (status = 404, body = ProblemBody)))]
pub async fn feedback_list(
    State(app): State<App>,
    caller: Caller<AuditScope>,
    Path(id): Path<String>,
) -> Answer<Json<FeedbackList>> {
    app.store.decision(&caller.tenant, &id).await?.ok_or_else(|| Problem::not_found("decision", &id))?;
    let rows = app.store.feedback(&caller.tenant, &id).await?;
    Ok(Json(FeedbackList { object: "list", data: rows.into_iter().map(Feedback::from).collect() }))
}

/// A version of the critic.
#[derive(Debug, Serialize, ToSchema)]
pub struct CriticVersion {
    /// Version, from 1.
    version: i64,
    /// SHA-256 over the critic's JSON.
    digest: String,
    /// `draft`, `tested`, `backtested`, `shadow`, `approved`, `active` or `retired`.
    status: String,
    /// Fingerprint of the encoder that it judges with.
    encoder: String,
    /// When it was trained, RFC 3339.
    created_at: String,
    /// Who had it trained: may not approve it.
    created_by: String,
    /// Whether that is the caller.
    author_is_caller: bool,
    /// What it was trained on, and how it ranks what was held out.
    training: CriticTraining,
    /// What happened to it, oldest first; only where one version is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    transitions: Option<Vec<Transition>>,
    /// What may happen next; only where one version is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<Vec<Action>>,
}

/// How a critic was trained and checked.
#[derive(Debug, Serialize, ToSchema)]
pub struct CriticTraining {
    /// Comparisons of two answers that it was trained on.
    comparisons: usize,
    /// Decisions that they belong to.
    decisions: usize,
    /// Strength of the ridge, chosen by cross-validation.
    ridge: f32,
    /// Mean ranking loss before training, nats.
    loss_before: f64,
    /// The same after.
    loss_after: f64,
    /// Comparisons held out.
    held_out: usize,
    /// Share of them that it ranks right; a draw counts half.
    accuracy: f64,
    /// Lower bound of that share at 95 %.
    accuracy_at_least: f64,
    /// The same share for the critic that was in use; 0.5 without one.
    accuracy_in_use: f64,
    /// Whether the check passed: enough comparisons, surely better than a coin, no worse than the one in use.
    passed: bool,
}

impl From<&Training> for CriticTraining {
    fn from(training: &Training) -> Self {
        let (check, [before, after]) = (training.check, training.loss);
        Self {
            comparisons: training.comparisons,
            decisions: training.groups,
            ridge: training.ridge,
            loss_before: before,
            loss_after: after,
            held_out: check.comparisons,
            accuracy: check.accuracy,
            accuracy_at_least: check.least,
            accuracy_in_use: check.in_use,
            passed: check.passed,
        }
    }
}

impl CriticVersion {
    fn of(app: &App, caller: &Principal, row: &CriticRow) -> Answer<Self> {
        let critic = app.critics.judge(row)?.critic;
        Ok(Self {
            version: row.version,
            digest: row.digest.clone(),
            status: row.status.clone(),
            encoder: critic.encoder.clone(),
            created_at: rfc3339(row.created_at),
            created_by: row.created_by.clone(),
            author_is_caller: row.created_by == caller.id,
            training: (&critic.training).into(),
            transitions: None,
            actions: None,
        })
    }

    async fn full(app: &App, caller: &Principal, row: &CriticRow) -> Answer<Self> {
        let steps = app.store.critic_steps(&caller.tenant, row.version).await?;
        let by = By { tenant: &caller.tenant, principal: &caller.id, reason: "" };
        let mut actions = Vec::new();
        for (_, step, to) in TRANSITIONS.into_iter().filter(|(from, _, _)| from.name() == row.status) {
            let blocked = match versions::allowed(app, by, row, step).await {
                Ok(_) => None,
                Err(problem) if matches!(problem.code, Code::Forbidden | Code::Conflict) => Some(problem.detail),
                Err(problem) => return Err(problem),
            };
            actions.extend(Action::offered(caller, (step, to), blocked));
        }
        let transitions = steps.into_iter().map(|row| Transition::from(row.step)).collect();
        Ok(Self { transitions: Some(transitions), actions: Some(actions), ..Self::of(app, caller, row)? })
    }
}

/// Why a critic is trained.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "three weeks of feedback"}))]
pub struct NewCritic {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
}

/// Trains a critic from all feedback that is kept, in the background. What comes out is a draft.
#[utoipa::path(post, path = "/v1/critics", operation_id = "train_critic", tag = "critics", request_body = NewCritic,
    responses((status = 202, body = Job), (status = 409, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<PolicyWrite>,
    Json(new): Json<NewCritic>,
) -> Answer<(StatusCode, Json<Job>)> {
    let job = critic::train::order(&app, By::new(&caller, &new.reason)?).await?;
    Ok((StatusCode::ACCEPTED, Json(job.into())))
}

/// Lists the versions of the critic, newest first.
#[utoipa::path(get, path = "/v1/critics", operation_id = "list_critics", tag = "critics", params(PageQuery),
    responses((status = 200, body = Page<CriticVersion>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<CriticVersion>>> {
    let limit = query.limit()?;
    let before = match &query.cursor {
        Some(cursor) => cursor.parse().map_err(|_| Problem::parameter("cursor", "not a cursor of this list"))?,
        None => i64::MAX,
    };
    let rows = app.store.critics(&caller.tenant, before, limit + 1).await?;
    let listed: Vec<CriticVersion> =
        rows.iter().map(|row| CriticVersion::of(&app, &caller, row)).collect::<Answer<_>>()?;
    Ok(Json(Page::of(listed, limit, |one| one.version.to_string(), |one| one)))
}

/// Reads a version of the critic.
#[utoipa::path(get, path = "/v1/critics/{version}", operation_id = "read_critic", tag = "critics",
    params(("version" = i64, Path, description = "Version")),
    responses((status = 200, body = CriticVersion), (status = 404, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(version): Path<i64>,
) -> Answer<Json<CriticVersion>> {
    let row = versions::find(&app, &caller.tenant, version).await?;
    Ok(Json(CriticVersion::full(&app, &caller, &row).await?))
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct CriticStepTaken {
    /// The version as it stands now.
    version: CriticVersion,
    /// The decision that records it.
    decision_id: String,
}

async fn shown(app: &App, caller: &Principal, taken: Taken) -> Answer<Json<CriticStepTaken>> {
    let version = CriticVersion::full(app, caller, &taken.version).await?;
    Ok(Json(CriticStepTaken { version, decision_id: taken.decision_id }))
}

macro_rules! steps {
    ($($(#[$doc:meta])* $function:ident, $path:literal, $operation:literal, $scope:ident, $step:ident;)+) => {
        $($(#[$doc])*
        #[utoipa::path(post, path = $path, operation_id = $operation, tag = "critics", request_body = StepRequest,
            params(("version" = i64, Path, description = "Version")),
            responses((status = 200, body = CriticStepTaken), (status = 403, body = ProblemBody),
                (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
        pub async fn $function(
            State(app): State<App>,
            caller: Caller<$scope>,
            Path(version): Path<i64>,
            Json(request): Json<StepRequest>,
        ) -> Answer<Json<CriticStepTaken>> {
            let by = By::new(&caller, request.reason())?;
            shown(&app, &caller, take(&app, by, version, Step::$step).await?).await
        })+
    };
}

steps! {
    /// Holds a draft against its check: it is `tested` from then on if it ranks held-out feedback well enough.
    test, "/v1/critics/{version}/test", "test_critic", PolicyWrite, Test;
    /// Decides every answer once more with a back-tested version, and notes what it would have had said.
    shadow, "/v1/critics/{version}/shadow", "shadow_critic", PolicyWrite, Shadow;
    /// Ends that.
    end_shadow, "/v1/critics/{version}/end-shadow", "end_critic_shadow", PolicyWrite, EndShadow;
    /// Approves a version. Who had it trained may not.
    approve, "/v1/critics/{version}/approve", "approve_critic", PolicyApprove, Approve;
    /// Puts an approved version in use; the one in use before is retired in the same moment.
    activate, "/v1/critics/{version}/activate", "activate_critic", PolicyApprove, Activate;
    /// Gives a version up that was never in use.
    withdraw, "/v1/critics/{version}/withdraw", "withdraw_critic", PolicyWrite, Withdraw;
    /// Takes the critic out of use; then none judges.
    retire, "/v1/critics/{version}/retire", "retire_critic", PolicyApprove, Retire;
}

/// Why an earlier version is put in use again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriticRollback {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
    /// Which; the one in use before when absent.
    version: Option<i64>,
}

/// Puts an earlier version in use again, in one step.
#[utoipa::path(post, path = "/v1/critics/rollback", operation_id = "roll_back_critic", tag = "critics",
    request_body = CriticRollback,
    responses((status = 200, body = CriticStepTaken), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn rollback(
    State(app): State<App>,
    caller: Caller<PolicyApprove>,
    Json(request): Json<CriticRollback>,
) -> Answer<Json<CriticStepTaken>> {
    let by = By::new(&caller, &request.reason)?;
    shown(&app, &caller, roll_back(&app, by, request.version).await?).await
}

/// What to replay with a version of the critic.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCriticBacktest {
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

/// Replays recorded decisions with a version of the critic, under the policies that they were decided under. Followed
/// and read as other back-tests; a tested version is `backtested` once it has ended.
#[utoipa::path(post, path = "/v1/critics/{version}/backtest", operation_id = "backtest_critic", tag = "critics",
    request_body = NewCriticBacktest, params(("version" = i64, Path, description = "Version")),
    responses((status = 202, body = Backtest), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn backtest(
    State(app): State<App>,
    caller: Caller<PolicyWrite>,
    Path(version): Path<i64>,
    Json(new): Json<NewCriticBacktest>,
) -> Answer<(StatusCode, Json<Backtest>)> {
    let by = By::new(&caller, new.reason.as_deref().unwrap_or("a back-test ended"))?;
    let range = (moment("from", new.from.as_deref(), 0)?, moment("to", new.to.as_deref(), app.clock.now())?);
    let order = Order { subject: Subject::Critic(version), range, sample: new.sample };
    let (row, job) = backtest::order(&app, by, order).await?;
    Ok((StatusCode::ACCEPTED, Json(backtest_shown(&app, row, job).await?)))
}
