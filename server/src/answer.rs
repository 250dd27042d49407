//! Answers: a question becomes evidence, evidence a problem, the problem's solution a body that is
//! checked, recorded, and only then given.
//!
//! The way is one: `evidence` → `decide` → `record` → respond. Replay goes the same
//! way from a recorded inquiry at its recorded snapshot, so that what is replayed is what was done.

mod body;
mod decide;
mod evidence;
mod record;
mod replay;
mod request;
mod timing;

use std::sync::Arc;

use groundstate_planner::cost::guard::Guards;

pub use body::{
    Abstention, AnswerBody, AnswerStatement, CandidateEntry, Citation, Energy, EnergyTerm, Model, Move, Outcome,
    RedactionEntry, RejectedAnswer, RejectedReason, ShortSpan, Step, Trace, VerdictEntry,
};
pub use decide::ModelInUse;
pub use evidence::{Evidence, Recalled};
pub use replay::{Replay, ReplayRecall, replay};
pub use request::{AnswerRequest, Turn, TurnRole};
pub use timing::{Stage, Timings};

use crate::app::App;
use crate::auth::Principal;
use crate::problem::{Answer, Problem};
use decide::{Decided, Input, Setting};
use evidence::Inquiry;
use timing::Stopwatch;

/// An answer that is durable in the log.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The decision that records it.
    pub decision_id: String,
    /// When it was decided, milliseconds since the Unix epoch.
    pub created_at: i64,
    /// What is said, and why.
    pub body: AnswerBody,
    /// Where the time went.
    pub timings: Timings,
}

/// Answers a question: refuses, abstains, or says what memory holds; records it in any case.
///
/// # Errors
/// `unprocessable` for a request out of range; `overloaded`, `unavailable`, `storage_full` when it
/// could not be decided or recorded: then nothing is said.
pub async fn answer(app: &App, principal: &Principal, request: AnswerRequest) -> Answer<Answered> {
    request.check()?;
    let mut watch = Stopwatch::start();
    let policy = app.guard.in_force(&principal.tenant, request.policy.as_deref()).await?;
    let caller = principal.as_subject();
    let mut inquiry = Inquiry::new(app, principal, &request);
    let mut perceived = evidence::perceive(app, &inquiry, &mut watch).await?;
    let input = app.guard.redact(&policy.policy, request::INPUT, request.subject(Some(caller.clone()))).await?;
    watch.lap("guardrails");
    let request = request.left(&input);
    if input.changed() && input.report.permits() {
        inquiry = Inquiry::new(app, principal, &request);
        perceived = evidence::perceive(app, &inquiry, &mut watch).await?;
    }
    let input = Input { redactions: RedactionEntry::of_input(&input.report), report: input.report };
    // What may not be asked is not looked up either.
    let evidence = if input.report.permits() {
        evidence::inquire(app, &principal.tenant, (inquiry, perceived), &mut watch).await?
    } else {
        let revision = app.store.memory_revision(&principal.tenant).await?;
        Evidence::refused(&inquiry, revision)
    };
    let setting = Setting { request: Arc::new(request), policy, input, caller: Some(caller), model: app.model() };
    let decided = work(app, setting, evidence).await?;
    watch.extend(&decided.laps);
    let record = record::of(principal, &decided, &watch)?;
    let recorded = app.audit.record(record).await?;
    watch.lap("record");
    let timings = watch.finish();
    observe(&decided.body, &timings);
    Ok(Answered { decision_id: recorded.id, created_at: recorded.created_at, body: decided.body, timings })
}

/// The problem that a question poses to the planner, without guardrails, cut to the `most` candidates
/// recalled first: for recording and benchmarks.
///
/// # Errors
/// As [`answer`], but nothing is recorded.
pub async fn pose_problem(
    app: &App,
    principal: &Principal,
    request: AnswerRequest,
    most: usize,
) -> Answer<groundstate_planner::configurator::Problem> {
    request.check()?;
    let inquiry = Inquiry::new(app, principal, &request);
    let mut watch = Stopwatch::start();
    let perceived = evidence::perceive(app, &inquiry, &mut watch).await?;
    let mut evidence = evidence::inquire(app, &principal.tenant, (inquiry, perceived), &mut watch).await?;
    evidence.candidates.truncate(most);
    let model = app.model();
    tokio::task::spawn_blocking(move || decide::pose(&request, &model, &evidence, &Guards::none()))
        .await
        .map_err(Problem::internal)?
}

/// Decides on a thread that may block: the solver computes, and guardrails may ask the encoder.
async fn work(app: &App, setting: Setting, evidence: Evidence) -> Answer<Decided> {
    let guard = app.guard.clone();
    let decided = tokio::task::spawn_blocking(move || decide::decide(&guard, setting, evidence)).await;
    decided.map_err(Problem::internal)?
}

fn observe(body: &AnswerBody, timings: &Timings) {
    metrics::counter!("groundstate_answers_total", "outcome" => body.outcome.as_str()).increment(1);
    for stage in &timings.stages {
        metrics::histogram!("groundstate_answer_stage_seconds", "stage" => stage.name).record(stage.ms / 1e3);
    }
}
