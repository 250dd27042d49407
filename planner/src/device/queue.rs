//! The queue in front of a model: one thread, two lanes, micro-batches, bounded.
//!
//! A forward pass over many short texts costs little more than over one, so requests that wait
//! together run together. What waits is bounded in tokens, not in requests: a request asks for as
//! many permits as the model will read tokens, and is turned away at once when its lane has too few
//! ([`SubmitError::Full`]), so overload becomes an answer and never a pile.
//!
//! Large requests run piece by piece: a bulk request of a thousand passages holds the thread for one
//! micro-batch at a time, and an interactive one passes it in between. Bulk work is not starved
//! either: after [`PATIENCE`] interactive batches in a row one bulk batch runs.
//!
//! Every request that [`EncoderQueue::submit`] accepted is answered exactly once, whatever happens:
//! result, error, cancellation, a panic of the model, shutdown.

mod lanes;
mod worker;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;

use super::{Backend, Compute};
use crate::perception::{Encoder, Encoding, Passage, PerceptionError, Prepared};
use lanes::{Job, Lanes};

/// Interactive batches in a row after which waiting bulk work gets a turn.
pub const PATIENCE: usize = 8;

/// Called once with a request's result: one vector for each passage, one encoding for each span.
pub type Respond = Box<dyn FnOnce(Result<Vec<Vec<Encoding>>, PerceptionError>) + Send>;

/// Time since some fixed moment, never going back. The crate reads no clock of its own; this one
/// serves statistics only.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// What the queue runs. [`Encoder`] is the one there is; tests wrap it to make it slow or faulty.
pub trait Model: Send + Sync {
    /// Checks and tokenises. Runs on the thread that submits.
    ///
    /// # Errors
    /// When a passage cannot be encoded.
    fn prepare(&self, passages: &[Passage]) -> Result<Vec<Prepared>, PerceptionError>;

    /// Encodes. Runs on the queue's thread.
    ///
    /// # Errors
    /// When the model fails.
    fn run(&self, prepared: &[&Prepared]) -> Result<Vec<Vec<Encoding>>, PerceptionError>;
}

impl Model for Encoder {
    fn prepare(&self, passages: &[Passage]) -> Result<Vec<Prepared>, PerceptionError> {
        Encoder::prepare(self, passages)
    }

    fn run(&self, prepared: &[&Prepared]) -> Result<Vec<Vec<Encoding>>, PerceptionError> {
        Encoder::run(self, prepared)
    }
}

/// Who waits for the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// A person: goes first.
    Interactive,
    /// Ingest, evaluation: fills what is left.
    Bulk,
}

/// Bounds of a queue, in tokens as the model reads them (special tokens counted).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueConfig {
    /// Tokens of one micro-batch. A passage is never split, so one long passage may exceed it.
    pub batch_tokens: usize,
    /// Permits of the interactive lane. A request larger than that is admitted when the lane is empty.
    pub interactive_tokens: usize,
    /// Permits of the bulk lane, likewise.
    pub bulk_tokens: usize,
}

impl QueueConfig {
    /// Bounds that suit a device. On a CPU a micro-batch is short, about 50 ms on two cores, because
    /// a question may have to wait for one; an accelerator needs large ones to be busy.
    #[must_use]
    pub fn suited_to(compute: &Compute) -> Self {
        match compute.backend() {
            Backend::Cpu => Self { batch_tokens: 256, interactive_tokens: 16_384, bulk_tokens: 65_536 },
            Backend::Cuda | Backend::Metal => {
                Self { batch_tokens: 32_768, interactive_tokens: 1 << 20, bulk_tokens: 1 << 22 }
            }
        }
    }
}

/// Why a request was not accepted. Its `respond` has not been called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The lane has too few permits left: try again later.
    #[error("the encoder's queue is full")]
    Full,
    /// The queue has been closed.
    #[error("the encoder's queue is closed")]
    Closed,
}

/// What waits in one lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LaneStats {
    /// Requests waiting or running.
    pub requests: usize,
    /// Permits they hold, in tokens.
    pub tokens: usize,
}

/// Counters since the queue started, and its present depth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QueueStats {
    /// The interactive lane now.
    pub interactive: LaneStats,
    /// The bulk lane now.
    pub bulk: LaneStats,
    /// Micro-batches run.
    pub batches: u64,
    /// Passages encoded.
    pub passages: u64,
    /// Tokens read, special tokens counted.
    pub tokens: u64,
    /// Time spent inside the model.
    pub busy: Duration,
    /// Requests turned away because their lane was full.
    pub rejected: u64,
    /// Requests skipped because they were cancelled.
    pub cancelled: u64,
    /// Micro-batches in which the model panicked.
    pub panics: u64,
}

/// A model on its own thread. Dropping the queue lets the running micro-batch finish, answers
/// everything else with [`PerceptionError::ShutDown`] and joins the thread.
pub struct EncoderQueue {
    model: Arc<dyn Model>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    lanes: Mutex<Lanes>,
    changed: Condvar,
}

impl Shared {
    /// The lanes. Nothing that can panic runs under the lock, so a poisoned one is still sound.
    fn lock(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EncoderQueue {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start<M: Model + 'static>(model: Arc<M>, config: QueueConfig, clock: Clock) -> std::io::Result<Self> {
        let model: Arc<dyn Model> = model;
        let shared = Arc::new(Shared { lanes: Mutex::new(Lanes::new(config)), changed: Condvar::new() });
        let (worker_model, worker_shared) = (Arc::clone(&model), Arc::clone(&shared));
        let thread = std::thread::Builder::new()
            .name("encoder".into())
            .spawn(move || worker::run(worker_model.as_ref(), &worker_shared, &clock))?;
        Ok(Self { model, shared, thread: Some(thread) })
    }

    /// Hands in passages. Tokenising happens here, on the caller's thread.
    ///
    /// `respond` is called exactly once when this returns `Ok`: on the queue's thread, or at once on
    /// the caller's when the passages cannot be encoded. It should only hand the result on. When
    /// `cancelled` is set before the request's turn, the model never sees what is left of it and
    /// `respond` gets [`PerceptionError::Cancelled`].
    ///
    /// # Errors
    /// [`SubmitError::Full`] when the lane is out of permits, [`SubmitError::Closed`] after
    /// [`EncoderQueue::close`].
    pub fn submit(
        &self,
        passages: &[Passage],
        lane: Lane,
        cancelled: Arc<AtomicBool>,
        respond: Respond,
    ) -> Result<(), SubmitError> {
        // Before the tokenizer runs: under overload a rejection should cost next to nothing.
        self.shared.lock().admits(lane, 1)?;
        let prepared = match worker::contained(|| self.model.prepare(passages)) {
            Ok(prepared) => prepared,
            Err(error) => {
                worker::answer(respond, Err(error));
                return Ok(());
            }
        };
        let job = Job::new(prepared, cancelled, respond);
        self.shared.lock().admit(lane, job)?;
        self.shared.changed.notify_one();
        Ok(())
    }

    /// Takes no more requests and answers the waiting ones with [`PerceptionError::ShutDown`].
    pub fn close(&self) {
        self.shared.lock().close();
        self.shared.changed.notify_one();
    }

    /// Depth and counters.
    #[must_use]
    pub fn stats(&self) -> QueueStats {
        self.shared.lock().stats()
    }
}

impl Drop for EncoderQueue {
    fn drop(&mut self) {
        self.close();
        // A `respond` may hold the last handle: then this is the queue's own thread, which ends by itself.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            // The thread contains every panic of the model and of `respond`; nothing is left to report.
            drop(thread.join());
        }
    }
}

impl std::fmt::Debug for EncoderQueue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "EncoderQueue({:?})", self.stats())
    }
}
