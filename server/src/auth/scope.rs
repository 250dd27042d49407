//! What a key may do.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! scopes {
    ($($(#[$doc:meta])* $variant:ident, $marker:ident = $name:tt;)+) => {
        /// One permission of an API key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub enum Scope { $($(#[$doc])* #[serde(rename = $name)] $variant,)+ }

        impl Scope {
            /// The scope as written in requests.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $marker;
        impl Required for $marker { const SCOPE: Scope = Scope::$variant; })+
    };
}

/// A scope as a type, for [`super::Caller`].
pub trait Required {
    /// The scope.
    const SCOPE: Scope;
}

scopes! {
    /// Ask questions.
    Answer, AnswerScope = "answer";
    /// Check texts against policies, and embed them.
    Check, CheckScope = "check";
    /// Read documents, statements, and search.
    MemoryRead, MemoryRead = "memory:read";
    /// Ingest and erase documents.
    MemoryWrite, MemoryWrite = "memory:write";
    /// Read decisions, proofs and the log; replay.
    Audit, AuditScope = "audit";
    /// Read and validate policies.
    PolicyRead, PolicyRead = "policy:read";
    /// Write policies: drafts, tests, back-tests, shadow.
    PolicyWrite, PolicyWrite = "policy:write";
    /// Decide what is in force: approve, activate, roll back, attach.
    PolicyApprove, PolicyApprove = "policy:approve";
    /// Read environments, their transitions, and simulate.
    EnvironmentRead, EnvironmentRead = "environment:read";
    /// Register environments and their schemas, send transitions, delete.
    EnvironmentWrite, EnvironmentWrite = "environment:write";
    /// Read plans.
    PlanRead, PlanRead = "plan:read";
    /// Ask for plans, and say what came of their actions.
    PlanWrite, PlanWrite = "plan:write";
    /// Approve plans with irreversible actions.
    PlanApprove, PlanApprove = "plan:approve";
    /// Have the server carry out the actions of plans with their tools.
    PlanExecute, PlanExecute = "plan:execute";
    /// Everything, and make and withdraw keys.
    Admin, AdminScope = "admin";
}
