//! Segmentation: blocks become statements.
//!
//! A statement is one sentence, list item, table row or record with its provenance. Sentences are found
//! by the Unicode rules (UAX #29, through ICU4X) and then repaired for what those rules cannot know:
//! abbreviations, initials, citation marks. Everything is deterministic and linear in the text.
//!
//! Invariants (held by property tests): spans are in order, do not overlap, lie inside the text on
//! character boundaries; the text of a statement is its span's text, white space normalised one for one
//! (rows excepted, which carry their columns' names); no character of a paragraph but white space is
//! lost.

mod agreement;
mod clauses;
mod dependency;
mod language;
mod offsets;
mod repair;
mod rows;
mod sentences;

use std::ops::Range;
use std::sync::Arc;

pub use agreement::{Agreement, agreement};
pub use language::Language;
pub use offsets::Offsets;

use super::extract::{Block, BlockKind, Extracted};

/// How texts are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentOptions {
    /// A longer sentence is split at clause boundaries; characters.
    pub max_chars: usize,
    /// A list item up to this length stays one statement, however many sentences it has; characters.
    pub max_item_chars: usize,
}

impl Default for SegmentOptions {
    fn default() -> Self {
        Self { max_chars: 600, max_item_chars: 300 }
    }
}

/// A statement before it has an identity.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementDraft {
    /// Position in the document, from zero, without gaps.
    pub ordinal: u32,
    /// The block that holds it; statements with the same block share a paragraph.
    pub block: u32,
    /// Headings above it, outermost first.
    pub heading_path: Arc<[String]>,
    /// What the block is.
    pub kind: BlockKind,
    /// What is said. For rows `Column: cell; …`.
    pub text: String,
    /// Character (Unicode scalar value) range in the canonical text. This is the published span.
    pub chars: Range<usize>,
    /// Byte range in the canonical text.
    pub bytes: Range<usize>,
    /// Ordinal of the statement without which this one cannot be understood.
    pub requires: Option<u32>,
    /// Page, counted from one, where the format has pages.
    pub page: Option<u32>,
}

/// Cuts a document into statements, in reading order. Headings are paths, not statements.
#[must_use]
pub fn segment(document: &Extracted, options: &SegmentOptions) -> Vec<StatementDraft> {
    let language = Language::for_tag(document.language.as_deref());
    let mut segmenter = Segmenter {
        document,
        options,
        language,
        paths: document.heading_paths.iter().map(|path| Arc::from(path.as_slice())).collect(),
        empty: Arc::from([]),
        cursor: offsets::Cursor::default(),
        statements: Vec::new(),
        last_of_block: vec![None; document.blocks.len()],
    };
    for (index, block) in document.blocks.iter().enumerate() {
        segmenter.block(index, block);
    }
    segmenter.statements
}

struct Segmenter<'a> {
    document: &'a Extracted,
    options: &'a SegmentOptions,
    language: &'static Language,
    paths: Vec<Arc<[String]>>,
    empty: Arc<[String]>,
    cursor: offsets::Cursor,
    statements: Vec<StatementDraft>,
    last_of_block: Vec<Option<u32>>,
}

/// A statement's place and text inside a block.
struct Piece {
    bytes: Range<usize>,
    text: String,
    /// Cannot stand without the piece before it: the rest of a split sentence or row.
    continues: bool,
}

impl Segmenter<'_> {
    fn block(&mut self, index: usize, block: &Block) {
        let lead_in = block.lead_in.and_then(|lead_in| self.last_of_block.get(lead_in).copied().flatten());
        let mut previous: Option<u32> = None;
        for piece in self.pieces(block) {
            let opens = dependency::cannot_open(&piece.text, self.language);
            let requires = previous.filter(|_| piece.continues || opens).or(lead_in);
            let ordinal = u32::try_from(self.statements.len()).unwrap_or(u32::MAX);
            let chars = self.cursor.chars(&self.document.text, &piece.bytes);
            self.statements.push(StatementDraft {
                ordinal,
                block: u32::try_from(index).unwrap_or(u32::MAX),
                heading_path: self.paths.get(block.heading_path).unwrap_or(&self.empty).clone(),
                kind: block.kind,
                text: piece.text,
                chars,
                bytes: piece.bytes,
                requires,
                page: block.page,
            });
            previous = Some(ordinal);
        }
        if let Some(last) = self.last_of_block.get_mut(index) {
            *last = previous;
        }
    }

    fn pieces(&self, block: &Block) -> Vec<Piece> {
        let text = self.document.text_of(&block.span);
        let max = self.options.max_chars;
        let ranges = match block.kind {
            BlockKind::Heading { .. } => return Vec::new(),
            BlockKind::TableRow if !block.cells.is_empty() => return rows::pieces(self.document, block, max),
            BlockKind::Code => clauses::split_lines(text, max),
            BlockKind::ListItem if text.chars().count() <= self.options.max_item_chars => {
                vec![(0..text.len(), false)]
            }
            BlockKind::Record | BlockKind::TableRow => clauses::split(text, 0..text.len(), max),
            BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem => sentences::split(text, self.language, max),
        };
        let place = |(range, continues): (Range<usize>, bool)| {
            let range = trim(text, range);
            let slice = text.get(range.clone()).unwrap_or_default();
            let text = if block.kind == BlockKind::Code { slice.to_owned() } else { straighten(slice) };
            Piece { bytes: block.span.start + range.start..block.span.start + range.end, text, continues }
        };
        ranges.into_iter().map(place).filter(|piece| !piece.bytes.is_empty()).collect()
    }
}

/// The range without white space at its ends.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}

/// Every white-space or control character becomes one space: character offsets inside the statement
/// stay offsets inside its span.
fn straighten(slice: &str) -> String {
    slice.chars().map(|letter| if letter.is_whitespace() || letter.is_control() { ' ' } else { letter }).collect()
}
