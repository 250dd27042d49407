//! Signed tree heads (ed25519, RFC 8032).

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::merkle::Hash;
use crate::canonical;

/// What is signed begins with this, so that no signature of one purpose serves another.
const HEAD_DOMAIN: &[u8] = b"groundstate/tree-head/v1\0";

/// "The tree of this tenant had this root at this size at this time."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedHead {
    /// The tenant whose tree it is.
    pub tenant: String,
    /// Number of leaves, at most 2^53 − 1.
    pub size: u64,
    /// The root: 64 lower-case hexadecimal digits.
    pub root: String,
    /// When it was signed, in milliseconds since 1970-01-01T00:00Z.
    pub signed_at_ms: u64,
    /// The key: [`PublicKey::id`].
    pub key_id: String,
    /// The signature: 128 lower-case hexadecimal digits.
    pub signature: String,
}

/// Why a head does not verify.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// A field is not written as it must be.
    #[error("`{0}` is not lower-case hexadecimal of the right length")]
    Form(&'static str),
    /// A number is larger than canonical JSON holds.
    #[error("`{0}` is beyond 2^53 − 1")]
    Number(&'static str),
    /// Thirty-two bytes that are no public key.
    #[error("not a public key")]
    Key,
    /// Another key signed it.
    #[error("signed by the key `{found}`, not by `{expected}`")]
    OtherKey {
        /// The key that was given.
        expected: String,
        /// The key that the head names.
        found: String,
    },
    /// The signature does not fit what is signed.
    #[error("the signature does not verify")]
    Signature,
}

/// A private key of the log. Does not show itself.
pub struct Signer {
    key: SigningKey,
}

/// A public key of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("key_id", &self.public_key().id()).finish_non_exhaustive()
    }
}

impl Signer {
    /// The key made from 32 secret bytes. The caller takes them from a source of randomness and keeps them.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self { key: SigningKey::from_bytes(seed) }
    }

    /// Its public half.
    pub fn public_key(&self) -> PublicKey {
        PublicKey { key: self.key.verifying_key() }
    }

    /// Signs the head of a tree. Deterministic.
    ///
    /// # Errors
    /// [`HeadError::Number`] where size or time is beyond 2^53 − 1.
    pub fn sign_head(&self, tenant: &str, size: u64, root: &Hash, signed_at_ms: u64) -> Result<SignedHead, HeadError> {
        let message = head_message(tenant, size, root, signed_at_ms)?;
        Ok(SignedHead {
            tenant: tenant.to_owned(),
            size,
            root: hex::encode(root),
            signed_at_ms,
            key_id: self.public_key().id(),
            signature: self.sign(&message),
        })
    }

    /// Signs a message whose domain is already in it.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.key.sign(message).to_bytes())
    }
}

impl PublicKey {
    /// The key in 32 bytes.
    ///
    /// # Errors
    /// [`HeadError::Key`] where they are no key, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, HeadError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| HeadError::Key)?;
        if key.is_weak() { Err(HeadError::Key) } else { Ok(Self { key }) }
    }

    /// The key in 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`HeadError::Form`], [`HeadError::Key`]
    pub fn from_hex(text: &str) -> Result<Self, HeadError> {
        Self::from_bytes(&from_hex(text, "public_key")?)
    }

    /// The key in 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.key.as_bytes())
    }

    /// Its identifier: `ed25519-` and the first 16 hexadecimal digits of its SHA-256.
    pub fn id(&self) -> String {
        let digest = hex::encode(Sha256::digest(self.key.as_bytes()));
        format!("ed25519-{}", digest.get(..16).unwrap_or(&digest))
    }

    /// Verifies a head.
    ///
    /// # Errors
    /// [`HeadError`]
    pub fn verify_head(&self, head: &SignedHead) -> Result<(), HeadError> {
        if head.key_id != self.id() {
            return Err(HeadError::OtherKey { expected: self.id(), found: head.key_id.clone() });
        }
        let message = head_message(&head.tenant, head.size, &head.root()?, head.signed_at_ms)?;
        self.verify(&message, &head.signature)
    }

    /// Verifies strictly: no weak keys, no second signature for the same message.
    pub(crate) fn verify(&self, message: &[u8], signature: &str) -> Result<(), HeadError> {
        let signature = Signature::from_bytes(&from_hex(signature, "signature")?);
        self.key.verify_strict(message, &signature).map_err(|_| HeadError::Signature)
    }
}

impl SignedHead {
    /// The root as bytes.
    ///
    /// # Errors
    /// [`HeadError::Form`]
    pub fn root(&self) -> Result<Hash, HeadError> {
        from_hex(&self.root, "root")
    }
}

/// Bytes written as lower-case hexadecimal, and in no other way.
pub(super) fn from_hex<const N: usize>(text: &str, field: &'static str) -> Result<[u8; N], HeadError> {
    let mut bytes = [0; N];
    let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !lower || hex::decode_to_slice(text, &mut bytes).is_err() {
        return Err(HeadError::Form(field));
    }
    Ok(bytes)
}

/// What a head's signature covers: the domain and the canonical JSON of all but key and signature.
fn head_message(tenant: &str, size: u64, root: &Hash, signed_at_ms: u64) -> Result<Vec<u8>, HeadError> {
    let body = serde_json::json!({
        "root": hex::encode(root), "signed_at_ms": signed_at_ms, "size": size, "tenant": tenant,
    });
    for (name, number) in [("size", size), ("signed_at_ms", signed_at_ms)] {
        if number > canonical::MAX_SAFE {
            return Err(HeadError::Number(name));
        }
    }
    // Nothing else of it could be refused.
    let body = canonical::value_to_vec(&body).map_err(|_| HeadError::Number("size"))?;
    Ok([HEAD_DOMAIN, &body].concat())
}
