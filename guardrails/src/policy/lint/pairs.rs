//! Objectives that contradict each other, or stand in each other's shadow.

use std::collections::BTreeSet;

use super::{Check, Finding, Placed, Severity};
use crate::objectives::pattern::plain_word;
use crate::policy::kind::{Kind, Pattern, PatternMode, SemanticMode, Shape};
use crate::policy::strictness::effect;
use crate::policy::{Enforcement, ObjectiveSpec};

pub(super) fn check(objectives: &[Placed<'_>]) -> Vec<Finding> {
    let hard = |objective: &&Placed<'_>| objective.spec.enforcement == Enforcement::Hard;
    let hard: Vec<&Placed<'_>> = objectives.iter().filter(hard).collect();
    let mut findings: Vec<Finding> = hard.iter().filter_map(|objective| alone(objective)).collect();
    for (index, objective) in hard.iter().enumerate() {
        findings.extend(hard.iter().take(index).filter_map(|other| contradicts(objective, other)));
        let others = hard.iter().enumerate().filter(|(place, _)| *place != index);
        let shadowing = others.filter(|(place, other)| shadows(other.spec, objective.spec, *place < index));
        findings.extend(shadowing.map(|(_, other)| {
            let detail = format!("whatever it stops, the hard objective `{}` stops", other.spec.id);
            objective.finding(Severity::Warning, Check::Shadowed, "id", detail)
        }));
    }
    findings
}

/// Whether `other` measures the same and is at least as strict. Of two equal ones the first casts the shadow.
fn shadows(other: &ObjectiveSpec, objective: &ObjectiveSpec, earlier: bool) -> bool {
    let renamed = ObjectiveSpec { id: objective.id.clone(), ..other.clone() };
    let stricter = effect(objective, &renamed);
    let equal = effect(&renamed, objective).keeps();
    stricter.keeps() && (earlier || !equal)
}

fn contradicts(objective: &Placed<'_>, other: &Placed<'_>) -> Option<Finding> {
    if !objective.shares_a_stage(other.spec) || objective.spec.roles != other.spec.roles {
        return None;
    }
    let what = match (&objective.spec.kind, &other.spec.kind) {
        (Kind::Pattern(one), Kind::Pattern(two)) => demanded_and_forbidden(one, two)?,
        (Kind::Semantic(one), Kind::Semantic(two)) => {
            let opposed = one.mode != two.mode && one.threshold == two.threshold;
            let same = one.examples == two.examples && one.counterexamples == two.counterexamples;
            (opposed && same).then(|| "nearness to the same examples".to_owned())?
        }
        (Kind::Shape(one), Kind::Shape(two)) => impossible(&merged(one, two))?,
        _ => return None,
    };
    let detail =
        format!("with the hard objective `{}` nothing can pass: {what} is demanded and forbidden", other.spec.id);
    Some(objective.finding(Severity::Error, Check::Contradiction, "kind", detail))
}

/// An objective that contradicts itself.
fn alone(objective: &Placed<'_>) -> Option<Finding> {
    let what = match &objective.spec.kind {
        Kind::Shape(shape) => impossible(shape)?,
        Kind::Semantic(semantic) if semantic.mode == SemanticMode::Forbid => {
            let both = semantic.examples.iter().find(|text| semantic.counterexamples.contains(text))?;
            format!("the example `{}`", both.chars().take(40).collect::<String>())
        }
        _ => return None,
    };
    let detail = format!("{what} is both what is meant and what is not");
    Some(objective.finding(Severity::Error, Check::Contradiction, "kind", detail))
}

/// What one pattern demands and the other forbids. Only where neither has a margin to give can it be told.
fn demanded_and_forbidden(one: &Pattern, two: &Pattern) -> Option<String> {
    let (require, forbid) = match (one.mode, two.mode) {
        (PatternMode::Require, PatternMode::Forbid) => (one, two),
        (PatternMode::Forbid, PatternMode::Require) => (two, one),
        _ => return None,
    };
    let forbidden: BTreeSet<String> = forbid.words.iter().map(|word| plain_word(word)).collect();
    let word = require.words.iter().find(|word| forbidden.contains(&plain_word(word)));
    let pattern = require.patterns.iter().find(|pattern| forbid.patterns.contains(pattern));
    word.or(pattern).map(|text| format!("`{}`", text.chars().take(60).collect::<String>()))
}

/// The bounds of both.
fn merged(one: &Shape, two: &Shape) -> Shape {
    let least = |a: Option<u32>, b: Option<u32>| a.into_iter().chain(b).min();
    let greatest = |a: Option<u32>, b: Option<u32>| a.into_iter().chain(b).max();
    Shape {
        min_chars: greatest(one.min_chars, two.min_chars),
        max_chars: least(one.max_chars, two.max_chars),
        ..Shape::default()
    }
}

fn impossible(shape: &Shape) -> Option<String> {
    let (min, max) = shape.min_chars.zip(shape.max_chars)?;
    (min > max).then(|| format!("a length of at least {min} and at most {max} characters"))
}
