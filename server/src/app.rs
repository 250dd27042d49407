//! The composition root: everything that a request may need, made once.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use groundstate_guardrails::log::head::Signer;
use groundstate_planner::cost::calibration::{Calibration, MalformedCalibration};
use groundstate_planner::world_model::predictor::{MalformedPredictor, Predictor};
use metrics_exporter_prometheus::PrometheusHandle;
use redis::aio::ConnectionManager;

use crate::answer::{Model, ModelInUse};
use crate::api::Admission;
use crate::audit::{self, MasterKeyError, Recorder, Vault};
use crate::auth::RateLimiter;
use crate::clock::Clock;
use crate::config::Config;
use crate::critic::Critics;
use crate::guard::Guard;
use crate::jobs::Jobs;
use crate::memory::library::Library;
use crate::perception::{Perception, StartError};
use crate::problem::Problem;
use crate::store::{Store, StoreError, sqlite_folder};
use crate::telemetry;
use crate::tools::{Tools, ToolsError};
use crate::world_models::WorldModels;

/// The server's parts, shared by all requests.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What [`App`] shares.
pub struct Parts {
    /// Settings.
    pub config: Config,
    /// Time, identifiers, randomness.
    pub clock: Arc<dyn Clock>,
    /// The database.
    pub store: Store,
    /// The encoder.
    pub perception: Arc<Perception>,
    /// The indexes of memory.
    pub library: Library,
    /// The guardrails.
    pub guard: Guard,
    /// The critics.
    pub critics: Critics,
    /// The world models of environments.
    pub world_models: WorldModels,
    /// What tools may reach.
    pub tools: Tools,
    /// The log's writer.
    pub audit: Recorder,
    /// The log's key.
    pub signer: Arc<Signer>,
    /// Long work.
    pub jobs: Jobs,
    /// Requests a minute.
    pub limiter: RateLimiter,
    /// Requests at once.
    pub admission: Arc<Admission>,
    /// Metrics.
    pub metrics: PrometheusHandle,
    /// The binary that reads hostile files in a process of its own.
    pub worker: PathBuf,
    calibration: Arc<Calibration>,
    predictor: Option<Arc<Predictor>>,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The data folder cannot be made.
    #[error("the folder `{0}` cannot be made: {1}")]
    DataDir(PathBuf, std::io::Error),
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The encoder cannot be started.
    #[error(transparent)]
    Perception(#[from] StartError),
    /// The calibration file cannot be read.
    #[error("the calibration `{0}` cannot be read: {1}")]
    CalibrationFile(PathBuf, std::io::Error),
    /// The predictor is malformed.
    #[error(transparent)]
    Predictor(#[from] MalformedPredictor),
    /// The calibration is malformed.
    #[error(transparent)]
    Calibration(#[from] MalformedCalibration),
    /// Redis does not answer.
    #[error("redis: {0}")]
    Redis(#[from] redis::RedisError),
    /// The log's key cannot be had.
    #[error("the log's signing key: {}", .0.cause.as_deref().unwrap_or(&.0.detail))]
    SigningKey(Problem),
    /// The master key cannot be had, or is another database's.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// What is said of tools cannot be used.
    #[error(transparent)]
    Tools(#[from] ToolsError),
    /// The metrics recorder cannot be made.
    #[error(transparent)]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// The path of the binary is not known.
    #[error("the path of this binary is not known: {0}")]
    Executable(std::io::Error),
}

impl App {
    /// Opens the database, loads the encoder, starts the log's writer.
    ///
    /// # Errors
    /// When a part cannot be started; the error says which and why.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Self, AppError> {
        let store = open_store(&config).await?;
        let perception = {
            let config = config.clone();
            let loaded = tokio::task::spawn_blocking(move || Perception::start(&config)).await;
            Arc::new(loaded.map_err(|error| StartError::Thread(std::io::Error::other(error)))??)
        };
        let signer = audit::signer(&store, clock.as_ref()).await.map_err(AppError::SigningKey)?;
        Self::assemble(config, clock, store, perception, Arc::new(signer)).await
    }

    async fn assemble(
        config: Config,
        clock: Arc<dyn Clock>,
        store: Store,
        perception: Arc<Perception>,
        signer: Arc<Signer>,
    ) -> Result<Self, AppError> {
        let redis = match &config.redis_url {
            Some(url) => Some(ConnectionManager::new(redis::Client::open(url.as_str())?).await?),
            None => None,
        };
        let vault =
            Vault::open(store.clone(), Arc::clone(&clock), (config.master_key.as_ref(), &config.data_dir)).await?;
        let budget = Duration::from_millis(config.guardrail_budget_ms);
        Ok(Self(Arc::new(Parts {
            library: Library::new(store.clone(), perception.encoder().dimension()),
            guard: Guard::new(store.clone(), Arc::clone(perception.reader()), Arc::clone(&clock), budget),
            world_models: WorldModels::new(store.clone(), Arc::clone(&perception)),
            critics: Critics::new(store.clone(), perception.fingerprint()),
            tools: Tools::new(&config)?,
            audit: Recorder::start(store.clone(), Arc::clone(&clock), Arc::clone(&signer), vault),
            jobs: Jobs::new(store.clone(), Arc::clone(&clock)),
            limiter: RateLimiter::new(config.requests_per_minute, redis, Arc::clone(&clock)),
            admission: Arc::new(Admission::new(config.max_concurrent_requests, config.max_queued_requests)),
            metrics: telemetry::metrics()?,
            worker: worker(&config)?,
            calibration: Arc::new(calibration(&config)?),
            predictor: predictor(&perception)?,
            signer,
            perception,
            store,
            clock,
            config,
        })))
    }

    /// The models in use.
    #[must_use]
    pub fn model(&self) -> ModelInUse {
        let name = Model {
            name: self.perception.name().to_owned(),
            encoder: self.perception.fingerprint().to_owned(),
            calibration: self.calibration.version.clone(),
            predictor: self.predictor.as_ref().map(|predictor| predictor.manifest().version.clone()),
            critic: None,
        };
        let descent = self.perception.descent();
        ModelInUse { name, calibration: Arc::clone(&self.calibration), predictor: self.predictor.clone(), descent }
    }
}

async fn open_store(config: &Config) -> Result<Store, AppError> {
    let url = config.database_url();
    for folder in [Some(config.data_dir.as_path()), sqlite_folder(&url)].into_iter().flatten() {
        tokio::fs::create_dir_all(folder).await.map_err(|error| AppError::DataDir(folder.to_owned(), error))?;
    }
    Ok(Store::open(&url).await?)
}

/// The shipped predictor, where it was trained for the encoder in use.
fn predictor(perception: &Perception) -> Result<Option<Arc<Predictor>>, AppError> {
    let shipped = Predictor::shipped()?;
    let fits = shipped.manifest().encoder == perception.fingerprint();
    if !fits {
        tracing::info!("the shipped predictor is for another encoder; relevance looks for the question's own words");
    }
    Ok(fits.then(|| Arc::new(shipped)))
}

fn calibration(config: &Config) -> Result<Calibration, AppError> {
    let Some(path) = &config.calibration else { return Ok(Calibration::shipped()?) };
    let text = std::fs::read_to_string(path).map_err(|error| AppError::CalibrationFile(path.clone(), error))?;
    Ok(Calibration::from_json(&text)?)
}

fn worker(config: &Config) -> Result<PathBuf, AppError> {
    config.worker.clone().map_or_else(std::env::current_exe, Ok).map_err(AppError::Executable)
}
