//! Persistent memory: a document's bytes become statements with provenance, and statements are
//! recalled for a question.
//!
//! The path of a document: [`extract`] (bytes to canonical text and blocks) → [`segment`] (blocks to
//! statements) → [`passages`] (statements to what the encoder reads) → [`index`] (recall in process).
//! Everything in these four modules is pure but [`extract::isolate`], which starts the child process
//! that reads hostile formats.
//!
//! To add a format: name it in [`extract::MediaType`], teach `extract::media` to recognise it, write
//! `extract/<format>.rs` against the crate-private builder, and list it in `extract::extract`.
//! To add a language: write one [`segment::Language`] constant.

pub mod extract;
pub mod index;
pub mod ingest;
pub mod library;
pub mod passages;
pub mod segment;
