//! Reading a hostile file in a process of its own.
//!
//! The parent starts the same binary with a hidden subcommand, hands it the request and the bytes on
//! standard input, and reads one JSON document from its standard output. The child first takes limits
//! upon itself (address space, processor time, files), which it cannot lift again; the parent bounds
//! wall-clock time and the size of the answer. Whatever happens to the child, the parent gets a typed
//! error.
//!
//! Wire format: four bytes, little-endian length of the request; the request as JSON; the file's bytes
//! to the end of the stream.

mod child;
mod parent;

use std::path::Path;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub use child::run_worker;
pub use parent::extract;

use super::{Detected, ExtractError, Extracted, Limits};

/// The hidden subcommand that the binary must answer with [`run_worker`].
pub const SUBCOMMAND: &str = "extract-worker";

/// Marks the child's answer: a parser that prints cannot disturb it.
const MARK: &[u8] = b"\n\x1Egroundstate-extract\x1E";

#[derive(Debug, Serialize, Deserialize)]
struct Request {
    detected: Detected,
    limits: Limits,
}

type Response = Result<Extracted, ExtractError>;

/// Reads a file where it belongs: in a child process if its format needs one, else on a blocking
/// thread of this one. Must be called inside a tokio runtime.
///
/// # Errors
/// [`ExtractError`] says what is wrong with the file.
pub async fn read(bytes: Bytes, detected: Detected, limits: Limits, worker: &Path) -> Result<Extracted, ExtractError> {
    if detected.media_type.needs_isolation() {
        return extract(&bytes, &detected, &limits, worker).await;
    }
    let read = tokio::task::spawn_blocking(move || super::extract_as(&bytes, &detected, &limits));
    read.await.unwrap_or_else(|_| Err(ExtractError::malformed("the file makes its reader fail")))
}
