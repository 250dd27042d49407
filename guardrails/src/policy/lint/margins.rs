//! Margins that no value can violate, or none can satisfy.

use super::{Check, Finding, Placed, Severity};
use crate::policy::kind::{Kind, PatternMode};

/// Least and greatest value of an objective, where its kind bounds it.
fn range(kind: &Kind) -> Option<(f64, f64)> {
    match kind {
        Kind::Pattern(pattern) => {
            let count = (pattern.patterns.len() + pattern.words.len()) as f64;
            Some((0.0, if pattern.mode == PatternMode::Require { count.min(100.0) } else { 100.0 }))
        }
        Kind::Pii(_) => Some((0.0, 100.0)),
        Kind::Semantic(_) => Some((-3.0, 1.0)),
        Kind::Grounding(grounding) => Some((grounding.threshold - 1.0, grounding.threshold)),
        Kind::Shape(_) => Some((-1.0, 10.0)),
        Kind::Topic(_) => Some((-3.0, 3.0)),
        Kind::Critic(critic) => Some((-1.0, 1.0 - critic.threshold)),
        Kind::Classifier(_) | Kind::Injection(_) | Kind::Predicate(_) | Kind::Authorisation(_) | Kind::Language(_) => {
            Some((-1.0, 1.0))
        }
    }
}

pub(super) fn check(objective: &Placed<'_>) -> Option<Finding> {
    let (least, greatest) = range(&objective.spec.kind)?;
    let (margin, kind) = (objective.spec.margin, objective.spec.kind.name());
    if margin >= greatest {
        let detail = format!("a value of `{kind}` is at most {greatest}: nothing violates the margin {margin}");
        return Some(objective.finding(Severity::Warning, Check::NeverViolated, "margin", detail));
    }
    if margin < least {
        let detail = format!("a value of `{kind}` is at least {least}: nothing satisfies the margin {margin}");
        return Some(objective.finding(Severity::Error, Check::NeverSatisfied, "margin", detail));
    }
    None
}
