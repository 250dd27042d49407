//! Reading a pack: everything in it is looked at before anything is believed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::archive::{self, Entries};
use super::error::PackError;
use super::limits;
use super::manifest::{FORMAT, MANIFEST, Manifest, SIGNATURE, digest};
use super::signature::PackSignature;
use crate::canonical;
use crate::evaluate::CompiledPolicy;
use crate::log::head::PublicKey;
use crate::policy::{Policy, Problem, TestCase};

/// Test cases that a pack adds to one of its policies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraTests {
    /// The policy, by name.
    pub policy: String,
    /// The cases; their names are unique in the policy.
    pub tests: Vec<TestCase>,
}

/// A pack whose every byte was checked against its manifest. Its signer is not yet trusted: see
/// [`Pack::verify`].
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    pub(super) manifest: Manifest,
    pub(super) manifest_bytes: Vec<u8>,
    pub(super) signature: Option<PackSignature>,
    policies: Vec<Policy>,
    extra: Vec<ExtraTests>,
    files: BTreeMap<String, Vec<u8>>,
    digest: String,
}

impl Pack {
    /// Reads a pack, signed or not. Where it is signed, the signature fits.
    ///
    /// # Errors
    /// [`PackError`], the first reason found.
    pub fn read(bytes: &[u8]) -> Result<Self, PackError> {
        let entries = archive::read(bytes)?;
        entries.keys().try_for_each(|path| known(path))?;
        let manifest_bytes = entry(&entries, MANIFEST)?;
        let manifest: Manifest = canonical_json(MANIFEST, manifest_bytes)?;
        let sound = manifest.format == FORMAT;
        let unknown = || form(MANIFEST, format!("the format is `{}`, not `{FORMAT}`", manifest.format));
        if !sound {
            return Err(unknown());
        }
        manifest.about.check()?;
        listed(&manifest, &entries)?;
        let signature: Option<PackSignature> = match entries.get(SIGNATURE) {
            Some(bytes) => Some(canonical_json(SIGNATURE, bytes)?),
            None => None,
        };
        if let Some(signature) = &signature {
            signature.signer(manifest_bytes)?;
        }
        let (policies, extra) = documents(&entries)?;
        let files = entries.iter().map(|(path, content)| (path.clone(), content.to_vec())).collect();
        let manifest_bytes = manifest_bytes.to_vec();
        Ok(Self { manifest, manifest_bytes, signature, policies, extra, files, digest: sha256(bytes) })
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.manifest.about.name
    }

    /// The version.
    pub fn version(&self) -> &str {
        &self.manifest.about.version
    }

    /// SHA-256 over the whole file: 64 lower-case hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Who signed it, where it is signed.
    pub fn signature(&self) -> Option<&PackSignature> {
        self.signature.as_ref()
    }

    /// The key that signed it, where it is signed; the signature fits.
    ///
    /// # Errors
    /// [`PackError::Unsigned`], [`PackError::Signature`]
    pub fn signer(&self) -> Result<PublicKey, PackError> {
        self.signature.as_ref().ok_or(PackError::Unsigned)?.signer(&self.manifest_bytes)
    }

    /// The policies, by path.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The policies with all of their test cases: their own and those of `tests/`.
    pub fn tested_policies(&self) -> impl Iterator<Item = Policy> {
        self.policies.iter().map(|policy| with_extra(policy, &self.extra))
    }

    /// The content of an entry.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}

/// Lower-case hexadecimal SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn form(path: &str, reason: impl Into<String>) -> PackError {
    PackError::Form { path: path.to_owned(), reason: reason.into() }
}

fn entry<'a>(entries: &Entries<'a>, path: &str) -> Result<&'a [u8], PackError> {
    entries.get(path).copied().ok_or_else(|| PackError::MissingEntry { path: path.to_owned() })
}

/// Whether a pack has an entry of this path.
fn known(path: &str) -> Result<(), PackError> {
    let known = matches!(path, MANIFEST | SIGNATURE | "README.md" | "LICENCE")
        || stem(path, "policies/", &[".toml", ".json"]).is_some()
        || stem(path, "tests/", &[".json"]).is_some();
    if known { Ok(()) } else { Err(PackError::UnknownEntry { path: path.to_owned() }) }
}

/// The name of a file of a folder, without its extension.
pub(super) fn stem<'p>(path: &'p str, folder: &str, extensions: &[&str]) -> Option<&'p str> {
    let name = path.strip_prefix(folder).filter(|name| !name.contains('/'))?;
    let stem = extensions.iter().find_map(|extension| name.strip_suffix(extension))?;
    (!stem.is_empty()).then_some(stem)
}

fn canonical_json<T: DeserializeOwned>(path: &'static str, bytes: &[u8]) -> Result<T, PackError> {
    canonical::check(bytes).map_err(|reason| PackError::NotCanonical { path, reason })?;
    serde_json::from_slice(bytes).map_err(|error| form(path, error.to_string()))
}

/// Whether manifest and archive name the same entries with the same content.
fn listed(manifest: &Manifest, entries: &Entries<'_>) -> Result<(), PackError> {
    let differ = |path: &str, reason| PackError::Listing { path: path.to_owned(), reason };
    let mut seen = BTreeSet::new();
    for named in &manifest.entries {
        if [MANIFEST, SIGNATURE].contains(&named.path.as_str()) {
            return Err(differ(&named.path, "it cannot be listed"));
        }
        if !seen.insert(named.path.as_str()) {
            return Err(differ(&named.path, "it is listed twice"));
        }
        let content = entries.get(&named.path).ok_or_else(|| differ(&named.path, "it is listed and not there"))?;
        if !digest(&named.sha256) || sha256(content) != named.sha256 {
            return Err(PackError::Changed { path: named.path.clone() });
        }
        if u32::try_from(content.len()) != Ok(named.bytes) {
            return Err(differ(&named.path, "its size is another"));
        }
    }
    let unlisted = |path: &&String| !seen.contains(path.as_str()) && ![MANIFEST, SIGNATURE].contains(&path.as_str());
    if let Some(path) = entries.keys().find(unlisted) {
        return Err(differ(path, "it is there and not listed"));
    }
    if manifest.entries.is_sorted_by(|one, next| one.path < next.path) {
        return Ok(());
    }
    Err(form(MANIFEST, "the entries are not in the order of their paths"))
}

/// The policies and further tests of a pack, all of them sound.
fn documents(entries: &Entries<'_>) -> Result<(Vec<Policy>, Vec<ExtraTests>), PackError> {
    let (mut policies, mut extra): (Vec<Policy>, Vec<ExtraTests>) = (Vec::new(), Vec::new());
    for (path, bytes) in entries {
        let text = || std::str::from_utf8(bytes).map_err(|_| form(path, "it is not UTF-8"));
        if let Some(name) = stem(path, "policies/", &[".toml", ".json"]) {
            policies.push(policy(path, name, text()?)?);
        } else if stem(path, "tests/", &[".json"]).is_some() {
            let tests: ExtraTests = serde_json::from_str(text()?).map_err(|error| form(path, error.to_string()))?;
            extra.push(tests);
        } else {
            text()?;
        }
    }
    if policies.is_empty() {
        return Err(PackError::MissingEntry { path: "policies/NAME.toml".to_owned() });
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = policies.iter().find(|policy| !names.insert(policy.name.as_str())) {
        return Err(form(&format!("policies/{}", twice.name), "two policies have this name"));
    }
    for tests in &extra {
        let path = format!("tests of `{}`", tests.policy);
        let policy = policies.iter().find(|policy| policy.name == tests.policy);
        let policy = policy.ok_or_else(|| form(&path, "the pack has no policy of this name"))?;
        if tests.tests.len() > limits::EXTRA_TESTS {
            return Err(form(&path, format!("more than {} cases", limits::EXTRA_TESTS)));
        }
        sound(&path, &with_extra(policy, &extra))?;
    }
    Ok((policies, extra))
}

fn policy(path: &str, name: &str, source: &str) -> Result<Policy, PackError> {
    let parsed = if path.ends_with(".toml") { Policy::from_toml(source) } else { Policy::from_json(source) };
    let policy = parsed.map_err(|error| PackError::Policy { path: path.to_owned(), problems: error.problems() })?;
    if policy.name != name {
        return Err(form(path, format!("the policy is named `{}`", policy.name)));
    }
    CompiledPolicy::compile(&policy).map_err(|error| form(path, error.to_string()))?;
    Ok(policy)
}

fn sound(path: &str, policy: &Policy) -> Result<(), PackError> {
    let problems: Vec<Problem> = policy.problems();
    if problems.is_empty() { Ok(()) } else { Err(PackError::Policy { path: path.to_owned(), problems }) }
}

fn with_extra(policy: &Policy, extra: &[ExtraTests]) -> Policy {
    let mut tested = policy.clone();
    let more = extra.iter().filter(|tests| tests.policy == policy.name).flat_map(|tests| tests.tests.iter().cloned());
    tested.tests.extend(more);
    tested
}
