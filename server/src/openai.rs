//! The OpenAI-compatible endpoint: the same answers and checks in the shapes that its clients expect.

mod error;

pub use error::{ErrorBody, error_body, speaks};
