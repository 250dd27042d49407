//! A plain sentence splitter, for objectives that look at one sentence at a time.

use std::ops::Range;

/// Longest segment, in characters: below what a 256-token encoder cuts off, in any script.
pub const SEGMENT: usize = 240;

/// The sentences of a text as ranges of bytes, without the white space between them; none is empty.
///
/// A sentence ends at a line break, or after `.`, `!`, `?`, `…` or their full-width forms (with closing
/// quotes and brackets), where white space follows; after the ideographic full stop also without. A full
/// stop inside a number, after one letter or after a common title ends nothing: `3.5`, `J. Doe`, `Dr. Roe`.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    cut(text, abbreviation)
}

/// The same, cut also after abbreviations: no sentence that a writer wants joined to another is.
pub fn fragments(text: &str) -> Vec<Range<usize>> {
    cut(text, |_| false)
}

/// The pieces in which models read a text: [`fragments`], those longer than [`SEGMENT`] characters cut at white space where
/// there is some. None is without a letter or digit.
pub fn segments(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<_> = fragments(text).into_iter().flat_map(|fragment| runs(text, fragment, SEGMENT)).collect();
    found.retain(|range| text.get(range.clone()).is_some_and(|piece| piece.chars().any(char::is_alphanumeric)));
    found
}

/// Cuts a range at white space where it can, so that no piece has more than `longest` characters.
pub fn runs(text: &str, range: Range<usize>, longest: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = range.start;
    while let Some(rest) = text.get(start..range.end).filter(|rest| !rest.is_empty()) {
        let Some((limit, _)) = rest.char_indices().nth(longest) else {
            found.push(start..range.end);
            break;
        };
        let head = rest.get(..limit).unwrap_or(rest);
        let end = head.rfind(char::is_whitespace).filter(|end| *end > 0).unwrap_or(limit);
        found.push(start..start + end);
        let gap = rest.get(end..).map_or(0, |tail| tail.len() - tail.trim_start().len());
        start += end + gap;
    }
    found
}

fn cut(text: &str, joined: fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        if character == '\n' {
            push(&mut found, text, start..offset);
            start = offset + 1;
            continue;
        }
        if !terminal(character) {
            continue;
        }
        let mut end = offset + character.len_utf8();
        while let Some((_, next)) = characters.peek().copied().filter(|(_, c)| terminal(*c) || closing(*c)) {
            end += next.len_utf8();
            characters.next();
        }
        let follows = characters.peek().map(|(_, c)| *c);
        let over = wide(character) || follows.is_none_or(char::is_whitespace);
        if over && !(character == '.' && joined(text.get(start..offset).unwrap_or_default())) {
            push(&mut found, text, start..end);
            start = end;
        }
    }
    push(&mut found, text, start..text.len());
    found
}

fn push(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let Some(slice) = text.get(range.clone()) else { return };
    let lead = slice.len() - slice.trim_start().len();
    let length = slice.trim().len();
    if length > 0 {
        found.push(range.start + lead..range.start + lead + length);
    }
}

const fn terminal(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '।' | '؟' | '۔')
}

const fn wide(character: char) -> bool {
    matches!(character, '。' | '！' | '？')
}

const fn closing(character: char) -> bool {
    matches!(character, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '』' | '）')
}

/// Whether the text before a full stop ends in something that is written with one.
fn abbreviation(before: &str) -> bool {
    const TITLES: [&str; 13] =
        ["dr", "mr", "mrs", "ms", "prof", "st", "vs", "e.g", "i.e", "cf", "approx", "bzw", "z.b"];
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let single = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    single || TITLES.contains(&word.to_lowercase().as_str())
}
