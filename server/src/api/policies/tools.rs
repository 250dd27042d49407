//! Tools for those who write and review policies: difference, lint, explanation, effective policy. Nothing is recorded.

use axum::extract::State;
use groundstate_guardrails::policy::Policy;
use groundstate_guardrails::policy::diff::difference;
use groundstate_guardrails::policy::lint::{lint, lint_over};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{Turn, VerdictEntry};
use crate::api::checks::CheckStage;
use crate::api::{Json, Path, Query};
use crate::app::App;
use crate::auth::{Caller, PolicyRead};
use crate::check::{Call, Ground, Subject, owned};
use crate::guard::{PolicyName, PolicySource, Whom};
use crate::policies::attach::view;
use crate::policies::input::PolicyInput;
use crate::problem::{Answer, Problem, ProblemBody};

/// Which versions to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DiffQuery {
    /// The earlier version.
    from: i64,
    /// The later version.
    to: i64,
}

/// Two policies to compare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffRequest {
    /// The earlier one.
    from: PolicyInput,
    /// The later one.
    to: PolicyInput,
}

fn compared(from: &Policy, to: &Policy) -> Answer<Json<Value>> {
    let mut found = serde_json::to_value(difference(from, to)).map_err(Problem::internal)?;
    if let Some(fields) = found.as_object_mut() {
        fields.insert("from".to_owned(), from.digest().map_err(Problem::internal)?.into());
        fields.insert("to".to_owned(), to.digest().map_err(Problem::internal)?.into());
    }
    Ok(Json(found))
}

/// Compares two versions of a policy, objective by objective and field by field.
#[utoipa::path(get, path = "/v1/policies/{name}/diff", operation_id = "diff_policy_versions", tag = "guardrails",
    params(("name" = String, Path, description = "Policy"), DiffQuery),
    responses((status = 200, body = Object), (status = 404, body = ProblemBody)))]
pub async fn diff_versions(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(name): Path<String>,
    Query(query): Query<DiffQuery>,
) -> Answer<Json<Value>> {
    let stored = |version| PolicyInput { name: Some(name.clone()), version: Some(version), ..PolicyInput::default() };
    let from = stored(query.from).policy(&app, &caller.tenant).await?;
    compared(&from, &stored(query.to).policy(&app, &caller.tenant).await?)
}

/// Compares two policies, stored or written out.
#[utoipa::path(post, path = "/v1/policies/diff", operation_id = "diff_policies", tag = "guardrails",
    request_body = DiffRequest, responses((status = 200, body = Object), (status = 422, body = ProblemBody)))]
pub async fn diff(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Json(request): Json<DiffRequest>,
) -> Answer<Json<Value>> {
    let from = request.from.policy(&app, &caller.tenant).await?;
    compared(&from, &request.to.policy(&app, &caller.tenant).await?)
}

/// A policy to look through.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LintRequest {
    /// The policy.
    policy: PolicyInput,
    /// The policy that it is laid over, where it is an overlay.
    above: Option<PolicyInput>,
}

/// Finds what is unreachable, contradictory or never tested in a policy.
#[utoipa::path(post, path = "/v1/policies/lint", operation_id = "lint_policy", tag = "guardrails",
    request_body = LintRequest, responses((status = 200, body = Object), (status = 422, body = ProblemBody)))]
pub async fn lint_policy(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Json(request): Json<LintRequest>,
) -> Answer<Json<Value>> {
    let policy = request.policy.policy(&app, &caller.tenant).await?;
    let findings = match request.above {
        Some(above) => lint_over(&policy, &above.policy(&app, &caller.tenant).await?),
        None => lint(&policy),
    };
    Ok(Json(json!({"findings": findings})))
}

/// A subject to explain.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// The policy; the one that governs the caller when absent.
    policy: Option<PolicyInput>,
    /// A text; exactly one of `text`, `messages` and `tool_call`.
    text: Option<String>,
    /// A conversation, oldest first.
    messages: Option<Vec<Turn>>,
    /// A tool call.
    tool_call: Option<Call>,
    /// What the text is to be grounded in.
    #[serde(default)]
    evidence: Vec<Ground>,
    /// Where it stands; `input` when absent.
    #[serde(default)]
    stage: CheckStage,
}

/// A place in a subject.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// The text it lies in.
    at: String,
    /// First byte.
    start: usize,
    /// Byte after the last.
    end: usize,
    /// What stands there.
    label: String,
}

/// What one objective says, where, and who wrote it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedVerdict {
    /// The verdict.
    #[serde(flatten)]
    verdict: VerdictEntry,
    /// Energy that it adds.
    energy: f64,
    /// The places that it found.
    spans: Vec<Place>,
    /// The level that the objective comes from; absent where the policy was given.
    source: Option<PolicySource>,
}

/// What a policy says of a subject.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// Whether no hard objective forbids it.
    permitted: bool,
    /// Energy of the soft objectives.
    soft_energy: f64,
    /// The policy that governs the caller; absent where one was given.
    policy: Option<PolicyName>,
    /// What every objective of the stage says.
    verdicts: Vec<ExplainedVerdict>,
}

/// Explains what a policy says of a subject, objective by objective, without recording it.
#[utoipa::path(post, path = "/v1/policies/explain", operation_id = "explain_policy", tag = "guardrails",
    request_body = ExplainRequest,
    responses((status = 200, body = Explanation), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn explain(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Json(request): Json<ExplainRequest>,
) -> Answer<Json<Explanation>> {
    let ExplainRequest { policy, text, messages, tool_call, evidence, stage } = request;
    let subject = owned(Subject { text, messages, tool_call, evidence })?;
    let (compiled, name, sources) = match policy {
        Some(policy) => {
            let policy = policy.policy(&app, &caller.tenant).await?;
            (std::sync::Arc::new(crate::guard::policies::compile(&policy)?), None, Vec::new())
        }
        None => {
            let whom: Whom<'_> = (&*caller).into();
            let in_force = app.guard.governing(whom, None).await?;
            (in_force.policy, Some(in_force.name), view(&app, whom, None).await?.effective.objectives)
        }
    };
    let report = app.guard.evaluate(&compiled, stage.into(), subject).await?;
    let source = |id: &str| {
        let sourced = sources.iter().find(|sourced| sourced.objective.id == id);
        sourced.map(|sourced| PolicySource::from(&sourced.source))
    };
    let verdicts = report.verdicts.iter().map(|verdict| ExplainedVerdict {
        verdict: verdict.into(),
        energy: verdict.energy,
        spans: verdict
            .evidence
            .iter()
            .map(|span| Place { at: span.at.clone(), start: span.start, end: span.end, label: span.label.clone() })
            .collect(),
        source: source(&verdict.objective),
    });
    Ok(Json(Explanation {
        permitted: report.permits(),
        soft_energy: report.soft_energy,
        policy: name,
        verdicts: verdicts.collect(),
    }))
}

/// Whose effective policy.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EffectiveQuery {
    /// Name of the base policy; the tenant's when absent.
    policy: Option<String>,
    /// An application.
    application: Option<String>,
    /// A key; its application counts too.
    key: Option<String>,
}

/// Shows what governs a tenant, an application or a key, and where each objective comes from.
#[utoipa::path(get, path = "/v1/policies/effective", operation_id = "read_effective_policy", tag = "guardrails",
    params(EffectiveQuery),
    responses((status = 200, body = Object), (status = 404, body = ProblemBody)))]
pub async fn effective(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Query(query): Query<EffectiveQuery>,
) -> Answer<Json<Value>> {
    let tenant = &caller.tenant;
    let mut application = query.application;
    if let Some(id) = &application {
        app.store.application(tenant, id).await?.ok_or_else(|| Problem::not_found("application", id))?;
    }
    if let Some(id) = &query.key {
        let row = app.store.key(tenant, id).await?.ok_or_else(|| Problem::not_found("key", id))?;
        application = application.or(row.application_id);
    }
    let whom = Whom { tenant, application: application.as_deref(), key: query.key.as_deref() };
    let view = view(&app, whom, query.policy.as_deref()).await?;
    let document = view.effective.policy(&view.layers);
    let mut shown = serde_json::to_value(&view.effective).map_err(Problem::internal)?;
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("name".to_owned(), document.name.clone().into());
        fields.insert("digest".to_owned(), document.digest().map_err(Problem::internal)?.into());
        fields.insert("document".to_owned(), serde_json::to_value(&document).map_err(Problem::internal)?);
    }
    Ok(Json(shown))
}
