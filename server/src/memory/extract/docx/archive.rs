//! The parts of a DOCX container, inflated under limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::memory::extract::{ExtractError, Limits};

/// Below this size no ratio is suspicious; bytes.
const SMALL: usize = 1 << 20;

/// An open container with what may still be inflated.
pub(super) struct Archive<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    remaining: usize,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ExtractError> {
        // The end record states the number of entries: check it before the directory is read.
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
        if archive.len() > limits.max_entries {
            return Err(ExtractError::ArchiveBomb { reason: format!("more than {} entries", limits.max_entries) });
        }
        Ok(Self { archive, limits, remaining: limits.max_inflated })
    }

    /// A part's content; `None` when the container lacks it.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, ExtractError> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(fault(&error)),
        };
        let compressed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX).max(1);
        let by_ratio = compressed.saturating_mul(self.limits.max_ratio).max(SMALL);
        let allowed = by_ratio.min(self.remaining);
        let mut content = Vec::new();
        // What the entry declares is not believed: reading stops one byte after the limit.
        entry
            .take(allowed as u64 + 1)
            .read_to_end(&mut content)
            .map_err(|_| ExtractError::malformed("the archive is damaged"))?;
        if content.len() > allowed {
            let limit = if allowed == self.remaining {
                format!("more than {} bytes", self.limits.max_inflated)
            } else {
                format!("more than {} times its compressed size", self.limits.max_ratio)
            };
            return Err(ExtractError::ArchiveBomb { reason: limit });
        }
        self.remaining -= content.len();
        String::from_utf8(content).map(Some).map_err(|error| ExtractError::InvalidEncoding {
            charset: "UTF-8".to_owned(),
            offset: error.utf8_error().valid_up_to() as u64,
        })
    }
}

fn fault(error: &ZipError) -> ExtractError {
    match error {
        ZipError::InvalidPassword => ExtractError::Encrypted,
        ZipError::UnsupportedArchive(reason) if reason.contains("assword") => ExtractError::Encrypted,
        ZipError::CompressionMethodNotSupported(_) => {
            ExtractError::malformed("the archive uses an unknown compression")
        }
        _ => ExtractError::malformed("the archive is damaged"),
    }
}
