//! API keys: `gs_` and 32 random bytes in base64url. With 256 bits drawn at random a plain SHA-256 is
//! enough to store them by; a slow password hash guards low-entropy secrets, and would cost every request.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::clock::Clock;

/// What every key starts with, so that secret scanners can find one that leaked.
pub const KEY_PREFIX: &str = "gs_";

/// Draws a new key. It is shown once and never stored.
#[must_use]
pub fn draw(clock: &dyn Clock) -> String {
    let mut bytes = [0; 32];
    clock.random(&mut bytes);
    format!("{KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// SHA-256 of a key, hexadecimal: what the database holds.
#[must_use]
pub fn digest(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}

/// Whether `key` has the form of a key.
#[must_use]
pub fn is_well_formed(key: &str) -> bool {
    key.strip_prefix(KEY_PREFIX)
        .is_some_and(|body| body.len() == 43 && URL_SAFE_NO_PAD.decode(body).is_ok_and(|bytes| bytes.len() == 32))
}
