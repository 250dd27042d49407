//! Decisions: the record of every answer, check and change, in a transparency log that anybody can verify.
//!
//! A decision is durable before it is acknowledged. Appends to one log are serial; decisions that
//! arrive together share one transaction, one signed head and one sync of the disk.

mod append;
pub mod export;
pub mod proof;
mod record;
mod recorder;
mod signing;

pub use append::append;
pub(crate) use record::canonical_string;
pub use record::{Record, RecordKind, Recorded};
pub use recorder::Recorder;
pub use signing::signer;
