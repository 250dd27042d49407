//! A pack's policies as versions of policies: where each stands, how they are drafted, how they are taken out.
//!
//! A version belongs to a pack when it has the name and the digest of one of the pack's policies. Who drafted it is
//! whoever installed the pack, so that somebody else has to approve it.

use std::collections::{BTreeMap, BTreeSet};

use groundstate_guardrails::pack::Pack;
use groundstate_guardrails::policy::lifecycle::{Action, State};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::policies::transition::{By, Step};
use crate::policies::versions::{draft_row, write_draft};
use crate::problem::{Answer, Code, Problem};
use crate::store::{PackRow, PolicyRow, Write};

/// A policy of a pack, and the version that it is on this server.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PackPolicy {
    /// Its name.
    pub name: String,
    /// SHA-256 over its canonical document.
    pub digest: String,
    /// The version that it is here; absent where it was not drafted.
    pub version: Option<i64>,
    /// Where that version stands in its life: `draft` to `retired`.
    pub status: Option<String>,
}

/// The policies of a pack, and where each stands.
///
/// # Errors
/// When the database fails.
pub async fn policies_of(app: &App, tenant: &str, pack: &Pack) -> Answer<Vec<PackPolicy>> {
    let mut policies = Vec::with_capacity(pack.policies().len());
    for policy in pack.policies() {
        let digest = policy.digest().map_err(Problem::internal)?;
        let row = app.store.policy_of_digest(tenant, &policy.name, &digest).await?;
        let (version, status) = row.map(|row| (row.version, row.status)).unzip();
        policies.push(PackPolicy { name: policy.name.clone(), digest, version, status });
    }
    Ok(policies)
}

/// The status of a version of a pack as it is told: one that counts is `active` when all of its policies are in
/// force, and `waiting` before.
#[must_use]
pub fn standing(stored: &str, policies: &[PackPolicy]) -> String {
    let in_force = policies.iter().all(|policy| policy.status.as_deref() == Some(State::Active.name()));
    if stored == "active" && !in_force { "waiting".to_owned() } else { stored.to_owned() }
}

/// The pack whose bytes are stored with this row.
///
/// # Errors
/// When the database fails.
pub async fn opened(app: &App, row: &PackRow) -> Answer<Pack> {
    let content = app.store.pack_content(&row.tenant_id, &row.name, &row.version).await?;
    let content = content.ok_or_else(|| Problem::internal("the bytes of a pack are missing"))?;
    Pack::read(&content).map_err(Problem::internal)
}

/// Digests of the policies of every version of a pack, by name.
async fn digests(app: &App, versions: &[PackRow]) -> Answer<BTreeMap<String, BTreeSet<String>>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in versions {
        for policy in opened(app, row).await?.policies() {
            all.entry(policy.name.clone()).or_default().insert(policy.digest().map_err(Problem::internal)?);
        }
    }
    Ok(all)
}

/// Whether the names of a pack's policies are free, or what is in force under them came from the pack.
///
/// # Errors
/// `conflict` for the name of a policy in force that did not.
pub(super) async fn own_names(app: &App, tenant: &str, pack: &Pack, versions: &[PackRow]) -> Answer<()> {
    let mut own = digests(app, versions).await?;
    for policy in pack.policies() {
        own.entry(policy.name.clone()).or_default().insert(policy.digest().map_err(Problem::internal)?);
        let active = app.store.active_policy(tenant, &policy.name).await?;
        let owned = |row: &PolicyRow| own.get(&policy.name).is_some_and(|digests| digests.contains(&row.digest));
        if active.is_some_and(|row| !owned(&row)) {
            let detail = format!("the policy `{}` that is in force did not come from this pack", policy.name);
            return Err(Problem::new(Code::Conflict, detail));
        }
    }
    Ok(())
}

/// What installing does with one policy of the pack.
pub(super) enum Planned {
    /// It is a version already, beyond a draft, or one without a case.
    Kept,
    /// It is a draft already, and its cases pass.
    Known(Step),
    /// It is drafted, and tested where it has cases.
    New { row: PolicyRow, cases: bool },
}

/// What installing a pack whose cases all pass does with each of its policies.
///
/// # Errors
/// `unprocessable` for a policy that cannot be a version here.
pub(super) async fn planned(app: &App, by: By<'_>, pack: &Pack) -> Answer<Vec<Planned>> {
    let mut steps = Vec::with_capacity(pack.policies().len());
    for tested in pack.tested_policies() {
        let Some(policy) = pack.policies().iter().find(|policy| policy.name == tested.name) else { continue };
        let cases = !tested.tests.is_empty();
        let row = draft_row(app, by, policy)?;
        let known = app.store.policy_of_digest(by.tenant, &row.name, &row.digest).await?;
        // What was given up or taken out of force starts anew.
        let known = known.filter(|known| known.status != State::Retired.name());
        steps.push(match known {
            Some(known) if known.status == State::Draft.name() && cases => Planned::Known(Step::tested(known)),
            Some(_) => Planned::Kept,
            None => Planned::New { row, cases },
        });
    }
    Ok(steps)
}

impl Planned {
    /// Does it, with a decision for each step.
    ///
    /// # Errors
    /// `conflict` where somebody else was faster.
    pub(super) async fn write(self, app: &App, write: &mut Write, by: By<'_>, pack: &PackRow) -> Answer<()> {
        match self {
            Self::Kept => {}
            Self::Known(step) => {
                step.write(app, write, by).await?;
            }
            Self::New { row, cases } => {
                let taken = write_draft(app, write, by, row, Some(&named(pack))).await?;
                if cases {
                    Step::tested(taken.version).write(app, write, by).await?;
                }
            }
        }
        Ok(())
    }
}

/// A pack as decisions name it.
fn named(pack: &PackRow) -> Value {
    json!({"name": pack.name, "version": pack.version, "digest": pack.digest, "signer": pack.signer})
}

/// What takes the policies of every version of a pack out: those in force retire, those on their way are withdrawn.
///
/// # Errors
/// `conflict` for a policy that is attached somewhere.
pub(super) async fn leaving(app: &App, by: By<'_>, versions: &[PackRow]) -> Answer<Vec<Step>> {
    let mut steps = Vec::new();
    for (name, digests) in digests(app, versions).await? {
        for digest in digests {
            let Some(row) = app.store.policy_of_digest(by.tenant, &name, &digest).await? else { continue };
            let action = match State::named(&row.status) {
                Some(State::Retired) | None => continue,
                Some(State::Active) => Action::Retire,
                Some(_) => Action::Withdraw,
            };
            steps.push(Step::planned(app, by, row, action).await?);
        }
    }
    Ok(steps)
}
