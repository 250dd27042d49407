//! The vault: the words of decisions, sealed under a key of their tenant.
//!
//! XChaCha20-Poly1305 with random nonces (192 bits: no counter to keep). A tenant's data key is wrapped by the server's
//! master key; a detail is bound to its tenant and decision as associated data, so that no row can be passed off as
//! another's. Destroying the data key destroys every word at once, wherever copies of the rows lie, and leaves the log
//! as it is: the envelope holds only the salted digest, and the salt is sealed with the words.

use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use groundstate_guardrails::log::export::SALT_BYTES;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::master::{self, KEY_BYTES, MasterKeyError};
use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::{DataKeyRow, DetailRow, Store, Write};

/// Bytes of a nonce.
const NONCE_BYTES: usize = 24;

/// A key that seals and opens.
pub struct Sealer {
    /// The data key's identifier.
    pub id: String,
    cipher: XChaCha20Poly1305,
}

/// What was sealed cannot be opened: another key, another place, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was sealed cannot be opened: another key, another place, or changed bytes")]
pub struct Unopenable;

impl Sealer {
    fn new(id: impl Into<String>, key: [u8; KEY_BYTES]) -> Self {
        Self { id: id.into(), cipher: XChaCha20Poly1305::new(&Key::from(key)) }
    }

    /// Nonce and ciphertext of `message`, bound to `place`.
    ///
    /// # Errors
    /// `internal` for a message of more than 256 GiB.
    pub fn seal(&self, clock: &dyn Clock, place: &str, message: &[u8]) -> Result<Vec<u8>, Problem> {
        let mut nonce = [0; NONCE_BYTES];
        clock.random(&mut nonce);
        let payload = Payload { msg: message, aad: place.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(Problem::internal)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The message that was sealed at this place.
    ///
    /// # Errors
    /// [`Unopenable`].
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, Unopenable> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Unopenable)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| Unopenable)
    }
}

/// The words of a decision with the salt of their digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The salt.
    pub salt: [u8; SALT_BYTES],
    /// Canonical JSON.
    pub content: String,
}

/// Where a detail lies: what it is bound to.
fn place(tenant: &str, decision: &str) -> String {
    format!("groundstate/detail/v1\0{tenant}\0{decision}")
}

/// Seals and opens for every tenant.
#[derive(Clone)]
pub struct Vault {
    store: Store,
    clock: Arc<dyn Clock>,
    master: Arc<Sealer>,
}

impl Vault {
    /// A vault under the configured master key, or the one in `folder`.
    ///
    /// # Errors
    /// When there is no such key, or the database was written under another.
    pub async fn open(
        store: Store,
        clock: Arc<dyn Clock>,
        (configured, folder): (Option<&SecretString>, &Path),
    ) -> Result<Self, crate::app::AppError> {
        let key = master::read(configured, folder, clock.as_ref())?;
        let fingerprint =
            hex::encode(Sha256::new().chain_update("groundstate/master/v1\0").chain_update(key).finalize());
        if store.master_fingerprint().await?.is_none() {
            let mut write = store.write().await?;
            // Another server may be first: then its key is the one.
            match write.add_master_fingerprint(&fingerprint).await {
                Ok(()) => write.commit().await?,
                Err(error) if error.is_duplicate() => drop(write),
                Err(error) => return Err(error.into()),
            }
        }
        if store.master_fingerprint().await?.as_ref() != Some(&fingerprint) {
            return Err(MasterKeyError::Other.into());
        }
        Ok(Self { store, clock, master: Arc::new(Sealer::new("master", key)) })
    }

    /// The key for new words of a tenant, drawn where there is none. Ask for it under the lock of the tenant's log: two
    /// writers then do not draw two.
    ///
    /// # Errors
    /// `unavailable`, `storage_full`; `internal` when the stored key cannot be unwrapped.
    pub async fn current(&self, write: &mut Write, tenant: &str) -> Result<Sealer, Problem> {
        if let Some(row) = write.current_data_key(tenant).await? {
            return self.unwrap(&row)?.ok_or_else(|| Problem::internal("a data key in use has no bytes"));
        }
        let (id, mut key) = (self.clock.identifier("dek"), [0; KEY_BYTES]);
        self.clock.random(&mut key);
        let wrapped = self.master.seal(self.clock.as_ref(), &wrapping(tenant, &id), &key)?;
        let (tenant_id, created_at) = (tenant.to_owned(), self.clock.now());
        let row = DataKeyRow { id: id.clone(), tenant_id, wrapped: Some(wrapped), created_at, destroyed_at: None };
        write.add_data_key(&row).await?;
        Ok(Sealer::new(id, key))
    }

    /// A data key by its identifier; nothing once it is destroyed.
    ///
    /// # Errors
    /// `unavailable`; `internal` when it cannot be unwrapped.
    pub async fn key(&self, id: &str) -> Result<Option<Sealer>, Problem> {
        // Read each time, never remembered: a key that another server destroyed is gone here too.
        self.store.data_key(id).await?.map_or(Ok(None), |row| self.unwrap(&row))
    }

    fn unwrap(&self, row: &DataKeyRow) -> Result<Option<Sealer>, Problem> {
        let Some(wrapped) = &row.wrapped else { return Ok(None) };
        let key = self.master.open(&wrapping(&row.tenant_id, &row.id), wrapped).map_err(Problem::internal)?;
        let key = key.try_into().map_err(|_| Problem::internal("a data key has the wrong length"))?;
        Ok(Some(Sealer::new(row.id.clone(), key)))
    }

    /// The words of a decision; nothing where they were erased.
    ///
    /// # Errors
    /// `unavailable`; `internal` when a row cannot be opened or read.
    pub async fn words(&self, tenant: &str, decision: &str) -> Result<Option<Words>, Problem> {
        let Some(row) = self.store.decision_detail(decision).await? else { return Ok(None) };
        let key = match &row.key_id {
            Some(id) => match self.key(id).await? {
                Some(key) => Some(key),
                None => return Ok(None),
            },
            None => None,
        };
        opened(tenant, &row, key.as_ref()).map(Some)
    }

    /// Seals a detail that was written before there were keys; whether there was one.
    ///
    /// # Errors
    /// As [`Vault::current`].
    pub(super) async fn seal_old(&self, write: &mut Write, tenant: &str, decision: &str) -> Result<bool, Problem> {
        let Some(row) = write.plain_detail(decision).await? else { return Ok(false) };
        let words = opened(tenant, &row, None)?;
        let key = self.current(write, tenant).await?;
        write.put_details(&[sealed(&key, self.clock.as_ref(), (tenant, decision), &words)?]).await?;
        Ok(true)
    }
}

fn wrapping(tenant: &str, id: &str) -> String {
    format!("groundstate/data-key/v1\0{tenant}\0{id}")
}

/// The row of a detail, sealed.
pub(super) fn sealed(
    key: &Sealer,
    clock: &dyn Clock,
    (tenant, decision): (&str, &str),
    words: &Words,
) -> Result<DetailRow, Problem> {
    let message = [words.salt.as_slice(), words.content.as_bytes()].concat();
    Ok(DetailRow {
        decision_id: decision.to_owned(),
        salt: String::new(),
        content: String::new(),
        key_id: Some(key.id.clone()),
        sealed: Some(key.seal(clock, &place(tenant, decision), &message)?),
    })
}

/// The words in a row, opened with its key where it has one.
pub(crate) fn opened(tenant: &str, row: &DetailRow, key: Option<&Sealer>) -> Result<Words, Problem> {
    let Some((key, sealed)) = key.zip(row.sealed.as_deref()) else {
        let mut salt = [0; SALT_BYTES];
        hex::decode_to_slice(&row.salt, &mut salt).map_err(Problem::internal)?;
        return Ok(Words { salt, content: row.content.clone() });
    };
    let message = key.open(&place(tenant, &row.decision_id), sealed).map_err(Problem::internal)?;
    let (salt, content) = message.split_first_chunk::<SALT_BYTES>().ok_or_else(|| Problem::internal("no salt"))?;
    Ok(Words { salt: *salt, content: String::from_utf8(content.to_vec()).map_err(Problem::internal)? })
}
