//! Why a file could not be read, in words for the person who sent it.

use serde::{Deserialize, Serialize};

/// Why a file could not be read.
///
/// [`ExtractError::code`] is stable and part of the API; the message is one sentence that the sender
/// understands and holds nothing of the file's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ExtractError {
    /// Nothing to read: no bytes, or no text in them.
    #[error("the file holds no text")]
    Empty,
    /// The input or what it expands to exceeds a limit.
    #[error("{what} exceeds the limit of {limit}")]
    TooLarge {
        /// What is too large, with its unit: `the file (bytes)`.
        what: String,
        /// The limit, in that unit.
        limit: u64,
    },
    /// The bytes are not text in the declared (or, without a declaration, the UTF-8) encoding.
    #[error(
        "the text is not valid {charset}: the first invalid byte is at offset {offset}; save it as UTF-8 or declare its charset"
    )]
    InvalidEncoding {
        /// The encoding that was expected.
        charset: String,
        /// Byte offset of the first invalid sequence.
        offset: u64,
    },
    /// No extractor for this kind of file, or for this character set.
    #[error(
        "files of the kind `{media_type}` cannot be read; supported are plain text, Markdown, HTML, PDF, DOCX, CSV, TSV, JSON and JSON Lines"
    )]
    UnsupportedMediaType {
        /// What was declared or recognised.
        media_type: String,
    },
    /// The file is not what it claims to be, or is damaged.
    #[error("the file is damaged or not of the declared kind: {reason}")]
    Malformed {
        /// What was found, lower case, without the file's content.
        reason: String,
    },
    /// The file needs a password.
    #[error("the file is encrypted; remove the password and send it again")]
    Encrypted,
    /// A compressed file expands beyond what an honest document does.
    #[error("the archive expands beyond the limit: {reason}")]
    ArchiveBomb {
        /// Which limit was passed.
        reason: String,
    },
    /// Reading took too long.
    #[error("reading the file took longer than {seconds} s")]
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// Reading took too much memory.
    #[error("reading the file took more memory than allowed")]
    OutOfMemory,
    /// Declared as text, but holds control bytes that no text holds.
    #[error("the file is binary, not text")]
    Binary,
    /// The isolated reader could not be started or broke its protocol: our fault, not the file's.
    #[error("the isolated reader is not available: {reason}")]
    Unavailable {
        /// For the log.
        reason: String,
    },
}

impl ExtractError {
    /// Stable identifier of the failure.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::InvalidEncoding { .. } => "invalid_encoding",
            Self::UnsupportedMediaType { .. } => "unsupported_media_type",
            Self::Malformed { .. } => "malformed",
            Self::Encrypted => "encrypted",
            Self::ArchiveBomb { .. } => "archive_bomb",
            Self::Timeout { .. } => "timeout",
            Self::OutOfMemory => "out_of_memory",
            Self::Binary => "binary",
            Self::Unavailable { .. } => "unavailable",
        }
    }

    pub(super) fn malformed(reason: impl Into<String>) -> Self {
        Self::Malformed { reason: reason.into() }
    }

    pub(super) fn too_large(what: &str, limit: usize) -> Self {
        Self::TooLarge { what: what.to_owned(), limit: limit as u64 }
    }
}
