//! The planner, tested through its public interface. Encoder tests read real weights: see [`real_encoder`].
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test's helper that cannot go on should stop the test"
)]

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "a test that panics fails")]

mod actor;
mod cost;
mod memory;
mod short_answer;
mod support;
mod world_model;
