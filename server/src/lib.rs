//! The body of Groundstate: memory, storage, API, jobs, audit.

pub mod memory;
