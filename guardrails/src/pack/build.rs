//! Making packs: from a folder's files to bytes, and from bytes to signed bytes. Deterministic.

use std::collections::BTreeMap;

use super::archive::{self, Entries};
use super::error::PackError;
use super::manifest::{About, EntryDigest, FORMAT, MANIFEST, Manifest, SIGNATURE};
use super::read::{Pack, sha256};
use super::signature::PackSignature;
use crate::canonical;
use crate::log::head::Signer;

/// The pack of these files, not yet signed. The files are those of the pack without manifest and signature,
/// by path.
///
/// # Errors
/// [`PackError`] where [`Pack::read`] would refuse what comes out.
pub fn build(about: &About, files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, PackError> {
    let generated = |path: &str| [MANIFEST, SIGNATURE].contains(&path);
    if let Some(path) = files.keys().find(|path| generated(path)) {
        return Err(PackError::Listing { path: path.clone(), reason: "it is made here, not given" });
    }
    let entries = files
        .iter()
        .map(|(path, content)| EntryDigest {
            path: path.clone(),
            bytes: u32::try_from(content.len()).unwrap_or(u32::MAX),
            sha256: sha256(content),
        })
        .collect();
    let manifest = Manifest { format: FORMAT.to_owned(), about: about.clone(), entries };
    let manifest = canonical_bytes(MANIFEST, &manifest)?;
    let mut entries: Entries<'_> = files.iter().map(|(path, content)| (path.clone(), content.as_slice())).collect();
    entries.insert(MANIFEST.to_owned(), &manifest);
    let bytes = archive::write(&entries)?;
    Pack::read(&bytes)?;
    Ok(bytes)
}

/// The pack signed by this key; a signature that is there is replaced.
///
/// # Errors
/// [`PackError`] where the pack cannot be read.
pub fn sign(bytes: &[u8], signer: &Signer) -> Result<Vec<u8>, PackError> {
    let pack = Pack::read(bytes)?;
    let signature = PackSignature::make(&pack.manifest_bytes, signer);
    let signature = canonical_bytes(SIGNATURE, &signature)?;
    let mut entries = archive::read(bytes)?;
    entries.insert(SIGNATURE.to_owned(), &signature);
    Ok(archive::write(&entries)?)
}

fn canonical_bytes<T: serde::Serialize>(path: &str, value: &T) -> Result<Vec<u8>, PackError> {
    let form = |reason: String| PackError::Form { path: path.to_owned(), reason };
    canonical::to_vec(value).map_err(|error| form(error.to_string()))
}
