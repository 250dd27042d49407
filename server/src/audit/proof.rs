//! Proofs from the stored tree: O(log n) subtree roots, fetched as the proof asks for them.

use std::collections::HashMap;

use groundstate_guardrails::log::head::{PublicKey, SignedHead};
use groundstate_guardrails::log::merkle::{self, Hash, Nodes, ProofError};
use serde::Serialize;
use utoipa::ToSchema;

use super::append::from_hex;
use crate::problem::{Code, Problem};
use crate::store::{DecisionRow, Store};

/// Proof that a decision is in its tenant's log (RFC 6962, section 2.1.1).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InclusionProof {
    /// Position of the decision, from 0.
    pub leaf_index: i64,
    /// SHA-256 over 0x00 and the envelope's bytes, hexadecimal.
    pub leaf_hash: String,
    /// Number of decisions in the tree that the proof is for.
    pub tree_size: u64,
    /// Root of that tree, hexadecimal.
    pub root: String,
    /// Sibling hashes from the leaf up, hexadecimal.
    pub audit_path: Vec<String>,
    /// The signed head of that tree.
    pub head: Head,
}

/// A signed head of a tenant's log: ed25519 over `groundstate/tree-head/v1`, a zero byte, and the canonical
/// JSON of root, signed_at_ms, size and tenant.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Head {
    /// The tenant.
    pub tenant: String,
    /// Number of decisions.
    pub size: u64,
    /// Root hash, hexadecimal.
    pub root: String,
    /// When it was signed, milliseconds since the Unix epoch.
    pub signed_at_ms: u64,
    /// Which key signed it.
    pub key_id: String,
    /// The public key, hexadecimal; pin it out of band.
    pub public_key: String,
    /// The signature, hexadecimal.
    pub signature: String,
}

impl Head {
    /// A signed head with the key that verifies it.
    #[must_use]
    pub fn of(head: SignedHead, key: &PublicKey) -> Self {
        Self {
            tenant: head.tenant,
            size: head.size,
            root: head.root,
            signed_at_ms: head.signed_at_ms,
            key_id: head.key_id,
            public_key: key.to_hex(),
            signature: head.signature,
        }
    }
}

/// Proves that a decision is in the newest tree.
///
/// # Errors
/// `not_found` when the log has no head yet, `internal` when a stored node is missing.
pub async fn inclusion(store: &Store, key: &PublicKey, decision: &DecisionRow) -> Result<InclusionProof, Problem> {
    let tenant = &decision.tenant_id;
    let head = newest_head(store, tenant).await?;
    let index = u64::try_from(decision.leaf_index).map_err(Problem::internal)?;
    let path = gather(store, tenant, |nodes| merkle::inclusion_proof(nodes, index, head.size)).await?;
    Ok(InclusionProof {
        leaf_index: decision.leaf_index,
        leaf_hash: decision.leaf_hash.clone(),
        tree_size: head.size,
        root: head.root.clone(),
        audit_path: path.iter().map(hex::encode).collect(),
        head: Head::of(head, key),
    })
}

/// Proves that the newest tree extends the tree of `old` leaves (RFC 6962, section 2.1.2).
///
/// # Errors
/// `unprocessable` when the log is smaller, `internal` when a stored node is missing.
pub async fn consistency(store: &Store, tenant: &str, old: u64) -> Result<(SignedHead, Vec<String>), Problem> {
    let head = newest_head(store, tenant).await?;
    if old > head.size {
        return Err(Problem::parameter("from", format!("the log has {} decisions", head.size)));
    }
    let path = gather(store, tenant, |nodes| merkle::consistency_proof(nodes, old, head.size)).await?;
    Ok((head, path.iter().map(hex::encode).collect()))
}

/// The newest signed head of a tenant's log.
///
/// # Errors
/// `not_found` when nothing was recorded yet.
pub async fn newest_head(store: &Store, tenant: &str) -> Result<SignedHead, Problem> {
    let head = store.newest_head(tenant).await?;
    let head = head.ok_or_else(|| Problem::new(Code::NotFound, "nothing has been recorded yet"))?;
    serde_json::from_str(&head).map_err(Problem::internal)
}

/// The nodes known so far; asks for the first one that is missing.
#[derive(Default)]
struct Gathered(HashMap<(u32, u64), Hash>);

struct Missing(u32, u64);

impl Nodes for Gathered {
    type Error = Missing;

    fn node(&self, level: u32, index: u64) -> Result<Hash, Missing> {
        self.0.get(&(level, index)).copied().ok_or(Missing(level, index))
    }
}

/// Makes a proof, fetching nodes until it has all it needs: a proof is pure and needs O(log n) of them.
async fn gather(
    store: &Store,
    tenant: &str,
    prove: impl Fn(&Gathered) -> Result<Vec<Hash>, ProofError<Missing>>,
) -> Result<Vec<Hash>, Problem> {
    let mut nodes = Gathered::default();
    loop {
        let Missing(level, index) = match prove(&nodes) {
            Ok(path) => return Ok(path),
            Err(ProofError::Nodes(missing)) => missing,
            Err(_) => return Err(Problem::internal("the log is smaller than its decisions")),
        };
        let position = i64::try_from(index).map_err(Problem::internal)?;
        let hash = store.log_node(tenant, i64::from(level), position).await?;
        let hash = hash.ok_or_else(|| Problem::internal(format!("log node {level}/{index} is missing")))?;
        nodes.0.insert((level, index), from_hex(&hash)?);
    }
}
