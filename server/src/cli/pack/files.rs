//! Files that the pack commands read and write: packs, keys, folders.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use groundstate_guardrails::log::head::Signer;
use groundstate_guardrails::pack::limits;
use serde::{Deserialize, Serialize};

use crate::cli::output::Failure;

/// A signing key as a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    /// Always `ed25519`.
    pub(super) algorithm: String,
    /// Its identifier.
    pub(super) key_id: String,
    /// The public key: give it to whoever shall trust it.
    pub(super) public_key: String,
    /// The secret: 64 hexadecimal digits.
    pub(super) secret: String,
}

/// A failure that names the file.
pub(super) fn at(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("`{}`: {error}", path.display()))
}

/// The bytes of a file, at most `limit`.
pub(super) fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| at(path, error))?;
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| at(path, error))?;
    if bytes.len() > limit {
        return Err(at(path, format!("more than {limit} bytes")));
    }
    Ok(bytes)
}

/// The bytes of a pack.
pub(super) fn read_pack(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path, limits::PACK_BYTES)
}

/// Writes a file whole, or not at all.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = path.with_extension("partial");
    std::fs::write(&beside, bytes).map_err(|error| at(&beside, error))?;
    std::fs::rename(&beside, path).map_err(|error| at(path, error))
}

/// Writes a new key where none is, readable by its owner alone.
pub(super) fn write_key(path: &Path, key: &KeyFile) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| at(path, error))?;
    file.write_all(serde_json::to_string_pretty(key)?.as_bytes()).map_err(|error| at(path, error))
}

/// The key in a file.
pub(super) fn read_key(path: &Path) -> Result<Signer, Failure> {
    let key: KeyFile = serde_json::from_slice(&read(path, 4_096)?).map_err(|error| at(path, error))?;
    let mut seed = [0; 32];
    hex::decode_to_slice(&key.secret, &mut seed).map_err(|error| at(path, error))?;
    let signer = Signer::from_seed(&seed);
    if signer.public_key().to_hex() == key.public_key {
        return Ok(signer);
    }
    Err(at(path, "secret and public key do not belong together"))
}

/// The files of a pack's folder by path; `pack.toml` apart.
pub(super) fn folder(root: &Path) -> Result<(String, BTreeMap<String, Vec<u8>>), Failure> {
    let mut files = BTreeMap::new();
    collect(root, "", &mut files)?;
    let about = files.remove("pack.toml").ok_or_else(|| at(root, "it has no `pack.toml`"))?;
    let about = String::from_utf8(about).map_err(|error| at(&root.join("pack.toml"), error))?;
    Ok((about, files))
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder).map_err(|error| at(folder, error))? {
        let entry = entry.map_err(|error| at(folder, error))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(|error| at(folder, error))?);
        let name = entry.file_name().into_string().map_err(|_| at(&path, "its name is not UTF-8"))?;
        if name.starts_with('.') {
            continue;
        }
        let inside = format!("{prefix}{name}");
        if kind.is_dir() {
            collect(&path, &format!("{inside}/"), files)?;
        } else if kind.is_file() {
            files.insert(inside, read(&path, limits::ENTRY_BYTES)?);
        } else {
            return Err(at(&path, "it is neither a file nor a folder"));
        }
        if files.len() > limits::ENTRIES {
            return Err(at(folder, format!("more than {} files", limits::ENTRIES)));
        }
    }
    Ok(())
}
