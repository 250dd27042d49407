//! `groundstate bench transitions`: what it takes to stream transitions in and to learn from them, memory above all.

use std::convert::Infallible;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use clap::Args;
use futures::stream;
use groundstate_planner::environment::demo;
use groundstate_planner::world_model::typed::TypedConfig;
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::scene::{self, ended, principal};
use crate::app::App;
use crate::auth::{self, Principal};
use crate::cli::client::text;
use crate::cli::output::{self, Failure, line};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::policies::transition::By;
use crate::problem::Problem;
use crate::world_models::training::{self, TrainingPlan};
use crate::{api, environments, jobs};

/// Transitions of the demonstration environment, streamed through the API into a database of their own and learned from:
/// rows a second, size of the database, and the most memory that each took (Linux only).
#[derive(Debug, Args)]
pub(in crate::cli) struct Transitions {
    /// How many transitions.
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
    /// Steps of the network after the induction; 0: no training.
    #[arg(long, default_value_t = 20)]
    steps: u64,
    /// Networks of the ensemble.
    #[arg(long, default_value_t = 1)]
    members: usize,
    /// Seed of transitions, weights and order.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Lines sent as one piece.
const PIECE: usize = 32;
const NAME: &str = "demo";
const MIB: f64 = 1_048_576.0;

/// What one part took.
#[derive(Debug, Serialize)]
struct Took {
    seconds: f64,
    /// The most memory that the process held meanwhile, MiB; none where the system does not say.
    peak_mib: Option<f64>,
}

/// Runs a part and says what it took.
async fn measured<T>(part: impl Future<Output = Result<T, Failure>>) -> Result<(T, Took), Failure> {
    forget_peak();
    let started = Instant::now();
    let done = part.await?;
    Ok((done, Took { seconds: started.elapsed().as_secs_f64(), peak_mib: peak_mib() }))
}

/// Lets the kernel count the peak anew. Where it cannot, peaks are those since the start, which is no less.
fn forget_peak() {
    if let Err(error) = std::fs::write("/proc/self/clear_refs", "5") {
        tracing::debug!(%error, "the peak of memory is counted from the start");
    }
}

/// The most resident memory, MiB (`VmHWM`).
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = peak.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Size of what lies in a folder, MiB.
fn folder_mib(folder: &Path) -> Result<f64, Failure> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes as f64 / MIB)
}

impl Transitions {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let (folder, config) = scene::own(config)?;
        let key = auth::draw(&SystemClock);
        let config = Config { bootstrap_key: Some(key.clone().into()), ..config };
        let start = async { Ok(App::start(config, Arc::new(SystemClock)).await?) };
        let (app, started) = measured(start).await?;
        let principal = principal(&app).await?;
        environments::register(&app, &principal, NAME, Some(demo::schema()?)).await?;
        let (sent, streamed) = measured(self.stream(&app, &key)).await?;
        let database_mib = folder_mib(folder.path())?;
        let learned = match self.steps {
            0 => None,
            _ => Some(measured(self.train(&app, &principal)).await?),
        };
        app.store.close().await;
        let (training, trained) = learned.map_or((Value::Null, None), |(training, took)| (training, Some(took)));
        if self.json {
            output::json(&json!({"rows": self.rows, "seed": self.seed, "start": started, "sent": sent,
                "streamed": streamed, "database_mib": database_mib, "trained": trained, "training": training}))?;
        } else {
            self.print((&started, &streamed, trained.as_ref()), (&sent, database_mib, &training))?;
        }
        let all = sent.get("accepted").and_then(Value::as_u64) == Some(self.rows as u64);
        Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Sends all of them as one body, made while it is sent.
    async fn stream(&self, app: &App, key: &str) -> Result<Value, Failure> {
        let mut rows = demo::transitions(self.seed).take(self.rows);
        let pieces = std::iter::from_fn(move || {
            let mut piece = Vec::new();
            for row in rows.by_ref().take(PIECE) {
                piece.extend(serde_json::to_vec(&row).unwrap_or_default());
                piece.push(b'\n');
            }
            (!piece.is_empty()).then(|| Ok::<_, Infallible>(Bytes::from(piece)))
        });
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/v1/environments/{NAME}/transitions"))
            .header("authorization", format!("Bearer {key}"))
            .header("content-type", "application/x-ndjson")
            .body(Body::from_stream(stream::iter(pieces)))
            .map_err(Problem::internal)?;
        let response = api::router(app.clone()).oneshot(request).await.map_err(Problem::internal)?;
        let bytes = response.into_body().collect().await.map_err(Problem::internal)?.to_bytes();
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Trains a model on them; what it says of its training.
    async fn train(&self, app: &App, principal: &Principal) -> Result<Value, Failure> {
        let stop = CancellationToken::new();
        let worker = tokio::spawn(jobs::work(app.clone(), stop.clone()));
        let environment = environments::find(&app.store, &principal.tenant, NAME).await?;
        let model = TypedConfig { members: self.members, seed: self.seed, ..TypedConfig::default() };
        let plan = TrainingPlan { steps: self.steps, model, update: None };
        let job = training::order(app, By::new(principal, "benchmark")?, &environment, &plan).await?;
        ended(app, job).await?;
        stop.cancel();
        worker.await.map_err(Problem::internal)?;
        let newest = app.store.world_models(&environment.id, i64::MAX, 1).await.map_err(Problem::from)?;
        let newest = newest.into_iter().next().ok_or_else(|| Failure::new("the training left no model"))?;
        Ok(serde_json::from_str(&newest.training)?)
    }

    fn print(
        &self,
        (started, streamed, trained): (&Took, &Took, Option<&Took>),
        (sent, database_mib, training): (&Value, f64, &Value),
    ) -> Result<(), Failure> {
        let peak = |took: &Took| took.peak_mib.map_or_else(|| "not told".to_owned(), |peak| format!("{peak:.0} MiB"));
        line(format!("started: most memory {}", peak(started)))?;
        let rate = self.rows as f64 / streamed.seconds;
        line(format!(
            "streamed: {} of {} accepted in {:.0} s ({rate:.0} a second, made meanwhile), most memory {}",
            text(sent, "accepted"),
            self.rows,
            streamed.seconds,
            peak(streamed)
        ))?;
        line(format!("database: {database_mib:.0} MiB"))?;
        let Some(trained) = trained else { return Ok(()) };
        line(format!(
            "trained: {} learned from, {} left out, {} states, {} steps in {:.0} s, most memory {}",
            text(training, "transitions"),
            text(training, "left_out"),
            text(training, "states"),
            text(training, "steps"),
            trained.seconds,
            peak(trained)
        ))
    }
}
