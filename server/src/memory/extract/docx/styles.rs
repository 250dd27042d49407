//! What a DOCX file's paragraph styles mean, and its title.

use std::collections::HashMap;

use super::{XmlEvent, attribute, events};
use crate::memory::extract::ExtractError;

/// What a style makes of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Level 1 to 6.
    Heading(u8),
    Title,
    List,
    Quote,
}

/// Styles by identifier.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: HashMap<String, Style>,
}

impl Styles {
    pub(super) fn get(&self, id: &str) -> Option<Style> {
        self.known.get(id).copied().or_else(|| by_name(id))
    }
}

/// Reads `word/styles.xml`. A style's outline level wins over its name, which may be translated.
pub(super) fn parse(xml: &str) -> Result<Styles, ExtractError> {
    let mut styles = Styles::default();
    let mut current: Option<String> = None;
    events(xml, |event| {
        let XmlEvent::Start(start) = event else { return Ok(()) };
        match start.local_name().as_ref() {
            "style" => current = attribute(start, "styleId"),
            "name" => {
                let style = attribute(start, "val").and_then(|name| by_name(&name));
                if let (Some(id), Some(style)) = (&current, style) {
                    styles.known.entry(id.clone()).or_insert(style);
                }
            }
            "outlineLvl" => {
                let level =
                    attribute(start, "val").and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 6);
                if let (Some(id), Some(level)) = (&current, level) {
                    styles.known.insert(id.clone(), Style::Heading(level + 1));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

/// The title in `docProps/core.xml`.
pub(super) fn core_title(xml: &str) -> Result<Option<String>, ExtractError> {
    let mut title = String::new();
    let mut inside = false;
    events(xml, |event| {
        match event {
            XmlEvent::Start(start) => inside = start.local_name().as_ref() == "title",
            XmlEvent::End(_) => inside = false,
            XmlEvent::Text(text) if inside => title.push_str(text),
            XmlEvent::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(Some(title).filter(|title| !title.trim().is_empty()))
}

/// The built-in names, as Word and LibreOffice write them.
fn by_name(name: &str) -> Option<Style> {
    let name: String = name.to_lowercase().split([' ', '_', '-']).collect();
    if let Some(level) = name.strip_prefix("heading") {
        return level.parse::<u8>().ok().filter(|level| (1..=6).contains(level)).map(Style::Heading);
    }
    match name.as_str() {
        "title" => Some(Style::Title),
        "quote" | "intensequote" => Some(Style::Quote),
        _ if name.starts_with("listbullet") || name.starts_with("listnumber") || name == "listparagraph" => {
            Some(Style::List)
        }
        _ => None,
    }
}
