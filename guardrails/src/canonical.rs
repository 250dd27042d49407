//! Canonical JSON (RFC 8785, JCS): one sequence of bytes a value, so that it can be hashed and signed.
//!
//! Members sorted by their keys' UTF-16 code units, no white space, strings with the shortest escapes,
//! numbers as ECMAScript writes doubles. Refused, where RFC 8785 would lose something: numbers that are
//! not finite, and integers beyond ±(2^53 − 1) that are not written as their nearest double is.

mod check;
mod number;
mod serialize;
mod write;

pub use check::{Member, NotCanonical, check, members};
pub(crate) use number::MAX_SAFE;

use serde::Serialize;
use serde_json::Value;

/// Why a value has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// A number that is not finite.
    #[error("a number is not finite")]
    NotFinite,
    /// An integer that a double cannot hold exactly.
    #[error("the integer `{0}` is beyond ±(2^53 − 1), and not how a double is written")]
    Integer(String),
    /// A map with keys that are not texts, or a failure of the type's own serialisation.
    #[error("{0}")]
    Type(String),
}

/// Canonical bytes of anything that serialises.
///
/// # Errors
/// [`CanonicalError`]
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    value_to_vec(&value.serialize(serialize::Strict)?)
}

/// Canonical bytes of a JSON value.
///
/// # Errors
/// [`CanonicalError::Integer`]
pub fn value_to_vec(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut bytes = Vec::new();
    write::value(&mut bytes, value)?;
    Ok(bytes)
}
