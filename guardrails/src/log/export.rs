//! The export of a log: one file that proves itself, offline.
//!
//! Lines of canonical JSON, each ended by one line feed, nothing else:
//!
//! ```text
//! {"header":{"created_at_ms":…,"format":"groundstate-log-export","key_id":…,"public_key":…,"size":n,"tenant":…,"version":1}}
//! {"leaf":{"detail":{"body":…,"salt":…},"envelope":{…},"index":0}}     detail only where it was not erased
//! {"head":{…}}                                                         wherever the log was signed at this size
//! …
//! {"end":{"bytes":…,"lines":…,"sha256":…,"signature":…}}
//! ```
//!
//! What covers what: an envelope's bytes are a leaf of the Merkle tree, whose root every head signs; a
//! detail's salted hash stands in its envelope; a head carries its own signature; the hash in the last
//! line covers every byte before it, and is signed; the last line has no freedom, for it must be canonical
//! and its signature is verified strictly. So a change of any bit is found. That the file was cut, or
//! that the log was, shows against the size in the header, the missing last line, and against heads that
//! the auditor kept from earlier.

mod report;
mod verify;
mod writer;

pub use report::{Failure, Found, Problem, Sought, VerifyOptions, VerifyReport};
pub use verify::verify_export;
pub use writer::{Detail, ExportError, ExportWriter};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::canonical;

/// The name of the format.
const FORMAT: &str = "groundstate-log-export";
/// Its version.
const VERSION: u64 = 1;
/// What the last line's signature covers begins with this.
const END_DOMAIN: &[u8] = b"groundstate/export/v1\0";
/// Bytes of the salt of a detail.
pub const SALT_BYTES: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    created_at_ms: u64,
    format: String,
    key_id: String,
    public_key: String,
    size: u64,
    tenant: String,
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    bytes: u64,
    lines: u64,
    sha256: String,
    signature: String,
}

impl End {
    /// What the signature covers: the hash covers tenant, key and size, which stand in the header.
    fn message(&self) -> Vec<u8> {
        let body = serde_json::json!({"bytes": self.bytes, "lines": self.lines, "sha256": self.sha256});
        [END_DOMAIN, &canonical::value_to_vec(&body).unwrap_or_default()].concat()
    }
}

/// The digest of a detail that its envelope carries as `detail_digest`: lower-case hexadecimal
/// SHA-256(salt ‖ canonical bytes).
pub fn detail_digest(salt: &[u8; SALT_BYTES], body: &[u8]) -> String {
    hex::encode(Sha256::new().chain_update(salt).chain_update(body).finalize())
}
