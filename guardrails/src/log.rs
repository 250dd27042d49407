//! The transparency log: a Merkle tree over decisions, signed heads, and an export that verifies offline.
//!
//! The leaves of a tenant's tree are the canonical bytes of its decisions' envelopes, in order; hashing is
//! that of RFC 6962 (SHA-256). A head is a signed statement "the tree of this tenant had this root at
//! this size at this time". Whoever kept a head can later prove that nothing below it was removed or
//! changed: by a consistency proof, or from an [`export`].

pub mod export;
pub mod head;
pub mod merkle;
