//! The planner, tested through its public interface. Encoder tests read real weights: see [`support`].

mod device;
mod perception;
mod support;
