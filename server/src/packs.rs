//! Packs at work: whose are trusted, what is installed, what an update would change.
//!
//! A pack is installed only where its signer is on the tenant's trust list. Where all of its tests pass on this
//! server, with its encoder, its policies become versions like any other, drafted by whoever installed it: nothing
//! comes into force but by the life cycle. Each change is a decision in the log, written together with what it
//! changes.

mod changes;
mod export;
mod install;
mod trust;
mod versions;

pub use changes::{PackChanges, PolicyChange};
pub use export::{Export, export};
pub use install::{CaseFailure, InstallOptions, Installation, install, remove, shipped};
pub use trust::{distrust, trust, trusted};
pub use versions::{PackPolicy, opened, policies_of, standing};

use groundstate_guardrails::pack::{IndexError, PackError};

use crate::app::App;
use crate::audit::Record;
use crate::problem::{Answer, Code, Problem};
use crate::store::Write;

impl From<PackError> for Problem {
    fn from(error: PackError) -> Self {
        let code = match error {
            PackError::Downgrade { .. } | PackError::SameVersion { .. } => Code::Conflict,
            PackError::UntrustedSigner { .. } | PackError::Unsigned | PackError::Signature(_) => Code::Forbidden,
            _ => Code::Unprocessable,
        };
        Self::new(code, error.to_string())
    }
}

impl From<IndexError> for Problem {
    fn from(error: IndexError) -> Self {
        Self::new(Code::Unprocessable, error.to_string())
    }
}

/// Makes a change durable together with the decision that records it; the decision's identifier.
async fn recorded(app: &App, mut write: Write, record: Record) -> Answer<String> {
    let tenant = record.tenant.clone();
    let recorded = app.audit.append(&mut write, &tenant, vec![record]).await?;
    write.commit().await?;
    let recorded = recorded.into_iter().next().ok_or_else(|| Problem::internal("nothing was recorded"))?;
    Ok(recorded.id)
}
