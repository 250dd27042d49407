//! Typed environments: schemas, states, changes, inference.

mod change;
mod infer;
mod published;
mod validate;
