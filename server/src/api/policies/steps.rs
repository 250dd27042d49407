//! Steps in the life of a version: each an endpoint, because each has its scope.

use axum::extract::State;
use groundstate_guardrails::policy::lifecycle::Action as Step;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{PolicyVersion, TestResult};
use crate::api::{Json, Path};
use crate::app::App;
use crate::auth::{Caller, PolicyApprove, PolicyWrite, Principal};
use crate::policies::transition::{By, Taken, roll_back, take};
use crate::policies::versions::test as run_tests;
use crate::problem::{Answer, ProblemBody};

/// Why a step is taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "agreed in the review of 3 March"}))]
pub struct StepRequest {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
}

impl StepRequest {
    /// Why.
    pub(in crate::api) fn reason(&self) -> &str {
        &self.reason
    }
}

/// Why a version is put in force, and in place of which.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "released", "replaces": 3}))]
pub struct ActivateRequest {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
    /// The version that the caller saw in force (null: none). Another one there by now is a conflict.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    replaces: Option<Option<i64>>,
}

/// Tells null from absent.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::<i64>::deserialize(deserializer).map(Some)
}

/// Why an earlier version is put in force again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackRequest {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
    /// Which; the one in force before when absent.
    version: Option<i64>,
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepTaken {
    /// The version as it stands now.
    version: PolicyVersion,
    /// The decision that records it.
    decision_id: String,
}

/// What running a version's own cases gave.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tested {
    /// The version as it stands now.
    version: PolicyVersion,
    /// Whether there are cases and all of them pass.
    passed: bool,
    /// The cases.
    tests: Vec<TestResult>,
    /// The decision that moved a draft on, where it did.
    decision_id: Option<String>,
}

async fn shown(app: &App, caller: &Principal, taken: Taken) -> Answer<Json<StepTaken>> {
    let version = PolicyVersion::full(app, caller, taken.version).await?;
    Ok(Json(StepTaken { version, decision_id: taken.decision_id }))
}

/// Runs a version's own cases. A draft with cases that all pass is `tested` from then on.
#[utoipa::path(post, path = "/v1/policies/{name}/versions/{version}/test", operation_id = "test_policy_version",
    tag = "guardrails",
    params(("name" = String, Path, description = "Policy"), ("version" = i64, Path, description = "Version")),
    responses((status = 200, body = Tested), (status = 404, body = ProblemBody)))]
pub async fn test(
    State(app): State<App>,
    caller: Caller<PolicyWrite>,
    Path((name, version)): Path<(String, i64)>,
) -> Answer<Json<Tested>> {
    let by = By::new(&caller, "its own cases pass")?;
    let tested = run_tests(&app, by, &name, version).await?;
    Ok(Json(Tested {
        version: PolicyVersion::full(&app, &caller, tested.version).await?,
        passed: tested.passed,
        tests: tested.report.outcomes.into_iter().map(TestResult::from).collect(),
        decision_id: tested.decision_id,
    }))
}

macro_rules! steps {
    ($($(#[$doc:meta])* $function:ident, $path:literal, $operation:literal, $scope:ident, $step:ident;)+) => {
        $($(#[$doc])*
        #[utoipa::path(post, path = $path, operation_id = $operation, tag = "guardrails", request_body = StepRequest,
            params(("name" = String, Path, description = "Policy"), ("version" = i64, Path, description = "Version")),
            responses((status = 200, body = StepTaken), (status = 403, body = ProblemBody),
                (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
        pub async fn $function(
            State(app): State<App>,
            caller: Caller<$scope>,
            Path((name, version)): Path<(String, i64)>,
            Json(request): Json<StepRequest>,
        ) -> Answer<Json<StepTaken>> {
            let by = By::new(&caller, &request.reason)?;
            shown(&app, &caller, take(&app, by, (&name, version), Step::$step, None).await?).await
        })+
    };
}

steps! {
    /// Evaluates a back-tested version beside the active one, on live traffic, without any effect on it.
    shadow, "/v1/policies/{name}/versions/{version}/shadow", "shadow_policy_version", PolicyWrite, Shadow;
    /// Evaluates a version in shadow no longer.
    end_shadow, "/v1/policies/{name}/versions/{version}/end-shadow", "end_policy_shadow", PolicyWrite, EndShadow;
    /// Approves a version. Its author may not.
    approve, "/v1/policies/{name}/versions/{version}/approve", "approve_policy_version", PolicyApprove, Approve;
    /// Gives a version up that was never in force.
    withdraw, "/v1/policies/{name}/versions/{version}/withdraw", "withdraw_policy_version", PolicyWrite, Withdraw;
    /// Takes a policy out of force for good; not while it is attached.
    retire, "/v1/policies/{name}/versions/{version}/retire", "retire_policy_version", PolicyApprove, Retire;
}

/// Puts an approved version in force; the one in force before is retired in the same moment.
#[utoipa::path(post, path = "/v1/policies/{name}/versions/{version}/activate", operation_id = "activate_policy_version",
    tag = "guardrails", request_body = ActivateRequest,
    params(("name" = String, Path, description = "Policy"), ("version" = i64, Path, description = "Version")),
    responses((status = 200, body = StepTaken), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn activate(
    State(app): State<App>,
    caller: Caller<PolicyApprove>,
    Path((name, version)): Path<(String, i64)>,
    Json(request): Json<ActivateRequest>,
) -> Answer<Json<StepTaken>> {
    let by = By::new(&caller, &request.reason)?;
    shown(&app, &caller, take(&app, by, (&name, version), Step::Activate, request.replaces).await?).await
}

/// Puts an earlier version in force again, in one step.
#[utoipa::path(post, path = "/v1/policies/{name}/rollback", operation_id = "roll_back_policy", tag = "guardrails",
    request_body = RollbackRequest, params(("name" = String, Path, description = "Policy")),
    responses((status = 200, body = StepTaken), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn rollback(
    State(app): State<App>,
    caller: Caller<PolicyApprove>,
    Path(name): Path<String>,
    Json(request): Json<RollbackRequest>,
) -> Answer<Json<StepTaken>> {
    let by = By::new(&caller, &request.reason)?;
    shown(&app, &caller, roll_back(&app, by, &name, request.version).await?).await
}
