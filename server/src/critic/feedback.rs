//! What people think of a decision. The row holds a rating and identifiers of statements; what somebody wrote is the
//! erasable part of the decision that records the feedback.

use groundstate_planner::configurator::MAX_STATEMENTS;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::answer::rehearse::RecordedAnswer;
use crate::answer::{AnswerBody, RejectedReason};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::problem::{Answer, Code, Problem};
use crate::store::{DecisionRow, FeedbackRow};

/// Longest comment, characters.
const LONGEST_COMMENT: usize = 2_000;

/// How good an answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// Better than the alternatives that were rejected.
    Good,
    /// Something else should have been said.
    Bad,
}

impl Rating {
    /// The name used in rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
        }
    }
}

/// Feedback on an answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"rating": "bad", "preferred": [17, 42], "comment": "the second paragraph says it"}))]
pub struct NewFeedback {
    /// How good the answer was.
    pub rating: Rating,
    /// The answer that should have been given, as statements in order: 1 to 6, each among the candidates or rejected
    /// answers that the decision shows, and none that a guardrail refused.
    pub preferred: Option<Vec<i64>>,
    /// Anything else, at most 2,000 characters. Kept sealed beside the decision that records the feedback.
    pub comment: Option<String>,
}

/// Records feedback; the same person's earlier feedback on the decision gives way.
///
/// # Errors
/// `unprocessable` where the decision is no answer or the preferred answer is none of its candidates, `gone` when the
/// words of the decision were erased.
pub async fn give(app: &App, principal: &Principal, decision: &DecisionRow, new: NewFeedback) -> Answer<FeedbackRow> {
    if decision.kind != "answer" {
        return Err(Problem::new(Code::Unprocessable, format!("a decision of kind `{}` has no answer", decision.kind)));
    }
    let comment = new.comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty());
    if comment.is_some_and(|comment| comment.chars().count() > LONGEST_COMMENT) {
        return Err(Problem::parameter("comment", format!("use at most {LONGEST_COMMENT} characters")));
    }
    let words = app.audit.vault().words(&decision.tenant_id, &decision.id).await?;
    let words = words.ok_or_else(|| Problem::new(Code::Gone, "the words of this decision have been erased"))?;
    if let Some(preferred) = &new.preferred {
        check(preferred, RecordedAnswer::read(&words.content)?.body(), new.rating)?;
    }
    let preferred = new.preferred.as_ref().map(serde_json::to_string).transpose().map_err(Problem::internal)?;
    let facts = json!({"decision": decision.id, "rating": new.rating, "preferred": new.preferred});
    let record = Record::new(RecordKind::Feedback, new.rating.name(), principal, facts);
    let record = match comment {
        Some(comment) => record.with_detail(json!({"comment": comment})),
        None => record,
    };
    let mut write = app.store.write().await?;
    let recorded = app.audit.append(&mut write, &principal.tenant, vec![record]).await?;
    let recorded = recorded.into_iter().next().ok_or_else(|| Problem::internal("nothing was recorded"))?;
    let row = FeedbackRow {
        tenant_id: principal.tenant.clone(),
        decision_id: decision.id.clone(),
        principal: principal.id.clone(),
        rating: new.rating.name().to_owned(),
        preferred,
        recorded_as: recorded.id,
        created_at: recorded.created_at,
    };
    write.keep_feedback(&row).await?;
    write.commit().await?;
    Ok(row)
}

fn check(preferred: &[i64], body: &AnswerBody, rating: Rating) -> Answer<()> {
    let wrong = |reason: String| Err(Problem::parameter("preferred", reason));
    if rating == Rating::Good {
        return wrong("a good answer is the preferred one already: leave it out".to_owned());
    }
    if !(1..=MAX_STATEMENTS).contains(&preferred.len()) {
        return wrong(format!("name 1 to {MAX_STATEMENTS} statements"));
    }
    for (place, id) in preferred.iter().enumerate() {
        if preferred.iter().take(place).any(|earlier| earlier == id) {
            return wrong(format!("statement {id} is named twice"));
        }
        if !sayable(body, *id) {
            return wrong(format!("statement {id} is not among what this decision shows as admitted"));
        }
    }
    if body.statements.iter().map(|said| said.statement_id).eq(preferred.iter().copied()) {
        return wrong("that is the answer that was given".to_owned());
    }
    Ok(())
}

/// Whether a statement could have been said: what a guardrail refused cannot be asked for by feedback.
fn sayable(body: &AnswerBody, id: i64) -> bool {
    let said = body.statements.iter().any(|one| one.statement_id == id);
    let considered = body.candidates.iter().find(|one| one.statement_id == id).map(|one| one.admitted);
    said || considered.unwrap_or_else(|| feasible(body).any(|statements| statements.contains(&id)))
}

/// The rejected answers that no guardrail refused.
pub(super) fn feasible(body: &AnswerBody) -> impl Iterator<Item = &[i64]> {
    let allowed = body.rejected.iter().filter(|one| !matches!(one.reason, RejectedReason::Violates { .. }));
    allowed.map(|one| one.statements.as_slice())
}
