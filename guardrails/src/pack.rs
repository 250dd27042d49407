//! Policies that come with the program.

use crate::policy::{Policy, PolicyError};

/// Source of the default policy, `policies/default.toml`.
pub const DEFAULT_POLICY: &str = include_str!("../policies/default.toml");

/// The policy that is active where an organisation has not chosen another.
///
/// # Errors
/// [`PolicyError`]; a test shows that the shipped document has none.
pub fn default_policy() -> Result<Policy, PolicyError> {
    Policy::from_toml(DEFAULT_POLICY)
}
