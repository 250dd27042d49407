//! From evidence to an answer: pure computation under the guardrails, the same live and in a replay.

use std::collections::HashMap;
use std::sync::Arc;

use groundstate_guardrails::evaluate::{Redaction, Report};
use groundstate_guardrails::policy::Stage as PolicyStage;
use groundstate_guardrails::subject::Principal;
use groundstate_planner::actor::relax::Descent;
use groundstate_planner::actor::{self, SolverConfig};
use groundstate_planner::configurator::{
    self, Candidate, Configuration, ConfigureError, Problem as Landscape, Question, Reading, configure,
};
use groundstate_planner::cost::calibration::Calibration;
use groundstate_planner::cost::critic;
use groundstate_planner::cost::guard::{Constraint, Guards, Penalty};
use groundstate_planner::short_answer::short_answer;
use groundstate_planner::world_model::predictor::Predictor;

use super::body::{Abstention, AnswerBody, CandidateEntry, Energy, Model, Outcome, RejectedAnswer, Snapshot, Trace};
use super::evidence::{Evidence, Recalled};
use super::record::AnswerDetail;
use super::request::{self, AnswerRequest};
use super::timing::{Stage, Stopwatch};
use super::{AnswerStatement, RedactionEntry, ShortSpan, VerdictEntry};
use crate::critic::Judge;
use crate::guard::{CandidateText, Constrained, Guard, InForce};
use crate::problem::{Answer, Problem};

/// Candidates shown in an answer at most.
const SHOWN: usize = 20;
const NOTHING: &str = "I found nothing in memory that answers this.";
const UNSURE: &str = "I found nothing in memory that answers this with enough confidence.";
const FORBIDDEN: &str = "I cannot answer this under the policy in force.";

/// Everything but the evidence that an answer depends on.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) request: Arc<AnswerRequest>,
    pub(super) policy: InForce,
    pub(super) input: Input,
    pub(super) caller: Option<Principal>,
    pub(super) model: ModelInUse,
    /// What judges the statements, where the policy asks for it.
    pub(super) critic: Option<Judge>,
}

/// What the policy says of the request.
#[derive(Clone)]
pub(super) struct Input {
    /// Of what is left of it.
    pub(super) report: Report,
    /// What was taken out of it.
    pub(super) redactions: Vec<RedactionEntry>,
}

impl Input {
    /// A recorded request, looked at again: what is left of it, and what the policy says of that. What was recorded is
    /// what was left of the request then: what was taken out of it stands in the record, and what another policy
    /// takes out besides comes after it.
    pub(super) fn again(detail: &AnswerDetail, redaction: Redaction) -> (AnswerRequest, Self) {
        let request = detail.request.clone().left(&redaction);
        let recorded = detail.body.redactions.iter().filter(|one| one.stage == request::INPUT.name()).cloned();
        let new = RedactionEntry::of_input(&redaction.report);
        (request, Self { redactions: recorded.chain(new).collect(), report: redaction.report })
    }
}

/// The models in use.
#[derive(Clone)]
pub struct ModelInUse {
    /// Their names.
    pub name: Model,
    /// Weights, temperatures and thresholds.
    pub calibration: Arc<Calibration>,
    /// What predicts the states of an answer, where one was trained for the encoder in use.
    pub predictor: Option<Arc<Predictor>>,
    /// Where the relaxed descent runs.
    pub descent: Arc<dyn Descent + Send + Sync>,
}

/// An answer with what it was decided from.
pub(super) struct Decided {
    pub(super) body: AnswerBody,
    pub(super) request: Arc<AnswerRequest>,
    pub(super) caller: Option<Principal>,
    pub(super) evidence: Evidence,
    pub(super) laps: Vec<Stage>,
}

/// Decides. Runs on a blocking thread.
pub(super) fn decide(guard: &Guard, setting: Setting, mut evidence: Evidence) -> Answer<Decided> {
    let mut watch = Stopwatch::start();
    let body = if setting.input.report.permits() {
        solve(guard, &setting, &mut evidence, &mut watch)?
    } else {
        refuse_input(&setting, &evidence)
    };
    let Setting { request, caller, .. } = setting;
    Ok(Decided { body, request, caller, evidence, laps: watch.stages().to_vec() })
}

fn refuse_input(setting: &Setting, evidence: &Evidence) -> AnswerBody {
    let violated = setting.input.report.first_violation();
    let objective = violated.map(|verdict| verdict.objective.clone());
    AnswerBody {
        outcome: Outcome::Refused,
        text: violated.map_or_else(|| FORBIDDEN.to_owned(), |verdict| verdict.message.clone()),
        abstention: Some(Abstention { reason: "input_refused".to_owned(), score: 0.0, threshold: 0.0, objective }),
        ..empty(setting, evidence)
    }
}

fn empty(setting: &Setting, evidence: &Evidence) -> AnswerBody {
    AnswerBody {
        outcome: Outcome::Abstained,
        text: String::new(),
        statements: Vec::new(),
        short_answer: None,
        answerable: 0.0,
        confidence: 0.0,
        abstention: None,
        energy: Energy::default(),
        trace: Trace::default(),
        rejected: Vec::new(),
        candidates: Vec::new(),
        verdicts: setting.input.report.verdicts.iter().map(VerdictEntry::from).collect(),
        redactions: setting.input.redactions.clone(),
        policy: setting.policy.name.clone(),
        memory: Snapshot { revision: evidence.revision },
        model: Model { critic: setting.critic.as_ref().map(|judge| judge.name.clone()), ..setting.model.name.clone() },
        seed: setting.request.seed,
    }
}

fn solve(guard: &Guard, setting: &Setting, evidence: &mut Evidence, watch: &mut Stopwatch) -> Answer<AnswerBody> {
    let texts = evidence.candidates.iter().map(|one| CandidateText { id: one.id(), text: one.text().to_owned() });
    let costs = criticised(setting, evidence)?;
    let constrained = guard.constrain(&setting.policy, texts.collect(), setting.caller.clone()).criticised(costs);
    // From here on a candidate is what may be said of it.
    for (index, recalled) in evidence.candidates.iter_mut().enumerate() {
        if let Some(left) = constrained.left(index) {
            recalled.say(left);
        }
    }
    let evidence = &*evidence;
    watch.lap("guardrails");
    let soft = constrained.penalties();
    let penalties: Vec<&dyn Penalty> = soft.iter().map(|one| one as &dyn Penalty).collect();
    let constraints: [&dyn Constraint; 1] = [&constrained];
    let guards = Guards::new(&constraints, &penalties);
    let problem = pose(&setting.request, &setting.model, evidence, &guards)?;
    watch.lap("configure");
    let solver = SolverConfig { seed: setting.request.seed, ..SolverConfig::default() };
    let outcome = actor::solve_with(setting.model.descent.as_ref(), &problem, &guards, &solver);
    watch.lap("solve");
    let body = Writing { setting, evidence, problem: &problem, outcome: &outcome, constrained: &constrained }.body();
    watch.lap("guardrails");
    Ok(body)
}

/// The planner's problem of a request.
pub(super) fn pose(
    request: &AnswerRequest,
    model: &ModelInUse,
    evidence: &Evidence,
    guards: &Guards<'_>,
) -> Answer<Landscape> {
    as_asked(request, model, evidence, |question, candidates, configuration| {
        configure(question, candidates, guards, configuration)
    })
}

/// What the planner reads of a request.
pub(super) fn read(request: &AnswerRequest, model: &ModelInUse, evidence: &Evidence) -> Answer<Reading> {
    as_asked(request, model, evidence, configurator::read)
}

/// What the critic holds against each statement recalled; nothing where none judges.
fn criticised(setting: &Setting, evidence: &Evidence) -> Answer<Option<Vec<f32>>> {
    let Some(judge) = &setting.critic else { return Ok(None) };
    let costs = |question: &Question<'_>, candidates: &[Candidate<'_>], _: &Configuration| {
        Ok(judge.critic.costs(&question.encoding.pooled, candidates))
    };
    as_asked(&setting.request, &setting.model, evidence, costs).map(Some)
}

/// What a critic is trained to tell of the statements recalled, by their identities.
pub(super) fn critic_features(
    request: &AnswerRequest,
    model: &ModelInUse,
    evidence: &Evidence,
) -> Answer<HashMap<i64, Vec<f32>>> {
    as_asked(request, model, evidence, |question, candidates, _| {
        let of = |candidate: &Candidate<'_>| (candidate.id, critic::features(&question.encoding.pooled, candidate));
        Ok(candidates.iter().map(of).collect())
    })
}

/// Hands a request to the configurator in its terms.
fn as_asked<T>(
    request: &AnswerRequest,
    model: &ModelInUse,
    evidence: &Evidence,
    work: impl FnOnce(&Question<'_>, &[Candidate<'_>], &Configuration) -> Result<T, ConfigureError>,
) -> Answer<T> {
    let weights: HashMap<u32, f32> = evidence.idf.iter().copied().collect();
    let idf = |wordpiece: u32| weights.get(&wordpiece).copied().unwrap_or_default();
    let encoding = evidence.question.as_ref().ok_or_else(|| Problem::internal("the question was not encoded"))?;
    let question = Question { text: &request.question, encoding, conversation: &evidence.conversation, idf: &idf };
    let candidates: Vec<Candidate<'_>> =
        evidence.candidates.iter().map(|one| one.candidate(evidence.asked_at)).collect();
    let configuration = Configuration {
        limit: request.max_statements,
        calibration: model.calibration.as_ref().clone(),
        predictor: model.predictor.clone(),
    };
    work(&question, &candidates, &configuration).map_err(Problem::internal)
}

/// Writes the body of a solved problem.
struct Writing<'a> {
    setting: &'a Setting,
    evidence: &'a Evidence,
    problem: &'a Landscape,
    outcome: &'a actor::Outcome,
    constrained: &'a Constrained,
}

impl Writing<'_> {
    fn body(&self) -> AnswerBody {
        let outcome = self.outcome;
        let body = AnswerBody {
            answerable: outcome.answerable,
            confidence: outcome.confidence,
            abstention: outcome.abstention.as_ref().map(Abstention::from),
            energy: Energy::from(&outcome.energy),
            trace: Trace::from(&outcome.trace),
            rejected: outcome.rejected.iter().map(|rejected| self.rejected(rejected)).collect(),
            candidates: self.candidates(),
            ..empty(self.setting, self.evidence)
        };
        match &outcome.answer {
            Some(answer) => self.said(body, answer),
            None => unsaid(body),
        }
    }

    /// The whole answer is checked once more, by the evaluation that the check-only endpoint calls.
    fn said(&self, mut body: AnswerBody, answer: &[usize]) -> AnswerBody {
        let report = self.constrained.report(answer);
        debug_assert_eq!(report.stage, PolicyStage::Output);
        body.verdicts.extend(report.verdicts.iter().map(VerdictEntry::from));
        if let Some(violated) = report.first_violation() {
            let objective = Some(violated.objective.clone());
            body.abstention =
                Some(Abstention { reason: "no_feasible_answer".to_owned(), score: 0.0, threshold: 0.0, objective });
            return unsaid(body);
        }
        let said: Vec<&Recalled> = answer.iter().filter_map(|index| self.evidence.candidates.get(*index)).collect();
        let texts: Vec<&str> = said.iter().map(|one| one.text()).collect();
        body.outcome = Outcome::Answered;
        body.text = texts.join(" ");
        body.short_answer = short_answer(&self.setting.request.question, &texts)
            .map(|short| ShortSpan::of(&short, texts.get(short.statement).copied().unwrap_or_default()));
        for (index, one) in answer.iter().zip(&said) {
            let redactions = self.constrained.redactions(*index);
            body.redactions.extend(redactions.map(|(stage, what)| RedactionEntry::of(stage, what, Some(one.id()))));
        }
        body.statements = answer.iter().zip(said).map(|(index, one)| self.statement(*index, one)).collect();
        body
    }

    fn statement(&self, index: usize, recalled: &Recalled) -> AnswerStatement {
        AnswerStatement {
            statement_id: recalled.id(),
            text: recalled.text().to_owned(),
            relevance: self.problem.statements.get(index).map_or(0.0, |statement| f64::from(statement.relevance)),
            citation: recalled.citation(),
        }
    }

    fn rejected(&self, rejected: &actor::Rejected) -> RejectedAnswer {
        let statements: Vec<&Recalled> =
            rejected.answer.iter().filter_map(|index| self.evidence.candidates.get(*index)).collect();
        // What a guardrail forbids to say is not said here either.
        let forbidden = matches!(rejected.reason, actor::RejectionReason::Violates { .. });
        let text = statements.iter().map(|one| one.text()).collect::<Vec<_>>().join(" ");
        RejectedAnswer {
            statements: statements.iter().map(|one| one.id()).collect(),
            text: (!forbidden).then_some(text),
            energy: Energy::from(&rejected.energy),
            reason: (&rejected.reason).into(),
        }
    }

    fn candidates(&self) -> Vec<CandidateEntry> {
        let mut order: Vec<(usize, f32)> =
            self.problem.statements.iter().map(|statement| statement.score).enumerate().collect();
        order.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        order.iter().take(SHOWN).filter_map(|(index, _)| self.candidate(*index)).collect()
    }

    fn candidate(&self, index: usize) -> Option<CandidateEntry> {
        let (statement, recalled) = (self.problem.statements.get(index)?, self.evidence.candidates.get(index)?);
        let reason =
            statement.pruned.as_ref().map(|violation| format!("{}: {}", violation.constraint, violation.detail));
        Some(CandidateEntry {
            statement_id: statement.id,
            text: reason.is_none().then(|| recalled.text().to_owned()),
            relevance: f64::from(statement.relevance),
            lexical: f64::from(statement.lexical),
            admitted: reason.is_none(),
            redacted: self.constrained.left(index).is_some(),
            reason,
        })
    }
}

/// Says nothing of memory, only why.
fn unsaid(mut body: AnswerBody) -> AnswerBody {
    let reason = body.abstention.as_ref().map(|abstention| abstention.reason.as_str());
    let (outcome, text) = match reason {
        Some("no_feasible_answer") => (Outcome::Refused, FORBIDDEN),
        Some("low_confidence") => (Outcome::Abstained, UNSURE),
        _ => (Outcome::Abstained, NOTHING),
    };
    body.outcome = outcome;
    text.clone_into(&mut body.text);
    body
}
