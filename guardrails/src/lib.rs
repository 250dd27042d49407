//! The conscience of Groundstate: policies, objectives, their evaluation and the transparency log.
//!
//! A [`policy::Policy`] is a document of objectives. [`evaluate::CompiledPolicy`] checks a
//! [`subject::Subject`] (a text, a conversation, a tool call, an answer with its evidence) against the
//! objectives of one stage and gives a [`evaluate::Report`]. Every objective `g` is a function
//! `G_g(a, x)` that is satisfied where `G ≤ margin`; a hard one is a constraint, a soft one adds energy,
//! a shadow one is only reported. What cannot be evaluated counts as violated where it is hard.
//!
//! The crate is pure: no clock, no environment, no network, no randomness, no HTTP and no SQL. Models
//! come in through [`features::TextFeatures`], time through [`features::Budget`].
//!
//! To add a kind of objective: 1. its parameters in `policy/kind.rs` with their checks in
//! `policy/validate.rs`; 2. one file under `objectives/` that implements [`objective::Objective`];
//! 3. one arm in `objectives::build`; 4. a topic under `tests/it/`; then regenerate
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
