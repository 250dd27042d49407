//! The index: a static file that makes any web server, or any folder, a registry of packs.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::archive::safe_path;
use super::error::PackError;
use super::limits;
use super::manifest::digest;
use super::read::Pack;

/// The first member of every index: which form it has.
pub const INDEX_FORMAT: &str = "groundstate/pack-index/v1";

/// The packs of a folder. Not signed: every pack is, and the index says nothing that the pack does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Always [`INDEX_FORMAT`].
    pub format: String,
    /// The packs, by name and version, newest last.
    pub packs: Vec<IndexEntry>,
}

/// One version of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexEntry {
    /// The pack's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    pub description: String,
    /// Its licence.
    pub licence: String,
    /// Who signed it; absent where nobody has.
    pub signer: Option<String>,
    /// SHA-256 over the file.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u32,
    /// Where the file lies, relative to the index.
    pub url: String,
}

/// Why an index is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Too large, not JSON, or not of this form.
    #[error("the index cannot be read: {0}")]
    Form(String),
    /// A file of the folder is no pack.
    #[error("`{url}`: {error}")]
    Pack {
        /// Where it lies.
        url: String,
        /// Why.
        error: PackError,
    },
    /// There is no such pack.
    #[error("the index has no `{0}`")]
    NotFound(String),
    /// The file is not the one that the index names.
    #[error("the file is not what the index says of `{0}`: its size or SHA-256 is another")]
    Other(String),
}

impl Index {
    /// The index of these files, each with where it lies relative to the index.
    ///
    /// # Errors
    /// [`IndexError`] where one is no pack, or two are one version with different content.
    pub fn of(files: &[(String, Vec<u8>)]) -> Result<Self, IndexError> {
        let mut packs = files.iter().map(|(url, bytes)| entry(url, bytes)).collect::<Result<Vec<_>, _>>()?;
        packs.sort_by(|(one, a), (other, b)| (&one.name, a, &one.url).cmp(&(&other.name, b, &other.url)));
        let index =
            Self { format: INDEX_FORMAT.to_owned(), packs: packs.into_iter().map(|(entry, _)| entry).collect() };
        index.check()?;
        Ok(index)
    }

    /// Reads an index.
    ///
    /// # Errors
    /// [`IndexError::Form`]
    pub fn read(source: &[u8]) -> Result<Self, IndexError> {
        if source.len() > limits::INDEX_BYTES {
            return Err(IndexError::Form(format!("more than {} bytes", limits::INDEX_BYTES)));
        }
        let index: Self = serde_json::from_slice(source).map_err(|error| IndexError::Form(error.to_string()))?;
        index.check()?;
        Ok(index)
    }

    /// A pack by name: this version, or the newest that is no pre-release.
    ///
    /// # Errors
    /// [`IndexError::NotFound`]
    pub fn find(&self, name: &str, version: Option<&str>) -> Result<&IndexEntry, IndexError> {
        let mut of_name = self.packs.iter().filter(|entry| entry.name == name);
        let found = match version {
            Some(version) => of_name.rfind(|entry| entry.version == version),
            None => of_name
                .filter_map(|entry| Some((Version::parse(&entry.version).ok()?, entry)))
                .filter(|(version, _)| version.pre.is_empty())
                .max_by(|(one, _), (other, _)| one.cmp(other))
                .map(|(_, entry)| entry),
        };
        let sought = version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}"));
        found.ok_or(IndexError::NotFound(sought))
    }

    fn check(&self) -> Result<(), IndexError> {
        let form = |reason: String| Err(IndexError::Form(reason));
        if self.format != INDEX_FORMAT {
            return form(format!("the format is `{}`, not `{INDEX_FORMAT}`", self.format));
        }
        if self.packs.len() > limits::INDEX_PACKS {
            return form(format!("more than {} packs", limits::INDEX_PACKS));
        }
        let mut seen = BTreeSet::new();
        for entry in &self.packs {
            if let Err(error) = Version::parse(&entry.version) {
                return form(format!("`{}` `{}`: {error}", entry.name, entry.version));
            }
            if !digest(&entry.sha256) {
                return form(format!("`{}` `{}`: `sha256` is not SHA-256", entry.name, entry.version));
            }
            // A file lies below its index: an index cannot send anybody elsewhere.
            if let Err(error) = safe_path(&entry.url) {
                return form(error.to_string());
            }
            if !seen.insert((&entry.name, &entry.version)) {
                return form(format!("`{}` `{}` is there twice", entry.name, entry.version));
            }
        }
        Ok(())
    }
}

impl IndexEntry {
    /// Reads the file that this entry names.
    ///
    /// # Errors
    /// [`IndexError::Other`] where it is another file, [`IndexError::Pack`] where it is no pack.
    pub fn read(&self, bytes: &[u8]) -> Result<Pack, IndexError> {
        let sized = u32::try_from(bytes.len()) == Ok(self.bytes);
        if !sized || super::read::sha256(bytes) != self.sha256 {
            return Err(IndexError::Other(format!("{} {}", self.name, self.version)));
        }
        let pack = Pack::read(bytes).map_err(|error| IndexError::Pack { url: self.url.clone(), error })?;
        if (pack.name(), pack.version()) == (self.name.as_str(), self.version.as_str()) {
            return Ok(pack);
        }
        Err(IndexError::Other(format!("{} {}", self.name, self.version)))
    }
}

fn entry(url: &str, bytes: &[u8]) -> Result<(IndexEntry, Version), IndexError> {
    let refused = |error: PackError| IndexError::Pack { url: url.to_owned(), error };
    let pack = Pack::read(bytes).map_err(refused)?;
    let about = &pack.manifest().about;
    let version = about.semantic_version().map_err(refused)?;
    let entry = IndexEntry {
        name: about.name.clone(),
        version: about.version.clone(),
        description: about.description.clone(),
        licence: about.licence.clone(),
        signer: pack.signature().map(|signature| signature.key_id.clone()),
        sha256: pack.digest().to_owned(),
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        url: url.to_owned(),
    };
    Ok((entry, version))
}
