//! The queue's thread.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;

use super::lanes::{Job, Share, Turn};
use super::{Clock, Lane, Model, Respond, Shared};
use crate::perception::{Encoding, PerceptionError, Prepared};

/// Runs micro-batches until the queue is closed.
pub(super) fn run(model: &dyn Model, shared: &Shared, clock: &Clock) {
    loop {
        match next(shared) {
            Turn::Run(lane, shares) => batch(model, shared, clock, lane, shares),
            Turn::Skip(job) => answer(job.respond, Err(PerceptionError::Cancelled)),
            Turn::Wait => {}
            Turn::End(waiting) => {
                for job in waiting {
                    answer(job.respond, Err(PerceptionError::ShutDown));
                }
                return;
            }
        }
    }
}

fn next(shared: &Shared) -> Turn {
    let mut lanes = shared.lock();
    loop {
        match lanes.turn() {
            Turn::Wait => lanes = shared.changed.wait(lanes).unwrap_or_else(PoisonError::into_inner),
            turn => return turn,
        }
    }
}

fn batch(model: &dyn Model, shared: &Shared, clock: &Clock, lane: Lane, mut shares: Vec<Share>) {
    if shares.is_empty() {
        return; // the head of the lane was cancelled just now: its turn to be skipped
    }
    let passages: Vec<&Prepared> = shares.iter().flat_map(|share| share.job.next(share.count)).collect();
    let expected = passages.len();
    let started = clock();
    let result = contained(|| model.run(&passages)).and_then(|encodings| {
        let complete = encodings.len() == expected;
        complete.then_some(encodings).ok_or_else(|| PerceptionError::Forward("the model left out a passage".into()))
    });
    let busy = clock().saturating_sub(started);
    let panicked = matches!(result, Err(PerceptionError::Panicked(_)));
    shared.lock().ran(lane, &mut shares, busy, panicked);
    match result {
        Ok(encodings) => deliver(shared, lane, shares, encodings),
        Err(error) => {
            for share in shares {
                shared.lock().finish(lane, &share.job);
                answer(share.job.respond, Err(error.clone()));
            }
        }
    }
}

/// Gives each request its encodings; answers those that are complete, puts the other back.
fn deliver(shared: &Shared, lane: Lane, shares: Vec<Share>, encodings: Vec<Vec<Encoding>>) {
    let mut encodings = encodings.into_iter();
    for Share { mut job, count } in shares {
        job.done.extend(encodings.by_ref().take(count));
        if job.is_finished() {
            shared.lock().finish(lane, &job);
            let Job { done, respond, .. } = job;
            answer(respond, Ok(done));
        } else {
            shared.lock().resume(lane, job);
        }
    }
}

/// Calls `respond`. A panic in it is the caller's own and must not take the queue down.
pub(super) fn answer(respond: Respond, result: Result<Vec<Vec<Encoding>>, PerceptionError>) {
    drop(catch_unwind(AssertUnwindSafe(|| respond(result))));
}

/// Runs a part of the model and turns a panic into an error.
pub(super) fn contained<T>(run: impl FnOnce() -> Result<T, PerceptionError>) -> Result<T, PerceptionError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(PerceptionError::Panicked(message(panic.as_ref()))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
