//! The bounds of a pack: what a file from a stranger may ask of the machine that reads it.

use crate::policy;

/// Bytes of a pack.
pub const PACK_BYTES: usize = 4 << 20;
/// Entries of a pack, manifest and signature included.
pub const ENTRIES: usize = 256;
/// Bytes of one entry. Entries are stored, not compressed, so what an entry takes is what the file holds:
/// there is no ratio to bound.
pub const ENTRY_BYTES: usize = policy::limits::POLICY_BYTES;
/// Bytes of an entry's path.
pub const PATH_BYTES: usize = 128;
/// Test cases that `tests/` may add to one policy.
pub const EXTRA_TESTS: usize = policy::limits::TESTS;
/// Bytes of an index.
pub const INDEX_BYTES: usize = 4 << 20;
/// Packs of an index.
pub const INDEX_PACKS: usize = 10_000;
