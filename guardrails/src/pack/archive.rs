//! The archive: the ZIP format (PKWARE APPNOTE 6.3) written in one way, and read in no other.
//!
//! The reader first looks for what an attacker would try, so that each is refused by its name, and then
//! demands that writing the entries again gives the very same bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::error::ArchiveError;
use super::limits;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const LOCAL_BYTES: usize = 30;
const CENTRAL_BYTES: usize = 46;
const END_BYTES: usize = 22;
/// Version 2.0 needed; made by Unix, version 2.0; names in UTF-8; 1980-01-01; a plain file, `rw-r--r--`.
const NEEDED: u16 = 20;
const MADE_BY: u16 = 0x0314;
const UTF8: u16 = 0x0800;
const DATE: u16 = 0x0021;
const PLAIN_FILE: u32 = 0o100_644 << 16;

/// Entries by path.
pub(super) type Entries<'a> = BTreeMap<String, &'a [u8]>;

/// The bytes of an archive of these entries.
///
/// # Errors
/// [`ArchiveError`] where they are more or larger than a pack may hold, or a path is no path of a pack.
pub(super) fn write(entries: &Entries<'_>) -> Result<Vec<u8>, ArchiveError> {
    if entries.len() > limits::ENTRIES {
        return Err(ArchiveError::TooManyEntries { entries: entries.len(), limit: limits::ENTRIES });
    }
    for (path, content) in entries {
        safe_path(path)?;
        sized(path, content.len())?;
    }
    let bytes = written(entries);
    if bytes.len() > limits::PACK_BYTES {
        return Err(ArchiveError::TooLarge { bytes: bytes.len(), limit: limits::PACK_BYTES });
    }
    Ok(bytes)
}

/// The entries of an archive.
///
/// # Errors
/// [`ArchiveError`], the first reason found.
pub(super) fn read(bytes: &[u8]) -> Result<Entries<'_>, ArchiveError> {
    if bytes.len() > limits::PACK_BYTES {
        return Err(ArchiveError::TooLarge { bytes: bytes.len(), limit: limits::PACK_BYTES });
    }
    let (count, mut at) = end_record(bytes)?;
    let (mut entries, mut folded) = (Entries::new(), BTreeSet::new());
    for index in 0..count {
        let header = CentralHeader::read(bytes, at, index)?;
        at = at.saturating_add(header.bytes);
        let content = header.content(bytes)?;
        if !folded.insert(header.path.to_ascii_lowercase()) {
            return Err(ArchiveError::Duplicate { path: header.path });
        }
        if crc32(content) != header.checksum {
            return Err(ArchiveError::Damaged { path: header.path });
        }
        entries.insert(header.path, content);
    }
    let again = written(&entries);
    if again == bytes {
        return Ok(entries);
    }
    let differs = again.iter().zip(bytes).position(|(one, other)| one != other);
    Err(ArchiveError::NotCanonical(differs.unwrap_or_else(|| again.len().min(bytes.len()))))
}

/// Number of entries, and where the directory begins.
fn end_record(bytes: &[u8]) -> Result<(usize, usize), ArchiveError> {
    let marker = END.to_le_bytes();
    let found = bytes.windows(marker.len()).rposition(|window| window == marker).ok_or(ArchiveError::NotAnArchive)?;
    if bytes.len() < found + END_BYTES {
        return Err(ArchiveError::Outside("the end record"));
    }
    if bytes.len() > found + END_BYTES {
        return Err(ArchiveError::Extra("bytes after its end record"));
    }
    let (count, size) = (usize::from(u16_at(bytes, found + 10)), wide(u32_at(bytes, found + 12)));
    let start = wide(u32_at(bytes, found + 16));
    if count > limits::ENTRIES {
        return Err(ArchiveError::TooManyEntries { entries: count, limit: limits::ENTRIES });
    }
    match start.checked_add(size) {
        Some(end) if end == found => Ok((count, start)),
        Some(end) if end < found => Err(ArchiveError::Extra("bytes between directory and end record")),
        _ => Err(ArchiveError::Outside("the directory")),
    }
}

/// One entry as the directory describes it.
struct CentralHeader {
    path: String,
    checksum: u32,
    size: usize,
    local: usize,
    bytes: usize,
}

impl CentralHeader {
    fn read(bytes: &[u8], at: usize, index: usize) -> Result<Self, ArchiveError> {
        let outside = ArchiveError::Outside("an entry of the directory");
        if u32_at(bytes, at) != CENTRAL {
            return Err(outside);
        }
        let name = usize::from(u16_at(bytes, at + 28));
        let rest = usize::from(u16_at(bytes, at + 30)) + usize::from(u16_at(bytes, at + 32));
        let name_bytes = bytes.get(at + CENTRAL_BYTES..at + CENTRAL_BYTES + name).ok_or(outside)?;
        let path = std::str::from_utf8(name_bytes).map_err(|_| ArchiveError::PathEncoding(index))?.to_owned();
        let (flags, method) = (u16_at(bytes, at + 8), u16_at(bytes, at + 10));
        // The upper half holds the Unix mode where a Unix made the entry; anybody may claim to be one.
        if u32_at(bytes, at + 38) >> 16 & 0o170_000 == 0o120_000 {
            return Err(ArchiveError::Symlink { path });
        }
        safe_path(&path)?;
        if let Some(how) = how_written(flags, method) {
            return Err(ArchiveError::NotStored { path, how });
        }
        let size = wide(u32_at(bytes, at + 24));
        sized(&path, size)?;
        let local = wide(u32_at(bytes, at + 42));
        Ok(Self { path, checksum: u32_at(bytes, at + 16), size, local, bytes: CENTRAL_BYTES + name + rest })
    }

    fn content<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8], ArchiveError> {
        let outside = ArchiveError::Outside("the content of an entry");
        if u32_at(bytes, self.local) != LOCAL {
            return Err(outside);
        }
        let skipped = usize::from(u16_at(bytes, self.local + 26)) + usize::from(u16_at(bytes, self.local + 28));
        let start = self.local + LOCAL_BYTES + skipped;
        bytes.get(start..start.saturating_add(self.size)).ok_or(outside)
    }
}

fn how_written(flags: u16, method: u16) -> Option<&'static str> {
    match (flags, method) {
        (flags, _) if flags & 1 != 0 => Some("encrypted"),
        (_, method) if method != 0 => Some("compressed"),
        (flags, _) if flags & 8 != 0 => Some("written as a stream"),
        _ => None,
    }
}

fn sized(path: &str, bytes: usize) -> Result<(), ArchiveError> {
    if bytes > limits::ENTRY_BYTES {
        return Err(ArchiveError::EntryTooLarge { path: path.to_owned(), bytes, limit: limits::ENTRY_BYTES });
    }
    Ok(())
}

/// Whether a path stays where it is put, on every system: relative, plain, one reading.
pub(super) fn safe_path(path: &str) -> Result<(), ArchiveError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let reason = if path.is_empty() || path.len() > limits::PATH_BYTES {
        "it is empty or too long"
    } else if path.starts_with('/') || path.starts_with('\\') || path.contains(':') {
        "it is absolute"
    } else if path.split(['/', '\\']).any(|step| step == "..") {
        "it leads out of the pack"
    } else if path.ends_with('/') {
        "it is a folder"
    } else if path.split('/').any(|step| step.is_empty() || step.starts_with('.')) {
        "a step of it is empty or begins with a dot"
    } else if !path.chars().all(plain) {
        "it has other characters than a-z, A-Z, 0-9, `.`, `_`, `-` and `/`"
    } else {
        return Ok(());
    };
    Err(ArchiveError::Path { path: path.to_owned(), reason })
}

fn written(entries: &Entries<'_>) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (path, content) in entries {
        let offset = bytes.len();
        let shared = shared_fields(path, content);
        bytes.extend(LOCAL.to_le_bytes());
        bytes.extend(&shared);
        bytes.extend(path.as_bytes());
        bytes.extend(*content);
        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&shared);
        // No comment, disk 0, no internal attributes.
        directory.extend([0; 6]);
        directory.extend(PLAIN_FILE.to_le_bytes());
        directory.extend(narrow(offset).to_le_bytes());
        directory.extend(path.as_bytes());
    }
    let (start, size) = (narrow(bytes.len()), narrow(directory.len()));
    bytes.extend(directory);
    bytes.extend(END.to_le_bytes());
    bytes.extend([0; 4]);
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX).to_le_bytes();
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(size.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// What local header and directory have in common: from the version needed to the length of the extra field.
fn shared_fields(path: &str, content: &[u8]) -> Vec<u8> {
    let mut fields = Vec::with_capacity(26);
    for field in [NEEDED, UTF8, 0, 0, DATE] {
        fields.extend(field.to_le_bytes());
    }
    fields.extend(crc32(content).to_le_bytes());
    fields.extend(narrow(content.len()).to_le_bytes());
    fields.extend(narrow(content.len()).to_le_bytes());
    fields.extend(u16::try_from(path.len()).unwrap_or(u16::MAX).to_le_bytes());
    fields.extend([0; 2]);
    fields
}

/// Lengths are bounded far below 2^32 before anything is written.
fn narrow(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn wide(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// Two bytes, little-endian; 0 outside, where the caller's own bounds refuse what depends on it.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |chunk| u16::from_le_bytes(*chunk))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

/// CRC-32 (ISO 3309), bit by bit over a nibble table.
fn crc32(bytes: &[u8]) -> u32 {
    const NIBBLES: [u32; 16] = nibbles();
    let step = |crc: u32, nibble: u32| {
        let index = usize::try_from((crc ^ nibble) & 15).unwrap_or(0);
        (crc >> 4) ^ NIBBLES.get(index).copied().unwrap_or(0)
    };
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| step(step(crc, u32::from(*byte)), u32::from(*byte >> 4)));
    !crc
}

#[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "evaluated by the compiler")]
const fn nibbles() -> [u32; 16] {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        let (mut value, mut bit) = (index as u32, 0);
        while bit < 4 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xEDB8_8320 } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}
