//! The queue: every accepted request is answered exactly once, in the right order, within bounds.

mod bounds;
mod faults;
mod harness;
mod lanes;
