//! A version of a policy as the API shows it.

use groundstate_guardrails::policy::Policy;
use groundstate_guardrails::policy::lifecycle::{Action as Step, State, TRANSITIONS};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{Principal, Scope};
use crate::clock::rfc3339;
use crate::policies::transition::{self, By};
use crate::problem::{Answer, Code, Problem};
use crate::store::{PolicyRow, StepRow};

/// A version of a policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyVersion {
    /// Name.
    name: String,
    /// Version, from 1.
    version: i64,
    /// SHA-256 over the canonical document.
    digest: String,
    /// `draft`, `tested`, `backtested`, `shadow`, `approved`, `active` or `retired`.
    status: String,
    /// What the policy is for.
    description: String,
    /// When it was written, RFC 3339.
    created_at: String,
    /// Who wrote it: may not approve it.
    created_by: String,
    /// Whether that is the caller.
    author_is_caller: bool,
    /// The newest version of the name; only in the list of policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    latest_version: Option<i64>,
    /// The version in shadow, where there is one; only in the list of policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    shadow_version: Option<i64>,
    /// The document; only where one version is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Value>,
    /// What happened to it, oldest first; only where one version is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    transitions: Option<Vec<Transition>>,
    /// What may happen next; only where one version is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<Vec<Action>>,
}

/// A step in the life of a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transition {
    /// When, RFC 3339.
    at: String,
    /// What was done: `create`, or the name of an action.
    action: String,
    /// Where it stood; absent for a new one.
    from: Option<String>,
    /// Where it stands since.
    to: String,
    /// Who did it.
    principal: String,
    /// Why.
    reason: String,
    /// The decision that records it.
    decision_id: String,
}

/// A step that the table knows from where the version stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Action {
    /// `test`, `backtest`, `shadow`, `end_shadow`, `approve`, `activate`, `rollback`, `withdraw` or `retire`.
    action: String,
    /// Where it leads.
    to: String,
    /// The scope that it needs.
    scope: String,
    /// Why the caller cannot take it now; absent where it can.
    blocked: Option<String>,
}

impl From<StepRow> for Transition {
    fn from(row: StepRow) -> Self {
        Self {
            at: rfc3339(row.created_at),
            action: row.action,
            from: Some(row.from_status).filter(|from| !from.is_empty()),
            to: row.to_status,
            principal: row.principal,
            reason: row.reason,
            decision_id: row.decision_id,
        }
    }
}

impl PolicyVersion {
    /// What every list shows.
    pub(super) fn of(caller: &Principal, row: PolicyRow) -> Self {
        // A document that this version does not read has no description to show; it is listed all the same.
        let policy: Option<Policy> = serde_json::from_str(&row.document).ok();
        Self {
            author_is_caller: row.created_by == caller.id,
            description: policy.map(|policy| policy.description).unwrap_or_default(),
            name: row.name,
            version: row.version,
            digest: row.digest,
            status: row.status,
            created_at: rfc3339(row.created_at),
            created_by: row.created_by,
            latest_version: None,
            shadow_version: None,
            document: None,
            transitions: None,
            actions: None,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// One row of the list of policies.
    pub(super) async fn head(app: &App, caller: &Principal, row: PolicyRow) -> Answer<Self> {
        let latest = app.store.policy_versions(&caller.tenant, &row.name, i64::MAX, 1).await?;
        let shadow = app.store.policy_at(&caller.tenant, &row.name, State::Shadow.name()).await?;
        Ok(Self {
            latest_version: latest.first().map(|latest| latest.version),
            shadow_version: shadow.map(|shadow| shadow.version),
            ..Self::of(caller, row)
        })
    }

    /// All of one version.
    pub(super) async fn full(app: &App, caller: &Principal, row: PolicyRow) -> Answer<Self> {
        let document = serde_json::from_str(&row.document).map_err(Problem::internal)?;
        let transitions = app.store.transitions(&caller.tenant, &row.name, row.version).await?;
        let actions = actions(app, caller, &row).await?;
        Ok(Self {
            document: Some(document),
            transitions: Some(transitions.into_iter().map(|row| Transition::from(row.step)).collect()),
            actions: Some(actions),
            ..Self::of(caller, row)
        })
    }
}

/// The steps from here, each with what keeps the caller from it.
async fn actions(app: &App, caller: &Principal, row: &PolicyRow) -> Answer<Vec<Action>> {
    let by = By { tenant: &caller.tenant, principal: &caller.id, reason: "" };
    let mut actions = Vec::new();
    for (_, step, to) in TRANSITIONS.into_iter().filter(|(from, _, _)| from.name() == row.status) {
        let blocked = match transition::allowed(app, by, row, step).await {
            Ok(_) => None,
            Err(problem) if matches!(problem.code, Code::Forbidden | Code::Conflict) => Some(problem.detail),
            Err(problem) => return Err(problem),
        };
        actions.extend(Action::offered(caller, (step, to), blocked));
    }
    Ok(actions)
}

impl Action {
    /// A step, with what keeps the caller from it. A version that was given up is not shown a way back that it lacks.
    pub(in crate::api) fn offered(
        caller: &Principal,
        (step, to): (Step, State),
        blocked: Option<String>,
    ) -> Option<Self> {
        let scope = if step.releases() { Scope::PolicyApprove } else { Scope::PolicyWrite };
        let held = caller.holds(scope);
        if step == Step::Rollback && blocked.is_some() && held {
            return None;
        }
        let blocked = if held { blocked } else { Some(format!("this needs the scope `{}`", scope.as_str())) };
        let (action, to) = (step.name().to_owned(), to.name().to_owned());
        Some(Self { action, to, scope: scope.as_str().to_owned(), blocked })
    }
}
