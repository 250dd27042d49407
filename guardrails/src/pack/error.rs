//! Why a pack is refused. Every reason has a variant of its own: whoever is refused can tell what to mend,
//! and whoever refuses can tell an accident from an attack.

use crate::canonical::NotCanonical;
use crate::policy::Problem;

/// Why a pack cannot be read, built or installed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The file is not an archive as packs are written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// An entry that no pack has.
    #[error("`{path}` does not belong in a pack")]
    UnknownEntry {
        /// Its path.
        path: String,
    },
    /// An entry that every pack has is missing.
    #[error("the pack has no `{path}`")]
    MissingEntry {
        /// Its path.
        path: String,
    },
    /// An entry that the manifest does not name, or names without its being there.
    #[error("the manifest and the archive do not agree on `{path}`: {reason}")]
    Listing {
        /// The entry's path.
        path: String,
        /// How they differ.
        reason: &'static str,
    },
    /// An entry's content is not what the manifest says.
    #[error("`{path}` was changed: its SHA-256 is not the one in the manifest")]
    Changed {
        /// The entry's path.
        path: String,
    },
    /// A JSON entry is not canonical (RFC 8785).
    #[error("`{path}` is {reason}")]
    NotCanonical {
        /// The entry's path.
        path: &'static str,
        /// Where and why.
        reason: NotCanonical,
    },
    /// A JSON or TOML entry does not have the form it must have.
    #[error("`{path}`: {reason}")]
    Form {
        /// The entry's path.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A policy in the pack is not sound.
    #[error("`{path}`: {}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Policy {
        /// The entry's path.
        path: String,
        /// Every problem found.
        problems: Vec<Problem>,
    },
    /// The pack has no signature.
    #[error("the pack is not signed")]
    Unsigned,
    /// The signature does not fit the manifest.
    #[error("the signature does not verify: {0}")]
    Signature(String),
    /// The signer is not on the trust list.
    #[error("the signer `{key_id}` is not trusted here")]
    UntrustedSigner {
        /// The signer's key.
        key_id: String,
    },
    /// A newer version is installed.
    #[error("`{name}` {installed} is installed: {offered} would be a downgrade")]
    Downgrade {
        /// The pack.
        name: String,
        /// The version that is installed.
        installed: String,
        /// The version of this file.
        offered: String,
    },
    /// The same version is installed with other content.
    #[error("`{name}` {version} is installed with other content: a version never changes")]
    SameVersion {
        /// The pack.
        name: String,
        /// The version.
        version: String,
    },
    /// The pack needs a newer server.
    #[error("the pack needs version {needed} of the server, this is {running}")]
    ServerTooOld {
        /// What the manifest asks for.
        needed: String,
        /// What is running.
        running: String,
    },
    /// A learned head that the pack's policies were tested with is not here.
    #[error("the head `{name}` with digest `{digest}` is not here{}", .found.as_ref().map(|found| format!(" (there is `{found}`)")).unwrap_or_default())]
    MissingHead {
        /// The head.
        name: String,
        /// Its digest in the manifest.
        digest: String,
        /// The digest of the head of this name that is here.
        found: Option<String>,
    },
}

/// Why bytes are not an archive as packs are written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Too many bytes.
    #[error("the pack has {bytes} bytes, at most {limit} are admitted")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Too many entries.
    #[error("the pack has {entries} entries, at most {limit} are admitted")]
    TooManyEntries {
        /// Their number.
        entries: usize,
        /// The limit.
        limit: usize,
    },
    /// One entry has too many bytes.
    #[error("`{path}` has {bytes} bytes, at most {limit} are admitted")]
    EntryTooLarge {
        /// Its path.
        path: String,
        /// Its size, as the directory states it.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// No archive at all.
    #[error("the file is not a pack: it has no end record")]
    NotAnArchive,
    /// Bytes before the first entry, between entries, or after the end record.
    #[error("the file has {0}")]
    Extra(&'static str),
    /// Something points outside the file.
    #[error("the file is cut off or damaged: {0} lies outside it")]
    Outside(&'static str),
    /// An entry is compressed, encrypted, or written in a way that packs are not.
    #[error("`{path}` is {how}: a pack stores its entries as they are")]
    NotStored {
        /// Its path.
        path: String,
        /// How it is written instead.
        how: &'static str,
    },
    /// A path that is not UTF-8.
    #[error("the path of entry {0} is not UTF-8")]
    PathEncoding(usize),
    /// A path that would lead out of the pack, or could be read in two ways.
    #[error("`{path}` is not a path of a pack: {reason}")]
    Path {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An entry that is a symbolic link.
    #[error("`{path}` is a symbolic link")]
    Symlink {
        /// Its path.
        path: String,
    },
    /// Two entries of one path, letters' case aside.
    #[error("`{path}` is there twice")]
    Duplicate {
        /// The path.
        path: String,
    },
    /// The content of an entry does not have its checksum.
    #[error("`{path}` is damaged: its checksum does not fit")]
    Damaged {
        /// Its path.
        path: String,
    },
    /// Sound, but not written as packs are: another order, other times, other flags.
    #[error("the file is not written as packs are, from byte {0} on")]
    NotCanonical(usize),
}
