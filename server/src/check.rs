//! Checks: the evaluation that answers go through, on any subject, recorded.

use groundstate_guardrails::evaluate::{Redaction, Report};
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::{Evidence, Message, ToolCall};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::answer::{RedactionEntry, Turn, VerdictEntry};
use crate::app::App;
use crate::audit::{Record, RecordKind, canonical_string};
use crate::auth::Principal;
use crate::guard::{OwnedSubject, PolicyName};
use crate::problem::{Answer, Problem};

/// Longest subject, characters.
const LONGEST: usize = 200_000;

/// What is checked: exactly one of text, messages and tool call.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    /// A text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A conversation, oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<Turn>>,
    /// A tool call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call: Option<Call>,
    /// What the text is to be grounded in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Ground>,
}

/// A tool call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Name of the tool.
    pub name: String,
    /// Its arguments, any JSON.
    #[serde(default)]
    pub arguments: serde_json::Value,
}

/// A statement that supports a text.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Identifier.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// What a policy says of a subject.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Checked {
    /// Whether no hard guardrail forbids it.
    pub permitted: bool,
    /// What every objective of the stage said.
    pub verdicts: Vec<VerdictEntry>,
    /// Energy of the soft guardrails.
    pub soft_energy: f64,
    /// What the policy took out; the verdicts are of what is left.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redactions: Vec<RedactionEntry>,
    /// What is left of the text, where something was taken out of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted_text: Option<String>,
    /// What is left of the conversation, where something was taken out of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted_messages: Option<Vec<Turn>>,
    /// The policy in force.
    pub policy: PolicyName,
}

impl Checked {
    /// What an evaluation of a stage says of a subject whose conversation was `turns`.
    #[must_use]
    pub fn of(stage: Stage, redaction: &Redaction, turns: Option<Vec<Turn>>, policy: PolicyName) -> Self {
        let report = &redaction.report;
        let (redacted_text, redacted_messages) = left(redaction, turns);
        Self {
            permitted: report.permits(),
            verdicts: report.verdicts.iter().map(VerdictEntry::from).collect(),
            soft_energy: report.soft_energy,
            redactions: report.redactions.iter().map(|one| RedactionEntry::of(stage, one, None)).collect(),
            redacted_text,
            redacted_messages,
            policy,
        }
    }
}

/// Checks a subject and records the decision; its identifier and what was found.
///
/// # Errors
/// `unprocessable` for a subject out of bounds, `not_found` for an unknown policy; `unavailable`,
/// `storage_full` when it could not be recorded.
pub async fn check(
    app: &App,
    principal: &Principal,
    subject: Subject,
    stage: Stage,
    policy: Option<&str>,
) -> Answer<(String, Checked)> {
    let (id, checked, _) = inspect(app, principal, subject, stage, policy).await?;
    Ok((id, checked))
}

/// As [`check`], with the evaluation itself: where each objective found what it found.
///
/// # Errors
/// As [`check`].
pub(crate) async fn inspect(
    app: &App,
    principal: &Principal,
    subject: Subject,
    stage: Stage,
    policy: Option<&str>,
) -> Answer<(String, Checked, Report)> {
    let words = canonical_string(&subject)?;
    let policy = app.guard.governing(principal.into(), policy).await?;
    let turns = subject.messages.clone();
    let subject = OwnedSubject { principal: Some(principal.as_subject()), ..owned(subject)? };
    let redaction = app.guard.redact(&policy.policy, stage, subject.clone()).await?;
    let checked = Checked::of(stage, &redaction, turns, policy.name.clone());
    let shadow = app.guard.shadow(&policy, vec![(stage, subject)]).await;
    let outcome = if checked.permitted { "permitted" } else { "forbidden" };
    let verdicts: Vec<_> = checked
        .verdicts
        .iter()
        .map(|one| json!({"objective": one.objective, "enforcement": one.enforcement, "status": one.status}))
        .collect();
    let mut facts = json!({
        "policy": checked.policy, "stage": stage.name(), "verdicts": verdicts, "soft_energy": checked.soft_energy,
        "redactions": checked.redactions.len(),
        "request_digest": hex::encode(Sha256::digest(words.as_bytes())),
    });
    if let (Some(shadow), Some(facts)) = (shadow, facts.as_object_mut()) {
        facts.insert("shadow".to_owned(), shadow);
    }
    let detail = json!({"subject": serde_json::from_str::<serde_json::Value>(&words).map_err(Problem::internal)?});
    let record = Record::new(RecordKind::Check, outcome, principal, facts).with_detail(detail);
    let recorded = app.audit.record(record).await?;
    metrics::counter!("groundstate_checks_total", "outcome" => outcome).increment(1);
    Ok((recorded.id, checked, redaction.report))
}

/// What is left of a subject that is let through, where something was taken out of it.
fn left(redaction: &Redaction, turns: Option<Vec<Turn>>) -> (Option<String>, Option<Vec<Turn>>) {
    if !redaction.changed() || !redaction.report.permits() {
        return (None, None);
    }
    match turns {
        None => (Some(redaction.text.clone()), None),
        Some(turns) => {
            let left = turns.into_iter().zip(&redaction.messages);
            (None, Some(left.map(|(turn, left)| Turn { content: left.content.clone(), ..turn }).collect()))
        }
    }
}

/// The subject as guardrails see it.
pub(crate) fn owned(subject: Subject) -> Answer<OwnedSubject> {
    let given = [subject.text.is_some(), subject.messages.is_some(), subject.tool_call.is_some()];
    if given.into_iter().filter(|given| *given).count() != 1 {
        return Err(Problem::parameter("text", "send exactly one of `text`, `messages` and `tool_call`"));
    }
    let messages = subject.messages.unwrap_or_default();
    let length =
        subject.text.as_ref().map_or(0, String::len) + messages.iter().map(|turn| turn.content.len()).sum::<usize>();
    if length > LONGEST {
        return Err(Problem::parameter("text", format!("more than {LONGEST} bytes")));
    }
    Ok(OwnedSubject {
        text: subject.text.unwrap_or_default(),
        messages: messages.into_iter().map(Message::from).collect(),
        tool: subject.tool_call.map(|call| ToolCall { name: call.name, arguments: call.arguments }),
        evidence: subject.evidence.into_iter().map(|one| Evidence { id: one.id, text: one.text }).collect(),
        ..OwnedSubject::default()
    })
}
