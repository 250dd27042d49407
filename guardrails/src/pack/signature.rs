//! The signature: ed25519 (RFC 8032) over the manifest's bytes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::PackError;
use crate::log::head::{PublicKey, Signer};

/// What is signed begins with this, so that no signature of one purpose serves another: the key that signs
/// the log's heads may sign packs.
const DOMAIN: &[u8] = b"groundstate/pack/v1\0";

/// Who signed a pack, kept as canonical JSON (RFC 8785).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackSignature {
    /// Always `ed25519`.
    pub algorithm: String,
    /// The signer: [`PublicKey::id`].
    pub key_id: String,
    /// The signer's public key: 64 lower-case hexadecimal digits. It says who signed, not that they are
    /// trusted: that stands in the trust list of whoever reads.
    pub public_key: String,
    /// The signature: 128 lower-case hexadecimal digits.
    pub signature: String,
}

impl PackSignature {
    /// Signs the bytes of a manifest. Deterministic.
    pub(super) fn make(manifest: &[u8], signer: &Signer) -> Self {
        let key = signer.public_key();
        Self {
            algorithm: "ed25519".to_owned(),
            key_id: key.id(),
            public_key: key.to_hex(),
            signature: signer.sign(&[DOMAIN, manifest].concat()),
        }
    }

    /// The key that made this signature over these bytes.
    ///
    /// # Errors
    /// [`PackError::Signature`]
    pub(super) fn signer(&self, manifest: &[u8]) -> Result<PublicKey, PackError> {
        if self.algorithm != "ed25519" {
            return Err(PackError::Signature(format!("`{}` is not `ed25519`", self.algorithm)));
        }
        let key = PublicKey::from_hex(&self.public_key).map_err(|error| PackError::Signature(error.to_string()))?;
        if key.id() != self.key_id {
            return Err(PackError::Signature(format!("the key is `{}`, not `{}`", key.id(), self.key_id)));
        }
        let verified = key.verify(&[DOMAIN, manifest].concat(), &self.signature);
        verified.map(|()| key).map_err(|error| PackError::Signature(error.to_string()))
    }
}
