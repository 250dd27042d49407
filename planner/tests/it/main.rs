//! Integration tests of the planner, in the tree of its modules.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics fails")]

mod actor;
mod cost;
mod device;
mod memory;
mod perception;
mod real_encoder;
mod short_answer;
mod support;
mod world_model;
