//! What the types of a policy cannot express: every problem, not just the first.

mod kinds;
mod tests;

use std::collections::HashSet;

use super::{Enforcement, Kind, ObjectiveSpec, OnViolation, Policy, Problem, Stage, limits};

/// A list of problems under a path.
struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    fn add(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.found.push(Problem::new(path, reason));
    }

    fn require(&mut self, holds: bool, path: &str, reason: impl FnOnce() -> String) {
        if !holds {
            self.add(path, reason());
        }
    }

    fn at_most(&mut self, path: &str, what: &str, count: usize, limit: usize) {
        self.require(count <= limit, path, || format!("{count} {what}, at most {limit} are admitted"));
    }

    /// `low < value ≤ high` where `open`, else `low ≤ value ≤ high`; never a number that is not finite.
    fn within(&mut self, path: &str, value: f64, (low, high): (f64, f64), open: bool) {
        let above = if open { value > low } else { value >= low };
        let sign = if open { "above" } else { "at least" };
        self.require(above && value <= high, path, || {
            format!("`{value}` is out of range: it must be {sign} {low} and at most {high}")
        });
    }
}

pub(super) fn problems(policy: &Policy) -> Vec<Problem> {
    let mut problems = Problems { found: Vec::new() };
    name(&mut problems, "name", &policy.name);
    problems.at_most("description", "characters", policy.description.chars().count(), 4_000);
    problems.at_most("objectives", "objectives", policy.objectives.len(), limits::OBJECTIVES);
    problems.at_most("tests", "tests", policy.tests.len(), limits::TESTS);
    let mut seen = HashSet::new();
    for (index, objective) in policy.objectives.iter().enumerate() {
        let path = format!("objectives[{index}]");
        if !seen.insert(objective.id.as_str()) {
            problems.add(format!("{path}.id"), format!("the id `{}` is used twice", objective.id));
        }
        check_objective(&mut problems, &path, objective);
    }
    check_remove(&mut problems, policy);
    tests::check(&mut problems, policy);
    problems.found
}

fn check_objective(problems: &mut Problems, path: &str, objective: &ObjectiveSpec) {
    name(problems, &format!("{path}.id"), &objective.id);
    text(problems, &format!("{path}.message"), &objective.message, limits::MESSAGE_CHARS);
    text(problems, &format!("{path}.owner"), &objective.owner, 200);
    let references = format!("{path}.references");
    problems.at_most(&references, "references", objective.references.len(), limits::REFERENCES);
    for (index, reference) in objective.references.iter().enumerate() {
        text(problems, &format!("{references}[{index}]"), reference, 500);
    }
    let stages = format!("{path}.stages");
    problems.require(!objective.stages.is_empty(), &stages, || "at least one stage is needed".to_owned());
    unique(problems, &stages, objective.stages.iter().map(|stage| stage.name()));
    let roles: Vec<String> = objective.roles.iter().map(|role| format!("{role:?}").to_lowercase()).collect();
    unique(problems, &format!("{path}.roles"), roles.iter().map(String::as_str));
    problems.within(&format!("{path}.margin"), objective.margin, (-1000.0, 1000.0), false);
    if let Enforcement::Soft { weight } = objective.enforcement {
        problems.within(&format!("{path}.enforcement.soft.weight"), weight, (0.0, 1000.0), true);
    }
    kinds::check(problems, &format!("{path}.kind.{}", objective.kind.name()), &objective.kind);
    redaction(problems, path, objective);
    learning(problems, path, objective);
}

/// What learns from feedback never binds, and only judges answers.
fn learning(problems: &mut Problems, path: &str, objective: &ObjectiveSpec) {
    if !matches!(objective.kind, Kind::Critic(_)) {
        return;
    }
    problems.require(objective.enforcement != Enforcement::Hard, &format!("{path}.enforcement"), || {
        "a critic learns from feedback, and a hard guardrail must not: make it soft or shadow".to_owned()
    });
    for stage in objective.stages.iter().filter(|stage| **stage != Stage::Output) {
        let reason = format!("a critic judges answers: nothing at the stage `{}`", stage.name());
        problems.add(format!("{path}.stages"), reason);
    }
}

/// Redaction needs places, and somewhere to put what is left.
fn redaction(problems: &mut Problems, path: &str, objective: &ObjectiveSpec) {
    if objective.on_violation == OnViolation::Refuse {
        return;
    }
    let path = format!("{path}.on_violation");
    problems.require(objective.kind.redacts(), &path, || {
        format!("`{}` with these parameters reports no places that could be taken out of a text", objective.kind.name())
    });
    problems.require(objective.enforcement == Enforcement::Hard, &path, || {
        format!("a {} objective changes nothing, so it cannot redact", objective.enforcement.name())
    });
    let admitted = [Stage::Input, Stage::Recall, Stage::Output];
    for stage in objective.stages.iter().filter(|stage| !admitted.contains(stage)) {
        problems.add(
            &*path,
            format!("nothing is redacted at the stage `{}`: only at input, recall and output", stage.name()),
        );
    }
}

fn check_remove(problems: &mut Problems, policy: &Policy) {
    problems.at_most("remove", "objectives", policy.remove.len(), limits::OBJECTIVES);
    unique(problems, "remove", policy.remove.iter().map(String::as_str));
    for (index, id) in policy.remove.iter().enumerate() {
        let path = format!("remove[{index}]");
        name(problems, &path, id);
        problems
            .require(policy.objective(id).is_none(), &path, || format!("`{id}` is an objective of this policy too"));
    }
}

fn name(problems: &mut Problems, path: &str, name: &str) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let sound = name.chars().next().is_some_and(plain)
        && name.len() <= limits::NAME_CHARS
        && name.chars().all(|c| plain(c) || matches!(c, '-' | '_' | '.'));
    problems.require(sound, path, || {
        format!(
            "`{}` is not a name: 1 to {} of a-z, 0-9, `-`, `_`, `.`, the first a letter or digit",
            name.chars().take(80).collect::<String>(),
            limits::NAME_CHARS
        )
    });
}

fn text(problems: &mut Problems, path: &str, text: &str, limit: usize) {
    problems.require(!text.trim().is_empty(), path, || "must not be empty".to_owned());
    problems.at_most(path, "characters", text.chars().count(), limit);
}

fn unique<'a>(problems: &mut Problems, path: &str, items: impl Iterator<Item = &'a str>) {
    let mut seen = HashSet::new();
    for item in items {
        if !seen.insert(item.to_owned()) {
            problems.add(path, format!("`{item}` is given twice"));
        }
    }
}
