//! What a new version of a pack would change, in a few lines.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::read::Pack;
use crate::policy::{ObjectiveSpec, Policy};

/// What changes between two versions of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PackDifference {
    /// The version before; absent where none is installed.
    pub from: Option<String>,
    /// The version after.
    pub to: String,
    /// Every policy of either version, by name.
    pub policies: Vec<PolicyDifference>,
}

/// What changes in one policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyDifference {
    /// Its name.
    pub policy: String,
    /// `added`, `removed`, `changed` or `same`.
    pub change: &'static str,
    /// What happens to its objectives.
    pub objectives: ObjectiveChanges,
    /// Number of its test cases before.
    pub tests_before: usize,
    /// Number of its test cases after.
    pub tests_after: usize,
}

/// Objectives by what happens to them, each in the order of the policy it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ObjectiveChanges {
    /// New ones.
    pub added: Vec<String>,
    /// Those that are gone.
    pub removed: Vec<String>,
    /// Those with another kind, parameter, stage, role, enforcement, margin or text.
    pub changed: Vec<String>,
}

impl Pack {
    /// What installing this pack would change, `before` being installed.
    pub fn difference(&self, before: Option<&Self>) -> PackDifference {
        let old: BTreeMap<String, Policy> = before.map(by_name).unwrap_or_default();
        let new = by_name(self);
        let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        PackDifference {
            from: before.map(|pack| pack.version().to_owned()),
            to: self.version().to_owned(),
            policies: names.into_iter().map(|name| policy(name, old.get(name), new.get(name))).collect(),
        }
    }
}

fn by_name(pack: &Pack) -> BTreeMap<String, Policy> {
    pack.tested_policies().map(|policy| (policy.name.clone(), policy)).collect()
}

fn policy(name: &str, old: Option<&Policy>, new: Option<&Policy>) -> PolicyDifference {
    let (before, after) = (objectives(old), objectives(new));
    let same = |one: &&ObjectiveSpec, other: &&ObjectiveSpec| one.id == other.id;
    let ids = |specs: Vec<&&ObjectiveSpec>| specs.into_iter().map(|spec| spec.id.clone()).collect();
    let changes = ObjectiveChanges {
        added: ids(after.iter().filter(|new| !before.iter().any(|old| same(old, new))).collect()),
        removed: ids(before.iter().filter(|old| !after.iter().any(|new| same(old, new))).collect()),
        changed: ids(after.iter().filter(|new| before.iter().any(|old| same(old, new) && old != *new)).collect()),
    };
    let change = match (old, new) {
        (None, _) => "added",
        (_, None) => "removed",
        (Some(old), Some(new)) if old == new => "same",
        _ => "changed",
    };
    let tests = |policy: Option<&Policy>| policy.map_or(0, |policy| policy.tests.len());
    PolicyDifference {
        policy: name.to_owned(),
        change,
        objectives: changes,
        tests_before: tests(old),
        tests_after: tests(new),
    }
}

fn objectives(policy: Option<&Policy>) -> Vec<&ObjectiveSpec> {
    policy.map(|policy| policy.objectives.iter().collect()).unwrap_or_default()
}
