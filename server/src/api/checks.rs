//! Checks: a text, a conversation or a tool call against a policy, without answering.

use axum::extract::State;
use groundstate_guardrails::policy::Stage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Json;
use crate::answer::Turn;
use crate::app::App;
use crate::auth::{Caller, CheckScope};
use crate::check::{Call, Checked, Ground, Subject, check};
use crate::problem::{Answer, ProblemBody};

/// Where in the pipeline the subject is taken to stand.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStage {
    /// A request.
    #[default]
    Input,
    /// An answer.
    Output,
    /// A text on its way into memory.
    MemoryWrite,
    /// A statement recalled from memory.
    Recall,
    /// A tool call.
    Action,
}

impl From<CheckStage> for Stage {
    fn from(stage: CheckStage) -> Self {
        match stage {
            CheckStage::Input => Self::Input,
            CheckStage::Output => Self::Output,
            CheckStage::MemoryWrite => Self::MemoryWrite,
            CheckStage::Recall => Self::Recall,
            CheckStage::Action => Self::Action,
        }
    }
}

/// What to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "My card is 4242 4242 4242 4242", "stage": "output"}))]
pub struct CheckRequest {
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
    /// Name of the policy; `default` when absent.
    policy: Option<String>,
}

/// What the policy says.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckResponse {
    /// Identifier of the decision that records it.
    id: String,
    /// Always `check`.
    object: &'static str,
    /// What was found.
    #[serde(flatten)]
    checked: Checked,
    /// The same as `id`.
    decision_id: String,
}

/// Checks a subject against a policy. Every check is recorded.
#[utoipa::path(post, path = "/v1/checks", operation_id = "create_check", tag = "guardrails", request_body = CheckRequest,
    responses((status = 200, body = CheckResponse), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<CheckScope>,
    Json(request): Json<CheckRequest>,
) -> Answer<Json<CheckResponse>> {
    let CheckRequest { text, messages, tool_call, evidence, stage, policy } = request;
    let subject = Subject { text, messages, tool_call, evidence };
    let (id, checked) = check(&app, &caller, subject, stage.into(), policy.as_deref()).await?;
    Ok(Json(CheckResponse { decision_id: id.clone(), id, object: "check", checked }))
}
