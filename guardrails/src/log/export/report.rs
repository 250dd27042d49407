//! What a verification was asked, and what it found.

use serde::{Deserialize, Serialize};

use crate::log::head::{PublicKey, SignedHead};
use crate::log::merkle::Hash;

/// What a verification is asked.
#[derive(Debug, Clone)]
pub struct VerifyOptions {
    /// The key that must have signed the log. Without it the file vouches for itself only: whoever wrote
    /// it may have written all of it anew.
    pub trusted_key: Option<PublicKey>,
    /// Heads kept from earlier: the log must extend each of them.
    pub earlier_heads: Vec<SignedHead>,
    /// Decisions that must be in the log.
    pub expect_inclusion_of: Vec<Sought>,
    /// Longest line admitted, in bytes; memory stays within a small multiple of it.
    pub max_line_bytes: usize,
}

impl Default for VerifyOptions {
    fn default() -> Self {
        Self { trusted_key: None, earlier_heads: Vec::new(), expect_inclusion_of: Vec::new(), max_line_bytes: 16 << 20 }
    }
}

/// A decision that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sought {
    /// By the `id` in its envelope.
    Id(String),
    /// By its leaf hash.
    Leaf(Hash),
}

/// A decision that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What was looked for.
    pub sought: Sought,
    /// The index of its leaf; where the id stands more than once, the first.
    pub index: u64,
    /// Its leaf hash, lower-case hexadecimal.
    pub leaf_hash: String,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyReport {
    /// The tenant, as the header says.
    pub tenant: String,
    /// The key, as the header says.
    pub key_id: String,
    /// Whether the key is the one that the auditor trusts.
    pub key_trusted: bool,
    /// Leaves read.
    pub leaves: u64,
    /// Root of the tree of the leaves read, lower-case hexadecimal.
    pub root: String,
    /// Heads that were verified.
    pub heads: u64,
    /// Earlier heads that the log extends.
    pub earlier_heads: u64,
    /// Details that fit their envelope.
    pub details: u64,
    /// Decisions whose detail is not in the file: erased, or never kept.
    pub without_detail: u64,
    /// Decisions looked for and found.
    pub found: Vec<Found>,
    /// What is wrong, in the order in which it was met; at most 100. After a line that cannot be read
    /// nothing further is looked at.
    pub failures: Vec<Failure>,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn verified(&self) -> bool {
        self.failures.is_empty()
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The line, from 1; `None` where it is the file as a whole.
    pub line: Option<u64>,
    /// What.
    pub problem: Problem,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.problem),
            None => write!(f, "{}", self.problem),
        }
    }
}

/// What can be wrong with an export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// A line is longer than admitted.
    #[error("the line has more than {0} bytes")]
    TooLong(usize),
    /// A line is not canonical JSON, or not one of the format's.
    #[error("not a line of an export: {0}")]
    Malformed(String),
    /// A line stands where it must not.
    #[error("a line of this sort must not stand here")]
    Order,
    /// The file ends before its last line.
    #[error("the file ends early: its last line is missing")]
    Truncated,
    /// Something follows the last line.
    #[error("something follows the last line")]
    Trailing,
    /// Another key than the trusted one.
    #[error("signed by the key `{found}`, not by the trusted `{expected}`")]
    Key {
        /// The trusted key.
        expected: String,
        /// The key of the file.
        found: String,
    },
    /// A leaf has another index than its place.
    #[error("the leaf has index {found}, {expected} is due: one was removed, added or moved")]
    Index {
        /// Its place.
        expected: u64,
        /// What it says.
        found: u64,
    },
    /// A leaf, a head or an earlier head belongs to another tenant.
    #[error("belongs to the tenant `{0}`")]
    Tenant(String),
    /// A detail is not the one that its envelope speaks of.
    #[error("the detail of leaf {0} is not the one that its envelope speaks of")]
    Detail(u64),
    /// A head covers another number of leaves than stand before it.
    #[error("the head covers {head} leaves, {leaves} stand before it")]
    HeadSize {
        /// What the head says.
        head: u64,
        /// Leaves before it.
        leaves: u64,
    },
    /// The leaves are not those that the head signed.
    #[error("the {0} leaves before the head are not those that it signed")]
    HeadRoot(u64),
    /// A head does not verify.
    #[error("the head does not verify: {0}")]
    Head(String),
    /// No head covers all leaves.
    #[error("the last head covers {head} of {leaves} leaves")]
    Uncovered {
        /// Size of the last head.
        head: u64,
        /// Leaves in the file.
        leaves: u64,
    },
    /// The header announces another number of leaves.
    #[error("the header announces {announced} leaves, there are {leaves}")]
    Size {
        /// What the header says.
        announced: u64,
        /// Leaves in the file.
        leaves: u64,
    },
    /// The bytes before the last line are not those that it signed.
    #[error("the bytes before the last line are not those that it signed")]
    Contents,
    /// The last line does not verify.
    #[error("the last line does not verify: {0}")]
    End(String),
    /// An earlier head covers more leaves than the log has now.
    #[error("an earlier head covers {head} leaves, the log has {leaves}: its tail was removed")]
    TailRemoved {
        /// Size of the earlier head.
        head: u64,
        /// Leaves in the file.
        leaves: u64,
    },
    /// An earlier head signed other leaves.
    #[error("the first {0} leaves are not those that an earlier head signed: history was changed")]
    HistoryChanged(u64),
    /// An earlier head does not verify itself, so that nothing follows from it.
    #[error("the earlier head of size {size} does not verify: {reason}")]
    EarlierHead {
        /// Its size.
        size: u64,
        /// Why.
        reason: String,
    },
    /// A decision that must be there is not.
    #[error("the decision {0:?} is not in the log")]
    NotIncluded(Sought),
}
