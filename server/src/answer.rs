//! Answers: a question becomes evidence, evidence a problem, the problem's solution a body that is
//! checked, recorded, and only then given.
//!
//! The way is one: `evidence` → `decide` → `record` → respond. Replay goes the same
//! way from a recorded inquiry at its recorded snapshot, so that what is replayed is what was done.

mod body;
mod decide;
mod evidence;
mod record;
pub(crate) mod rehearse;
mod replay;
mod request;
mod shadow;
mod timing;

use std::sync::Arc;

use groundstate_guardrails::policy::lifecycle::State;
use groundstate_planner::cost::guard::Guards;

pub use body::{
    Abstention, AnswerBody, AnswerStatement, CandidateEntry, Citation, Energy, EnergyTerm, Model, Move, Outcome,
    RedactionEntry, RejectedAnswer, RejectedReason, ShortSpan, Step, Trace, VerdictEntry,
};
pub use decide::ModelInUse;
pub use evidence::{Evidence, Recalled};
pub use replay::{Replay, ReplayRecall, replay, replay_under};
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
    let policy = app.guard.governing(principal.into(), request.policy.as_deref()).await?;
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
    let critic =
        if policy.policy.asks_critic() { app.critics.at(&principal.tenant, State::Active).await? } else { None };
    let (request, caller) = (Arc::new(request), Some(caller));
    let setting = Setting { request, policy: policy.clone(), input, caller, model: app.model(), critic };
    let second = shadow::second_opinion(app, &principal.tenant, &setting, &evidence).await;
    let decided = work(app, setting, evidence).await?;
    watch.extend(&decided.laps);
    let beside = record::Beside {
        policy: app.guard.shadow(&policy, record::seen(&decided)).await,
        critic: second.map(|second| second.beside(&decided.body)),
    };
    let record = record::of(principal, &decided, &watch, beside)?;
    let recorded = app.audit.record(record).await?;
    watch.lap("record");
    let timings = watch.finish();
    observe(&decided.body, &timings);
    Ok(Answered { decision_id: recorded.id, created_at: recorded.created_at, body: decided.body, timings })
}

/// What memory holds on a question, gathered but not decided: for fitting, recording and benchmarks.
#[derive(Clone, Debug)]
pub struct Gathered {
    request: AnswerRequest,
    evidence: Evidence,
}

/// Gathers the evidence of a question. Nothing is recorded.
///
/// # Errors
/// As [`answer`].
pub async fn gather(app: &App, principal: &Principal, request: AnswerRequest) -> Answer<Gathered> {
    request.check()?;
    let inquiry = Inquiry::new(app, principal, &request);
    let mut watch = Stopwatch::start();
    let perceived = evidence::perceive(app, &inquiry, &mut watch).await?;
    let evidence = evidence::inquire(app, &principal.tenant, (inquiry, perceived), &mut watch).await?;
    Ok(Gathered { request, evidence })
}

impl Gathered {
    /// Keeps the `most` candidates recalled first.
    #[must_use]
    pub fn cut(mut self, most: usize) -> Self {
        self.evidence.candidates.truncate(most);
        self
    }

    /// The candidates' identities, in the order of recall.
    pub fn candidates(&self) -> impl Iterator<Item = i64> + '_ {
        self.evidence.candidates.iter().map(Recalled::id)
    }

    /// The problem that the question poses to the planner, without guardrails.
    ///
    /// # Errors
    /// `internal` when it cannot be posed.
    pub fn problem(&self, model: &ModelInUse) -> Answer<groundstate_planner::configurator::Problem> {
        decide::pose(&self.request, model, &self.evidence, &Guards::none())
    }

    /// What the planner reads of it.
    ///
    /// # Errors
    /// `internal` when it cannot be read.
    pub fn reading(&self, model: &ModelInUse) -> Answer<groundstate_planner::configurator::Reading> {
        decide::read(&self.request, model, &self.evidence)
    }
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
