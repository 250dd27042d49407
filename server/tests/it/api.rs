//! The API, as its users see it.

mod answers;
mod backtests;
mod checks;
mod command_line;
mod critics;
mod decisions;
mod documents;
mod environments;
mod erasure;
mod guardrails;
mod idempotency;
mod inheritance;
mod jobs;
mod keys;
mod labels;
mod lifecycle;
mod litellm;
mod log;
mod openai;
mod openapi;
mod packs;
mod plans;
mod policies;
mod problems;
mod replicas;
mod tools;

/// What most tests remember: three facts in one text.
const HARBOUR: &str = "The lighthouse of Marlin Quay was built in 1907. The harbour master of Marlin Quay is Ada Lindqvist. \
     Boats longer than twelve metres moor at the northern pier.";
