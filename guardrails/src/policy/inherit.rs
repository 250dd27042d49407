//! Inheritance: organisation → application → key, as policies laid over each other.
//!
//! Every level is an ordinary policy document, with its own versions, tests and life. Laid over the levels above, an
//! objective with a new id is *added*, one with a known id *overrides* it, and `remove` takes one away. What a level
//! above does not mark `overridable` can only be tightened: an override must measure the same and be at least as strict
//! (stages ⊇, margin ≤, enforcement ≥), and it cannot be removed. A change that would loosen more has no effect: the
//! upper objective stands, and the effective policy names what was refused. So composing never fails, and never opens
//! what a level above closed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ObjectiveSpec, Policy, strictness};
use crate::canonical::CanonicalError;

/// Where a policy is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The organisation.
    Tenant,
    /// One of its applications.
    Application,
    /// One API key.
    Key,
}

impl Level {
    /// Every level, the uppermost first.
    pub const ALL: [Self; 3] = [Self::Tenant, Self::Application, Self::Key];

    /// The name used in documents and rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Application => "application",
            Self::Key => "key",
        }
    }

    /// The level of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// One version of a policy at the level where it is attached.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The level.
    pub level: Level,
    /// What it is attached to there: the identifier of tenant, application or key.
    pub target: String,
    /// Name of the policy.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// SHA-256 over its canonical document, hexadecimal.
    pub digest: String,
}

/// A policy with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Its place.
    pub source: Source,
    /// The document.
    pub policy: Policy,
}

/// What is in force, and where each part of it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effective {
    /// The levels that make it up, the uppermost first.
    pub sources: Vec<Source>,
    /// The objectives, in the order in which they are reported.
    pub objectives: Vec<Sourced>,
    /// Objectives that a lower level took away.
    pub removed: Vec<Removed>,
    /// Changes of a lower level that have no effect.
    pub refused: Vec<Refused>,
}

/// An objective and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sourced {
    /// The objective as it is in force.
    pub objective: ObjectiveSpec,
    /// The level that wrote it so.
    pub source: Source,
    /// The levels whose forms it took the place of, the uppermost first.
    pub overrides: Vec<Source>,
}

/// An objective that is not in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Removed {
    /// Its identifier.
    pub id: String,
    /// The level that has it.
    pub source: Source,
    /// The level that took it away.
    pub removed_by: Source,
}

/// A change without effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    /// The objective.
    pub id: String,
    /// The level that wanted the change.
    pub by: Source,
    /// Why it has none.
    pub reason: String,
}

/// Lays policies over each other, the uppermost first.
pub fn compose(layers: &[Layer]) -> Effective {
    let sources = layers.iter().map(|layer| layer.source.clone()).collect();
    let mut effective = Effective { sources, objectives: Vec::new(), removed: Vec::new(), refused: Vec::new() };
    for layer in layers {
        for id in &layer.policy.remove {
            effective.remove(id, &layer.source);
        }
        for objective in &layer.policy.objectives {
            effective.put(objective, &layer.source);
        }
    }
    effective
}

impl Effective {
    fn refuse(&mut self, id: &str, by: &Source, reason: impl Into<String>) {
        self.refused.push(Refused { id: id.to_owned(), by: by.clone(), reason: reason.into() });
    }

    fn remove(&mut self, id: &str, by: &Source) {
        let Some(place) = self.objectives.iter().position(|sourced| sourced.objective.id == id) else {
            return self.refuse(id, by, "no level above has this objective");
        };
        match self.objectives.get(place) {
            Some(sourced) if !sourced.objective.overridable => {
                let reason = format!("the level `{}` does not mark it `overridable`", sourced.source.level.name());
                self.refuse(id, by, reason);
            }
            _ => {
                let sourced = self.objectives.remove(place);
                self.removed.push(Removed { id: id.to_owned(), source: sourced.source, removed_by: by.clone() });
            }
        }
    }

    fn put(&mut self, objective: &ObjectiveSpec, by: &Source) {
        let known = self.objectives.iter_mut().find(|sourced| sourced.objective.id == objective.id);
        let Some(sourced) = known else {
            let (objective, source) = (objective.clone(), by.clone());
            return self.objectives.push(Sourced { objective, source, overrides: Vec::new() });
        };
        let above = &sourced.objective;
        if above.overridable || strictness::effect(above, objective).keeps() {
            // A mark that a level above did not give is not given by one below.
            let overridable = above.overridable && objective.overridable;
            sourced.objective = ObjectiveSpec { overridable, ..objective.clone() };
            sourced.overrides.push(std::mem::replace(&mut sourced.source, by.clone()));
            return;
        }
        let level = sourced.source.level.name();
        let reason =
            format!("it could let more through than the level `{level}` does, which does not mark it `overridable`");
        self.refuse(&objective.id, by, reason);
    }

    /// The document in force. One level alone is its own document, test cases and all; of several the objectives only,
    /// under the name of the uppermost.
    pub fn policy(&self, layers: &[Layer]) -> Policy {
        match layers {
            [alone] => alone.policy.clone(),
            _ => Policy {
                name: self.sources.first().map_or_else(String::new, |source| source.name.clone()),
                description: "The effective policy of several levels.".to_owned(),
                objectives: self.objectives.iter().map(|sourced| sourced.objective.clone()).collect(),
                remove: Vec::new(),
                tests: Vec::new(),
            },
        }
    }

    /// The digest of the document in force.
    ///
    /// # Errors
    /// As [`Policy::digest`].
    pub fn digest(&self, layers: &[Layer]) -> Result<String, CanonicalError> {
        self.policy(layers).digest()
    }
}
