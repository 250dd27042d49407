//! Integration tests of the server: the API in process over a real database, and the real binary where a
//! process matters.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails may panic")]

//ADV mod adversarial;
//API mod api;
mod auth;
mod eval;
mod memory;
mod store;
mod support;
