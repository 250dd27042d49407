//! Replay: decide again from what was recorded, and compare byte for byte.

use std::sync::Arc;

use groundstate_guardrails::policy::lifecycle::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::body::AnswerBody;
use super::decide::{Input, Setting};
use super::evidence::{Evidence, Inquiry, inquire, perceive};
use super::record::{AnswerDetail, digest};
use super::request;
use super::timing::Stopwatch;
use crate::app::App;
use crate::audit::canonical_string;
use crate::critic::Judge;
use crate::guard::InForce;
use crate::problem::{Answer, Code, Problem};
use crate::store::DecisionRow;

/// What a replay found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Replay {
    /// Whether the answer is the same, byte for byte in its canonical form.
    pub identical: bool,
    /// Whether memory was asked again at the recorded snapshot.
    pub recall: ReplayRecall,
    /// SHA-256 of the recorded answer.
    pub recorded_digest: String,
    /// SHA-256 of the replayed answer.
    pub replayed_digest: String,
    /// Where the two differ, as JSON pointers; at most 50.
    pub differences: Vec<String>,
    /// The replayed answer.
    pub answer: AnswerBody,
}

/// What memory could give in a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplayRecall {
    /// The recorded snapshot gave the recorded candidates again.
    Recomputed,
    /// Statements of the recorded snapshot have been erased since: the candidates are not the same.
    Changed,
}

/// Decides a recorded answer again, under the policy that it was decided under.
///
/// # Errors
/// `unprocessable` when the decision is no answer, `gone` when its words were erased.
pub async fn replay(app: &App, decision: &DecisionRow) -> Answer<Replay> {
    let (recorded, detail) = words(app, decision).await?;
    let policy = app.guard.recorded(&decision.tenant_id, &detail.body.policy).await?;
    let critic = match &detail.body.model.critic {
        Some(name) => Some(app.critics.recorded(&decision.tenant_id, name).await?),
        None => None,
    };
    compared(app, decision, (recorded, detail), (policy, critic)).await
}

/// Decides a recorded answer again under another policy: what would have been said. The critic is the recorded one, or,
/// where the policy of the time asked for none, the one in use now.
///
/// # Errors
/// As [`replay`]; `gone` when there is no policy with this digest.
pub async fn replay_under(app: &App, decision: &DecisionRow, digest: &str) -> Answer<Replay> {
    let policy = app.guard.by_digest(&decision.tenant_id, digest).await?;
    let (recorded, detail) = words(app, decision).await?;
    let critic = match &detail.body.model.critic {
        _ if !policy.policy.asks_critic() => None,
        Some(name) => Some(app.critics.recorded(&decision.tenant_id, name).await?),
        None => app.critics.at(&decision.tenant_id, State::Active).await?,
    };
    compared(app, decision, (recorded, detail), (policy, critic)).await
}

async fn words(app: &App, decision: &DecisionRow) -> Answer<(Value, AnswerDetail)> {
    if decision.kind != "answer" {
        return Err(Problem::new(Code::Unprocessable, format!("a decision of kind `{}` has no answer", decision.kind)));
    }
    let words = app.audit.vault().words(&decision.tenant_id, &decision.id).await?;
    let words = words.ok_or_else(|| Problem::new(Code::Gone, "the words of this decision have been erased"))?;
    let recorded: Value = serde_json::from_str(&words.content).map_err(Problem::internal)?;
    let detail = serde_json::from_value(recorded.clone()).map_err(Problem::internal)?;
    Ok((recorded, detail))
}

async fn compared(
    app: &App,
    decision: &DecisionRow,
    (recorded, detail): (Value, AnswerDetail),
    judges: (InForce, Option<Judge>),
) -> Answer<Replay> {
    let (replayed, recall) = again(app, &decision.tenant_id, &detail, judges).await?;
    // Compared in their canonical forms: that is what is stored, and what the digests are over.
    let recorded_body = recorded.get("body").cloned().unwrap_or_default();
    let replayed_body = serde_json::from_str(&canonical_string(&replayed)?).map_err(Problem::internal)?;
    let mut differences = Vec::new();
    compare(&recorded_body, &replayed_body, &mut String::new(), &mut differences);
    let (recorded_digest, replayed_digest) = (digest(&detail.body)?, digest(&replayed)?);
    Ok(Replay {
        identical: recorded_digest == replayed_digest,
        recall,
        recorded_digest,
        replayed_digest,
        differences,
        answer: replayed,
    })
}

async fn again(
    app: &App,
    tenant: &str,
    detail: &AnswerDetail,
    (policy, critic): (InForce, Option<Judge>),
) -> Answer<(AnswerBody, ReplayRecall)> {
    let mut watch = Stopwatch::start();
    let mut inquiry = Inquiry::recorded(detail, &detail.request);
    let mut perceived = perceive(app, &inquiry, &mut watch).await?;
    let subject = detail.request.subject(detail.caller.clone());
    let redaction = app.guard.redact(&policy.policy, request::INPUT, subject).await?;
    let changed = redaction.changed();
    let (request, input) = Input::again(detail, redaction);
    if changed && input.report.permits() {
        inquiry = Inquiry::recorded(detail, &request);
        perceived = perceive(app, &inquiry, &mut watch).await?;
    }
    let evidence = if input.report.permits() {
        inquire(app, tenant, (inquiry, perceived), &mut watch).await?
    } else {
        Evidence::refused(&inquiry, detail.body.memory.revision)
    };
    let recalled = evidence.candidates.iter().map(super::Recalled::id);
    let same = recalled.eq(detail.candidates.iter().map(|(id, _)| *id));
    let recall = if same { ReplayRecall::Recomputed } else { ReplayRecall::Changed };
    let (request, caller) = (Arc::new(request), detail.caller.clone());
    let setting = Setting { request, policy, input, caller, model: app.model(), critic };
    let decided = super::work(app, setting, evidence).await?;
    Ok((decided.body, recall))
}

/// Notes where two values differ.
fn compare(left: &Value, right: &Value, path: &mut String, differences: &mut Vec<String>) {
    const MOST: usize = 50;
    if left == right || differences.len() >= MOST {
        return;
    }
    let depth = path.len();
    let mut descend = |step: &str, left: &Value, right: &Value| {
        path.push('/');
        path.push_str(&step.replace('~', "~0").replace('/', "~1"));
        compare(left, right, path, differences);
        path.truncate(depth);
    };
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            for key in left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))) {
                descend(key, left.get(key).unwrap_or(&Value::Null), right.get(key).unwrap_or(&Value::Null));
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                descend(&index.to_string(), left, right);
            }
        }
        _ => differences.push(path.clone()),
    }
}
