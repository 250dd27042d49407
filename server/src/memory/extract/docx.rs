//! DOCX (Office Open XML, ECMA-376 part 1): headings by style, lists, tables.
//!
//! Three parts of the container are read. XML entities other than the five of the standard and character
//! references are refused, and so is any document type declaration: nothing is expanded or fetched.

mod archive;
mod styles;

use quick_xml::Reader as XmlReader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use self::archive::Archive;
use self::styles::{Style, Styles};
use super::builder::Builder;
use super::{BlockKind, ExtractError, Extracted, Limits};

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, ExtractError> {
    let mut archive = Archive::open(bytes, limits)?;
    let document = archive.part("word/document.xml")?;
    let document = document.ok_or_else(|| ExtractError::malformed("the archive holds no Word document"))?;
    let styles = archive.part("word/styles.xml")?.map_or_else(|| Ok(Styles::default()), |xml| styles::parse(&xml))?;
    let mut reader = Reader::new(limits, styles);
    if let Some(title) = archive.part("docProps/core.xml")?.map(|xml| styles::core_title(&xml)).transpose()?.flatten() {
        reader.builder.title(&title);
    }
    events(&document, |event| reader.event(event))?;
    reader.close_lists(0);
    reader.builder.finish()
}

/// Runs over the events of a part; refuses what a hostile part would hide behind.
fn events(xml: &str, mut handle: impl FnMut(XmlEvent<'_>) -> Result<(), ExtractError>) -> Result<(), ExtractError> {
    let mut reader = XmlReader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| ExtractError::malformed("the XML is not well-formed"))? {
            Event::Start(start) => handle(XmlEvent::Start(&start))?,
            Event::Empty(start) => {
                handle(XmlEvent::Start(&start))?;
                handle(XmlEvent::End(start.local_name().as_ref()))?;
            }
            Event::End(end) => handle(XmlEvent::End(end.local_name().as_ref()))?,
            Event::Text(text) => handle(XmlEvent::Text(&text.xml10_content()))?,
            Event::CData(text) => handle(XmlEvent::Text(&text))?,
            Event::GeneralRef(reference) => handle(XmlEvent::Text(&resolve(&reference)?))?,
            Event::DocType(_) => return Err(ExtractError::malformed("the document declares XML entities")),
            Event::Eof => return Ok(()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

/// One event of a part, names without their prefix.
enum XmlEvent<'e> {
    Start(&'e BytesStart<'e>),
    End(&'e str),
    Text(&'e str),
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, ExtractError> {
    let unknown = || ExtractError::malformed("the document refers to an unknown XML entity");
    if let Some(letter) = reference.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(letter.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned).ok_or_else(unknown)
}

/// The value of an attribute, by local name.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let mut known = attributes.with_checks(false).flatten();
    known.find(|attribute| attribute.key.local_name().as_ref() == name).map(|attribute| attribute.value.into_owned())
}

struct Reader<'l> {
    builder: Builder<'l>,
    styles: Styles,
    text: String,
    style: Option<Style>,
    /// Depth of the paragraph's list, from one; zero outside lists.
    list_level: usize,
    open_lists: usize,
    in_text: bool,
    in_deleted: usize,
    tables: Vec<Table>,
}

#[derive(Default)]
struct Table {
    columns: Vec<Option<usize>>,
    cells: Vec<String>,
    rows: usize,
    /// Text of the enclosing cell, before this table.
    outer: String,
}

impl<'l> Reader<'l> {
    fn new(limits: &'l Limits, styles: Styles) -> Self {
        Self {
            builder: Builder::new(limits),
            styles,
            text: String::new(),
            style: None,
            list_level: 0,
            open_lists: 0,
            in_text: false,
            in_deleted: 0,
            tables: Vec::new(),
        }
    }

    fn event(&mut self, event: XmlEvent<'_>) -> Result<(), ExtractError> {
        match event {
            XmlEvent::Start(start) => self.start(start),
            XmlEvent::End(name) => self.end(name),
            XmlEvent::Text(text) => {
                if self.in_text && self.in_deleted == 0 {
                    self.text.push_str(text);
                }
                Ok(())
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), ExtractError> {
        match start.local_name().as_ref() {
            "p" if self.tables.is_empty() => self.text.clear(),
            "t" => self.in_text = true,
            "tab" => self.text.push('\t'),
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('\u{2011}'),
            "del" | "moveFrom" | "instrText" => self.in_deleted += 1,
            "pStyle" => self.style = attribute(start, "val").and_then(|id| self.styles.get(&id)),
            "outlineLvl" => {
                let level =
                    attribute(start, "val").and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 6);
                self.style = level.map(|level| Style::Heading(level + 1)).or(self.style);
            }
            "numPr" => self.list_level = self.list_level.max(1),
            "ilvl" => {
                let level = attribute(start, "val").and_then(|level| level.parse::<usize>().ok()).unwrap_or_default();
                self.list_level = level.min(8) + 1;
            }
            // A paragraph switched off from its style's list.
            "numId" if attribute(start, "val").as_deref() == Some("0") => self.list_level = 0,
            "tbl" => {
                self.close_lists(0);
                let outer = std::mem::take(&mut self.text);
                self.tables.push(Table { outer, ..Table::default() });
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ExtractError> {
        match name {
            "t" => self.in_text = false,
            "del" | "moveFrom" | "instrText" => self.in_deleted = self.in_deleted.saturating_sub(1),
            "p" => self.paragraph()?,
            "tc" => {
                let cell = std::mem::take(&mut self.text);
                if let Some(table) = self.tables.last_mut() {
                    table.cells.push(cell);
                }
            }
            "tr" => self.row()?,
            "tbl" => {
                self.text = self.tables.pop().map(|table| table.outer).unwrap_or_default();
            }
            _ => {}
        }
        Ok(())
    }

    fn paragraph(&mut self) -> Result<(), ExtractError> {
        let style = self.style.take();
        let level = std::mem::take(&mut self.list_level);
        if !self.tables.is_empty() {
            // A cell's paragraphs are one text.
            self.text.push(' ');
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let level = if style == Some(Style::List) { level.max(1) } else { level };
        if let Some(Style::Heading(heading)) = style {
            self.close_lists(0);
            return self.builder.heading(heading, &text);
        }
        self.close_lists(level);
        while self.open_lists < level {
            self.builder.open_list();
            self.open_lists += 1;
        }
        let kind = match style {
            _ if level > 0 => BlockKind::ListItem,
            Some(Style::Quote) => BlockKind::Quote,
            _ => BlockKind::Paragraph,
        };
        if style == Some(Style::Title) {
            self.builder.title(&text);
            return self.builder.heading(1, &text);
        }
        self.builder.block(kind, &text).map(|_| ())
    }

    fn row(&mut self) -> Result<(), ExtractError> {
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let cells = std::mem::take(&mut table.cells);
        table.rows += 1;
        if cells.len() == 1 {
            return cells.iter().try_for_each(|cell| self.builder.block(BlockKind::Paragraph, cell).map(|_| ()));
        }
        // Word tables open with their header row, marked or not.
        if table.rows == 1 && cells.iter().all(|cell| !cell.trim().is_empty() && cell.len() < 120) {
            let names = cells.iter().map(|name| Some(self.builder.column(&super::builder::collapse(name))));
            table.columns = names.collect();
            return Ok(());
        }
        let columns = std::mem::take(&mut table.columns);
        let outcome = self.builder.row(&cells, &columns);
        if let Some(table) = self.tables.last_mut() {
            table.columns = columns;
        }
        outcome
    }

    fn close_lists(&mut self, level: usize) {
        while self.open_lists > level {
            self.builder.close_list();
            self.open_lists -= 1;
        }
    }
}
