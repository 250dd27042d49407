//! Writing an export, leaf by leaf.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{End, FORMAT, Header, SALT_BYTES, VERSION};
use crate::canonical::{self, CanonicalError, NotCanonical};
use crate::log::head::{HeadError, SignedHead, Signer};
use crate::log::merkle::{Frontier, leaf_hash};

/// Writes an export. Leaves go in by their index, heads where the tree has their size; the last line is
/// written by [`ExportWriter::finish`], without which the file does not verify. Memory: one line.
#[derive(Debug)]
pub struct ExportWriter<'s, W> {
    out: W,
    signer: &'s Signer,
    tenant: String,
    size: u64,
    frontier: Frontier,
    last_head: Option<u64>,
    hash: Sha256,
    bytes: u64,
    lines: u64,
}

/// The erasable part of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Detail<'a> {
    /// Its salt.
    pub salt: &'a [u8; SALT_BYTES],
    /// Its canonical bytes.
    pub body: &'a [u8],
}

/// Why an export cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be written.
    #[error("the export cannot be written: {0}")]
    Io(#[from] io::Error),
    /// An envelope or a detail is not canonical.
    #[error("leaf {index}: {source}")]
    Leaf {
        /// Its index.
        index: u64,
        /// What is wrong.
        source: NotCanonical,
    },
    /// A head does not fit the tree.
    #[error("the head of size {0} does not fit the leaves written so far")]
    Head(u64),
    /// A head does not verify.
    #[error("a head does not verify: {0}")]
    Signature(#[from] HeadError),
    /// The header has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// Fewer or more leaves than announced, or no head over all of them.
    #[error("{leaves} of {size} leaves were written, and the last head covers {covered}")]
    Incomplete {
        /// Leaves written.
        leaves: u64,
        /// Leaves announced.
        size: u64,
        /// Size of the last head.
        covered: u64,
    },
}

impl<'s, W: Write> ExportWriter<'s, W> {
    /// Begins an export of the first `size` leaves of a tenant's log.
    ///
    /// # Errors
    /// [`ExportError::Io`], [`ExportError::Canonical`]
    pub fn new(out: W, signer: &'s Signer, tenant: &str, size: u64, created_at_ms: u64) -> Result<Self, ExportError> {
        let mut writer = Self {
            out,
            signer,
            tenant: tenant.to_owned(),
            size,
            frontier: Frontier::new(),
            last_head: None,
            hash: Sha256::new(),
            bytes: 0,
            lines: 0,
        };
        let key = signer.public_key();
        let header = Header {
            created_at_ms,
            format: FORMAT.to_owned(),
            key_id: key.id(),
            public_key: key.to_hex(),
            size,
            tenant: tenant.to_owned(),
            version: VERSION,
        };
        let line = tagged("header", &header)?;
        writer.line(line)?;
        Ok(writer)
    }

    /// Writes the next leaf: the canonical bytes of its envelope, and the detail where it still exists.
    ///
    /// # Errors
    /// [`ExportError::Leaf`], [`ExportError::Io`]
    pub fn leaf(&mut self, envelope: &[u8], detail: Option<Detail<'_>>) -> Result<(), ExportError> {
        let index = self.frontier.size();
        let wrong = |source| ExportError::Leaf { index, source };
        canonical::members(envelope).map_err(wrong)?;
        let mut line = br#"{"leaf":{"#.to_vec();
        if let Some(Detail { salt, body }) = detail {
            canonical::check(body).map_err(wrong)?;
            line.extend_from_slice(br#""detail":{"body":"#);
            line.extend_from_slice(body);
            line.extend_from_slice(format!(r#","salt":"{}"}},"#, hex::encode(salt)).as_bytes());
        }
        line.extend_from_slice(br#""envelope":"#);
        line.extend_from_slice(envelope);
        line.extend_from_slice(format!(r#","index":{index}}}}}"#).as_bytes());
        self.frontier.append(leaf_hash(envelope));
        self.line(line)
    }

    /// Writes a head of the tree as it is now.
    ///
    /// # Errors
    /// [`ExportError::Head`] where it is of another tree, [`ExportError::Signature`], [`ExportError::Io`]
    pub fn head(&mut self, head: &SignedHead) -> Result<(), ExportError> {
        self.signer.public_key().verify_head(head)?;
        let fits =
            head.size == self.frontier.size() && head.root()? == self.frontier.root() && head.tenant == self.tenant;
        if !fits {
            return Err(ExportError::Head(head.size));
        }
        self.last_head = Some(head.size);
        let line = tagged("head", head)?;
        self.line(line)
    }

    /// Leaves written so far.
    pub const fn leaves(&self) -> u64 {
        self.frontier.size()
    }

    /// Writes the last line, flushes, and gives the writer back.
    ///
    /// # Errors
    /// [`ExportError::Incomplete`], [`ExportError::Io`]
    pub fn finish(mut self) -> Result<W, ExportError> {
        let leaves = self.frontier.size();
        if leaves != self.size || self.last_head != Some(leaves) {
            return Err(ExportError::Incomplete { leaves, size: self.size, covered: self.last_head.unwrap_or(0) });
        }
        let mut end = End {
            bytes: self.bytes,
            lines: self.lines,
            sha256: hex::encode(self.hash.clone().finalize()),
            signature: String::new(),
        };
        end.signature = self.signer.sign(&end.message());
        let line = tagged("end", &end)?;
        self.line(line)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn line(&mut self, mut line: Vec<u8>) -> Result<(), ExportError> {
        line.push(b'\n');
        self.hash.update(&line);
        self.bytes += line.len() as u64;
        self.lines += 1;
        Ok(self.out.write_all(&line)?)
    }
}

/// `{"tag":value}`
fn tagged<T: Serialize>(tag: &str, value: &T) -> Result<Vec<u8>, CanonicalError> {
    canonical::to_vec(&std::collections::BTreeMap::from([(tag, value)]))
}
