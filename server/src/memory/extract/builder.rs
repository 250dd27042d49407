//! Assembles an [`Extracted`]: text, blocks, heading paths, the introductions of lists, limits.

use std::ops::Range;

use super::{Block, BlockKind, Cell, ExtractError, Extracted, Limits};
use crate::memory::segment::Language;

/// A heading's share of a path; longer ones are cut.
const MAX_HEADING_CHARS: usize = 200;
const MAX_TITLE_CHARS: usize = 300;

/// Collects blocks in reading order.
#[derive(Debug)]
pub(super) struct Builder<'l> {
    limits: &'l Limits,
    result: Extracted,
    open_headings: Vec<(u8, String)>,
    heading_path: usize,
    lists: Vec<List>,
    page: Option<u32>,
}

/// An open list: what introduces it and its latest item.
#[derive(Clone, Copy, Debug)]
struct List {
    lead_in: Option<usize>,
    item: Option<usize>,
}

impl<'l> Builder<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        let result = Extracted { heading_paths: vec![Vec::new()], ..Extracted::default() };
        Self { limits, result, open_headings: Vec::new(), heading_path: 0, lists: Vec::new(), page: None }
    }

    /// A builder over a text that is canonical already: blocks are marked, not appended.
    pub(super) fn over(text: &str, limits: &'l Limits) -> Result<Self, ExtractError> {
        let mut builder = Self::new(limits);
        builder.reserve(text.len())?;
        builder.result.text.push_str(text);
        Ok(builder)
    }

    pub(super) fn title(&mut self, title: &str) {
        let title: String = collapse(title).chars().take(MAX_TITLE_CHARS).collect();
        if self.result.title.is_none() && !title.is_empty() {
            self.result.title = Some(title);
        }
    }

    pub(super) fn has_title(&self) -> bool {
        self.result.title.is_some()
    }

    pub(super) fn language(&mut self, tag: &str) {
        let plausible =
            !tag.is_empty() && tag.len() <= 35 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if self.result.language.is_none() && plausible {
            self.result.language = Some(tag.to_owned());
        }
    }

    pub(super) fn page(&mut self, page: u32) {
        self.page = Some(page);
    }

    /// Appends a heading. The first heading of level one becomes the title if there is none, and then
    /// is no part of the paths below it.
    pub(super) fn heading(&mut self, level: u8, text: &str) -> Result<(), ExtractError> {
        let Some(span) = self.append(&collapse(text), "\n\n")? else { return Ok(()) };
        self.heading_at(level, span)
    }

    /// Marks a heading of the canonical text.
    pub(super) fn heading_at(&mut self, level: u8, span: Range<usize>) -> Result<(), ExtractError> {
        let level = level.clamp(1, 6);
        let text = collapse(self.result.text_of(&span));
        let names_document = level == 1 && !self.has_title() && self.open_headings.is_empty();
        self.open_headings.retain(|(open, _)| *open < level);
        self.set_path();
        self.mark(BlockKind::Heading { level }, span)?;
        if names_document {
            self.title(&text);
        } else if self.result.title.as_deref() != Some(text.as_str()) {
            self.open_headings.push((level, text.chars().take(MAX_HEADING_CHARS).collect()));
        }
        self.set_path();
        Ok(())
    }

    /// What follows belongs to no heading.
    pub(super) fn leave_headings(&mut self) {
        self.open_headings.clear();
        self.set_path();
    }

    /// Appends a block and returns its index; nothing happens for blank text.
    pub(super) fn block(&mut self, kind: BlockKind, text: &str) -> Result<Option<usize>, ExtractError> {
        let follows = self.result.blocks.last().map(|block| block.kind);
        let tight =
            matches!(kind, BlockKind::ListItem | BlockKind::TableRow | BlockKind::Record) && follows == Some(kind);
        let Some(span) = self.append(text.trim(), if tight { "\n" } else { "\n\n" })? else { return Ok(None) };
        self.mark(kind, span).map(Some)
    }

    /// Marks a block of the canonical text and returns its index.
    pub(super) fn mark(&mut self, kind: BlockKind, span: Range<usize>) -> Result<usize, ExtractError> {
        if self.result.blocks.len() >= self.limits.max_blocks {
            return Err(ExtractError::too_large("the number of paragraphs, items and rows", self.limits.max_blocks));
        }
        let index = self.result.blocks.len();
        let lead_in =
            self.lists.last().and_then(|list| list.item.filter(|_| kind != BlockKind::ListItem).or(list.lead_in));
        let block = Block { kind, span, heading_path: self.heading_path, lead_in, cells: Vec::new(), page: self.page };
        self.result.blocks.push(block);
        if let Some(list) = self.lists.last_mut().filter(|_| kind == BlockKind::ListItem) {
            list.item = Some(index);
        }
        Ok(index)
    }

    /// Opens a list. Its lead-in is the enclosing list's current item, else the paragraph right before
    /// it when that introduces something.
    pub(super) fn open_list(&mut self) {
        let lead_in = match self.lists.last() {
            Some(outer) => outer.item.or(outer.lead_in),
            None => self.introduction(),
        };
        self.lists.push(List { lead_in, item: None });
    }

    pub(super) fn close_list(&mut self) {
        self.lists.pop();
    }

    pub(super) fn in_list(&self) -> bool {
        !self.lists.is_empty()
    }

    fn introduction(&self) -> Option<usize> {
        let index = self.result.blocks.len().checked_sub(1)?;
        let block = self.result.blocks.get(index).filter(|block| block.kind == BlockKind::Paragraph)?;
        let language = Language::for_tag(self.result.language.as_deref());
        language.introduces(self.result.text_of(&block.span)).then_some(index)
    }

    /// Interns a column's name.
    pub(super) fn column(&mut self, name: &str) -> usize {
        self.result.columns.push(name.to_owned());
        self.result.columns.len() - 1
    }

    /// Appends one table row, cells divided by ` | `, empty cells left out. `columns` holds the cells'
    /// columns by position.
    pub(super) fn row(&mut self, cells: &[String], columns: &[Option<usize>]) -> Result<(), ExtractError> {
        let mut text = String::new();
        let mut placed = Vec::new();
        for (position, cell) in cells.iter().enumerate() {
            let cell: String = collapse(cell).chars().filter(|letter| !letter.is_control()).collect();
            if cell.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push_str(" | ");
            }
            placed.push((text.len()..text.len() + cell.len(), columns.get(position).copied().flatten()));
            text.push_str(&cell);
        }
        let Some(index) = self.block(BlockKind::TableRow, &text)? else { return Ok(()) };
        if let Some(block) = self.result.blocks.get_mut(index) {
            let start = block.span.start;
            let cell = |(span, column): (Range<usize>, _)| Cell { span: start + span.start..start + span.end, column };
            block.cells = placed.into_iter().map(cell).collect();
        }
        Ok(())
    }

    /// Ends the document.
    pub(super) fn finish(self) -> Result<Extracted, ExtractError> {
        if self.result.text.trim().is_empty() { Err(ExtractError::Empty) } else { Ok(self.result) }
    }

    fn set_path(&mut self) {
        let path: Vec<String> = self.open_headings.iter().map(|(_, text)| text.clone()).collect();
        let current = self.result.heading_paths.get(self.heading_path);
        if path.is_empty() {
            self.heading_path = 0;
        } else if current != Some(&path) {
            self.result.heading_paths.push(path);
            self.heading_path = self.result.heading_paths.len() - 1;
        }
    }

    fn append(&mut self, text: &str, separator: &str) -> Result<Option<Range<usize>>, ExtractError> {
        if text.is_empty() {
            return Ok(None);
        }
        self.reserve(text.len() + separator.len())?;
        if !self.result.text.is_empty() {
            self.result.text.push_str(separator);
        }
        let start = self.result.text.len();
        self.result
            .text
            .extend(text.chars().filter(|letter| *letter == '\n' || *letter == '\t' || !letter.is_control()));
        Ok(Some(start..self.result.text.len()).filter(|span| !span.is_empty()))
    }

    fn reserve(&self, length: usize) -> Result<(), ExtractError> {
        if self.result.text.len() + length > self.limits.max_text {
            return Err(ExtractError::too_large("the extracted text (bytes)", self.limits.max_text));
        }
        Ok(())
    }
}

/// White space to single spaces, none at the ends.
pub(super) fn collapse(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !result.is_empty() {
            result.push(' ');
        }
        result.push_str(word);
    }
    result
}
