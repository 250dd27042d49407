//! Order, micro-batches, turns.

use std::sync::Arc;

use groundstate_planner::device::Compute;
use groundstate_planner::device::queue::{EncoderQueue, Lane, PATIENCE, QueueConfig};
use groundstate_planner::perception::Passage;

use super::harness::{Leave, clock, harness, only};
use crate::real_encoder::encoder;

#[test]
fn requests_that_wait_together_run_together_in_order() {
    let harness = harness();
    let first = harness.submit(Lane::Interactive, &[3]).unwrap();
    let held = harness.entered.recv().unwrap();
    let others: Vec<_> =
        [4, 5, 6, 7].map(|cost| harness.submit(Lane::Interactive, &[cost]).unwrap()).into_iter().collect();
    harness.leave.send(Leave::Run).unwrap();
    assert_eq!(held, [3]);
    assert_eq!(harness.batches(2), [vec![4, 5, 6], vec![7]], "twenty tokens to a batch");
    assert_eq!(only(&first).unwrap()[0][0].tokens.len(), 1);
    for (cost, reply) in [4, 5, 6, 7].into_iter().zip(others) {
        assert_eq!(only(&reply).unwrap()[0][0].tokens.len(), cost - 2);
    }
}

#[test]
fn an_interactive_request_passes_a_bulk_request_halfway() {
    let harness = harness();
    let bulk = harness.submit(Lane::Bulk, &[9, 9, 9, 9, 4]).unwrap();
    let started = harness.entered.recv().unwrap();
    let question = harness.submit(Lane::Interactive, &[5]).unwrap();
    harness.leave.send(Leave::Run).unwrap();
    assert_eq!(started, [9, 9]);
    assert_eq!(harness.batches(3), [vec![5], vec![9, 9], vec![4]]);
    assert_eq!(only(&question).unwrap().len(), 1);
    let lengths: Vec<usize> = only(&bulk).unwrap().iter().map(|encodings| encodings[0].tokens.len()).collect();
    assert_eq!(lengths, [7, 7, 7, 7, 2]);
}

#[test]
fn bulk_work_is_not_starved() {
    let harness = harness();
    let first = harness.submit(Lane::Interactive, &[3]).unwrap();
    let started = harness.entered.recv().unwrap();
    let bulk = harness.submit(Lane::Bulk, &[11]).unwrap();
    let mut replies = vec![first];
    let mut order = vec![started];
    for _ in 0..PATIENCE + 2 {
        replies.push(harness.submit(Lane::Interactive, &[3]).unwrap());
        harness.leave.send(Leave::Run).unwrap();
        order.push(harness.entered.recv().unwrap());
    }
    harness.leave.send(Leave::Run).unwrap();
    assert_eq!(order.iter().position(|batch| *batch == [11]), Some(PATIENCE));
    assert!(only(&bulk).is_ok());
    drop(harness.leave);
    assert!(replies.iter().all(|reply| reply.recv().unwrap().is_ok()));
}

#[test]
fn a_passage_longer_than_a_batch_runs_alone() {
    let harness = harness();
    let reply = harness.submit(Lane::Interactive, &[30, 3]).unwrap();
    assert_eq!(harness.batches(2), [vec![30], vec![3]]);
    assert_eq!(only(&reply).unwrap()[0][0].tokens.len(), 28);
}

#[test]
fn an_empty_request_is_answered() {
    let harness = harness();
    let reply = harness.submit(Lane::Interactive, &[]).unwrap();
    harness.leave.send(Leave::Run).unwrap();
    assert!(only(&reply).unwrap().is_empty());
}

#[test]
fn many_threads_get_what_the_encoder_says() {
    let encoder = encoder();
    let queue = EncoderQueue::start(Arc::clone(&encoder), QueueConfig::suited_to(&Compute::cpu()), clock()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8_usize {
            let (queue, encoder) = (&queue, &encoder);
            scope.spawn(move || {
                for round in 0..6_usize {
                    let count = (thread + round) % 4 + 1;
                    let passages: Vec<Passage> =
                        (0..count).map(|at| Passage::whole("energy ".repeat(thread * 3 + at + 1))).collect();
                    let lane = if round % 2 == 0 { Lane::Interactive } else { Lane::Bulk };
                    let (respond, reply) = std::sync::mpsc::channel();
                    let respond = Box::new(move |result| drop(respond.send(result)));
                    queue.submit(&passages, lane, Arc::default(), respond).unwrap();
                    assert!(reply.recv().unwrap().unwrap() == encoder.encode(&passages).unwrap());
                }
            });
        }
    });
    let stats = queue.stats();
    assert_eq!((stats.interactive, stats.bulk), Default::default());
    assert_eq!(stats.passages, (0..8).flat_map(|t| (0..6).map(move |r| (t + r) % 4 + 1)).sum::<u64>());
    assert_eq!(stats.busy.as_millis() as u64, stats.batches, "the clock moves once within each batch");
}
