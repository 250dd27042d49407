//! Inclusion and consistency proofs: made as in RFC 9162 §2.1.3.1 and §2.1.4.1, verified as in §2.1.3.2
//! and §2.1.4.2.

use super::{Hash, Nodes, empty_root, node_hash};

/// Why a proof cannot be made, or does not prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError<E = std::convert::Infallible> {
    /// The leaf lies outside the tree, or the old tree is larger than the new one.
    #[error("index or size {given} lies outside a tree of {size} leaves")]
    Range {
        /// What was asked for.
        given: u64,
        /// The tree's size.
        size: u64,
    },
    /// A hash could not be read.
    #[error("a node could not be read")]
    Nodes(E),
    /// The proof has another number of hashes than the sizes call for.
    #[error("the proof has {0} hashes, another number than it must have")]
    Length(usize),
    /// The proof leads to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// The root of the first `size` leaves.
///
/// # Errors
/// Whatever reading a node gives.
pub fn root<N: Nodes + ?Sized>(nodes: &N, size: u64) -> Result<Hash, N::Error> {
    if size == 0 { Ok(empty_root()) } else { range(nodes, 0, size) }
}

/// Hash of the leaves `start..end`, where `start` is a multiple of a power of two not below the width.
fn range<N: Nodes + ?Sized>(nodes: &N, start: u64, end: u64) -> Result<Hash, N::Error> {
    let width = end - start;
    if width.is_power_of_two() {
        let level = width.trailing_zeros();
        return nodes.node(level, start >> level);
    }
    let middle = start + split(width);
    Ok(node_hash(&range(nodes, start, middle)?, &range(nodes, middle, end)?))
}

/// Largest power of two below n, for n ≥ 2.
const fn split(n: u64) -> u64 {
    1 << (u64::BITS - 1 - (n - 1).leading_zeros())
}

/// The audit path of leaf `index` in the tree of the first `size` leaves, from the leaf up.
///
/// # Errors
/// [`ProofError::Range`], [`ProofError::Nodes`]
pub fn inclusion_proof<N: Nodes + ?Sized>(nodes: &N, index: u64, size: u64) -> Result<Vec<Hash>, ProofError<N::Error>> {
    if index >= size {
        return Err(ProofError::Range { given: index, size });
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        let sibling = if index < middle {
            let sibling = range(nodes, middle, end);
            end = middle;
            sibling
        } else {
            let sibling = range(nodes, start, middle);
            start = middle;
            sibling
        };
        path.push(sibling.map_err(ProofError::Nodes)?);
    }
    path.reverse();
    Ok(path)
}

/// Verifies that a leaf hash is at `index` in the tree of `size` leaves with this root.
///
/// # Errors
/// [`ProofError::Range`], [`ProofError::Length`], [`ProofError::Root`]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Range { given: index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return Err(ProofError::Length(path.len()));
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length(path.len()));
    }
    if hash == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// The proof that the tree of the first `size` leaves extends the tree of the first `old` leaves. Empty
/// where the old tree is empty or the two are the same.
///
/// # Errors
/// [`ProofError::Range`], [`ProofError::Nodes`]
pub fn consistency_proof<N: Nodes + ?Sized>(nodes: &N, old: u64, size: u64) -> Result<Vec<Hash>, ProofError<N::Error>> {
    if old > size {
        return Err(ProofError::Range { given: old, size });
    }
    let mut path = Vec::new();
    if old == 0 || old == size {
        return Ok(path);
    }
    // SUBPROOF(m, D[start:end], complete), unrolled from the root down.
    let (mut start, mut end, mut complete) = (0, size, true);
    while old != end {
        let middle = start + split(end - start);
        let sibling = if old <= middle {
            let sibling = range(nodes, middle, end);
            end = middle;
            sibling
        } else {
            let sibling = range(nodes, start, middle);
            start = middle;
            complete = false;
            sibling
        };
        path.push(sibling.map_err(ProofError::Nodes)?);
    }
    if !complete {
        path.push(range(nodes, start, end).map_err(ProofError::Nodes)?);
    }
    path.reverse();
    Ok(path)
}

/// Verifies that the tree of `size` leaves with root `root` extends the tree of `old` leaves with root
/// `old_root`.
///
/// # Errors
/// [`ProofError::Range`], [`ProofError::Length`], [`ProofError::Root`]
pub fn verify_consistency(old: u64, old_root: &Hash, size: u64, root: &Hash, path: &[Hash]) -> Result<(), ProofError> {
    if old > size {
        return Err(ProofError::Range { given: old, size });
    }
    if old == 0 || old == size {
        let expected = if old == 0 { empty_root() } else { *root };
        if !path.is_empty() {
            return Err(ProofError::Length(path.len()));
        }
        return if *old_root == expected { Ok(()) } else { Err(ProofError::Root) };
    }
    let mut hashes = path.iter();
    // A perfect old tree is itself the first node, and is left out of the proof.
    let first = if old.is_power_of_two() { Some(old_root) } else { hashes.next() };
    let mut old_hash = *first.ok_or(ProofError::Length(path.len()))?;
    let mut hash = old_hash;
    let shift = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> shift, (size - 1) >> shift);
    for sibling in hashes {
        if last == 0 {
            return Err(ProofError::Length(path.len()));
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length(path.len()));
    }
    if old_hash == *old_root && hash == *root { Ok(()) } else { Err(ProofError::Root) }
}
