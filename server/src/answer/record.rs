//! What the log keeps of an answer.

use groundstate_guardrails::policy::Stage;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::body::{AnswerBody, Outcome};
use super::decide::Decided;
use super::request::AnswerRequest;
use super::timing::Stopwatch;
use crate::audit::{Record, RecordKind, canonical_string};
use crate::auth::Principal;
use crate::clock::Millis;
use crate::guard::{CandidateText, OwnedSubject, answer_subject};
use crate::problem::{Answer, Problem};

/// The erasable part of an answer's decision: enough to decide again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AnswerDetail {
    /// The request in full.
    pub(super) request: AnswerRequest,
    /// When it was asked.
    pub(super) asked_at_ms: Millis,
    /// Labels that the caller held.
    pub(super) labels: Vec<String>,
    /// The statements recalled, with their lexical scores.
    pub(super) candidates: Vec<(i64, f64)>,
    /// On whose behalf it was asked, as guardrails saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) caller: Option<groundstate_guardrails::subject::Principal>,
    /// The answer in full.
    pub(super) body: AnswerBody,
}

/// What is in shadow said beside the answer.
pub(super) struct Beside {
    /// A version of a policy.
    pub(super) policy: Option<Value>,
    /// A version of the critic.
    pub(super) critic: Option<Value>,
}

/// The record of an answer. The envelope holds no words of anybody, only names, numbers and digests.
pub(super) fn of(principal: &Principal, decided: &Decided, watch: &Stopwatch, beside: Beside) -> Answer<Record> {
    let body = &decided.body;
    let detail = AnswerDetail {
        request: decided.request.as_ref().clone(),
        asked_at_ms: decided.evidence.asked_at,
        labels: decided.evidence.labels.clone(),
        candidates: decided.evidence.candidates.iter().map(|one| (one.id(), f64::from(one.lexical()))).collect(),
        caller: decided.caller.clone(),
        body: body.clone(),
    };
    let mut facts = facts(decided, watch)?;
    if let Some(facts) = facts.as_object_mut() {
        let beside = [("shadow", beside.policy), ("shadow_critic", beside.critic)];
        facts.extend(beside.into_iter().filter_map(|(name, said)| Some((name.to_owned(), said?))));
    }
    let record = Record::new(RecordKind::Answer, body.outcome.as_str(), principal, facts);
    Ok(record.with_detail(serde_json::to_value(&detail).map_err(Problem::internal)?))
}

/// What guardrails see of an answer at each stage: for a policy in shadow, which judges what was said.
pub(super) fn seen(decided: &Decided) -> Vec<(Stage, OwnedSubject)> {
    let said: Vec<CandidateText> = decided
        .body
        .statements
        .iter()
        .map(|statement| CandidateText { id: statement.statement_id, text: statement.text.clone() })
        .collect();
    let mut seen = vec![(Stage::Input, decided.request.subject(decided.caller.clone()))];
    seen.extend(said.iter().map(|statement| (Stage::Recall, OwnedSubject::text(statement.text.clone()))));
    if !said.is_empty() {
        seen.push((Stage::Output, answer_subject(said.iter(), decided.caller.clone())));
    }
    seen
}

fn facts(decided: &Decided, watch: &Stopwatch) -> Answer<Value> {
    let body = &decided.body;
    let energies: Vec<Value> =
        body.energy.terms.iter().map(|term| json!({"name": term.name, "energy": term.energy})).collect();
    let verdicts: Vec<Value> = body
        .verdicts
        .iter()
        .map(|verdict| {
            json!({"objective": verdict.objective, "stage": verdict.stage,
                "enforcement": verdict.enforcement, "status": verdict.status})
        })
        .collect();
    let rejected: Vec<Value> = body
        .rejected
        .iter()
        .map(|rejected| {
            json!({"statements": rejected.statements, "energy": rejected.energy.total,
                "reason": rejected.reason})
        })
        .collect();
    let statements: Vec<i64> = body.statements.iter().map(|statement| statement.statement_id).collect();
    let objective = body.abstention.as_ref().and_then(|abstention| abstention.objective.clone());
    let timings: Vec<Value> = watch.stages().iter().map(|stage| json!({"name": stage.name, "ms": stage.ms})).collect();
    Ok(json!({
        "policy": body.policy,
        "model": body.model,
        "snapshot": body.memory,
        "seed": body.seed,
        "request_digest": digest(decided.request.as_ref())?,
        "answer_digest": digest(body)?,
        "statements": statements,
        "objective": if body.outcome == Outcome::Answered { None } else { objective },
        "answerable": body.answerable,
        "confidence": body.confidence,
        "energy": body.energy.total,
        "energies": energies,
        "verdicts": verdicts,
        "rejected": rejected,
        "timings_ms": timings,
    }))
}

/// SHA-256 over the canonical form of a value, hexadecimal.
pub(super) fn digest<T: Serialize>(value: &T) -> Answer<String> {
    Ok(hex::encode(Sha256::digest(canonical_string(value)?.as_bytes())))
}
