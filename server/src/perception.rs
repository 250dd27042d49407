//! The planner's encoder, awaited: its queue and thread on one side, tasks on the other.

pub mod reading;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use groundstate_planner::actor::relax::Descent;
use groundstate_planner::actor::relax::native::NativeDescent;
use groundstate_planner::actor::relax::tensor::TensorDescent;
use groundstate_planner::device::queue::{EncoderQueue, Lane, QueueConfig, QueueStats, SubmitError};
use groundstate_planner::device::{Backend, Compute, Preference};
use groundstate_planner::perception::{Encoder, Encoding, Passage, PerceptionError};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::problem::{Code, Problem};

/// The encoder, shared by all requests.
pub struct Perception {
    encoder: Arc<Encoder>,
    reader: Arc<Encoder>,
    queue: EncoderQueue,
    name: String,
    compute: Compute,
}

/// Why the encoder could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The checkpoint is missing or malformed.
    #[error("the encoder in `{0}` cannot be loaded: {1}")]
    Load(String, PerceptionError),
    /// The configuration names a device that is not known.
    #[error("`{0}` is not a device; use auto, cpu, cuda or metal")]
    Device(String),
    /// The system gives no thread.
    #[error("the encoder's thread cannot be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// Cancels its request when the task that waits for it is dropped.
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Perception {
    /// Loads the configured checkpoint and starts its thread.
    ///
    /// # Errors
    /// When the checkpoint cannot be loaded or the thread not be started.
    pub fn start(config: &Config) -> Result<Self, StartError> {
        let preference: Preference = serde_json::from_value(config.device.clone().into())
            .map_err(|_| StartError::Device(config.device.clone()))?;
        let selection = Compute::select(preference);
        if let Some(reason) = &selection.fallback {
            tracing::warn!(%reason, "no accelerator answers; computing on the CPU");
        }
        let directory = config.encoder_dir();
        let unusable = |error| StartError::Load(directory.display().to_string(), error);
        let encoder = Arc::new(Encoder::load(&directory, &selection.compute).map_err(unusable)?);
        let reader = Arc::new(reading::reader(&directory).map_err(unusable)?);
        let bounds = QueueConfig::suited_to(&selection.compute);
        let bounds = QueueConfig { bulk_tokens: bounds.bulk_tokens.max(config.encoder_queue_tokens), ..bounds };
        let started = Instant::now();
        let queue = EncoderQueue::start(Arc::clone(&encoder), bounds, Arc::new(move || started.elapsed()))?;
        let name = directory.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(Self { encoder, reader, queue, name, compute: selection.compute })
    }

    /// Encodes passages: one list for each, one encoding for each of its spans.
    ///
    /// # Errors
    /// `overloaded` when the queue is full, `internal` when the model fails.
    pub async fn encode(&self, passages: &[Passage], lane: Lane) -> Result<Vec<Vec<Encoding>>, Problem> {
        let (sender, receiver) = oneshot::channel();
        let cancelled = CancelOnDrop(Arc::new(AtomicBool::new(false)));
        let respond = Box::new(move |result| {
            // Nobody waits any more: the request was dropped.
            let _: Result<(), _> = sender.send(result);
        });
        self.queue.submit(passages, lane, Arc::clone(&cancelled.0), respond).map_err(|error| match error {
            SubmitError::Full => Problem::overloaded(),
            SubmitError::Closed => Problem::unavailable("the encoder", error),
        })?;
        let result = receiver.await.map_err(|error| Problem::unavailable("the encoder", error))?;
        result.map_err(|error| match error {
            PerceptionError::ShutDown => Problem::unavailable("the encoder", error),
            error => Problem::internal(error),
        })
    }

    /// Encodes one text for somebody who waits.
    ///
    /// # Errors
    /// As [`Perception::encode`].
    pub async fn encode_text(&self, text: &str) -> Result<Encoding, Problem> {
        let encodings = self.encode(&[Passage::whole(text)], Lane::Interactive).await?;
        encodings.into_iter().flatten().next().ok_or_else(|| Problem::internal("the encoder returned nothing"))
    }

    /// Number of tokens of a text, special ones included.
    ///
    /// # Errors
    /// `invalid_request` when the tokenizer fails on it.
    pub fn count_tokens(&self, text: &str) -> Result<usize, Problem> {
        self.encoder.count_tokens(text).map_err(|error| Problem::new(Code::InvalidRequest, error.to_string()))
    }

    /// The encoder itself, for work that waits on its own thread.
    #[must_use]
    pub fn encoder(&self) -> &Arc<Encoder> {
        &self.encoder
    }

    /// The encoder as guardrails use it (see [`reading`]).
    #[must_use]
    pub fn reader(&self) -> &Arc<Encoder> {
        &self.reader
    }

    /// Name of the checkpoint.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 over configuration, tokenizer and weights: what a decision names.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        self.encoder.fingerprint()
    }

    /// The device it runs on.
    #[must_use]
    pub fn device(&self) -> &'static str {
        self.compute.backend().name()
    }

    /// Where tensors live.
    #[must_use]
    pub fn compute(&self) -> &Compute {
        &self.compute
    }

    /// The relaxed descent where it is fastest: on the accelerator that runs the encoder, else in loops.
    #[must_use]
    pub fn descent(&self) -> Arc<dyn Descent + Send + Sync> {
        match self.compute.backend() {
            Backend::Cpu => Arc::new(NativeDescent),
            Backend::Cuda | Backend::Metal => Arc::new(TensorDescent { device: self.compute.device().clone() }),
        }
    }

    /// Depth and counters of the queue.
    #[must_use]
    pub fn stats(&self) -> QueueStats {
        self.queue.stats()
    }
}
