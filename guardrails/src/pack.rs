//! Packs: policies with their tests as one signed file that organisations pass on to each other; and the
//! policies that come with the program.
//!
//! A pack is an archive in the ZIP format, written in one way only: entries stored (not compressed) and
//! sorted by path, fixed times, no comments, no gaps. So the same content gives the same bytes, and a
//! reader refuses every other way of writing it: there is nothing in the file that is not checked.
//!
//! | entry | what |
//! |---|---|
//! | `manifest.json` | [`Manifest`]: name, version, licence, provenance, every entry with its SHA-256, heads by digest |
//! | `policies/NAME.toml`, `policies/NAME.json` | policies; NAME is the policy's name |
//! | `tests/NAME.json` | further test cases of a policy: [`ExtraTests`] |
//! | `README.md`, `LICENCE` | for people |
//! | `signature.json` | [`PackSignature`]: ed25519 over the manifest's bytes |
//!
//! The manifest is canonical JSON (RFC 8785) and names the digest of every entry, so the signature over it
//! covers the whole pack. [`Pack::read`] takes nothing on trust; [`Pack::verify`] says whether the pack may
//! be installed here.

mod archive;
mod build;
mod difference;
mod error;
mod index;
pub mod limits;
mod manifest;
mod read;
mod shipped;
mod signature;
mod verify;

pub use build::{build, sign};
pub use difference::{ObjectiveChanges, PackDifference, PolicyDifference};
pub use error::{ArchiveError, PackError};
pub use index::{INDEX_FORMAT, Index, IndexEntry, IndexError};
pub use manifest::{About, EntryDigest, FORMAT, HeadDigest, Manifest, Provenance};
pub use read::{ExtraTests, Pack};
pub use shipped::{ShippedPack, shipped};
pub use signature::PackSignature;
pub use verify::{Installed, Terms, version_key};

use crate::policy::{Policy, PolicyError};

/// Source of the default policy, `policies/default.toml`.
pub const DEFAULT_POLICY: &str = include_str!("../policies/default.toml");

/// The policy that is active where an organisation has not chosen another.
///
/// # Errors
/// [`PolicyError`]; a test shows that the shipped document has none.
pub fn default_policy() -> Result<Policy, PolicyError> {
    Policy::from_toml(DEFAULT_POLICY)
}
