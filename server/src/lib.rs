//! The body of Groundstate: configuration, store, memory, audit, API and command line.
//!
//! To add an endpoint: one handler in `api/`, registered in [`api`]'s `resources`; its errors are codes
//! of [`problem`]; its SQL is a method in [`store`]; then regenerate `docs/openapi.json` (the staleness
//! test says how).

pub mod answer;
pub mod api;
pub mod app;
pub mod audit;
pub mod auth;
pub mod bootstrap;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod critic;
pub mod environments;
pub mod eval;
pub mod guard;
pub mod jobs;
pub mod memory;
pub mod openai;
pub mod packs;
pub mod perception;
pub mod plans;
pub mod policies;
pub mod problem;
pub mod store;
pub mod telemetry;
mod tls;
pub mod tools;
mod ui;
pub mod world_models;
