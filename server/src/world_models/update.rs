//! Updating a world model by what it got wrong: where plans were surprised, and wherever else it predicts new
//! transitions otherwise than they were.
//!
//! An update is a training like any other but for two things. It begins with the weights of the model that it updates,
//! as long as that has a word for everything in the transitions. And it learns by prediction error: the model is asked about the
//! transitions that it has not learned from, and what it predicts wrongly is never left out and counts several times.
//! Guardrails are no part of it: they never learn.

use std::collections::BTreeSet;
use std::sync::Arc;

use groundstate_planner::environment::{Changes, Transition};
use groundstate_planner::world_model::typed::{Situation, TypedWorldModel};
use serde::{Deserialize, Serialize};

use super::sample::{self, Always, Drawn};
use super::training::{self, PAGE, TrainingPlan};
use crate::app::App;
use crate::environments::read::{Reader, Stored};
use crate::jobs::Lease;
use crate::policies::transition::By;
use crate::problem::{Answer, Code, Problem};
use crate::store::{EnvironmentRow, JobRow, TrainingRow};

/// Transitions that the model is asked about at most, the newest, and at a time.
const MOST_ASKED: i64 = 20_000;
const BATCH: usize = 32;
/// How often a transition counts that the model predicts wrongly.
const COPIES: usize = 4;

/// What an update begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Version of the model that is updated.
    pub version: i64,
    /// Transitions below this place were learned from.
    pub upto: i64,
}

/// What an update learned from beside the other transitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Updated {
    /// Version of the model that was updated.
    pub base: i64,
    /// New transitions that it was asked about.
    pub asked: usize,
    /// Those of them that it predicted otherwise than they were.
    pub wrong: usize,
}

impl Updated {
    /// Rows of the corpus that stand there again.
    pub(super) fn repeated(&self) -> usize {
        self.wrong * (COPIES - 1)
    }
}

/// Queues an update of an environment's newest model, of as many members and with the seed that it has.
///
/// # Errors
/// `conflict` where there is no model yet, or nothing happened since it was trained; else as [`training::order`].
pub async fn order(app: &App, by: By<'_>, environment: &EnvironmentRow, steps: Option<u64>) -> Answer<JobRow> {
    let newest = app.store.world_models(&environment.id, i64::MAX, 1).await?.into_iter().next();
    let conflict = |detail: String| Problem::new(Code::Conflict, detail);
    let newest = newest.ok_or_else(|| conflict(format!("`{}` has no world model yet: train one", environment.name)))?;
    let trained = app.store.training(by.tenant, &newest.job_id).await?;
    let trained = trained.ok_or_else(|| Problem::internal("a world model that nobody trained"))?;
    if trained.upto >= environment.next_sequence {
        return Err(conflict(format!("`{}` has no transition that its model has not learned from", environment.name)));
    }
    let plan: TrainingPlan = serde_json::from_str(&trained.config).map_err(Problem::internal)?;
    let plan = TrainingPlan {
        steps: steps.unwrap_or_else(|| training::usual_steps(environment.next_sequence)),
        update: Some(Base { version: newest.version, upto: trained.upto }),
        ..plan
    };
    training::order(app, by, environment, &plan).await
}

/// Orders an update where an environment asks for one after so many surprises, and so many there were since its newest
/// model. One that waits or runs already will do.
///
/// # Errors
/// `unavailable`.
pub async fn order_if_due(app: &App, tenant: &str, principal: &str, environment: &EnvironmentRow) -> Answer<bool> {
    let Some(newest) = app.store.world_models(&environment.id, i64::MAX, 1).await?.into_iter().next() else {
        return Ok(false);
    };
    let surprises = app.store.surprises(&environment.id, newest.created_at).await?;
    if environment.update_after == 0 || surprises < environment.update_after {
        return Ok(false);
    }
    if let Some(last) = app.store.trainings(&environment.id, 1).await?.into_iter().next() {
        let job = app.store.job(tenant, &last.job_id).await?;
        if job.is_some_and(|job| matches!(job.status.as_str(), "queued" | "running")) {
            return Ok(false);
        }
    }
    let reason = format!("{surprises} surprises since version {}", newest.version);
    order(app, By { tenant, principal, reason: &reason }, environment, None).await?;
    Ok(true)
}

/// The transitions to learn from, by prediction error: what the model gets wrong stays always, and counts several times.
///
/// # Errors
/// `conflict` where the model cannot be asked, `not_found` when the environment is deleted meanwhile.
pub(super) async fn drawn(app: &App, lease: &Lease, row: &TrainingRow, base: &Base) -> Answer<(Drawn, Updated)> {
    let environment = app.store.environment(&row.tenant_id, &row.environment_id).await?;
    let environment = environment.ok_or_else(|| Problem::not_found("environment", &row.environment_id))?;
    let model = app.world_models.load(&environment, Some(base.version)).await?.model;
    lease.say("asking the model about new transitions");
    let from = base.upto.max(row.upto - MOST_ASKED);
    let (mut asked, mut wrong) = (0, BTreeSet::new());
    let mut reader = Reader::at(&app.store, &row.environment_id, from).await?;
    while !lease.cancelled.is_cancelled() {
        let page: Vec<Stored> =
            reader.page(PAGE).await?.into_iter().filter(|stored| stored.sequence < row.upto).collect();
        if page.is_empty() {
            break;
        }
        asked += page.len();
        let (errors, page) = errors(Arc::clone(&model), page).await?;
        for stored in page.iter().zip(errors).filter(|(_, error)| *error > 0).map(|(stored, _)| stored) {
            wrong.insert(stored.sequence);
        }
    }
    let updated = Updated { base: base.version, asked, wrong: wrong.len() };
    let drawn = sample::draw(app, lease, row, Always { places: &wrong, copies: COPIES }).await?;
    Ok((drawn, updated))
}

/// The prediction error of each transition: typed changes between what the model predicts and what happened.
async fn errors(model: Arc<TypedWorldModel>, rows: Vec<Stored>) -> Answer<(Vec<usize>, Vec<Stored>)> {
    let asked = tokio::task::spawn_blocking(move || {
        let mut errors = Vec::with_capacity(rows.len());
        for batch in rows.chunks(BATCH) {
            let situations: Vec<Situation<'_>> = batch.iter().map(|stored| situation(&stored.transition)).collect();
            let predicted = model.predict(&situations)?;
            let compared = predicted.iter().zip(batch);
            errors.extend(
                compared.map(|(said, stored)| Changes::between(&said.next, &stored.transition.next_state).0.len()),
            );
        }
        Ok::<_, groundstate_planner::world_model::typed::TensorError>((errors, rows))
    });
    asked.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

fn situation(row: &Transition) -> Situation<'_> {
    let task = row.task.as_deref().unwrap_or_default();
    Situation { state: &row.state, action: &row.action, progress: row.before, task, fresh: &[] }
}
