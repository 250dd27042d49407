//! The worker: takes jobs up, keeps their lease while they run, ends them.

use std::sync::Mutex;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Jobs;
use crate::app::App;
use crate::audit::erase;
use crate::critic;
use crate::memory::ingest;
use crate::policies::backtest;
use crate::problem::Problem;
use crate::store::{JobLane, JobRow};
use crate::world_models::training;

/// How long a worker holds a job without a sign of life.
const LEASE_MS: i64 = 30_000;
const HEARTBEAT: Duration = Duration::from_secs(2);
/// How long an idle worker sleeps when nobody wakes it (another replica may have queued a job or died).
const IDLE: Duration = Duration::from_secs(5);
/// A job that ended its worker this often is given up.
const MOST_ATTEMPTS: i64 = 5;

/// A job in work: says what it does, and hears when it should end.
#[derive(Debug)]
pub struct Lease {
    /// The job as it was taken up.
    pub job: JobRow,
    /// Set when the job should end: cancelled, or the server stops.
    pub cancelled: CancellationToken,
    message: Mutex<String>,
}

impl Lease {
    /// Says what the job is doing; shown with its progress.
    pub fn say(&self, message: impl Into<String>) {
        if let Ok(mut current) = self.message.lock() {
            *current = message.into();
        }
    }

    fn said(&self) -> String {
        self.message.lock().map(|message| message.clone()).unwrap_or_default()
    }
}

/// Why a running job ends early.
enum Ended {
    Cancelled,
    LeaseLost,
    ServerStops,
}

/// What wakes a worker.
type Woken = tokio::sync::watch::Receiver<u64>;

/// Works jobs off until `stop`, in three lanes: back-tests and trainings of world models, which may take minutes and
/// change nothing that others read, and everything else, in the order in which it was asked for. None waits for
/// another, as on several replicas.
pub async fn work(app: App, stop: CancellationToken) {
    let long = [backtest::KIND, training::KIND];
    let [replayed, trained] = long.map(JobLane::Only);
    let lanes = [replayed, trained, JobLane::AllBut(long)];
    futures::future::join_all(lanes.map(|lane| work_off(&app, lane, &stop))).await;
}

async fn work_off(app: &App, lane: JobLane, stop: &CancellationToken) {
    let mut woken = app.jobs.woken.subscribe();
    while !stop.is_cancelled() {
        match take(&app.jobs, lane).await {
            Ok(Some(job)) => run(app, job, woken.clone(), stop).await,
            Ok(None) => idle(&mut woken, stop).await,
            Err(problem) => {
                tracing::warn!(cause = problem.cause, "no job can be taken up");
                idle(&mut woken, stop).await;
            }
        }
    }
}

async fn idle(woken: &mut Woken, stop: &CancellationToken) {
    tokio::select! {
        _ = woken.changed() => {}
        () = tokio::time::sleep(IDLE) => {}
        () = stop.cancelled() => {}
    }
}

async fn take(jobs: &Jobs, lane: JobLane) -> Result<Option<JobRow>, Problem> {
    let mut write = jobs.store.write().await?;
    let now = jobs.clock.now();
    let job = write.claim_job(lane, now, now + LEASE_MS).await?;
    write.commit().await?;
    Ok(job)
}

async fn run(app: &App, job: JobRow, mut woken: Woken, stop: &CancellationToken) {
    let lease = Lease { cancelled: CancellationToken::new(), message: Mutex::new(job.message.clone()), job };
    let job = &lease.job;
    tracing::info!(job = job.id, kind = job.kind, attempt = job.attempts, "job taken up");
    if job.attempts > MOST_ATTEMPTS {
        return finish(app, &job.id, "failed", "given up: its worker ended too often").await;
    }
    let mut ended = None;
    let worked = {
        let mut working = std::pin::pin!(work_on(app, &lease));
        loop {
            tokio::select! {
                worked = &mut working => break worked,
                cause = watch(app, &lease, &mut woken, stop), if ended.is_none() => {
                    lease.cancelled.cancel();
                    ended = Some(cause);
                }
            }
        }
    };
    match (worked, ended) {
        // Whoever holds the lease now, or takes it up after the restart, goes on from the last item.
        (_, Some(Ended::LeaseLost)) => tracing::warn!(job = job.id, "the lease was lost"),
        (_, Some(Ended::ServerStops)) => release(app, &job.id).await,
        (_, Some(Ended::Cancelled)) => finish(app, &job.id, "cancelled", "cancelled").await,
        (Ok(()), None) => finish(app, &job.id, "succeeded", "").await,
        (Err(problem), None) => {
            tracing::error!(job = job.id, cause = problem.cause, detail = problem.detail, "job failed");
            finish(app, &job.id, "failed", &problem.detail).await;
        }
    }
}

async fn work_on(app: &App, lease: &Lease) -> Result<(), Problem> {
    match lease.job.kind.as_str() {
        ingest::KIND => ingest::ingest(app, lease).await,
        backtest::KIND => backtest::run(app, lease).await,
        critic::train::KIND => critic::train::run(app, lease).await,
        training::KIND => training::run(app, lease).await,
        erase::KIND => erase::retain(app, lease).await,
        other => Err(Problem::internal(format!("nobody works on jobs of kind `{other}`"))),
    }
}

/// Prolongs the lease until the job should end.
async fn watch(app: &App, lease: &Lease, woken: &mut Woken, stop: &CancellationToken) -> Ended {
    loop {
        tokio::select! {
            () = tokio::time::sleep(HEARTBEAT) => {}
            _ = woken.changed() => {}
            () = stop.cancelled() => return Ended::ServerStops,
        }
        match touch(app, lease).await {
            Ok(Some(job)) if job.cancel_requested != 0 => return Ended::Cancelled,
            Ok(Some(_)) => {}
            Ok(None) => return Ended::LeaseLost,
            Err(problem) => tracing::warn!(cause = problem.cause, "the lease could not be prolonged"),
        }
    }
}

async fn touch(app: &App, lease: &Lease) -> Result<Option<JobRow>, Problem> {
    let now = app.clock.now();
    let mut write = app.store.write().await?;
    let job = write.touch_job(&lease.job.id, lease.job.attempts, &lease.said(), (now, now + LEASE_MS)).await?;
    write.commit().await?;
    Ok(job)
}

async fn finish(app: &App, id: &str, status: &str, message: &str) {
    let done = async {
        let mut write = app.store.write().await?;
        write.finish_job(id, status, message, app.clock.now()).await?;
        write.commit().await
    };
    if let Err(error) = done.await {
        tracing::error!(job = id, %error, "the end of a job could not be noted; it will be taken up again");
    }
    metrics::counter!("groundstate_jobs_total", "status" => status.to_owned()).increment(1);
}

/// Gives the lease back at once, so that the next start goes on without waiting for it to run out.
async fn release(app: &App, id: &str) {
    let done = async {
        let mut write = app.store.write().await?;
        write.release_job(id, app.clock.now()).await?;
        write.commit().await
    };
    if let Err(error) = done.await {
        tracing::warn!(job = id, %error, "the lease could not be given back; it runs out by itself");
    }
}
