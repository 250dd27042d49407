//! The real encoder behind a gate: a test decides when a micro-batch may run and whether it panics.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use groundstate_planner::device::queue::{Clock, EncoderQueue, Lane, Model, QueueConfig, SubmitError};
use groundstate_planner::perception::{Encoder, Encoding, Passage, PerceptionError, Prepared};

use crate::real_encoder::encoder;

pub(super) type Reply = Result<Vec<Vec<Encoding>>, PerceptionError>;

/// An encoder that announces each micro-batch and waits for leave to run it.
pub(super) struct Gated {
    encoder: Arc<Encoder>,
    entered: Mutex<Sender<Vec<usize>>>,
    leave: Mutex<Receiver<Leave>>,
}

pub(super) enum Leave {
    Run,
    Panic,
}

impl Model for Gated {
    fn prepare(&self, passages: &[Passage]) -> Result<Vec<Prepared>, PerceptionError> {
        assert!(passages.iter().all(|passage| passage.text != "panic in the tokenizer"), "tokenizer");
        self.encoder.prepare(passages)
    }

    fn run(&self, prepared: &[&Prepared]) -> Result<Vec<Vec<Encoding>>, PerceptionError> {
        let costs = prepared.iter().map(|passage| passage.cost()).collect();
        // A test that has ended listens no more and gives no leave: then run freely.
        drop(self.entered.lock().unwrap().send(costs));
        let leave = self.leave.lock().unwrap().recv();
        assert!(!matches!(leave, Ok(Leave::Panic)), "the model panics as told");
        self.encoder.run(prepared)
    }
}

/// A queue over a gated encoder, and the test's side of the gate.
pub(super) struct Harness {
    pub(super) queue: Arc<EncoderQueue>,
    /// Costs of the passages of each micro-batch, as it starts.
    pub(super) entered: Receiver<Vec<usize>>,
    pub(super) leave: Sender<Leave>,
}

/// Twenty tokens to a batch, forty in either lane; a clock that moves one millisecond a look.
pub(super) fn harness() -> Harness {
    let (entered_by, entered) = channel();
    let (leave, leaves) = channel();
    let model = Gated { encoder: encoder(), entered: Mutex::new(entered_by), leave: Mutex::new(leaves) };
    let config = QueueConfig { batch_tokens: 20, interactive_tokens: 40, bulk_tokens: 40 };
    let queue = EncoderQueue::start(Arc::new(model), config, clock()).unwrap();
    Harness { queue: Arc::new(queue), entered, leave }
}

pub(super) fn clock() -> Clock {
    let ticks = AtomicU64::new(0);
    Arc::new(move || Duration::from_millis(ticks.fetch_add(1, Ordering::Relaxed)))
}

/// A passage that costs `cost` tokens, `[CLS]` and `[SEP]` counted.
pub(super) fn passage(cost: usize) -> Passage {
    Passage::whole("day ".repeat(cost - 2))
}

impl Harness {
    pub(super) fn submit(&self, lane: Lane, costs: &[usize]) -> Result<Receiver<Reply>, SubmitError> {
        self.submit_cancellable(lane, costs, &Arc::default())
    }

    pub(super) fn submit_cancellable(
        &self,
        lane: Lane,
        costs: &[usize],
        cancelled: &Arc<AtomicBool>,
    ) -> Result<Receiver<Reply>, SubmitError> {
        let passages: Vec<Passage> = costs.iter().copied().map(passage).collect();
        let (respond, reply) = channel();
        let respond = Box::new(move |result| drop(respond.send(result)));
        self.queue.submit(&passages, lane, Arc::clone(cancelled), respond).map(|()| reply)
    }

    /// Lets micro-batches run as they come and gives their costs.
    pub(super) fn batches(&self, count: usize) -> Vec<Vec<usize>> {
        (0..count).map(|_| self.step(Leave::Run)).collect()
    }

    /// Waits for the next micro-batch, lets it go, and gives its costs.
    pub(super) fn step(&self, leave: Leave) -> Vec<usize> {
        let costs = self.entered.recv().unwrap();
        self.leave.send(leave).unwrap();
        costs
    }
}

/// Exactly one answer, and no second one.
pub(super) fn only(reply: &Receiver<Reply>) -> Reply {
    let first = reply.recv().unwrap();
    assert!(reply.recv().is_err(), "answered twice");
    first
}
