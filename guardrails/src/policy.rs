//! The policy document: objectives, how each is enforced, and the policy's own test cases.
//!
//! TOML and JSON give the same model ([`Policy::from_toml`], [`Policy::from_json`]); unknown fields are
//! refused; the published JSON Schema is [`json_schema`]. A policy is content-addressed: its
//! [`Policy::digest`] is the SHA-256 of its canonical JSON (RFC 8785), the same for both notations.

pub mod diff;
pub mod inherit;
pub mod kind;
pub mod lifecycle;
pub mod limits;
pub mod lint;
mod locate;
mod parse;
mod schema;
mod strictness;
pub mod test_case;
mod validate;

pub use kind::Kind;
pub use parse::{PolicyError, Problem};
pub use schema::{SCHEMA_ID, json_schema};
pub use test_case::{Expectation, TestCase};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::canonical::{self, CanonicalError};
use crate::subject::Role;

/// A guardrail policy: a named, immutable document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name, 1..=64 of `a-z`, `0-9`, `-`, `_`, `.`; starts with a letter or digit.
    #[schemars(length(min = 1, max = 64), regex(pattern = "^[a-z0-9][a-z0-9._-]*$"))]
    pub name: String,
    /// What the policy is for, in a sentence or two.
    #[serde(default)]
    #[schemars(length(max = 4000))]
    pub description: String,
    /// The objectives, in the order in which they are reported.
    #[serde(default)]
    #[schemars(length(max = 128))]
    pub objectives: Vec<ObjectiveSpec>,
    /// Objectives of the policy above that this one takes away where it is laid over another; see [`inherit`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 128), extend("uniqueItems" = true))]
    pub remove: Vec<String>,
    /// Cases that must hold before the policy may be activated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 2000))]
    pub tests: Vec<TestCase>,
}

/// One objective of a policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveSpec {
    /// Identifier, unique in the policy; the same alphabet as the policy's name.
    #[schemars(length(min = 1, max = 64), regex(pattern = "^[a-z0-9][a-z0-9._-]*$"))]
    pub id: String,
    /// What is measured, with its parameters: a table with one key, the kind's name.
    pub kind: Kind,
    /// Where the objective applies; at least one.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub stages: Vec<Stage>,
    /// Whose messages of a conversation are looked at; all where empty. Texts without a role always are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub roles: Vec<Role>,
    /// What a violation does.
    pub enforcement: Enforcement,
    /// Whether a violation refuses the subject or is taken out of its text. Only a hard objective of a kind
    /// that reports places can redact, at the stages `input`, `recall` and `output`.
    #[serde(default, skip_serializing_if = "OnViolation::is_refuse")]
    pub on_violation: OnViolation,
    /// Satisfied where `value ≤ margin`; in the unit of the kind's value, −1000..=1000.
    #[serde(default)]
    #[schemars(range(min = -1000.0, max = 1000.0))]
    pub margin: f64,
    /// What the user is told when the objective is violated.
    #[schemars(length(min = 1, max = 1000))]
    pub message: String,
    /// Who answers for the objective: a team, a role, an address.
    #[schemars(length(min = 1, max = 200))]
    pub owner: String,
    /// The law, the control or the catalogue entry it implements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    pub references: Vec<String>,
    /// Whether a policy laid over this one may loosen or remove the objective; tightening it is always allowed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overridable: bool,
}

/// A point of the pipeline at which objectives are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The request: question and conversation, before anything is recalled.
    Input,
    /// A text on its way into memory.
    MemoryWrite,
    /// A statement recalled from memory, before it becomes a candidate.
    Recall,
    /// A tool call, before it is made.
    Action,
    /// A predicted or observed state.
    State,
    /// The answer, before it is emitted.
    Output,
}

impl Stage {
    /// Every stage, in the order of the pipeline.
    pub const ALL: [Self; 6] = [Self::Input, Self::MemoryWrite, Self::Recall, Self::Action, Self::State, Self::Output];

    /// The name used in documents: `input`, `memory_write`, `recall`, `action`, `state`, `output`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::MemoryWrite => "memory_write",
            Self::Recall => "recall",
            Self::Action => "action",
            Self::State => "state",
            Self::Output => "output",
        }
    }
}

/// What a violation does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Enforcement {
    /// A constraint: nothing that violates it is let through, and what cannot be evaluated violates it.
    Hard,
    /// Energy `weight · max(0, value − margin)` is added; never blocks.
    Soft {
        /// Weight λ, 0 < λ ≤ 1000, in energy per unit of the kind's value.
        #[schemars(range(min = 0.0, max = 1000.0))]
        weight: f64,
    },
    /// Evaluated and reported; neither blocks nor costs.
    Shadow,
}

/// What becomes of a subject that violates a hard objective.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnViolation {
    /// It is not let through.
    #[default]
    Refuse,
    /// Each place found is replaced by its label in brackets, and what is left is evaluated again; it is
    /// let through only if it then satisfies every hard objective.
    Redact,
}

impl OnViolation {
    /// Whether it refuses: what documents leave out.
    pub const fn is_refuse(&self) -> bool {
        matches!(self, Self::Refuse)
    }
}

impl Enforcement {
    /// The name used in documents: `hard`, `soft` or `shadow`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft { .. } => "soft",
            Self::Shadow => "shadow",
        }
    }
}

impl Policy {
    /// Reads and checks a policy written in TOML.
    ///
    /// # Errors
    /// [`PolicyError`]: too large, not TOML, not a policy, or every problem found in it.
    pub fn from_toml(source: &str) -> Result<Self, PolicyError> {
        parse::from_toml(source)
    }

    /// Reads and checks a policy written in JSON.
    ///
    /// # Errors
    /// As [`Policy::from_toml`].
    pub fn from_json(source: &str) -> Result<Self, PolicyError> {
        parse::from_json(source)
    }

    /// Every problem of the document that its types cannot express; empty where it is sound.
    pub fn problems(&self) -> Vec<Problem> {
        validate::problems(self)
    }

    /// The objective with this id.
    pub fn objective(&self, id: &str) -> Option<&ObjectiveSpec> {
        self.objectives.iter().find(|objective| objective.id == id)
    }

    /// Canonical JSON of the document, tests included.
    ///
    /// # Errors
    /// [`CanonicalError`] where a number is not finite; never for a policy that passed [`Policy::problems`].
    pub fn canonical(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical::to_vec(self)
    }

    /// Lower-case hexadecimal SHA-256 of [`Policy::canonical`].
    ///
    /// # Errors
    /// As [`Policy::canonical`].
    pub fn digest(&self) -> Result<String, CanonicalError> {
        Ok(hex::encode(Sha256::digest(self.canonical()?)))
    }
}
