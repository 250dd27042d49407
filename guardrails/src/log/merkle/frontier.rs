//! The right edge of a tree: all that appending needs.

use super::{Hash, empty_root, node_hash};

/// The roots of the perfect subtrees that a tree of some size falls into, the largest (leftmost) first:
/// one for each one bit of the size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// The root of a perfect subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Its height; leaves are at 0.
    pub level: u32,
    /// Its index among the subtrees of its height, from the left.
    pub index: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Frontier {
    /// The empty tree.
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// A tree of `size` leaves with these peaks, the largest first; `None` where there are not as many
    /// peaks as the size has one bits.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// Leaves so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The peaks, the largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends a leaf by its hash. Gives the perfect subtrees that it completes, from the leaf up: at
    /// least the leaf itself.
    pub fn append(&mut self, leaf: Hash) -> Vec<Node> {
        let mut node = Node { level: 0, index: self.size, hash: leaf };
        let mut completed = vec![node];
        // Each trailing one bit of the size is a subtree of the same height waiting for its right half.
        while node.index & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            node = Node { level: node.level + 1, index: node.index >> 1, hash: node_hash(&left, &node.hash) };
            completed.push(node);
        }
        self.peaks.push(node.hash);
        self.size += 1;
        completed
    }

    /// The tree with one more leaf, for folds.
    pub(super) fn with(mut self, leaf: &Hash) -> Self {
        self.append(*leaf);
        self
    }

    /// The root (RFC 6962's Merkle Tree Hash).
    pub fn root(&self) -> Hash {
        self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }
}
