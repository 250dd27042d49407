//! The planner, tested through its public interface, in the tree of its modules. Encoder tests read real
//! weights: see [`real_encoder`].
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test's helper that cannot go on should stop the test"
)]

mod actor;
mod cost;
mod device;
mod environment;
mod heads;
mod memory;
mod perception;
mod plan;
mod real_encoder;
mod short_answer;
mod support;
mod world_model;
