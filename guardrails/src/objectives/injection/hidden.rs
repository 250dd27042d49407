//! Commands in text that a reader of the page would not see.

use std::ops::Range;

use regex::Regex;

use super::signs::expression;

/// Tag characters in a row from which they carry a message.
const TAGS: usize = 4;

/// Comments, elements made invisible, and runs of tag characters (U+E0020..U+E007E), which spell ASCII.
#[derive(Debug)]
pub(super) struct Hidden {
    comment: Regex,
    element: Regex,
    command: Regex,
}

impl Hidden {
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self {
            comment: expression(r"(?s)<!--.{0,2000}?-->|\[//\]:\s*#\s*\([^)\n]{0,1000}\)")?,
            element: expression(
                r#"(?s)<(\w{1,20})\b[^>]{0,300}(?:\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:[;"'\s]|\.0)|color\s*:\s*(?:white|#fff(?:fff)?|transparent)\b)[^>]{0,300}>.{0,1000}?</"#,
            )?,
            command: expression(
                r"\b(?:ignore|disregard|forget|you\s+(?:must|are|should|will)|assistant|chatbot|language\s+model|LLM|instructions?|system\s+prompt|do\s+not\s+(?:tell|mention)|send|execute|recommend|always|reply|respond|answer\s+with)\b",
            )?,
        })
    }

    /// Every place in a reading.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let markup = self.comment.find_iter(text).chain(self.element.find_iter(text));
        let mut found: Vec<Range<usize>> =
            markup.filter(|place| self.command.is_match(place.as_str())).map(|place| place.range()).collect();
        found.extend(tags(text));
        found
    }
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
