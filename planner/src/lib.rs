//! The mind of Groundstate: perception, world model, cost, actor, short-term memory, configurator.
//!
//! Pure: no HTTP, no SQL, no clock, no environment; the only files it reads are model weights.
//!
//! A request goes through the modules in this order: [`perception`] turns texts into states,
//! [`configurator`] turns question, candidates and guardrails into a problem, [`cost`] says what an
//! answer costs, [`actor`] finds the answer of least energy and keeps what it saw in [`memory`],
//! [`world_model`] says what the reader knows after each statement, and [`short_answer`] finds the
//! words that answer a factoid question.

pub mod actor;
pub mod configurator;
pub mod cost;
pub mod device;
pub mod environment;
pub mod memory;
mod numeric;
pub mod perception;
pub mod short_answer;
pub mod world_model;
