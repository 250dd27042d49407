//! The Merkle tree of RFC 6962 §2.1 (and RFC 9162 §2.1): hashes, roots and proofs.
//!
//! A tree is never held whole here. Appending needs the [`Frontier`] only (one hash for each one bit of
//! the size); a proof needs O(log n) hashes of perfect subtrees, read through [`Nodes`]. [`Frontier::append`]
//! names the subtrees it completes, so that a store can keep them: 2n hashes in all.

mod frontier;
mod proof;

pub use frontier::{Frontier, Node};
pub use proof::{ProofError, consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion};

use std::convert::Infallible;

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Hash of a leaf: SHA-256(0x00 ‖ data).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(data).finalize().into()
}

/// Hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// Root of the empty tree: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Where proofs read hashes of perfect subtrees.
pub trait Nodes {
    /// Why a hash cannot be read.
    type Error;

    /// The hash of the perfect subtree over the leaves `index · 2^level .. (index + 1) · 2^level`.
    /// Only subtrees that lie wholly inside the tree are asked for.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// Leaf hashes in memory; inner nodes are computed when asked for, in O(2^level).
impl Nodes for [Hash] {
    type Error = Infallible;

    fn node(&self, level: u32, index: u64) -> Result<Hash, Infallible> {
        let width = 1_usize.checked_shl(level).unwrap_or(0);
        let start = usize::try_from(index).unwrap_or(usize::MAX).saturating_mul(width);
        let leaves = self.get(start..start.saturating_add(width)).unwrap_or_default();
        Ok(leaves.iter().fold(Frontier::new(), Frontier::with).root())
    }
}
