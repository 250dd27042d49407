//! Objectives as the planner sees them: hard ones constrain, soft ones cost.
//!
//! What a policy says of one statement does not change while policy and statement do not, and both are
//! immutable: it is remembered. What it says of a whole answer is asked each time, by the same
//! evaluation that the check-only endpoint calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use groundstate_guardrails::evaluate::{CompiledPolicy, Level, Report, Status, Verdict};
use groundstate_guardrails::objective::Scope;
use groundstate_guardrails::policy::{Enforcement, Stage};
use groundstate_guardrails::subject::{Claim, Evidence, Subject};
use groundstate_planner::cost::guard::{Constraint, Penalty, Violation};

use super::budget::Deadline;
use super::features::EncoderFeatures;
use super::{Guard, InForce, OwnedSubject};

/// A candidate as guardrails see it.
#[derive(Clone, Debug)]
pub struct CandidateText {
    /// Identity in memory.
    pub id: i64,
    /// Its words.
    pub text: String,
}

/// What a policy says of one statement.
#[derive(Clone, Debug, Default)]
pub(super) struct StatementVerdict {
    violation: Option<Violation>,
    /// Excess of each soft objective over its margin, by the objective's id.
    excess: Vec<(String, f64)>,
}

/// A policy over the candidates of one request. Lives on a blocking thread.
pub struct Constrained {
    policy: Arc<CompiledPolicy>,
    candidates: Vec<CandidateText>,
    verdicts: Vec<Arc<StatementVerdict>>,
    features: EncoderFeatures,
    deadline: Deadline,
    /// What was said of answers that the search met: it meets many of them more than once.
    met: Mutex<HashMap<Vec<usize>, Arc<Report>>>,
}

impl Guard {
    /// Evaluates a policy on every candidate. Call it on a blocking thread: objectives may ask the encoder.
    #[must_use]
    pub fn constrain(&self, policy: &InForce, candidates: Vec<CandidateText>) -> Constrained {
        let (features, deadline) = (self.features(), self.deadline());
        let verdicts = candidates
            .iter()
            .map(|candidate| {
                let key = (policy.name.digest.clone(), candidate.id);
                if let Some(known) = self.verdicts.get(&key) {
                    return known;
                }
                let (verdict, certain) = judge(&policy.policy, candidate, &features, &deadline);
                let verdict = Arc::new(verdict);
                if certain {
                    self.verdicts.insert(key, Arc::clone(&verdict));
                }
                verdict
            })
            .collect();
        Constrained {
            policy: Arc::clone(&policy.policy),
            candidates,
            verdicts,
            features,
            deadline,
            met: Mutex::default(),
        }
    }
}

/// A statement must pass the recall stage, and what the output stage says of single statements.
/// The second value tells whether every objective could be evaluated.
fn judge(
    policy: &CompiledPolicy,
    candidate: &CandidateText,
    features: &EncoderFeatures,
    deadline: &Deadline,
) -> (StatementVerdict, bool) {
    let subject = Subject::text(&candidate.text);
    let recall = policy.evaluate(Stage::Recall, &subject, features, deadline);
    let alone = answer_subject(std::iter::once(candidate));
    let output = policy.evaluate_scope(Stage::Output, Scope::Statement, &alone.borrow(), features, deadline);
    let verdicts = || recall.verdicts.iter().chain(&output.verdicts);
    let certain = verdicts().all(|verdict| verdict.status != Status::Unevaluable);
    let violation = violation(&recall).or_else(|| violation(&output));
    let soft = verdicts().filter(|verdict| verdict.enforcement == Level::Soft);
    let excess = soft.map(|verdict| (verdict.objective.clone(), excess(verdict))).collect();
    (StatementVerdict { violation, excess }, certain)
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
pub(crate) fn answer_subject<'a>(statements: impl Iterator<Item = &'a CandidateText>) -> OwnedSubject {
    let mut subject = OwnedSubject::default();
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
    /// The soft objectives of the policy, each as a penalty of its own.
    #[must_use]
    pub fn penalties(&self) -> Vec<SoftObjective<'_>> {
        let soft = self.policy.policy().objectives.iter().filter_map(|spec| match spec.enforcement {
            Enforcement::Soft { weight } => Some((spec, weight)),
            Enforcement::Hard | Enforcement::Shadow => None,
        });
        soft.filter(|(spec, _)| spec.stages.iter().any(|stage| matches!(stage, Stage::Recall | Stage::Output)))
            .map(|(spec, weight)| SoftObjective { name: &spec.id, weight, constrained: self })
            .collect()
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

    /// The verdicts of the output stage on an ordered answer.
    #[must_use]
    pub fn report(&self, answer: &[usize]) -> Report {
        let statements = answer.iter().filter_map(|index| self.candidates.get(*index));
        let subject = answer_subject(statements);
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
    name: &'a str,
    weight: f64,
    constrained: &'a Constrained,
}

impl Penalty for SoftObjective<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn unary(&self, candidate: usize) -> f64 {
        let verdict = self.constrained.verdicts.get(candidate);
        let excess = verdict.and_then(|verdict| verdict.excess.iter().find(|(id, _)| id == self.name));
        excess.map_or(0.0, |(_, excess)| *excess)
    }

    fn set(&self, answer: &[usize]) -> f64 {
        let whole = self.constrained.policy.scope(self.name) == Some(Scope::Answer);
        if !whole {
            return 0.0;
        }
        self.constrained.met(answer).verdict(self.name).map_or(0.0, excess)
    }
}
