//! Integration tests of the server: the API in process over a real database, and the real binary where a
//! process matters.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails may panic")]

mod adversarial;
mod api;
mod auth;
mod environments;
mod eval;
mod guardrails;
mod memory;
mod packs;
mod store;
mod support;
