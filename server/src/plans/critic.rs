//! The critic of plans at work: trained on plans that went as predicted, checked on those held out, put in use by somebody,
//! asked by the search as one soft term. Nothing hard reads it.

use std::sync::Arc;

use groundstate_planner::actor::plan::mpc::Controller;
use groundstate_planner::actor::plan::problem::Critic;
use groundstate_planner::cost::outcomes::{PlanCritic, PlanEnding, features};
use groundstate_planner::environment::State;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Kept, Status};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::policies::transition::By;
use crate::problem::{Answer, Code, Problem};
use crate::store::{EnvironmentRow, PlanCriticRow, PlanFilter, PlanRow};

/// Plans that are looked at, the newest, and how many at a time.
const MOST_PLANS: usize = 5_000;
const PAGE: i64 = 100;

/// A critic about plans that begin in a state, as the search asks it.
pub(super) struct Judge {
    pub(super) critic: Arc<PlanCritic>,
    pub(super) start: State,
}

impl Critic for Judge {
    fn cost_to_go(&self, states: &[&State]) -> Vec<f64> {
        states.iter().map(|state| self.critic.cost(&self.start, state)).collect()
    }
}

/// Trains the next version of an environment's critic on how its plans ended. It is in use once somebody says so.
///
/// # Errors
/// `conflict` where too few plans ended.
pub async fn train(app: &App, by: By<'_>, environment: &EnvironmentRow) -> Answer<PlanCriticRow> {
    let of = PlanFilter { environment: Some(&environment.id), ..PlanFilter::default() };
    let (mut endings, mut cursor, mut seen) = (Vec::new(), None::<String>, 0);
    while seen < MOST_PLANS {
        let page = app.store.plans(by.tenant, of, cursor.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        cursor = Some(last.id.clone());
        seen += page.len();
        for row in page {
            endings.extend(ending(row)?);
        }
    }
    let trained = tokio::task::spawn_blocking(move || PlanCritic::train(&endings)).await.map_err(Problem::internal)?;
    let critic = trained.map_err(|few| Problem::new(Code::Conflict, few.to_string()))?;
    let document = serde_json::to_string(&critic).map_err(Problem::internal)?;
    let mut row = PlanCriticRow {
        environment_id: environment.id.clone(),
        version: 0,
        digest: hex::encode(Sha256::digest(document.as_bytes())),
        document,
        in_use: 0,
        created_at: app.clock.now(),
        created_by: by.principal.to_owned(),
    };
    let mut write = app.store.write().await?;
    let locked = write.lock_environment(&environment.id).await?;
    locked.ok_or_else(|| Problem::not_found("environment", &environment.name))?;
    row.version = write.add_plan_critic(&row).await?;
    let facts = json!({"action": "train_plan_critic", "environment": environment.id, "name": environment.name,
        "version": row.version, "digest": row.digest, "reason": by.reason, "training": critic.training});
    let record = Record::by(RecordKind::Model, "trained", (by.tenant, by.principal), facts);
    app.audit.append(&mut write, by.tenant, vec![record]).await?;
    write.commit().await?;
    Ok(row)
}

/// How a plan ended, where it says anything of the critic: somebody carried out a part of it, all came as predicted, and
/// it reached its goals or not.
fn ending(row: PlanRow) -> Answer<Option<PlanEnding>> {
    let failed = match row.status.as_str() {
        status if status == Status::Reached.name() => false,
        status if status == Status::Exhausted.name() || status == Status::Abandoned.name() => true,
        _ => return Ok(None),
    };
    let kept = Kept::of(row)?;
    let followed = |controller: &Controller| controller.taken() > 0 && controller.surprises().is_empty();
    let last = kept.outcome.plan.as_ref().and_then(|plan| plan.steps.last());
    let Some(last) = last.filter(|_| kept.controller.as_ref().is_some_and(followed)) else { return Ok(None) };
    Ok(Some(PlanEnding { features: features(&kept.request.state, &last.state), plan: kept.row.id, failed }))
}

/// Puts a version in use, or none: new plans ask it then.
///
/// # Errors
/// `not_found` for a version that is not there, `conflict` for one that did not pass its check.
pub async fn put_in_use(app: &App, by: By<'_>, environment: &EnvironmentRow, version: Option<i64>) -> Answer<()> {
    if let Some(version) = version {
        let (row, critic) = read(app, &environment.id, version).await?;
        if !critic.training.passed {
            let detail = format!("version {} did not tell more than the share that fails", row.version);
            return Err(Problem::new(Code::Conflict, detail));
        }
    }
    let mut write = app.store.write().await?;
    let locked = write.lock_environment(&environment.id).await?;
    locked.ok_or_else(|| Problem::not_found("environment", &environment.name))?;
    write.use_plan_critic(&environment.id, version.unwrap_or_default()).await?;
    let facts = json!({"action": "use_plan_critic", "environment": environment.id, "name": environment.name,
        "version": version, "reason": by.reason});
    let record = Record::by(RecordKind::Model, "in_use", (by.tenant, by.principal), facts);
    app.audit.append(&mut write, by.tenant, vec![record]).await?;
    Ok(write.commit().await?)
}

/// A version of an environment's critic.
///
/// # Errors
/// `not_found`; `internal` for one that cannot be read.
pub(super) async fn read(app: &App, environment: &str, version: i64) -> Answer<(PlanCriticRow, PlanCritic)> {
    let row = app.store.plan_critics(environment, version.saturating_add(1), 1).await?.into_iter().next();
    let row = row.filter(|row| row.version == version);
    let row = row.ok_or_else(|| Problem::not_found("critic of plans", &version.to_string()))?;
    let critic = serde_json::from_str(&row.document).map_err(Problem::internal)?;
    Ok((row, critic))
}

/// The critic that new plans of an environment ask.
///
/// # Errors
/// `unavailable`.
pub async fn in_use(app: &App, environment: &EnvironmentRow) -> Answer<Option<i64>> {
    Ok(app.store.plan_critic_in_use(&environment.id).await?.map(|row| row.version))
}
