//! Cancellation, panics, shutdown: each request is still answered, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use groundstate_planner::device::queue::{Lane, LaneStats, SubmitError};
use groundstate_planner::perception::{Passage, PerceptionError};

use super::harness::{Leave, harness, only};

#[test]
fn a_cancelled_request_never_reaches_the_model() {
    let harness = harness();
    let running = harness.submit(Lane::Interactive, &[3]).unwrap();
    harness.entered.recv().unwrap();
    let cancelled = Arc::new(AtomicBool::new(false));
    let before = harness.submit(Lane::Interactive, &[4]).unwrap();
    let skipped = harness.submit_cancellable(Lane::Interactive, &[5], &cancelled).unwrap();
    let after = harness.submit(Lane::Interactive, &[6]).unwrap();
    cancelled.store(true, Ordering::Relaxed);
    harness.leave.send(Leave::Run).unwrap();
    assert_eq!(harness.batches(2).concat(), [4, 6]);
    assert!(matches!(only(&skipped), Err(PerceptionError::Cancelled)));
    for reply in [running, before, after] {
        assert!(only(&reply).is_ok());
    }
    assert_eq!(harness.queue.stats().cancelled, 1);
    assert_eq!(harness.queue.stats().interactive, LaneStats::default());
}

#[test]
fn a_bulk_request_can_be_cancelled_halfway() {
    let harness = harness();
    let cancelled = Arc::new(AtomicBool::new(false));
    let reply = harness.submit_cancellable(Lane::Bulk, &[20, 20], &cancelled).unwrap();
    harness.entered.recv().unwrap();
    cancelled.store(true, Ordering::Relaxed);
    harness.leave.send(Leave::Run).unwrap();
    assert!(matches!(only(&reply), Err(PerceptionError::Cancelled)));
    assert_eq!(harness.queue.stats().passages, 1);
    assert_eq!(harness.queue.stats().bulk, LaneStats::default());
}

#[test]
fn a_panic_in_the_model_fails_its_batch_and_nothing_else() {
    let harness = harness();
    let fails = harness.submit(Lane::Interactive, &[3]).unwrap();
    harness.step(Leave::Panic);
    let error = only(&fails).unwrap_err();
    assert_eq!(error.to_string(), "the encoder panicked: the model panics as told");
    let works = harness.submit(Lane::Interactive, &[3]).unwrap();
    harness.batches(1);
    assert!(only(&works).is_ok());
    assert_eq!(harness.queue.stats().panics, 1);
    assert_eq!(harness.queue.stats().interactive, LaneStats::default());
}

#[test]
fn what_cannot_be_encoded_is_answered_at_once() {
    let harness = harness();
    let submit = |passage: Passage| {
        let (respond, reply) = channel();
        let respond = Box::new(move |result| drop(respond.send(result)));
        harness.queue.submit(&[passage], Lane::Interactive, Arc::default(), respond).unwrap();
        only(&reply).unwrap_err()
    };
    let outside = submit(Passage { text: "ab".into(), spans: vec![0..1, 0..3] });
    assert!(matches!(outside, PerceptionError::SpanOutOfRange { .. }));
    assert!(matches!(submit(Passage::whole("panic in the tokenizer")), PerceptionError::Panicked(_)));
    assert_eq!(harness.queue.stats().interactive, LaneStats::default());
}

#[test]
fn a_panic_in_the_answer_does_not_stop_the_queue() {
    let harness = harness();
    let respond = Box::new(|_| panic!("the caller's own fault"));
    harness.queue.submit(&[Passage::whole("x")], Lane::Interactive, Arc::default(), respond).unwrap();
    let next = harness.submit(Lane::Bulk, &[3]).unwrap();
    harness.batches(2);
    assert!(only(&next).is_ok());
}

#[test]
fn shutting_down_finishes_what_runs_and_answers_what_waits() {
    let harness = harness();
    let running = harness.submit(Lane::Interactive, &[3]).unwrap();
    harness.entered.recv().unwrap();
    let waiting = harness.submit(Lane::Interactive, &[3]).unwrap();
    let bulk = harness.submit(Lane::Bulk, &[3]).unwrap();
    harness.queue.close();
    assert_eq!(harness.submit(Lane::Interactive, &[3]).unwrap_err(), SubmitError::Closed);
    harness.leave.send(Leave::Run).unwrap();
    drop(harness.queue);
    assert!(only(&running).is_ok());
    assert!(matches!(only(&waiting), Err(PerceptionError::ShutDown)));
    assert!(matches!(only(&bulk), Err(PerceptionError::ShutDown)));
}

#[test]
fn a_half_done_request_is_answered_on_shutdown() {
    let harness = harness();
    let bulk = harness.submit(Lane::Bulk, &[20, 20]).unwrap();
    harness.entered.recv().unwrap();
    harness.queue.close();
    harness.leave.send(Leave::Run).unwrap();
    assert!(matches!(only(&bulk), Err(PerceptionError::ShutDown)));
}

/// The last handle dropped on the queue's own thread must not make it wait for itself.
#[test]
fn an_answer_may_hold_the_last_handle() {
    let harness = harness();
    let (respond, reply) = channel();
    let held = Arc::clone(&harness.queue);
    let respond = Box::new(move |result: super::harness::Reply| {
        drop(held);
        respond.send(result.is_ok()).unwrap();
    });
    harness.queue.submit(&[Passage::whole("x")], Lane::Interactive, Arc::default(), respond).unwrap();
    harness.entered.recv().unwrap();
    drop(harness.queue);
    harness.leave.send(Leave::Run).unwrap();
    assert!(reply.recv().unwrap());
}
