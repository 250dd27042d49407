//! From the best answer found to the outcome: give it, or abstain and say why.

use super::SolverConfig;
use super::judge::{Judge, Scored};
use super::moves::neighbours;
use super::outcome::{Abstention, AbstentionReason, Outcome, Rejected, RejectionReason, Trace};
use crate::configurator::Problem;
use crate::cost::guard::{Guards, Violation};
use crate::cost::{self, EnergyReport};
use crate::memory::Visit;
use crate::world_model::reader::Reader;

/// Refused candidates that are reported beside the rejected answers, at most.
const REFUSED: usize = 2;

/// The outcome when there is nothing to say: nothing was recalled, or every candidate was refused.
pub(super) fn without_candidates(problem: &Problem, guards: &Guards<'_>, config: &SolverConfig) -> Outcome {
    let rejected = refused(problem, guards, 0.0, config.rejected);
    let reason = if problem.is_empty() { AbstentionReason::NoEvidence } else { AbstentionReason::NoFeasibleAnswer };
    let objective = rejected.first().and_then(|rejected| objective(&rejected.reason));
    outcome(problem, Abstention { reason, score: 0.0, threshold: 0.0, objective }, Trace::default(), rejected)
}

/// The outcome of a search.
pub(super) fn conclude(
    problem: &Problem,
    guards: &Guards<'_>,
    config: &SolverConfig,
    mut judge: Judge<'_>,
    best: Option<Scored>,
    mut trace: Trace,
) -> Outcome {
    trace.moves = judge.memory.take_moves();
    let Some(best) = best else { return infeasible(problem, guards, config, &judge, trace) };
    let answer = judge.landscape.indices(&best.rows);
    trace.rollout = Reader::new(problem).hear(&answer);
    for neighbour in neighbours(judge.landscape, &best.rows, f32::INFINITY, config.rejected) {
        judge.accept(&neighbour.answer, f64::INFINITY);
    }
    let energy = cost::report(problem, guards, &answer);
    let losers = judge.memory.rejected(Some(&answer), config.rejected);
    let mut rejected: Vec<Rejected> =
        losers.into_iter().map(|visit| lost(problem, guards, visit, energy.total)).collect();
    let least = answer.iter().filter_map(|index| problem.statements.get(*index)).map(|statement| statement.relevance);
    rejected.extend(refused(problem, guards, least.fold(1.0, f32::min), REFUSED));
    let mass = trace.rollout.last().map_or(0.0, |heard| heard.mass);
    let confidence = problem.calibration.confidence.probability(mass, &problem.evidence);
    let answerable = problem.calibration.confidence.answerable(&problem.evidence);
    let threshold = problem.calibration.abstention.threshold;
    let certified = trace.certified;
    if answerable >= threshold {
        return Outcome {
            answer: Some(answer),
            abstention: None,
            confidence,
            answerable,
            energy,
            trace,
            rejected,
            certified,
        };
    }
    let reason = RejectionReason::LowConfidence { score: answerable, threshold };
    rejected.insert(0, Rejected { answer, energy: energy.clone(), reason });
    let abstention =
        Abstention { reason: AbstentionReason::LowConfidence, score: answerable, threshold, objective: None };
    Outcome { answer: None, abstention: Some(abstention), confidence, answerable, energy, trace, rejected, certified }
}

/// Every answer tried violates a set-valued guardrail: the nearest one names it.
fn infeasible(
    problem: &Problem,
    guards: &Guards<'_>,
    config: &SolverConfig,
    judge: &Judge<'_>,
    trace: Trace,
) -> Outcome {
    let nearest = judge.memory.rejected(None, config.rejected);
    let rejected: Vec<Rejected> = nearest.into_iter().map(|visit| lost(problem, guards, visit, 0.0)).collect();
    let objective = rejected.first().and_then(|rejected| objective(&rejected.reason));
    let reason = AbstentionReason::NoFeasibleAnswer;
    outcome(problem, Abstention { reason, score: 0.0, threshold: 0.0, objective }, trace, rejected)
}

fn outcome(problem: &Problem, mut abstention: Abstention, trace: Trace, rejected: Vec<Rejected>) -> Outcome {
    abstention.threshold = problem.calibration.abstention.threshold;
    let answerable =
        if problem.is_empty() { 0.0 } else { problem.calibration.confidence.answerable(&problem.evidence) };
    abstention.score = answerable;
    let energy = EnergyReport::default();
    let certified = trace.certified;
    Outcome {
        answer: None,
        abstention: Some(abstention),
        confidence: 0.0,
        answerable,
        energy,
        trace,
        rejected,
        certified,
    }
}

/// A visited answer as a rejected one.
fn lost(problem: &Problem, guards: &Guards<'_>, visit: &Visit, least: f64) -> Rejected {
    let energy = cost::report(problem, guards, &visit.answer);
    let reason = match &visit.violation {
        Some(violation) => violates(violation),
        None => RejectionReason::HigherEnergy { by: (energy.total - least).max(0.0) },
    };
    Rejected { answer: visit.answer.clone(), energy, reason }
}

/// Candidates that a unary guardrail refused and that are at least as relevant as `least`.
fn refused(problem: &Problem, guards: &Guards<'_>, least: f32, count: usize) -> Vec<Rejected> {
    let statements = problem.statements.iter().enumerate();
    let mut refused: Vec<(usize, f32, &Violation)> = statements
        .filter(|(_, statement)| statement.relevance >= least)
        .filter_map(|(index, statement)| statement.pruned.as_ref().map(|why| (index, statement.relevance, why)))
        .collect();
    refused.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let reject = |(index, _, violation): (usize, f32, &Violation)| Rejected {
        answer: vec![index],
        energy: cost::report(problem, guards, &[index]),
        reason: violates(violation),
    };
    refused.into_iter().take(count).map(reject).collect()
}

fn violates(violation: &Violation) -> RejectionReason {
    RejectionReason::Violates { constraint: violation.constraint.clone(), detail: violation.detail.clone() }
}

fn objective(reason: &RejectionReason) -> Option<String> {
    match reason {
        RejectionReason::Violates { constraint, .. } => Some(constraint.clone()),
        _ => None,
    }
}
