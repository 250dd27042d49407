//! Whether one form of an objective admits more or less than another.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Enforcement, ObjectiveSpec};

/// What a change of an objective does to what is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing: words, owner or references only.
    Neutral,
    /// Whatever was stopped still is, and perhaps more.
    Stricter,
    /// Whatever was let through still is, and perhaps more.
    Looser,
    /// Stricter in one respect, looser in another.
    Mixed,
    /// It cannot be told from the documents: what is measured has changed.
    Unknown,
}

impl Effect {
    /// Whether the change can loosen nothing.
    pub const fn keeps(self) -> bool {
        matches!(self, Self::Neutral | Self::Stricter)
    }

    /// The effect of two changes made together.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Neutral, effect) | (effect, Self::Neutral) => effect,
            (Self::Stricter, Self::Stricter) => Self::Stricter,
            (Self::Looser, Self::Looser) => Self::Looser,
            _ => Self::Mixed,
        }
    }

    /// The effect of a change that may tighten, loosen, or both.
    const fn of(tightens: bool, loosens: bool) -> Self {
        match (tightens, loosens) {
            (false, false) => Self::Neutral,
            (true, false) => Self::Stricter,
            (false, true) => Self::Looser,
            (true, true) => Self::Mixed,
        }
    }
}

/// Fields whose effect is known; any other that differs makes the effect unknown.
const TOLD: [&str; 6] = ["message", "owner", "references", "enforcement", "margin", "stages"];

/// What turning `from` into `to` does.
pub(super) fn effect(from: &ObjectiveSpec, to: &ObjectiveSpec) -> Effect {
    if rest(from) != rest(to) {
        return Effect::Unknown;
    }
    let gained = to.stages.iter().any(|stage| !from.stages.contains(stage));
    let lost = from.stages.iter().any(|stage| !to.stages.contains(stage));
    let stages = Effect::of(gained, lost);
    let margin = Effect::of(to.margin < from.margin, to.margin > from.margin);
    stages.and(margin).and(enforcement(from.enforcement, to.enforcement))
}

/// What is measured: every field that is not one of [`TOLD`]. The mark `overridable` is not part of it: it says who may
/// change the objective, not what it does.
fn rest(objective: &ObjectiveSpec) -> Option<Value> {
    let mut value = serde_json::to_value(objective).ok()?;
    let fields = value.as_object_mut()?;
    fields.retain(|name, _| !TOLD.contains(&name.as_str()) && name != "overridable");
    Some(value)
}

fn enforcement(from: Enforcement, to: Enforcement) -> Effect {
    match (from, to) {
        (Enforcement::Hard, Enforcement::Hard) | (Enforcement::Shadow, Enforcement::Shadow) => Effect::Neutral,
        (Enforcement::Hard, _) | (Enforcement::Soft { .. }, Enforcement::Shadow) => Effect::Looser,
        (_, Enforcement::Hard) | (Enforcement::Shadow, Enforcement::Soft { .. }) => Effect::Stricter,
        (Enforcement::Soft { weight: from }, Enforcement::Soft { weight: to }) => Effect::of(to > from, to < from),
    }
}
