//! The mind of Groundstate: perception, world model, cost, actor, short-term memory, configurator.
//!
//! Pure: no HTTP, no SQL, no clock, no environment; the only files it reads are model weights.

pub mod device;
pub mod perception;
