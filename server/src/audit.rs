//! Decisions: the record of every answer, check and change, in a transparency log that anybody can verify.
//!
//! A decision is durable before it is acknowledged. Appends to one log are serial; decisions that
//! arrive together share one transaction, one signed head and one sync of the disk. Words are sealed under a key of
//! their tenant and can be erased, one by one or all at once, without a change to the log.

mod append;
pub mod erase;
pub mod export;
mod master;
pub mod proof;
mod record;
mod recorder;
mod signing;
mod vault;

pub use master::MasterKeyError;
pub(crate) use record::canonical_string;
pub use record::{Record, RecordKind, Recorded};
pub use recorder::Recorder;
pub use signing::signer;
pub(crate) use vault::opened;
pub use vault::{Sealer, Unopenable, Vault, Words};
