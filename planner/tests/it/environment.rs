//! Typed environments: schemas, states, changes, inference.

mod change;
mod demo;
mod infer;
mod published;
mod validate;
