//! The OpenAI-compatible endpoint: the same answers and checks in the shapes that its clients expect.

pub mod chat;
mod chunks;
pub mod embeddings;
mod error;
pub mod models;
pub mod moderations;

pub use error::{ErrorBody, error_body, speaks, status};
