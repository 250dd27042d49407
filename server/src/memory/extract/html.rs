//! HTML: readable text by block, read from the token stream.
//!
//! No tree is built. The tree builder of the HTML standard searches its stack for every block element,
//! so a page nested 100,000 deep costs it 10¹⁰ steps; the tokenizer does not care, and blocks need no
//! more than which elements open and close. (The tokenizer is quadratic in one tag's attributes, which
//! the limits of the isolated reader bound.) Scripts, styles, navigation, forms' controls and hidden
//! elements are dropped.

mod elements;
mod rows;

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use self::elements::{Role, role};
use self::rows::Rows;
use super::builder::Builder;
use super::{BlockKind, ExtractError, Extracted, Limits};

pub(super) fn extract(text: &str, limits: &Limits) -> Result<Extracted, ExtractError> {
    let reader = Reader::new(limits);
    let tokenizer = Tokenizer::new(Sink(RefCell::new(reader)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    // The sink never asks to pause, so one call reads everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink<'l>(RefCell<Reader<'l>>);

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        self.0.borrow_mut().token(token)
    }
}

/// Elements whose content is dropped: the outermost one, and how many of its name are open.
#[derive(Debug)]
struct Skipped {
    name: String,
    depth: usize,
}

struct Reader<'l> {
    builder: Builder<'l>,
    inline: String,
    heading: Option<u8>,
    in_title: bool,
    quotes: usize,
    preformatted: usize,
    item_opened: bool,
    lists: usize,
    rows: Rows,
    skipped: Option<Skipped>,
    failure: Option<ExtractError>,
}

impl<'l> Reader<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            builder: Builder::new(limits),
            inline: String::new(),
            heading: None,
            in_title: false,
            quotes: 0,
            preformatted: 0,
            item_opened: true,
            lists: 0,
            rows: Rows::default(),
            skipped: None,
            failure: None,
        }
    }

    fn finish(mut self) -> Result<Extracted, ExtractError> {
        let outcome = self.flush();
        match self.failure {
            Some(failure) => Err(failure),
            None => outcome.and_then(|()| self.builder.finish()),
        }
    }

    fn token(&mut self, token: Token) -> TokenSinkResult<()> {
        let outcome = match token {
            _ if self.failure.is_some() => Ok(TokenSinkResult::Continue),
            Token::CharacterTokens(text) => {
                if self.skipped.is_none() {
                    self.text(&text);
                }
                Ok(TokenSinkResult::Continue)
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.start(&tag),
            Token::TagToken(tag) => self.end(&tag.name).map(|()| TokenSinkResult::Continue),
            _ => Ok(TokenSinkResult::Continue),
        };
        outcome.unwrap_or_else(|failure| {
            self.failure = Some(failure);
            TokenSinkResult::Continue
        })
    }

    /// Adds text, white space collapsed outside preformatted elements.
    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.inline.push_str(text);
            return;
        }
        for letter in text.chars() {
            if !letter.is_whitespace() {
                self.inline.push(letter);
            } else if !self.inline.ends_with([' ', '\n']) && !self.inline.is_empty() {
                self.inline.push(' ');
            }
        }
    }

    fn start(&mut self, tag: &Tag) -> Result<TokenSinkResult<()>, ExtractError> {
        let name: &str = &tag.name;
        let raw = match name {
            "script" => Some(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => Some(RawKind::Rawtext),
            "title" | "textarea" => Some(RawKind::Rcdata),
            _ => None,
        };
        let proceed = raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
        if let Some(skipped) = &mut self.skipped {
            skipped.depth += usize::from(skipped.name == name && !tag.self_closing);
            return Ok(proceed);
        }
        let role = role(name);
        if !matches!(role, Role::Void | Role::Break) && (role == Role::Dropped || elements::is_hidden(tag)) {
            self.skipped = Some(Skipped { name: name.to_owned(), depth: 1 });
            return Ok(proceed);
        }
        self.open(role, tag)?;
        Ok(proceed)
    }

    /// Takes up an element that is not dropped.
    fn open(&mut self, role: Role, tag: &Tag) -> Result<(), ExtractError> {
        match role {
            Role::Root => elements::attribute(tag, "lang").into_iter().for_each(|tag| self.builder.language(tag)),
            Role::Title => self.in_title = !self.builder.has_title(),
            Role::Break => self.inline.push('\n'),
            Role::Heading(level) => {
                self.flush_out_of_table()?;
                self.heading = Some(level);
            }
            Role::List => {
                self.flush_out_of_table()?;
                self.lists += 1;
                self.builder.open_list();
            }
            Role::Item => {
                self.flush()?;
                self.item_opened = false;
            }
            Role::Quote => {
                self.flush_out_of_table()?;
                self.quotes += 1;
            }
            Role::Preformatted => {
                self.flush_out_of_table()?;
                self.preformatted += 1;
            }
            Role::Table => {
                self.flush_out_of_table()?;
                self.rows.open();
            }
            Role::Row => self.row_ends()?,
            Role::Cell { heading } => {
                self.cell_ends()?;
                self.rows.cell(heading);
            }
            Role::Block => self.block_boundary()?,
            Role::Void | Role::Dropped | Role::Inline => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ExtractError> {
        if let Some(skipped) = &mut self.skipped {
            skipped.depth -= usize::from(skipped.name == name);
            // An unclosed element ends with the page's body at the latest.
            if skipped.depth == 0 || name == "body" {
                self.skipped = None;
            }
            return Ok(());
        }
        match role(name) {
            Role::Title => self.title(),
            Role::Heading(_) => self.flush()?,
            Role::List => {
                self.flush()?;
                if self.lists > 0 {
                    self.lists -= 1;
                    self.builder.close_list();
                }
                self.item_opened = true;
            }
            Role::Item => self.flush()?,
            Role::Quote => {
                self.flush()?;
                self.quotes = self.quotes.saturating_sub(1);
            }
            Role::Preformatted => {
                self.flush()?;
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            Role::Cell { .. } => self.cell_ends()?,
            Role::Row => self.row_ends()?,
            Role::Table => {
                self.row_ends()?;
                self.flush()?;
                self.rows.close();
            }
            Role::Block => self.block_boundary()?,
            Role::Root | Role::Break | Role::Void | Role::Dropped | Role::Inline => {}
        }
        Ok(())
    }

    fn title(&mut self) {
        if self.in_title {
            let title = std::mem::take(&mut self.inline);
            self.builder.title(&title);
            self.in_title = false;
        }
    }

    /// A paragraph's edge; inside a data cell only a space.
    fn block_boundary(&mut self) -> Result<(), ExtractError> {
        if self.rows.in_cell() {
            self.text(" ");
            return Ok(());
        }
        self.flush()
    }

    /// What no data cell holds shows that the table only arranges the page.
    fn flush_out_of_table(&mut self) -> Result<(), ExtractError> {
        let cells = self.rows.demote();
        self.paragraphs(cells)?;
        self.flush()
    }

    fn cell_ends(&mut self) -> Result<(), ExtractError> {
        if self.rows.in_cell() {
            self.rows.end_cell(std::mem::take(&mut self.inline));
            return Ok(());
        }
        self.flush()
    }

    fn row_ends(&mut self) -> Result<(), ExtractError> {
        self.cell_ends()?;
        let row = self.rows.end_row();
        if row.is_header {
            let columns = row.cells.iter().map(|name| {
                let name = super::builder::collapse(name);
                (!name.is_empty()).then(|| self.builder.column(&name))
            });
            let columns = columns.collect();
            self.rows.set_columns(columns);
            return Ok(());
        }
        if row.cells.len() < 2 {
            return self.paragraphs(row.cells);
        }
        self.builder.row(&row.cells, self.rows.columns())
    }

    fn paragraphs(&mut self, cells: Vec<String>) -> Result<(), ExtractError> {
        cells.iter().try_for_each(|cell| self.builder.block(BlockKind::Paragraph, cell).map(|_| ()))
    }

    /// Ends the pending text as what it is.
    fn flush(&mut self) -> Result<(), ExtractError> {
        let text = std::mem::take(&mut self.inline);
        let heading = self.heading.take();
        if text.trim().is_empty() {
            return Ok(());
        }
        let kind = match heading {
            Some(level) => return self.builder.heading(level, &text),
            None if self.preformatted > 0 => BlockKind::Code,
            None if self.lists > 0 && !std::mem::replace(&mut self.item_opened, true) => BlockKind::ListItem,
            None if self.quotes > 0 => BlockKind::Quote,
            None => BlockKind::Paragraph,
        };
        self.builder.block(kind, &text).map(|_| ())
    }
}
