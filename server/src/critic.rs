//! The trainable critic at work: feedback becomes comparisons, comparisons a version, and a version that others approved
//! costs answers what people held against earlier ones. How much it counts is a matter of policy: an objective of the
//! kind `critic` says so, softly. No hard guardrail reads any of it.

pub mod feedback;
pub mod train;
pub mod versions;

use std::sync::Arc;

use groundstate_guardrails::policy::lifecycle::State;
use groundstate_planner::cost::critic::Critic;
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Answer, Code, Problem};
use crate::store::{CriticRow, Store};

/// Which version of the critic judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CriticName {
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over the critic's JSON.
    pub digest: String,
}

/// A version of the critic, ready to judge.
#[derive(Clone, Debug)]
pub struct Judge {
    /// Its name, as decisions record it.
    pub name: CriticName,
    /// What judges.
    pub critic: Arc<Critic>,
}

/// The critics of every tenant.
#[derive(Clone)]
pub struct Critics {
    store: Store,
    /// Fingerprint of the encoder in use: critics of another one do not judge.
    encoder: String,
    read: Cache<String, Arc<Critic>>,
}

impl Critics {
    /// Critics over `store`, for the encoder with this fingerprint.
    #[must_use]
    pub fn new(store: Store, encoder: &str) -> Self {
        Self { store, encoder: encoder.to_owned(), read: Cache::new(64) }
    }

    /// The version of a tenant that stands there in its life; none where there is none, or it is for another encoder.
    ///
    /// # Errors
    /// `unavailable`; `internal` for a stored critic that cannot be read.
    pub async fn at(&self, tenant: &str, state: State) -> Answer<Option<Judge>> {
        let row = self.store.critic_at(tenant, state.name()).await?;
        Ok(row.map(|row| self.judge(&row)).transpose()?.filter(|judge| judge.critic.encoder == self.encoder))
    }

    /// The critic that a decision names.
    ///
    /// # Errors
    /// `gone` when it is not there any more.
    pub async fn recorded(&self, tenant: &str, name: &CriticName) -> Answer<Judge> {
        let row = self.store.critic_by_digest(tenant, &name.digest).await?;
        let gone = || Problem::new(Code::Gone, format!("version {} of the critic is gone", name.version));
        self.judge(&row.ok_or_else(gone)?)
    }

    /// A stored version, ready to judge.
    ///
    /// # Errors
    /// `internal` when it cannot be read.
    pub fn judge(&self, row: &CriticRow) -> Answer<Judge> {
        let name = CriticName { version: row.version, digest: row.digest.clone() };
        if let Some(critic) = self.read.get(&row.digest) {
            return Ok(Judge { name, critic });
        }
        let critic = Arc::new(Critic::from_json(&row.document).map_err(Problem::internal)?);
        self.read.insert(row.digest.clone(), Arc::clone(&critic));
        Ok(Judge { name, critic })
    }
}
