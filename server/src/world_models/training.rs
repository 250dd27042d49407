//! Training a world model: a job that reads an environment's transitions, learns for a number of steps fixed at its
//! start, keeps checkpoints, and writes the model as the environment's next version.
//!
//! A training that was cut off goes on from its last checkpoint and ends with the weights that it would have had: the
//! transitions are those there were when it was asked for, the order of rows follows from the seed and the step, and the
//! learning rate from the share of steps. Only how often it is measured and kept depends on the clock.

use std::collections::BTreeSet;
use std::sync::Arc;

use groundstate_planner::world_model::typed::{
    Checkpoint, Corpus, Exactness, Losses, Spread, StepReport, TextFeatures, Trainer, TypedConfig, TypedError,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::sample::{self, Always};
use super::update::{self, Base, Updated};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::clock::Millis;
use crate::jobs::Lease;
use crate::policies::transition::By;
use crate::problem::{Answer, Code, Problem};
use crate::store::{CurveRow, EnvironmentRow, JobRow, TrainingRow, WorldModelRow};

/// Kind of the jobs that this module works on.
pub const KIND: &str = "world_model";
/// Transitions read at a time.
pub(super) const PAGE: i64 = 1_000;
/// How long steps are taken before anything else is looked at.
const BREATH: Millis = 500;
/// How often the held-out transitions are asked, and a checkpoint is kept.
const MEASURED: Millis = 10_000;
/// Held-out transitions asked about while it trains, and at the end.
const ASKED: usize = 64;
const ASKED_AT_THE_END: usize = 1_000;
/// Fewest steps where nobody says how many, and most that may be asked for.
const LEAST_STEPS: u64 = 60;
const MOST_STEPS: u64 = 100_000;

/// How a model is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingPlan {
    /// Steps in all.
    pub steps: u64,
    /// Sizes, weights, members, rate, seed.
    pub model: TypedConfig,
    /// The model that it updates; none where it learns from nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<Base>,
}

/// A point of the curves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Learning rate of the step.
    pub rate: f64,
    /// Losses since the point before, their mean.
    pub losses: Losses,
    /// Exactness on held-out transitions.
    pub exactness: Exactness,
    /// Spread of the latents.
    pub spread: Spread,
}

/// What came of a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// Version of the schema.
    pub schema_version: i64,
    /// Transitions learned from and held out.
    pub transitions: usize,
    /// Transitions that were left out because there is room for so many only: the others are an even sample.
    #[serde(default)]
    pub left_out: usize,
    /// Distinct states among those learned from and held out.
    pub states: usize,
    /// Numbers of one member.
    pub parameters: usize,
    /// Steps.
    pub steps: u64,
    /// How it was trained.
    pub config: TypedConfig,
    /// What an update learned from beside the other transitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Updated>,
    /// Exactness on held-out transitions.
    pub exactness: Exactness,
    /// Spread of the latents.
    pub spread: Spread,
}

/// Queues a training.
///
/// # Errors
/// `conflict` when the environment has no transitions, `unprocessable` for a plan out of bounds.
pub async fn order(app: &App, by: By<'_>, environment: &EnvironmentRow, plan: &TrainingPlan) -> Answer<JobRow> {
    if environment.next_sequence == 0 {
        return Err(Problem::new(Code::Conflict, format!("`{}` has no transitions yet", environment.name)));
    }
    if !(1..=MOST_STEPS).contains(&plan.steps) {
        return Err(Problem::parameter("steps", format!("use 1 to {MOST_STEPS}")));
    }
    if !(1..=8).contains(&plan.model.members) {
        return Err(Problem::parameter("members", "use 1 to 8"));
    }
    let total = i64::try_from(plan.steps).map_err(Problem::internal)?;
    let job = app.jobs.draw(KIND, (by.tenant, by.principal), total);
    let row = TrainingRow {
        job_id: job.id.clone(),
        tenant_id: by.tenant.to_owned(),
        environment_id: environment.id.clone(),
        version: environment.version,
        upto: environment.next_sequence,
        config: serde_json::to_string(plan).map_err(Problem::internal)?,
        reason: by.reason.to_owned(),
        created_at: job.created_at,
        created_by: by.principal.to_owned(),
    };
    let mut write = app.store.write().await?;
    write.add_job(&job, &[]).await?;
    write.add_training(&row).await?;
    write.commit().await?;
    app.jobs.wake();
    Ok(job)
}

/// Steps for so many transitions, where nobody says how many: the induction does most of what few transitions can teach, and
/// the network, which is asked where the trees are of two minds, gets more steps the more there are.
#[must_use]
pub fn usual_steps(transitions: i64) -> u64 {
    let rows = u64::try_from(transitions).unwrap_or_default();
    (rows / 64).clamp(LEAST_STEPS, 6_000)
}

/// Works a training off.
///
/// # Errors
/// `not_found` when the environment was deleted meanwhile; when the server is at fault.
pub async fn run(app: &App, lease: &Lease) -> Answer<()> {
    let tenant = &lease.job.tenant_id;
    let row = app.store.training(tenant, &lease.job.id).await?;
    let row = row.ok_or_else(|| Problem::internal("a training that nobody ordered"))?;
    let plan: TrainingPlan = serde_json::from_str(&row.config).map_err(Problem::internal)?;
    lease.say("reading transitions");
    let (drawn, updated) = match &plan.update {
        Some(base) => update::drawn(app, lease, &row, base).await.map(|(drawn, updated)| (drawn, Some(updated)))?,
        None => (sample::draw(app, lease, &row, Always { places: &BTreeSet::new(), copies: 1 }).await?, None),
    };
    let (corpus, left_out) = (Arc::new(drawn.corpus), drawn.left_out);
    if lease.cancelled.is_cancelled() {
        return Ok(());
    }
    lease.say("preparing");
    let mut trainer = prepare(app, &row, &plan, Arc::clone(&corpus)).await?;
    let mut told = u64::try_from(lease.job.done).unwrap_or_default();
    let (mut measured, mut losses) = (app.clock.now(), Vec::new());
    let begun = (app.clock.now(), trainer.steps());
    while trainer.steps() < plan.steps && !lease.cancelled.is_cancelled() {
        let (now, reports) = breathe(app, trainer, plan.steps).await?;
        trainer = now;
        losses.extend(reports);
        lease.say(saying(app, begun, (trainer.steps(), plan.steps), &losses));
        if trainer.steps() > told {
            advance(app, &row.job_id, trainer.steps() - told).await?;
            told = trainer.steps();
        }
        if app.clock.now() - measured >= MEASURED || trainer.steps() == plan.steps {
            trainer = keep(app, &row, trainer, std::mem::take(&mut losses)).await?;
            measured = app.clock.now();
        }
    }
    if lease.cancelled.is_cancelled() {
        keep(app, &row, trainer, losses).await?;
        return Ok(());
    }
    lease.say("measuring");
    finish(app, (&row, &plan), trainer, (&corpus, left_out, updated)).await
}

async fn prepare(app: &App, row: &TrainingRow, plan: &TrainingPlan, corpus: Arc<Corpus>) -> Answer<Trainer> {
    let kept = app.store.training_checkpoint(&row.job_id).await?;
    let begun = match (kept, &plan.update) {
        (None, Some(base)) => app.store.world_model_weights(&row.environment_id, base.version).await?,
        (kept, _) => kept,
    };
    let begun = begun.map(|(manifest, tensors)| Checkpoint { manifest, tensors });
    let features: Arc<dyn TextFeatures> = app.world_models.features.clone();
    let (device, config) = (app.perception.compute().device().clone(), plan.model);
    let update = plan.update.is_some();
    let made = tokio::task::spawn_blocking(move || match begun {
        // A model that has no word for what is new cannot be gone on with.
        Some(begun) if update => Trainer::warm(Arc::clone(&corpus), &begun, Arc::clone(&features), &device)
            .or_else(|_| Trainer::new(corpus, config, features, &device)),
        Some(begun) => Trainer::resume(corpus, &begun, features, &device),
        None => Trainer::new(corpus, config, features, &device),
    });
    made.await.map_err(Problem::internal)?.map_err(|error| match error {
        TypedError::Nothing => Problem::new(Code::Conflict, "the transitions are too few to learn from"),
        other => Problem::internal(other),
    })
}

/// Takes steps for a moment.
async fn breathe(app: &App, mut trainer: Trainer, steps: u64) -> Answer<(Trainer, Vec<StepReport>)> {
    let clock = Arc::clone(&app.clock);
    let stepped = tokio::task::spawn_blocking(move || {
        let (until, mut reports) = (clock.now() + BREATH, Vec::new());
        while trainer.steps() < steps && (reports.is_empty() || clock.now() < until) {
            reports.push(trainer.step(trainer.steps() as f64 / steps as f64)?);
        }
        Ok::<_, groundstate_planner::world_model::typed::TensorError>((trainer, reports))
    });
    stepped.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

fn saying(app: &App, (begun, first): (Millis, u64), (step, steps): (u64, u64), reports: &[StepReport]) -> String {
    let loss = reports.last().map_or(0.0, |report| report.losses.heads);
    let spent = (app.clock.now() - begun).max(1) as f64 / 1e3;
    let left = spent / step.saturating_sub(first).max(1) as f64 * steps.saturating_sub(step) as f64;
    format!("step {step} of {steps}, loss {loss:.3}, about {left:.0} s left")
}

async fn advance(app: &App, job: &str, steps: u64) -> Answer<()> {
    let mut write = app.store.write().await?;
    write.advance_job(job, i64::try_from(steps).unwrap_or(i64::MAX), 0, app.clock.now()).await?;
    Ok(write.commit().await?)
}

/// Measures, and keeps the checkpoint and the point in one write.
async fn keep(app: &App, row: &TrainingRow, trainer: Trainer, reports: Vec<StepReport>) -> Answer<Trainer> {
    let measured = tokio::task::spawn_blocking(move || {
        let (exactness, spread) = (trainer.held_out(ASKED)?, trainer.spread(ASKED)?);
        let rate = reports.last().map_or(0.0, |report| report.rate);
        let point = Measured { rate, losses: mean(&reports), exactness, spread };
        let checkpoint = trainer.checkpoint()?;
        Ok::<_, TypedError>((trainer, point, checkpoint))
    });
    let (trainer, point, checkpoint) = measured.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let point = CurveRow {
        step: i64::try_from(trainer.steps()).unwrap_or(i64::MAX),
        document: serde_json::to_string(&point).map_err(Problem::internal)?,
    };
    let mut write = app.store.write().await?;
    write.add_curve_point(&row.job_id, &point).await?;
    write.keep_checkpoint(&row.job_id, Some(&(checkpoint.manifest, checkpoint.tensors))).await?;
    write.commit().await?;
    Ok(trainer)
}

fn mean(reports: &[StepReport]) -> Losses {
    let share = 1.0 / reports.len().max(1) as f64;
    reports.iter().fold(Losses::default(), |sum, report| Losses {
        heads: sum.heads + share * report.losses.heads,
        latent: sum.latent + share * report.losses.latent,
        spread: sum.spread + share * report.losses.spread,
        inverse: sum.inverse + share * report.losses.inverse,
    })
}

/// Writes the model, and the decision that says so.
async fn finish(
    app: &App,
    (row, plan): (&TrainingRow, &TrainingPlan),
    trainer: Trainer,
    (corpus, left_out, updated): (&Corpus, usize, Option<Updated>),
) -> Answer<()> {
    let measured = tokio::task::spawn_blocking(move || {
        let (exactness, spread) = (trainer.held_out(ASKED_AT_THE_END)?, trainer.spread(ASKED)?);
        let model = trainer.into_model();
        let parameters = model.parameters();
        Ok::<_, TypedError>((exactness, spread, parameters, model.save()?))
    });
    let (exactness, spread, parameters, saved) =
        measured.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let trained = Trained {
        schema_version: row.version,
        transitions: corpus.len() - updated.as_ref().map_or(0, Updated::repeated),
        left_out,
        states: corpus.states(),
        parameters,
        steps: plan.steps,
        config: plan.model,
        updated,
        exactness,
        spread,
    };
    let mut digest = Sha256::new();
    digest.update(saved.manifest.as_bytes());
    digest.update(&saved.tensors);
    let mut model = WorldModelRow {
        environment_id: row.environment_id.clone(),
        version: 0,
        digest: hex::encode(digest.finalize()),
        training: serde_json::to_string(&trained).map_err(Problem::internal)?,
        job_id: row.job_id.clone(),
        created_at: app.clock.now(),
        created_by: row.created_by.clone(),
    };
    let mut write = app.store.write().await?;
    let environment = write.lock_environment(&row.environment_id).await?;
    let environment =
        environment.ok_or_else(|| Problem::new(Code::NotFound, "the environment was deleted meanwhile"))?;
    model.version = write.add_world_model(&model, &(saved.manifest, saved.tensors)).await?;
    write.keep_checkpoint(&row.job_id, None).await?;
    let facts = json!({"action": "train", "environment": environment.id, "name": environment.name,
        "world_model": model.version, "digest": model.digest, "job": row.job_id, "reason": row.reason,
        "training": trained});
    let record = Record::by(RecordKind::Model, "trained", (&row.tenant_id, &row.created_by), facts);
    app.audit.append(&mut write, &row.tenant_id, vec![record]).await?;
    Ok(write.commit().await?)
}
