//! Which format a file has: declared type first, then its first bytes, then its name.

use serde::{Deserialize, Serialize};

use super::{ExtractError, Source};

const SNIFFED: usize = 1024;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// `text/plain`
    PlainText,
    /// `text/markdown`
    Markdown,
    /// `text/html`, `application/xhtml+xml`
    Html,
    /// `application/pdf`
    Pdf,
    /// Office Open XML text document
    Docx,
    /// `text/csv`: comma, semicolon, tab or bar, whichever the header row uses
    Csv,
    /// `text/tab-separated-values`
    Tsv,
    /// `application/jsonl`, `application/x-ndjson`
    JsonLines,
    /// `application/json`: an array of records, or one record
    Json,
}

/// A format with the character set that was declared for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detected {
    /// The format.
    pub media_type: MediaType,
    /// The `charset` parameter, if any.
    pub charset: Option<String>,
}

impl MediaType {
    /// The registered name.
    #[must_use]
    pub fn essence(self) -> &'static str {
        match self {
            Self::PlainText => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::JsonLines => "application/x-ndjson",
            Self::Json => "application/json",
        }
    }

    /// Whether the format's parser belongs in a process of its own: its cost is no small multiple of the
    /// input's size (a tag with a million attributes, an array of a million numbers, a compressed
    /// stream), or it is known to panic.
    #[must_use]
    pub fn needs_isolation(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Html | Self::Json | Self::JsonLines)
    }

    fn from_essence(essence: &str) -> Option<Self> {
        Some(match essence {
            "text/plain" => Self::PlainText,
            "text/markdown" | "text/x-markdown" => Self::Markdown,
            "text/html" | "application/xhtml+xml" => Self::Html,
            "application/pdf" | "application/x-pdf" => Self::Pdf,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Self::Docx,
            "text/csv" | "application/csv" => Self::Csv,
            "text/tab-separated-values" => Self::Tsv,
            "application/x-ndjson"
            | "application/jsonl"
            | "application/jsonlines"
            | "application/json-lines"
            | "application/x-jsonlines" => Self::JsonLines,
            "application/json" | "text/json" => Self::Json,
            _ => return None,
        })
    }

    fn from_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "txt" | "text" | "log" => Self::PlainText,
            "md" | "markdown" | "mdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "pdf" => Self::Pdf,
            "docx" => Self::Docx,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            _ => return None,
        })
    }
}

/// Decides on the format. A container's magic wins over what was declared, since no text starts so.
///
/// # Errors
/// [`ExtractError::UnsupportedMediaType`], [`ExtractError::Encrypted`] (a password-protected Office
/// file), [`ExtractError::Binary`] (bytes that no text holds, and no known container).
pub fn detect(source: &Source<'_>) -> Result<Detected, ExtractError> {
    let (declared, charset) = parse(source.media_type.unwrap_or_default());
    let by_extension = extension(source.file_name).and_then(|extension| MediaType::from_extension(&extension));
    if let Some(media_type) = container(source.bytes)? {
        return Ok(Detected { media_type, charset: None });
    }
    let generic = matches!(declared.as_str(), "" | "application/octet-stream" | "binary/octet-stream");
    let media_type = if generic {
        by_extension.map_or_else(|| sniff(source.bytes), Ok)?
    } else if declared == "text/plain" && by_extension.is_some_and(|by_extension| !by_extension.needs_isolation()) {
        // Clients send `text/plain` for every text file: the name knows better.
        by_extension.unwrap_or(MediaType::PlainText)
    } else {
        MediaType::from_essence(&declared).ok_or(ExtractError::UnsupportedMediaType { media_type: declared })?
    };
    Ok(Detected { media_type, charset })
}

/// The declared type, lower case and without parameters, and its `charset`.
fn parse(declared: &str) -> (String, Option<String>) {
    let mut parts = declared.split(';');
    let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"').to_owned());
    (essence, charset)
}

fn extension(file_name: Option<&str>) -> Option<String> {
    let (_, extension) = file_name?.rsplit_once('.')?;
    Some(extension.to_ascii_lowercase())
}

fn container(bytes: &[u8]) -> Result<Option<MediaType>, ExtractError> {
    let start = bytes.get(..bytes.len().min(SNIFFED)).unwrap_or_default();
    if start.starts_with(b"%PDF-") {
        return Ok(Some(MediaType::Pdf));
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return if holds(bytes, b"word/document.xml") {
            Ok(Some(MediaType::Docx))
        } else {
            Err(ExtractError::UnsupportedMediaType { media_type: "application/zip".to_owned() })
        };
    }
    if start.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if holds(bytes, &name) {
            ExtractError::Encrypted
        } else {
            ExtractError::UnsupportedMediaType { media_type: "application/x-ole-storage".to_owned() }
        });
    }
    Ok(None)
}

fn sniff(bytes: &[u8]) -> Result<MediaType, ExtractError> {
    let start = bytes.get(..bytes.len().min(SNIFFED)).unwrap_or_default();
    let byte_order_mark = start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF");
    if start.contains(&0) && !byte_order_mark {
        return Err(ExtractError::Binary);
    }
    let start = start.trim_ascii_start().to_ascii_lowercase();
    let html = [b"<!doctype html".as_slice(), b"<html", b"<head", b"<body"];
    Ok(if html.iter().any(|opening| start.starts_with(opening)) { MediaType::Html } else { MediaType::PlainText })
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}
