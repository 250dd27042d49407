//! Permits, load shedding, statistics.

use groundstate_planner::device::queue::{Lane, LaneStats, SubmitError};

use super::harness::{Leave, harness, only};

#[test]
fn a_full_lane_turns_requests_away_and_recovers() {
    let harness = harness();
    let first = harness.submit(Lane::Interactive, &[20]).unwrap();
    harness.entered.recv().unwrap();
    let second = harness.submit(Lane::Interactive, &[15]).unwrap();
    assert_eq!(harness.submit(Lane::Interactive, &[6]).unwrap_err(), SubmitError::Full);
    let third = harness.submit(Lane::Interactive, &[5]).unwrap();
    assert_eq!(harness.submit(Lane::Interactive, &[3]).unwrap_err(), SubmitError::Full);
    let other_lane = harness.submit(Lane::Bulk, &[20]).unwrap();
    let stats = harness.queue.stats();
    assert_eq!(stats.interactive, LaneStats { requests: 3, tokens: 40 });
    assert_eq!(stats.bulk, LaneStats { requests: 1, tokens: 20 });
    assert_eq!(stats.rejected, 2);

    harness.leave.send(Leave::Run).unwrap();
    assert!(only(&first).is_ok());
    let again = harness.submit(Lane::Interactive, &[20]).unwrap();
    harness.batches(3);
    for reply in [second, third, other_lane, again] {
        assert!(only(&reply).is_ok());
    }
    assert_eq!(harness.queue.stats().interactive, LaneStats::default());
}

#[test]
fn a_request_beyond_the_lane_is_admitted_when_the_lane_is_empty() {
    let harness = harness();
    let large = harness.submit(Lane::Bulk, &[20, 20, 20]).unwrap();
    harness.entered.recv().unwrap();
    assert_eq!(harness.queue.stats().bulk.tokens, 60);
    assert_eq!(harness.submit(Lane::Bulk, &[3]).unwrap_err(), SubmitError::Full);
    harness.leave.send(Leave::Run).unwrap();
    harness.entered.recv().unwrap();
    assert_eq!(harness.queue.stats().bulk.tokens, 40, "a piece that has run gives its permits back");
    harness.leave.send(Leave::Run).unwrap();
    harness.batches(1);
    assert_eq!(only(&large).unwrap().len(), 3);
}

#[test]
fn texts_without_tokens_are_bounded_too() {
    let harness = harness();
    let running = harness.submit(Lane::Interactive, &[3]).unwrap();
    harness.entered.recv().unwrap();
    let empties: Vec<_> = (0..100).map_while(|_| harness.submit(Lane::Interactive, &[2]).ok()).collect();
    assert_eq!(empties.len(), 37);
    harness.leave.send(Leave::Run).unwrap();
    drop(harness.leave);
    assert!(only(&running).is_ok());
    for reply in empties {
        assert!(only(&reply).unwrap()[0][0].tokens.is_empty());
    }
}

#[test]
fn statistics_count_what_ran() {
    let harness = harness();
    let reply = harness.submit(Lane::Bulk, &[12, 6, 4]).unwrap();
    assert_eq!(harness.batches(2), [vec![12, 6], vec![4]]);
    assert!(only(&reply).is_ok());
    let stats = harness.queue.stats();
    assert_eq!((stats.batches, stats.passages, stats.tokens), (2, 3, 22));
    assert_eq!(stats.busy.as_millis(), 2);
    assert_eq!((stats.rejected, stats.cancelled, stats.panics), (0, 0, 0));
}
