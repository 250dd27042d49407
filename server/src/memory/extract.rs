//! Extraction: a file's bytes become canonical plain text, cut into blocks.
//!
//! The canonical text is what every span of the product refers to. For `text/plain` it is the file's
//! own text, character for character (without the byte-order mark, which belongs to the encoding); for
//! the other formats it is the readable text, blocks separated by line breaks.
//!
//! Formats whose cost a file can drive up (PDF, DOCX, HTML, JSON) are read in a child process with limits
//! of its own: see [`isolate`].

mod builder;
mod decode;
mod docx;
mod error;
mod html;
pub mod isolate;
mod json;
mod limits;
mod markdown;
mod media;
mod pdf;
mod plain;
mod table;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use error::ExtractError;
pub use limits::Limits;
pub use media::{Detected, MediaType, detect};

/// A file as it came in.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file's content.
    pub bytes: &'a [u8],
    /// The media type that the sender declared, parameters included (`text/plain; charset=utf-16`).
    pub media_type: Option<&'a str>,
    /// The file's name, if it has one; only its extension is read.
    pub file_name: Option<&'a str>,
}

/// The readable content of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// What the document calls itself.
    pub title: Option<String>,
    /// The canonical plain text. Never empty, never holds U+0000.
    pub text: String,
    /// The text's parts: in order, not overlapping.
    pub blocks: Vec<Block>,
    /// Heading paths, outermost heading first; entry 0 is the empty path.
    pub heading_paths: Vec<Vec<String>>,
    /// Column names that table cells refer to.
    pub columns: Vec<String>,
    /// BCP 47 tag, where the document declares one.
    pub language: Option<String>,
}

/// One part of the text: what it is and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What the part is.
    pub kind: BlockKind,
    /// Byte range in [`Extracted::text`], on character boundaries.
    pub span: Range<usize>,
    /// Index into [`Extracted::heading_paths`].
    pub heading_path: usize,
    /// The earlier block that introduces this one (a list's opening sentence, an item's parent).
    pub lead_in: Option<usize>,
    /// The cells of a table row, in order; empty for every other kind.
    pub cells: Vec<Cell>,
    /// Page, counted from one, where the format has pages.
    pub page: Option<u32>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading; levels run from 1 (outermost) to 6.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// One item of a list, without its marker.
    ListItem,
    /// One row of a table that is not its header.
    TableRow,
    /// One record of a data file, as `name: value; …`.
    Record,
    /// Running text quoted from elsewhere.
    Quote,
    /// Preformatted text.
    Code,
}

/// One cell of a table row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Byte range in [`Extracted::text`].
    pub span: Range<usize>,
    /// Index into [`Extracted::columns`], where the table names its columns.
    pub column: Option<usize>,
}

impl Extracted {
    /// The text of a block; empty when the span does not fit (which [`Extracted::is_sound`] excludes).
    #[must_use]
    pub fn text_of(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// Whether every span, index and order holds. What a child process returns is checked with this
    /// before it is used.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let mut end = 0;
        let ordered = self.blocks.iter().enumerate().all(|(index, block)| {
            let fits = block.span.start >= end && self.text.get(block.span.clone()).is_some();
            end = block.span.end;
            fits && block.heading_path < self.heading_paths.len()
                && block.lead_in.is_none_or(|lead_in| lead_in < index)
                && self.cells_are_sound(block)
        });
        ordered && !self.text.contains('\0') && self.heading_paths.first().is_some_and(Vec::is_empty)
    }

    fn cells_are_sound(&self, block: &Block) -> bool {
        let mut end = block.span.start;
        block.cells.iter().all(|cell| {
            let fits = cell.span.start >= end && cell.span.end <= block.span.end;
            end = cell.span.end;
            fits && self.text.get(cell.span.clone()).is_some()
                && cell.column.is_none_or(|column| column < self.columns.len())
        })
    }
}

/// Reads a file in this process.
///
/// Blocking and CPU-bound. Linear in the input for every format but those that
/// [`MediaType::needs_isolation`] names: [`isolate::extract`] reads these in a child process.
///
/// # Errors
/// [`ExtractError`] says what is wrong with the file.
pub fn extract(source: &Source<'_>, limits: &Limits) -> Result<Extracted, ExtractError> {
    limits.admit(source.bytes)?;
    extract_as(source.bytes, &media::detect(source)?, limits)
}

/// Reads bytes whose format is known; see [`extract`].
///
/// # Errors
/// [`ExtractError`] says what is wrong with the file.
pub fn extract_as(bytes: &[u8], detected: &Detected, limits: &Limits) -> Result<Extracted, ExtractError> {
    limits.admit(bytes)?;
    let charset = detected.charset.as_deref();
    match detected.media_type {
        MediaType::Pdf => pdf::extract(bytes, limits),
        MediaType::Docx => docx::extract(bytes, limits),
        MediaType::PlainText => plain::extract(&decode::decode(bytes, charset)?, limits),
        MediaType::Markdown => markdown::extract(&decode::decode(bytes, charset)?, limits),
        MediaType::Html => html::extract(&decode::decode_html(bytes, charset)?, limits),
        MediaType::Csv => table::extract(&decode::decode(bytes, charset)?, None, limits),
        MediaType::Tsv => table::extract(&decode::decode(bytes, charset)?, Some(b'\t'), limits),
        MediaType::JsonLines => json::extract_lines(&decode::decode(bytes, charset)?, limits),
        MediaType::Json => json::extract_document(&decode::decode(bytes, charset)?, limits),
    }
}
