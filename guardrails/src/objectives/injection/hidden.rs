//! Commands in text that a reader of the page would not see.

use std::ops::Range;

use regex::Regex;

use super::signs::expression;

/// Tag characters in a row from which they carry a message.
const TAGS: usize = 4;

/// Bytes after the opening of a hidden element that are looked at.
const INSIDE: usize = 2_000;

/// Comments, elements made invisible, and runs of tag characters (U+E0020..U+E007E), which spell ASCII.
#[derive(Debug)]
pub(super) struct Hidden {
    note: Regex,
    opening: Regex,
    invisible: Regex,
    command: Regex,
}

impl Hidden {
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self {
            note: expression(r"\[//\]:\s*#\s*\([^)\n]*\)")?,
            opening: expression(r"<\w[^<>]*>")?,
            invisible: expression(
                r"\shidden\b|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:\.0)?\b|color\s*:\s*(?:white|#fff(?:fff)?|transparent)\b",
            )?,
            command: expression(
                r"\b(?:ignore|disregard|forget|you\s+(?:must|are|should|will)|assistant|chatbot|language\s+model|LLM|instructions?|system\s+prompt|do\s+not\s+(?:tell|mention)|send|execute|recommend|always|reply|respond|answer\s+with)\b",
            )?,
        })
    }

    /// Every place in a reading.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let notes = self.note.find_iter(text).map(|note| note.range());
        let mut found: Vec<Range<usize>> = comments(text).into_iter().chain(notes).chain(self.elements(text)).collect();
        found.retain(|place| text.get(place.clone()).is_some_and(|place| self.command.is_match(place)));
        found.extend(tags(text));
        found
    }

    /// Elements that are made invisible, from their opening to the next closing tag.
    fn elements<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let openings = self.opening.find_iter(text).filter(|opening| self.invisible.is_match(opening.as_str()));
        openings.map(|opening| {
            let mut end = text.len().min(opening.end() + INSIDE);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let inside = text.get(opening.end()..end).unwrap_or_default();
            opening.start()..inside.find("</").map_or(end, |length| opening.end() + length)
        })
    }
}

/// `<!-- … -->`, in one pass.
fn comments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("<!--")).map(|offset| at + offset) {
        let Some(length) = text.get(start..).and_then(|rest| rest.find("-->")) else { break };
        at = start + length + 3;
        found.push(start..at);
    }
    found
}

/// Runs of tag characters. Flags of regions are spelt with them too, after U+1F3F4, and end in U+E007F.
fn tags(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut run, mut count, mut flag): (Option<Range<usize>>, usize, bool) = (None, 0, false);
    for (offset, character) in text.char_indices() {
        if matches!(character, '\u{E0020}'..='\u{E007F}') {
            let end = offset + character.len_utf8();
            run = Some(run.map_or(offset..end, |run| run.start..end));
            count += 1;
            continue;
        }
        found.extend(run.take().filter(|_| count >= TAGS && !flag));
        (count, flag) = (0, character == '\u{1F3F4}');
    }
    found.extend(run.filter(|_| count >= TAGS && !flag));
    found
}
