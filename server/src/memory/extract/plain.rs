//! Plain text: paragraphs divided by blank lines, lists by their markers, a title that stands alone.
//!
//! The canonical text is the file's text itself; nothing is rewritten, so spans are the file's own.

use std::ops::Range;

use super::builder::Builder;
use super::{BlockKind, ExtractError, Extracted, Limits};

const MAX_TITLE_BYTES: usize = 200;

pub(super) fn extract(text: &str, limits: &Limits) -> Result<Extracted, ExtractError> {
    let mut builder = Builder::over(text, limits)?;
    let mut paragraphs = paragraphs(text).peekable();
    if let Some(first) = paragraphs.peek().cloned() {
        let rest = text.get(first.end..).unwrap_or_default();
        if is_title(text.get(first.clone()).unwrap_or_default()) && !rest.trim().is_empty() {
            paragraphs.next();
            builder.heading_at(1, first)?;
        }
    }
    let mut number = None;
    for paragraph in paragraphs {
        mark(text, paragraph, &mut number, &mut builder)?;
    }
    builder.finish()
}

/// The paragraphs' byte ranges, white space trimmed.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut lines = lines(text, 0..text.len()).peekable();
    std::iter::from_fn(move || {
        let first = lines.find(|line| !line.is_empty())?;
        let mut end = first.end;
        while let Some(line) = lines.next_if(|line| !line.is_empty()) {
            end = line.end;
        }
        Some(first.start..end)
    })
}

/// The lines of a part of the text, each trimmed; an empty range for a blank line.
fn lines(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = part.start;
    let pieces =
        text.get(part).unwrap_or_default().split_inclusive(['\n', '\r', '\u{0C}', '\u{2028}', '\u{2029}', '\u{85}']);
    pieces.filter_map(move |line| {
        let lead = line.len() - line.trim_start().len();
        let from = start + lead;
        let ends_pair = line == "\n" && text.get(..start).is_some_and(|before| before.ends_with('\r'));
        start += line.len();
        // The line feed of a carriage-return pair is no blank line of its own.
        (!ends_pair).then(|| from..from + line.trim().len())
    })
}

/// One line, short, no sentence, no list item.
fn is_title(paragraph: &str) -> bool {
    paragraph.len() <= MAX_TITLE_BYTES
        && !paragraph.contains(['\n', '\r'])
        && !paragraph.ends_with(['.', '!', '?', ':', ';', ',', '。', '！', '？'])
        && marker(paragraph, None).is_none()
}

/// Marks a paragraph, or the list items in it with what stands before them. `number` is the number of
/// the latest item.
fn mark(
    text: &str,
    paragraph: Range<usize>,
    number: &mut Option<u32>,
    builder: &mut Builder<'_>,
) -> Result<(), ExtractError> {
    let mut pending: Option<(BlockKind, Range<usize>)> = None;
    for line in lines(text, paragraph) {
        let content = text.get(line.clone()).unwrap_or_default();
        let item = marker(content, *number).filter(|_| pending.is_none() || starts_list(&pending, text));
        match (item, &mut pending) {
            (Some((length, next)), _) => {
                flush(pending.take(), builder)?;
                *number = next;
                pending = Some((BlockKind::ListItem, line.start + length..line.end));
            }
            (None, Some((_, span))) => span.end = line.end,
            (None, None) => {
                *number = None;
                pending = Some((BlockKind::Paragraph, line));
            }
        }
    }
    flush(pending, builder)
}

/// Whether a marked line after `pending` opens or continues a list, rather than being a wrapped line
/// that happens to begin with a dash.
fn starts_list(pending: &Option<(BlockKind, Range<usize>)>, text: &str) -> bool {
    pending.as_ref().is_none_or(|(kind, span)| {
        let before = text.get(span.clone()).unwrap_or_default();
        *kind == BlockKind::ListItem || before.ends_with(['.', ':', '!', '?', ';']) || !before.contains('\n')
    })
}

fn flush(pending: Option<(BlockKind, Range<usize>)>, builder: &mut Builder<'_>) -> Result<(), ExtractError> {
    let Some((kind, span)) = pending.filter(|(_, span)| !span.is_empty()) else { return Ok(()) };
    match kind {
        BlockKind::ListItem if !builder.in_list() => builder.open_list(),
        BlockKind::ListItem => {}
        _ => while_open(builder),
    }
    builder.mark(kind, span).map(|_| ())
}

fn while_open(builder: &mut Builder<'_>) {
    while builder.in_list() {
        builder.close_list();
    }
}

/// The byte length of a list marker with its space, and the number that it carries. A number opens a
/// list only at one and continues it only in sequence: a year at the start of a line is no marker.
fn marker(line: &str, previous: Option<u32>) -> Option<(usize, Option<u32>)> {
    for bullet in ["- ", "* ", "• ", "– ", "· ", "▪ ", "‣ "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return Some((line.len() - rest.trim_start().len(), None));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = line.get(..digits)?.parse().ok()?;
    let rest = line.get(digits..)?.strip_prefix(['.', ')'])?;
    let expected = previous.map_or(1, |previous| previous.saturating_add(1));
    (rest.starts_with([' ', '\t']) && number == expected).then(|| (line.len() - rest.trim_start().len(), Some(number)))
}
