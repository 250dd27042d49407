//! Who calls, and what they may do. The extractor *is* the authorisation: a handler that names
//! `Caller<MemoryWrite>` cannot be reached without that scope.

mod key;
mod limit;
mod scope;

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

pub use key::{KEY_PREFIX, digest, draw, is_well_formed};
pub use limit::RateLimiter;
pub use scope::{
    AdminScope, AnswerScope, AuditScope, CheckScope, EnvironmentRead, EnvironmentWrite, MemoryRead, MemoryWrite,
    PlanApprove, PlanExecute, PlanRead, PlanWrite, PolicyApprove, PolicyRead, PolicyWrite, Required, Scope,
};

use crate::app::App;
use crate::problem::{Code, Problem};
use crate::store::KeyRow;

/// An authenticated API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The key's identifier, `key_…`.
    pub id: String,
    /// The key's name.
    pub name: String,
    /// The tenant that it is bound to.
    pub tenant: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Access labels that it holds: it sees a statement when it holds all of the statement's labels.
    pub labels: Vec<String>,
    /// The application that the key belongs to.
    pub application: Option<String>,
}

impl Principal {
    /// Whether the key holds `scope`; an administrator holds all.
    #[must_use]
    pub fn holds(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope) || self.scopes.contains(&Scope::Admin)
    }

    /// Whether the key sees what carries these labels, a JSON list: it must hold all of them. Nobody sees what
    /// carries labels that cannot be read.
    #[must_use]
    pub fn may_see(&self, labels: &str) -> bool {
        let labels: Result<Vec<String>, _> = serde_json::from_str(labels);
        labels.is_ok_and(|labels| labels.iter().all(|label| self.labels.contains(label)))
    }

    /// The key as guardrails see it: its scopes are its roles.
    #[must_use]
    pub fn as_subject(&self) -> groundstate_guardrails::subject::Principal {
        groundstate_guardrails::subject::Principal {
            id: self.id.clone(),
            roles: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            labels: self.labels.clone(),
        }
    }

    fn from_row(row: KeyRow) -> Result<Self, Problem> {
        let unreadable = |error: serde_json::Error| Problem::internal(format!("api key `{}`: {error}", row.id));
        Ok(Self {
            scopes: serde_json::from_str(&row.scopes).map_err(unreadable)?,
            labels: serde_json::from_str(&row.labels).map_err(unreadable)?,
            id: row.id,
            name: row.name,
            tenant: row.tenant_id,
            application: row.application_id,
        })
    }
}

/// A caller that holds the scope `S`.
#[derive(Clone, Debug)]
pub struct Caller<S>(Principal, PhantomData<S>);

impl<S> Deref for Caller<S> {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl<S: Required + Send + Sync> FromRequestParts<App> for Caller<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let principal = match parts.extensions.get::<Principal>() {
            Some(principal) => principal.clone(),
            None => authenticate(parts, app).await?,
        };
        if principal.holds(S::SCOPE) {
            return Ok(Self(principal, PhantomData));
        }
        Err(Problem::new(Code::Forbidden, format!("this needs the scope `{}`", S::SCOPE.as_str())))
    }
}

/// Reads the bearer key of a request and finds its principal, within the key's rate.
///
/// # Errors
/// `unauthenticated`, `key_expired`, `rate_limited`, `unavailable`.
pub async fn authenticate(parts: &mut Parts, app: &App) -> Result<Principal, Problem> {
    let missing = || Problem::new(Code::Unauthenticated, "send the header `Authorization: Bearer gs_…`");
    let header = parts.headers.get(AUTHORIZATION).ok_or_else(missing)?.to_str().map_err(|_| missing())?;
    // The scheme's case does not matter (RFC 9110, section 11.1).
    let (scheme, key) = header.split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    let key = key.trim();
    let unknown = || Problem::new(Code::Unauthenticated, "the API key is not known or was withdrawn");
    if !is_well_formed(key) {
        return Err(unknown());
    }
    let row = app.store.key_by_digest(&digest(key)).await?.ok_or_else(unknown)?;
    if row.revoked_at.is_some() {
        return Err(unknown());
    }
    if row.expires_at.is_some_and(|expiry| expiry <= app.clock.now()) {
        return Err(Problem::new(Code::KeyExpired, "the API key has expired; ask for a new one"));
    }
    let principal = Principal::from_row(row)?;
    app.limiter.admit(&principal.id).await?;
    parts.extensions.insert(principal.clone());
    Ok(principal)
}
