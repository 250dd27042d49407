//! What waits, in which order, and how much of it may.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{Lane, LaneStats, PATIENCE, QueueConfig, QueueStats, Respond, SubmitError};
use crate::perception::{Encoding, Prepared};

/// One accepted request.
pub(super) struct Job {
    passages: Vec<Prepared>,
    /// Encodings of the first passages, as far as they have run.
    pub(super) done: Vec<Vec<Encoding>>,
    /// Permits held for what has not run yet.
    permits: usize,
    cancelled: Arc<AtomicBool>,
    pub(super) respond: Respond,
}

impl Job {
    pub(super) fn new(passages: Vec<Prepared>, cancelled: Arc<AtomicBool>, respond: Respond) -> Self {
        let permits = passages.iter().map(price).sum();
        Self { done: Vec::with_capacity(passages.len()), passages, permits, cancelled, respond }
    }

    /// The passages that come next, as many as a batch takes.
    pub(super) fn next(&self, count: usize) -> impl Iterator<Item = &Prepared> {
        self.passages.iter().skip(self.done.len()).take(count)
    }

    pub(super) fn is_finished(&self) -> bool {
        self.done.len() == self.passages.len()
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Permits of a passage. One without tokens costs one, so that a flood of them is bounded too.
fn price(passage: &Prepared) -> usize {
    passage.cost().max(1)
}

/// A request's share in a micro-batch.
pub(super) struct Share {
    pub(super) job: Job,
    /// Passages of it that run now.
    pub(super) count: usize,
}

/// What the queue's thread does next.
pub(super) enum Turn {
    /// Run these together.
    Run(Lane, Vec<Share>),
    /// Tell this one that it was cancelled.
    Skip(Job),
    /// Nothing to do.
    Wait,
    /// Answer these and end.
    End(Vec<Job>),
}

/// Both lanes, their permits, and the counters.
pub(super) struct Lanes {
    config: QueueConfig,
    interactive: Queue,
    bulk: Queue,
    /// Interactive batches since bulk last had a turn.
    streak: usize,
    closed: bool,
    counters: QueueStats,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    load: LaneStats,
}

impl Lanes {
    pub(super) fn new(config: QueueConfig) -> Self {
        Self {
            config,
            interactive: Queue::default(),
            bulk: Queue::default(),
            streak: 0,
            closed: false,
            counters: QueueStats::default(),
        }
    }

    /// Whether a request of `permits` would be accepted now; counts the rejection if not.
    pub(super) fn admits(&mut self, lane: Lane, permits: usize) -> Result<(), SubmitError> {
        if self.closed {
            return Err(SubmitError::Closed);
        }
        let capacity = match lane {
            Lane::Interactive => self.config.interactive_tokens,
            Lane::Bulk => self.config.bulk_tokens,
        };
        let held = self.queue(lane).load.tokens;
        if held > 0 && held.saturating_add(permits) > capacity {
            self.counters.rejected += 1;
            return Err(SubmitError::Full);
        }
        Ok(())
    }

    pub(super) fn admit(&mut self, lane: Lane, job: Job) -> Result<(), SubmitError> {
        self.admits(lane, job.permits)?;
        let queue = self.queue(lane);
        queue.load.requests += 1;
        queue.load.tokens += job.permits;
        queue.waiting.push_back(job);
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn turn(&mut self) -> Turn {
        if self.closed {
            let waiting = self.interactive.waiting.drain(..).chain(self.bulk.waiting.drain(..)).collect();
            self.interactive.load = LaneStats::default();
            self.bulk.load = LaneStats::default();
            return Turn::End(waiting);
        }
        let Some(lane) = self.due() else { return Turn::Wait };
        if self.queue(lane).waiting.front().is_some_and(Job::is_cancelled) {
            return self.skip(lane);
        }
        self.streak = if lane == Lane::Interactive { self.streak + 1 } else { 0 };
        Turn::Run(lane, self.batch(lane))
    }

    /// The lane whose turn it is.
    fn due(&self) -> Option<Lane> {
        match (self.interactive.waiting.is_empty(), self.bulk.waiting.is_empty()) {
            (true, true) => None,
            (false, false) if self.streak >= PATIENCE => Some(Lane::Bulk),
            (false, _) => Some(Lane::Interactive),
            (true, false) => Some(Lane::Bulk),
        }
    }

    fn skip(&mut self, lane: Lane) -> Turn {
        let Some(job) = self.queue(lane).waiting.pop_front() else { return Turn::Wait };
        self.counters.cancelled += 1;
        self.release(lane, job.permits);
        self.leave(lane);
        Turn::Skip(job)
    }

    /// Takes requests from the head of a lane until the token budget is spent. The last one may stay
    /// unfinished; it comes back by [`Lanes::resume`].
    fn batch(&mut self, lane: Lane) -> Vec<Share> {
        let mut budget = self.config.batch_tokens;
        let mut shares = Vec::new();
        let waiting = &mut self.queue(lane).waiting;
        while let Some(job) = waiting.pop_front() {
            if job.is_cancelled() {
                waiting.push_front(job);
                break;
            }
            let mut count = 0;
            for passage in job.next(usize::MAX) {
                let price = price(passage);
                if price > budget && !(shares.is_empty() && count == 0) {
                    break;
                }
                budget = budget.saturating_sub(price);
                count += 1;
            }
            if count == 0 && !job.is_finished() {
                waiting.push_front(job);
                break;
            }
            shares.push(Share { job, count });
        }
        shares
    }

    /// Accounts for a micro-batch that has run: its tokens give their permits back.
    pub(super) fn ran(&mut self, lane: Lane, shares: &mut [Share], busy: Duration, panicked: bool) {
        self.counters.batches += 1;
        self.counters.busy += busy;
        self.counters.panics += u64::from(panicked);
        for share in shares {
            let tokens = |cost: fn(&Prepared) -> usize| share.job.next(share.count).map(cost).sum::<usize>();
            let (read, permits) = (tokens(Prepared::cost), tokens(price));
            self.counters.passages += share.count as u64;
            self.counters.tokens += read as u64;
            share.job.permits -= permits;
            self.release(lane, permits);
        }
    }

    /// Puts an unfinished request back at the head of its lane.
    pub(super) fn resume(&mut self, lane: Lane, job: Job) {
        self.queue(lane).waiting.push_front(job);
    }

    /// Takes a request that will be answered now off the books.
    pub(super) fn finish(&mut self, lane: Lane, job: &Job) {
        self.release(lane, job.permits);
        self.leave(lane);
    }

    pub(super) fn stats(&self) -> QueueStats {
        QueueStats { interactive: self.interactive.load, bulk: self.bulk.load, ..self.counters }
    }

    fn release(&mut self, lane: Lane, permits: usize) {
        let load = &mut self.queue(lane).load;
        load.tokens = load.tokens.saturating_sub(permits);
    }

    fn leave(&mut self, lane: Lane) {
        let load = &mut self.queue(lane).load;
        load.requests = load.requests.saturating_sub(1);
    }

    fn queue(&mut self, lane: Lane) -> &mut Queue {
        match lane {
            Lane::Interactive => &mut self.interactive,
            Lane::Bulk => &mut self.bulk,
        }
    }
}
