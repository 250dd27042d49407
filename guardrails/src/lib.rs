//! The conscience of Groundstate: policies, objectives, their evaluation and the transparency log.
//!
//! A [`policy::Policy`] is a document of objectives. [`evaluate::CompiledPolicy`] checks a
//! [`subject::Subject`] (a text, a conversation, a tool call, an answer with its evidence) against the
//! objectives of one stage and gives a [`evaluate::Report`]. Every objective `g` is a function
//! `G_g(a, x)` that is satisfied where `G ≤ margin`; a hard one is a constraint, a soft one adds energy,
//! a shadow one is only reported. What cannot be evaluated counts as violated where it is hard. A hard one
//! may redact: [`evaluate::Redaction`] is what is left of a subject, judged again.
//!
//! Text is normalised before it is searched: [`normalise::views`] gives the readings of a text, each with its
//! way back to the original.
//!
//! The crate is pure: no clock, no environment, no network, no randomness, no HTTP and no SQL. Models
//! come in through [`features::TextFeatures`], time through [`features::Budget`].
//!
//! To add a kind of objective: 1. its parameters in `policy/kind.rs` with their checks in
//! `policy/validate/kinds.rs`; 2. one file under `objectives/` that implements [`objective::Objective`];
//! 3. one arm in `objectives::build`; 4. a topic under `tests/it/`, a line in `fail_closed.rs`, a column in
//! `evasion.rs`, and an arm in `reference/model.rs` where it can be said twice; then regenerate
//! `policy.schema.json` (the staleness test says how).

pub mod canonical;
pub mod evaluate;
pub mod features;
pub mod import;
pub mod log;
pub mod normalise;
pub mod objective;
pub mod objectives;
pub mod pack;
pub mod policy;
pub mod subject;
