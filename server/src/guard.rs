//! Guardrails at work: which policy is in force, its evaluation with the planner's perception and a
//! deadline, and the adapters that let the planner see objectives as constraints and penalties.

mod budget;
mod constrain;
mod features;
mod incoming;
mod offline;
pub(crate) mod policies;
mod shadow;

use std::sync::Arc;
use std::time::Duration;

use groundstate_guardrails::evaluate::{CompiledPolicy, Redaction, Report, TestReport, Verdict};
use groundstate_guardrails::policy::{Policy, Stage};
use groundstate_guardrails::subject::{Claim, Evidence, Message, Principal, Subject, ToolCall};
use groundstate_planner::perception::Encoder;
use groundstate_planner::perception::heads::Manifest;
use moka::sync::Cache;
use tokio::sync::Semaphore;

pub(crate) use constrain::answer_subject;
pub use constrain::{CandidateText, Constrained};
pub use features::EncoderFeatures;
pub use offline::Offline;
pub use policies::{InForce, PolicyName, PolicySource, Whom};

use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::Store;
use budget::Deadline;
use constrain::StatementVerdict;
use features::Memory;

/// A subject that owns its parts, so that it can go to another thread.
#[derive(Clone, Debug, Default)]
pub struct OwnedSubject {
    /// The text.
    pub text: String,
    /// The conversation, oldest first.
    pub messages: Vec<Message>,
    /// The tool call.
    pub tool: Option<ToolCall>,
    /// The statements cited.
    pub evidence: Vec<Evidence>,
    /// The answer's parts and what each cites.
    pub claims: Vec<Claim>,
    /// A predicted or observed state.
    pub state: Option<serde_json::Value>,
    /// On whose behalf it is said or done.
    pub principal: Option<Principal>,
    /// What the critic in use holds against the statements of an answer.
    pub critic: Option<f64>,
}

impl OwnedSubject {
    /// A subject that is one text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn borrow(&self) -> Subject<'_> {
        Subject {
            text: &self.text,
            messages: &self.messages,
            tool: self.tool.as_ref(),
            evidence: &self.evidence,
            statements: &self.claims,
            state: self.state.as_ref(),
            principal: self.principal.as_ref(),
            critic: self.critic,
            ..Subject::default()
        }
    }
}

/// Evaluates policies.
#[derive(Clone)]
pub struct Guard {
    store: Store,
    reader: Arc<Encoder>,
    budget: Duration,
    clock: Arc<dyn Clock>,
    compiled: Cache<String, Arc<CompiledPolicy>>,
    composed: Cache<String, InForce>,
    memory: Memory,
    verdicts: Cache<VerdictKey, Arc<StatementVerdict>>,
    running: Arc<Semaphore>,
}

/// Policy digest, statement, and the principal where the policy reads it.
type VerdictKey = (String, i64, Option<Principal>);

impl Guard {
    /// A guard over the policies of `store`, with the features of an encoder (see [`reader`](crate::perception::reading::reader)); one evaluation may take `budget`.
    #[must_use]
    pub fn new(store: Store, reader: Arc<Encoder>, clock: Arc<dyn Clock>, budget: Duration) -> Self {
        let memory = Memory::new(reader.fingerprint());
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            store,
            reader,
            budget,
            clock,
            composed: Cache::new(256),
            compiled: Cache::new(256),
            memory,
            verdicts: Cache::new(200_000),
            running: Arc::new(Semaphore::new(cores)),
        }
    }

    /// Evaluates a stage of a policy on a subject, away from the tasks that serve requests.
    ///
    /// # Errors
    /// `internal` when the evaluation itself is lost; an objective that fails is a verdict, not an error.
    pub async fn evaluate(
        &self,
        policy: &Arc<CompiledPolicy>,
        stage: Stage,
        subject: OwnedSubject,
    ) -> Result<Report, Problem> {
        let policy = Arc::clone(policy);
        self.evaluation(move |features, budget| policy.evaluate(stage, &subject.borrow(), features, budget)).await
    }

    /// The same guard with another budget for each evaluation, for work that nobody waits for.
    #[must_use]
    pub fn with_budget(&self, budget: Duration) -> Self {
        Self { budget, ..self.clone() }
    }

    /// Evaluates a stage of a policy on this thread, and takes out what violates objectives that redact. Call it where
    /// blocking is allowed: objectives may ask the encoder.
    #[must_use]
    pub fn redact_here(&self, policy: &CompiledPolicy, stage: Stage, subject: &OwnedSubject) -> Redaction {
        policy.redact(stage, &subject.borrow(), &self.features(), &self.deadline())
    }

    /// Evaluates a stage of a policy on a subject, and takes out what violates objectives that redact.
    ///
    /// # Errors
    /// As [`Self::evaluate`].
    pub async fn redact(
        &self,
        policy: &Arc<CompiledPolicy>,
        stage: Stage,
        subject: OwnedSubject,
    ) -> Result<Redaction, Problem> {
        let policy = Arc::clone(policy);
        self.evaluation(move |features, budget| policy.redact(stage, &subject.borrow(), features, budget)).await
    }

    /// Runs an evaluation away from the tasks that serve requests. At most as many run at once as there are cores, and the time of
    /// each counts from its start: under load callers wait, but no objective is lost to its neighbours.
    async fn evaluation<T: Send + 'static>(
        &self,
        evaluate: impl FnOnce(&EncoderFeatures, &Deadline) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(Problem::internal)?;
        let (features, budget) = (self.features(), self.budget);
        let evaluated = tokio::task::spawn_blocking(move || {
            let _running = running;
            evaluate(&features, &Deadline::after(budget))
        });
        evaluated.await.map_err(Problem::internal)
    }

    /// The first of several texts that a stage of a policy forbids, with the verdict that does.
    ///
    /// # Errors
    /// `internal` when the evaluation itself is lost.
    pub async fn first_forbidden(
        &self,
        policy: &Arc<CompiledPolicy>,
        stage: Stage,
        texts: Vec<String>,
    ) -> Result<Option<(usize, Verdict)>, Problem> {
        let (policy, features, allowance) = (Arc::clone(policy), self.features(), self.budget);
        let evaluated = tokio::task::spawn_blocking(move || {
            texts.iter().enumerate().find_map(|(index, text)| {
                let report = policy.evaluate(stage, &Subject::text(text), &features, &Deadline::after(allowance));
                report.first_violation().map(|verdict| (index, verdict.clone()))
            })
        });
        evaluated.await.map_err(Problem::internal)
    }

    /// Runs a policy's own test cases.
    ///
    /// # Errors
    /// `invalid_request` when the policy does not compile.
    pub async fn run_tests(&self, policy: &Policy) -> Result<TestReport, Problem> {
        let compiled = Arc::new(policies::compile(policy)?);
        let features = self.features();
        tokio::task::spawn_blocking(move || compiled.run_tests(&features)).await.map_err(Problem::internal)
    }

    /// The learned heads of this build, each with whether the encoder in use is the one it was trained for.
    pub fn heads(&self) -> impl Iterator<Item = (&Manifest, bool)> {
        self.memory.heads()
    }

    /// Text features for an evaluation on a blocking thread.
    #[must_use]
    pub fn features(&self) -> EncoderFeatures {
        EncoderFeatures::new(Arc::clone(&self.reader), self.memory.clone())
    }

    fn deadline(&self) -> Deadline {
        Deadline::after(self.budget)
    }
}
