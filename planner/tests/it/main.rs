//! The planner, tested through its public interface. Encoder tests read real weights: see [`real_encoder`].
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test's helper that cannot go on should stop the test"
)]

mod device;
mod perception;
mod real_encoder;
