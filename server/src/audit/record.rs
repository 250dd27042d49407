//! What a decision says: an envelope that stays for ever, and a detail that can be erased.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use groundstate_guardrails::canonical;
use groundstate_guardrails::log::export::{SALT_BYTES, detail_digest};
use groundstate_guardrails::log::merkle::{Hash, leaf_hash};

use super::vault::Words;
use crate::auth::Principal;
use crate::clock::{Clock, Millis};
use crate::problem::Problem;
use crate::store::DecisionRow;

/// What was decided about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A question was answered, or not.
    Answer,
    /// A text was checked.
    Check,
    /// A policy changed.
    Policy,
    /// A document entered memory.
    Memory,
    /// A document was erased.
    Tombstone,
    /// An API key was made or withdrawn.
    Key,
    /// Somebody said what they think of an answer.
    Feedback,
    /// A version of a trained model changed.
    Model,
    /// A plan was made, approved, followed or given up.
    Plan,
    /// An environment, its schema or its transitions changed.
    Environment,
}

impl RecordKind {
    /// The kind as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Check => "check",
            Self::Policy => "policy",
            Self::Memory => "memory",
            Self::Tombstone => "tombstone",
            Self::Key => "key",
            Self::Feedback => "feedback",
            Self::Model => "model",
            Self::Plan => "plan",
            Self::Environment => "environment",
        }
    }
}

/// A decision to be recorded.
#[derive(Clone, Debug)]
pub struct Record {
    /// What was decided about.
    pub kind: RecordKind,
    /// How it ended.
    pub outcome: String,
    /// The tenant.
    pub tenant: String,
    /// Who asked.
    pub principal: String,
    /// What stays for ever; never a person's words.
    pub facts: Value,
    /// What can be erased: the words.
    pub detail: Option<Value>,
}

/// A decision that is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Identifier, `dec_…`.
    pub id: String,
    /// Position in the tenant's log.
    pub leaf_index: i64,
    /// When.
    pub created_at: Millis,
}

impl Record {
    /// A record without words to erase.
    #[must_use]
    pub fn new(kind: RecordKind, outcome: &str, principal: &Principal, facts: Value) -> Self {
        Self::by(kind, outcome, (&principal.tenant, &principal.id), facts)
    }

    /// A record by tenant and principal identifiers.
    #[must_use]
    pub fn by(kind: RecordKind, outcome: &str, (tenant, principal): (&str, &str), facts: Value) -> Self {
        Self {
            kind,
            outcome: outcome.to_owned(),
            tenant: tenant.to_owned(),
            principal: principal.to_owned(),
            facts,
            detail: None,
        }
    }

    /// Adds words that can be erased later.
    #[must_use]
    pub fn with_detail(self, detail: Value) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// The row of this record as leaf `index`, the leaf's hash, and the words to be sealed.
    ///
    /// # Errors
    /// `internal` when the record has no canonical form.
    pub(super) fn rows(self, clock: &dyn Clock, index: i64) -> Result<(DecisionRow, Hash, Option<Words>), Problem> {
        let (id, created_at) = (clock.identifier("dec"), clock.now());
        let detail = self.detail.map(|detail| salted(&detail, clock)).transpose()?;
        let mut envelope = Map::new();
        envelope.insert("v".into(), 1.into());
        envelope.insert("id".into(), id.clone().into());
        envelope.insert("tenant".into(), self.tenant.clone().into());
        envelope.insert("kind".into(), self.kind.as_str().into());
        envelope.insert("outcome".into(), self.outcome.clone().into());
        envelope.insert("principal".into(), self.principal.clone().into());
        envelope.insert("created_at_ms".into(), created_at.into());
        envelope.insert("facts".into(), self.facts);
        if let Some((_, digest)) = &detail {
            envelope.insert("detail_digest".into(), digest.clone().into());
        }
        let envelope = canonical_string(&Value::Object(envelope))?;
        let leaf = leaf_hash(envelope.as_bytes());
        let row = DecisionRow {
            leaf_hash: hex::encode(leaf),
            id,
            tenant_id: self.tenant,
            kind: self.kind.as_str().to_owned(),
            outcome: self.outcome,
            principal: self.principal,
            created_at,
            leaf_index: index,
            envelope,
        };
        Ok((row, leaf, detail.map(|(words, _)| words)))
    }
}

/// The words with their salt, and the digest that the envelope carries.
fn salted(detail: &Value, clock: &dyn Clock) -> Result<(Words, String), Problem> {
    // The salt goes with the words: after an erasure the digest does not betray even a guessable text.
    let mut salt = [0; SALT_BYTES];
    clock.random(&mut salt);
    let content = canonical_string(detail)?;
    let digest = detail_digest(&salt, content.as_bytes());
    Ok((Words { salt, content }, digest))
}

/// The canonical form of a value (RFC 8785).
///
/// # Errors
/// `internal` when it has none.
pub(crate) fn canonical_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Problem> {
    let bytes = canonical::to_vec(value).map_err(Problem::internal)?;
    String::from_utf8(bytes).map_err(Problem::internal)
}
