//! Objectives as the planner sees them: hard ones constrain, soft ones cost.
//!
//! What a policy says of one statement does not change while policy and statement do not, and both are
//! immutable: it is remembered, for each principal where the policy reads who asks. What it says of a whole
//! answer is asked each time, by the same evaluation that the check-only endpoint calls.
//!
//! Where an objective redacts, the candidate *is* the statement that is left: it is judged again, and the
//! answer, its record and its replay say that. Token states and embedding stay those of the original: they
//! say what the statement is about, and nothing of them is ever shown.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use groundstate_guardrails::evaluate::{
    CompiledObjective, CompiledPolicy, Level, Redacted, Redaction, Report, Status, Verdict,
};
use groundstate_guardrails::objective::Scope;
use groundstate_guardrails::policy::{Enforcement, Kind, ObjectiveSpec, Stage};
use groundstate_guardrails::subject::{Claim, Evidence, Principal, Subject};
use groundstate_planner::cost::guard::{Constraint, Penalty, Violation};

use super::budget::Deadline;
use super::features::EncoderFeatures;
use super::{Guard, InForce, OwnedSubject};

/// A candidate as guardrails see it.
#[derive(Clone, Debug)]
pub struct CandidateText {
    /// Identity in memory.
    pub id: i64,
    /// Its words; once judged, those that are left of them.
    pub text: String,
}

/// What a policy says of one statement.
#[derive(Clone, Debug, Default)]
pub(super) struct StatementVerdict {
    violation: Option<Violation>,
    /// Excess of each soft objective over its margin, by the objective's id.
    excess: Vec<(String, f64)>,
    /// What is left of the statement, where something was taken out.
    left: Option<Left>,
}

/// What is left of a statement.
#[derive(Clone, Debug)]
struct Left {
    text: String,
    redactions: Vec<(Stage, Redacted)>,
}

/// A policy over the candidates of one request. Lives on a blocking thread.
pub struct Constrained {
    policy: Arc<CompiledPolicy>,
    candidates: Vec<CandidateText>,
    verdicts: Vec<Arc<StatementVerdict>>,
    principal: Option<Principal>,
    /// What the critic holds against each candidate, in [0, 1]; absent where none judges.
    critic: Option<Vec<f32>>,
    features: EncoderFeatures,
    deadline: Deadline,
    /// What was said of answers that the search met: it meets many of them more than once.
    met: Mutex<HashMap<Vec<usize>, Arc<Report>>>,
}

impl Guard {
    /// Evaluates a policy on every candidate, on behalf of `principal`. Call it on a blocking thread:
    /// objectives may ask the encoder.
    #[must_use]
    pub fn constrain(
        &self,
        policy: &InForce,
        mut candidates: Vec<CandidateText>,
        principal: Option<Principal>,
    ) -> Constrained {
        let (features, deadline) = (self.features(), self.deadline());
        let judge = Judge { policy: &policy.policy, principal: principal.as_ref(), features: &features, deadline };
        let asker = principal.clone().filter(|_| policy.policy.reads_principal());
        let verdicts: Vec<_> = candidates
            .iter()
            .map(|candidate| {
                let key = (policy.name.digest.clone(), candidate.id, asker.clone());
                if let Some(known) = self.verdicts.get(&key) {
                    return known;
                }
                let (verdict, certain) = judge.judge(candidate);
                let verdict = Arc::new(verdict);
                if certain {
                    self.verdicts.insert(key, Arc::clone(&verdict));
                }
                verdict
            })
            .collect();
        for (candidate, verdict) in candidates.iter_mut().zip(&verdicts) {
            if let Some(left) = &verdict.left {
                candidate.text.clone_from(&left.text);
            }
        }
        Constrained {
            policy: Arc::clone(&policy.policy),
            candidates,
            verdicts,
            principal,
            critic: None,
            features,
            deadline,
            met: Mutex::default(),
        }
    }
}

/// Judges single statements.
struct Judge<'a> {
    policy: &'a CompiledPolicy,
    principal: Option<&'a Principal>,
    features: &'a EncoderFeatures,
    deadline: Deadline,
}

impl Judge<'_> {
    /// A statement must pass the recall stage, and what the output stage says of single statements. What is
    /// left of it must pass both again. The second value tells whether every objective could be evaluated.
    fn judge(&self, candidate: &CandidateText) -> (StatementVerdict, bool) {
        let mut recall = self.recall(&candidate.text);
        let mut left = CandidateText { id: candidate.id, text: recall.text.clone() };
        let output = self.output(&left);
        let mut redactions: Vec<(Stage, Redacted)> = Vec::new();
        for (stage, redaction) in [(Stage::Recall, &recall), (Stage::Output, &output)] {
            redactions.extend(redaction.report.redactions.iter().map(|one| (stage, one.clone())));
        }
        if output.changed() {
            left.text.clone_from(&output.text);
            // Nothing more may be taken out now: the output stage has judged these words.
            recall.report = self.recall_as_it_is(&left.text);
        }
        let verdicts = || recall.report.verdicts.iter().chain(&output.report.verdicts);
        let certain = verdicts().all(|verdict| verdict.status != Status::Unevaluable);
        let violation = violation(&recall.report).or_else(|| violation(&output.report));
        let soft = verdicts().filter(|verdict| verdict.enforcement == Level::Soft);
        let excess = soft.map(|verdict| (verdict.objective.clone(), excess(verdict))).collect();
        let left = (!redactions.is_empty()).then_some(Left { text: left.text, redactions });
        (StatementVerdict { violation, excess, left }, certain)
    }

    fn recall(&self, text: &str) -> Redaction {
        let subject = Subject { principal: self.principal, ..Subject::text(text) };
        self.policy.redact(Stage::Recall, &subject, self.features, &self.deadline)
    }

    fn recall_as_it_is(&self, text: &str) -> Report {
        let subject = Subject { principal: self.principal, ..Subject::text(text) };
        self.policy.evaluate(Stage::Recall, &subject, self.features, &self.deadline)
    }

    fn output(&self, candidate: &CandidateText) -> Redaction {
        let alone = answer_subject(std::iter::once(candidate), self.principal.cloned());
        let unary = |objective: &CompiledObjective| objective.scope() == Scope::Statement;
        self.policy.redact_where(Stage::Output, &alone.borrow(), self.features, &self.deadline, unary)
    }
}

fn violation(report: &Report) -> Option<Violation> {
    report
        .first_violation()
        .map(|verdict| Violation { constraint: verdict.objective.clone(), detail: verdict.reason.clone() })
}

/// How far a soft objective is over its margin, in [0, 1]; all of it when it cannot be told.
fn excess(verdict: &Verdict) -> f64 {
    verdict.value.map_or(1.0, |value| (value - verdict.margin).clamp(0.0, 1.0))
}

/// The answer that says these statements one after the other, each citing itself.
pub(crate) fn answer_subject<'a>(
    statements: impl Iterator<Item = &'a CandidateText>,
    principal: Option<Principal>,
) -> OwnedSubject {
    let mut subject = OwnedSubject { principal, ..OwnedSubject::default() };
    for statement in statements {
        if !subject.text.is_empty() {
            subject.text.push(' ');
        }
        let start = subject.text.len();
        subject.text.push_str(&statement.text);
        let id = statement.id.to_string();
        subject.claims.push(Claim { start, end: subject.text.len(), cites: vec![id.clone()] });
        subject.evidence.push(Evidence { id, text: statement.text.clone() });
    }
    subject
}

impl Constrained {
    /// The same, with what the critic holds against each candidate.
    #[must_use]
    pub fn criticised(self, costs: Option<Vec<f32>>) -> Self {
        Self { critic: costs, ..self }
    }

    /// The soft objectives of the policy, each as a penalty of its own.
    #[must_use]
    pub fn penalties(&self) -> Vec<SoftObjective<'_>> {
        let soft = self.policy.policy().objectives.iter().filter_map(|spec| match spec.enforcement {
            Enforcement::Soft { weight } => Some((spec, weight)),
            Enforcement::Hard | Enforcement::Shadow => None,
        });
        soft.filter(|(spec, _)| spec.stages.iter().any(|stage| matches!(stage, Stage::Recall | Stage::Output)))
            .map(|(spec, weight)| SoftObjective { spec, weight, constrained: self })
            .collect()
    }

    /// The mean of what the critic holds against an answer's statements.
    fn criticism(&self, answer: &[usize]) -> Option<f64> {
        let costs: Vec<f64> =
            answer.iter().filter_map(|index| self.critic.as_ref()?.get(*index)).map(|cost| f64::from(*cost)).collect();
        (!costs.is_empty()).then(|| costs.iter().sum::<f64>() / costs.len() as f64)
    }

    /// [`Constrained::report`], remembered for this request: for the search, never for what is emitted.
    fn met(&self, answer: &[usize]) -> Arc<Report> {
        let known = |met: &HashMap<Vec<usize>, Arc<Report>>| met.get(answer).cloned();
        if let Some(report) = self.met.lock().ok().and_then(|met| known(&met)) {
            return report;
        }
        let report = Arc::new(self.report(answer));
        if let Ok(mut met) = self.met.lock() {
            met.insert(answer.to_vec(), Arc::clone(&report));
        }
        report
    }

    /// What is left of a candidate, where something was taken out of it.
    #[must_use]
    pub fn left(&self, candidate: usize) -> Option<&str> {
        self.verdicts.get(candidate)?.left.as_ref().map(|left| left.text.as_str())
    }

    /// What was taken out of a candidate, at which stage and for which objective.
    pub fn redactions(&self, candidate: usize) -> impl Iterator<Item = (Stage, &Redacted)> {
        let left = self.verdicts.get(candidate).and_then(|verdict| verdict.left.as_ref());
        left.into_iter().flat_map(|left| &left.redactions).map(|(stage, redacted)| (*stage, redacted))
    }

    /// The verdicts of the output stage on an ordered answer.
    #[must_use]
    pub fn report(&self, answer: &[usize]) -> Report {
        let statements = answer.iter().filter_map(|index| self.candidates.get(*index));
        let mut subject = answer_subject(statements, self.principal.clone());
        subject.critic = self.criticism(answer);
        self.policy.evaluate(Stage::Output, &subject.borrow(), &self.features, &self.deadline)
    }
}

impl Constraint for Constrained {
    fn name(&self) -> &str {
        &self.policy.policy().name
    }

    fn admits(&self, candidate: usize) -> Result<(), Violation> {
        let unknown = || Violation { constraint: self.name().to_owned(), detail: "no verdict".to_owned() };
        self.verdicts.get(candidate).ok_or_else(unknown)?.violation.clone().map_or(Ok(()), Err)
    }

    fn admits_answer(&self, answer: &[usize]) -> Result<(), Violation> {
        violation(&self.met(answer)).map_or(Ok(()), Err)
    }
}

/// One soft objective.
pub struct SoftObjective<'a> {
    spec: &'a ObjectiveSpec,
    weight: f64,
    constrained: &'a Constrained,
}

impl Penalty for SoftObjective<'_> {
    fn name(&self) -> &str {
        &self.spec.id
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// Of the critic's objective what the critic holds against the candidate, of others what was found in it.
    fn unary(&self, candidate: usize) -> f64 {
        if let Kind::Critic(critic) = &self.spec.kind {
            let cost = self.constrained.critic.as_ref().and_then(|costs| costs.get(candidate));
            return cost.map_or(0.0, |cost| (f64::from(*cost) - critic.threshold - self.spec.margin).clamp(0.0, 1.0));
        }
        let verdict = self.constrained.verdicts.get(candidate);
        let excess = verdict.and_then(|verdict| verdict.excess.iter().find(|(id, _)| *id == self.spec.id));
        excess.map_or(0.0, |(_, excess)| *excess)
    }

    /// Of the critic's objective nothing: it adds up over statements, and the search has seen all of it.
    fn set(&self, answer: &[usize]) -> f64 {
        let whole = self.constrained.policy.scope(&self.spec.id) == Some(Scope::Answer);
        if !whole || matches!(self.spec.kind, Kind::Critic(_)) {
            return 0.0;
        }
        self.constrained.met(answer).verdict(&self.spec.id).map_or(0.0, excess)
    }
}
