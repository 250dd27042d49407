//! Markdown (CommonMark with tables, task lists and YAML metadata): the rendered text, by block.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::builder::Builder;
use super::{BlockKind, ExtractError, Extracted, Limits};

pub(super) fn extract(text: &str, limits: &Limits) -> Result<Extracted, ExtractError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader =
        Reader { builder: Builder::new(limits), inline: String::new(), kinds: Vec::new(), table: Table::default() };
    for event in Parser::new_ext(text, options) {
        reader.event(event)?;
    }
    reader.flush(BlockKind::Paragraph)?;
    reader.builder.finish()
}

/// What a text event belongs to, innermost last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Quote,
    /// An item whose first paragraph has (not) been seen.
    Item {
        opened: bool,
    },
    Metadata,
}

#[derive(Debug, Default)]
struct Table {
    columns: Vec<Option<usize>>,
    cells: Vec<String>,
}

#[derive(Debug)]
struct Reader<'l> {
    builder: Builder<'l>,
    inline: String,
    kinds: Vec<Container>,
    table: Table,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<(), ExtractError> {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline.push_str(&text);
            }
            Event::SoftBreak => self.inline.push(' '),
            Event::HardBreak => self.inline.push('\n'),
            Event::InlineHtml(html) if html.starts_with("<br") => self.inline.push('\n'),
            Event::Start(tag) => self.start(&tag)?,
            Event::End(tag) => self.end(tag)?,
            Event::Rule => self.flush_open()?,
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ExtractError> {
        match tag {
            Tag::List(_) => {
                self.flush_open()?;
                self.builder.open_list();
            }
            Tag::Item => {
                self.flush_open()?;
                self.kinds.push(Container::Item { opened: false });
            }
            Tag::BlockQuote(_) => {
                self.flush_open()?;
                self.kinds.push(Container::Quote);
            }
            Tag::MetadataBlock(_) => self.kinds.push(Container::Metadata),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_) => {
                self.flush_open()?
            }
            Tag::TableHead => self.table = Table::default(),
            Tag::TableRow => self.table.cells.clear(),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), ExtractError> {
        match tag {
            TagEnd::Paragraph => self.flush_open()?,
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.inline);
                self.builder.heading(level_of(level), &text)?;
            }
            TagEnd::CodeBlock => self.flush(BlockKind::Code)?,
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.flush_open()?;
                self.kinds.pop();
            }
            TagEnd::List(_) => self.builder.close_list(),
            TagEnd::MetadataBlock(_) => self.metadata(),
            TagEnd::TableCell => self.table.cells.push(std::mem::take(&mut self.inline)),
            TagEnd::TableHead => {
                let names = std::mem::take(&mut self.table.cells);
                self.table.columns = names.iter().map(|name| column(&mut self.builder, name)).collect();
            }
            TagEnd::TableRow => self.builder.row(&self.table.cells, &self.table.columns)?,
            _ => {}
        }
        Ok(())
    }

    /// Ends the pending text with the kind that its containers give it.
    fn flush_open(&mut self) -> Result<(), ExtractError> {
        if self.inline.trim().is_empty() {
            self.inline.clear();
            return Ok(());
        }
        let kind = match self.kinds.last_mut() {
            Some(Container::Item { opened }) if !*opened => {
                *opened = true;
                BlockKind::ListItem
            }
            Some(Container::Quote) => BlockKind::Quote,
            _ => BlockKind::Paragraph,
        };
        self.flush(kind)
    }

    fn flush(&mut self, kind: BlockKind) -> Result<(), ExtractError> {
        let text = std::mem::take(&mut self.inline);
        self.builder.block(kind, &text).map(|_| ())
    }

    fn metadata(&mut self) {
        self.kinds.pop();
        let metadata = std::mem::take(&mut self.inline);
        for (key, value) in metadata.lines().filter_map(|line| line.split_once(':')) {
            let value = value.trim().trim_matches(['"', '\'']);
            match key.trim() {
                "title" => self.builder.title(value),
                "lang" | "language" => self.builder.language(value),
                _ => {}
            }
        }
    }
}

/// Interns a header cell; an empty one names no column.
fn column(builder: &mut Builder<'_>, name: &str) -> Option<usize> {
    let name = super::builder::collapse(name);
    (!name.is_empty()).then(|| builder.column(&name))
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
