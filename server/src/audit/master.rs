//! The master key: wraps the data keys of all tenants, and never meets a word of theirs.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;

/// Bytes of a key (XChaCha20-Poly1305).
pub(super) const KEY_BYTES: usize = 32;
/// The key's file in the data folder, readable by its owner only.
const FILE: &str = "master.key";

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// It is not 64 hexadecimal digits.
    #[error("the master key in {0} is not 64 hexadecimal digits")]
    Malformed(String),
    /// Its file cannot be read or made.
    #[error("`{0}`: {1}")]
    File(PathBuf, std::io::Error),
    /// The database was written under another one.
    #[error(
        "the master key is not the one that this database was written under; every server over it needs the same \
         (`master_key`, or the file `master.key` of the first one's data folder)"
    )]
    Other,
}

/// The configured key, or the one in the data folder; one is drawn there at the first start.
///
/// # Errors
/// When it is malformed, or its file cannot be read or made.
pub(super) fn read(
    configured: Option<&SecretString>,
    folder: &Path,
    clock: &dyn Clock,
) -> Result<[u8; KEY_BYTES], MasterKeyError> {
    if let Some(text) = configured {
        return decode(text.expose_secret(), "`master_key`");
    }
    let path = folder.join(FILE);
    let failed = |error| MasterKeyError::File(path.clone(), error);
    match fs::read_to_string(&path) {
        Ok(text) => return decode(&text, &format!("`{}`", path.display())),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
        Err(_) => {}
    }
    let mut key = [0; KEY_BYTES];
    clock.random(&mut key);
    // Written beside and moved into place: a crash leaves no half a key, and of two servers one wins.
    let made = tempfile::Builder::new().prefix(".master").tempfile_in(folder).map_err(failed)?;
    let mut file = OpenOptions::new().write(true).mode(0o600).open(made.path()).map_err(failed)?;
    file.write_all(hex::encode(key).as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    match made.persist_noclobber(&path) {
        Ok(_) => Ok(key),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            decode(&fs::read_to_string(&path).map_err(failed)?, &format!("`{}`", path.display()))
        }
        Err(error) => Err(failed(error.error)),
    }
}

fn decode(text: &str, place: &str) -> Result<[u8; KEY_BYTES], MasterKeyError> {
    let mut key = [0; KEY_BYTES];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| MasterKeyError::Malformed(place.to_owned()))?;
    Ok(key)
}
