//! The manifest: what a pack is, and the digest of everything in it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::error::PackError;

/// The first member of every manifest: which form it has.
pub const FORMAT: &str = "groundstate/pack/v1";

/// Path of the manifest.
pub(super) const MANIFEST: &str = "manifest.json";
/// Path of the signature.
pub(super) const SIGNATURE: &str = "signature.json";

/// What a pack says of itself; its author writes this as `pack.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Name: 1..=64 of `a-z`, `0-9`, `-`, `_`, `.`; starts with a letter or digit.
    pub name: String,
    /// Version (Semantic Versioning 2.0.0).
    pub version: String,
    /// What the pack is for, in a sentence or two, at most 4000 characters.
    pub description: String,
    /// The day it was made, `YYYY-MM-DD`.
    pub created: String,
    /// Licence of the pack (SPDX expression).
    pub licence: String,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Oldest version of the server that can run its policies.
    pub minimum_server_version: String,
    /// Learned heads that its policies were tested with.
    #[serde(default)]
    pub heads: Vec<HeadDigest>,
}

/// Where a pack comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Who publishes it.
    pub publisher: String,
    /// Where its source is kept.
    pub source: String,
    /// Laws, catalogues and works that it builds on.
    #[serde(default)]
    pub based_on: Vec<String>,
}

/// A learned head that a pack needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadDigest {
    /// Its name, as policies write it.
    pub name: String,
    /// SHA-256 over its weights: 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// An entry of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryDigest {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u32,
    /// SHA-256 over its content: 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// The manifest, kept as canonical JSON (RFC 8785).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// What the pack says of itself.
    pub about: About,
    /// Every entry but manifest and signature, by path.
    pub entries: Vec<EntryDigest>,
}

impl About {
    /// Reads a `pack.toml`.
    ///
    /// # Errors
    /// [`PackError::Form`]
    pub fn from_toml(source: &str) -> Result<Self, PackError> {
        let form = |reason: &str| PackError::Form { path: "pack.toml".to_owned(), reason: reason.to_owned() };
        let about: Self = toml::from_str(source).map_err(|error| form(error.message()))?;
        about.check()?;
        Ok(about)
    }

    /// The version, for comparison.
    ///
    /// # Errors
    /// [`PackError::Form`]
    pub fn semantic_version(&self) -> Result<Version, PackError> {
        version("version", &self.version)
    }

    pub(super) fn check(&self) -> Result<(), PackError> {
        named("name", &self.name)?;
        self.semantic_version()?;
        version("minimum_server_version", &self.minimum_server_version)?;
        let texts = [
            ("description", &self.description, 4_000),
            ("licence", &self.licence, 200),
            ("provenance.publisher", &self.provenance.publisher, 200),
            ("provenance.source", &self.provenance.source, 500),
        ];
        for (field, text, limit) in texts {
            let sound = !text.trim().is_empty() && text.chars().count() <= limit;
            require(sound, || format!("`{field}` must have 1 to {limit} characters"))?;
        }
        let based_on = &self.provenance.based_on;
        let sound = based_on.len() <= 64 && based_on.iter().all(|text| text.chars().count() <= 500);
        require(sound, || "`provenance.based_on` holds at most 64 texts of at most 500 characters".to_owned())?;
        require(day(&self.created), || format!("`created` is `{}`, not a day as YYYY-MM-DD", short(&self.created)))?;
        let mut seen = BTreeSet::new();
        for head in &self.heads {
            named("heads.name", &head.name)?;
            require(digest(&head.sha256), || format!("the digest of the head `{}` is not SHA-256", head.name))?;
            require(seen.insert(&head.name), || format!("the head `{}` is named twice", head.name))?;
        }
        Ok(())
    }
}

fn form(reason: String) -> PackError {
    PackError::Form { path: MANIFEST.to_owned(), reason }
}

fn require(holds: bool, reason: impl FnOnce() -> String) -> Result<(), PackError> {
    if holds { Ok(()) } else { Err(form(reason())) }
}

fn version(field: &str, text: &str) -> Result<Version, PackError> {
    Version::parse(text).map_err(|error| form(format!("`{field}` is `{}`, not a version: {error}", short(text))))
}

fn named(field: &str, name: &str) -> Result<(), PackError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let sound = name.len() <= 64
        && name.chars().next().is_some_and(plain)
        && name.chars().all(|c| plain(c) || matches!(c, '-' | '_' | '.'));
    require(sound, || format!("`{field}` is `{}`, not a name", short(name)))
}

/// Whether a text is SHA-256 in lower-case hexadecimal digits.
pub(super) fn digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn day(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize, range: std::ops::RangeInclusive<u32>| {
        parts.next().is_some_and(|part| {
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            plain && part.parse().is_ok_and(|value| range.contains(&value))
        })
    };
    number(4, 1980..=9999) && number(2, 1..=12) && number(2, 1..=31) && parts.next().is_none()
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
