//! The body of Groundstate: configuration, store, memory, audit, API and command line.

pub mod clock;
pub mod config;
pub mod store;
