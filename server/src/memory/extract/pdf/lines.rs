//! From the lines of a page to paragraphs: hyphens at line ends are undone, running heads dropped,
//! paragraphs that a page break cuts are joined.

use std::collections::HashMap;

/// A running head is a first or last line that more pages than this share repeat; never below three.
const REPEATS: usize = 3;

/// A paragraph and the page where it begins.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) page: u32,
    pub(super) text: String,
}

/// The paragraphs of numbered pages.
pub(super) fn paragraphs(pages: &[(u32, String)]) -> Vec<Paragraph> {
    let heads = running_heads(pages);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for (page, text) in pages {
        let mut first = true;
        for chunk in chunks(text, &heads) {
            match paragraphs.last_mut() {
                Some(last) if first && continues(&last.text, &chunk) => append(&mut last.text, &chunk),
                _ => paragraphs.push(Paragraph { page: *page, text: chunk }),
            }
            first = false;
        }
    }
    paragraphs
}

/// A page's paragraphs: lines between blank lines, joined.
fn chunks(text: &str, heads: &[String]) -> Vec<String> {
    let mut chunks = vec![String::new()];
    let edge = edges(text);
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let is_edge = edge.is_some_and(|(first, last)| index == first || index == last);
        if line.is_empty() {
            chunks.push(String::new());
        } else if !(is_edge && heads.contains(&shape(line)))
            && let Some(chunk) = chunks.last_mut()
        {
            append(chunk, line);
        }
    }
    chunks.retain(|chunk| !chunk.is_empty());
    chunks
}

/// Joins two pieces of running text: `exam-` + `ple` is `example`, everything else takes a space.
fn append(text: &mut String, line: &str) {
    let hyphenated = text.strip_suffix('-').is_some_and(|stem| stem.ends_with(char::is_lowercase));
    if hyphenated && line.starts_with(char::is_lowercase) {
        text.pop();
    } else if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

fn continues(before: &str, after: &str) -> bool {
    !before.ends_with(['.', '!', '?', ':', '”', '"']) && after.starts_with(char::is_lowercase)
}

/// First and last lines that most pages share, digits aside.
fn running_heads(pages: &[(u32, String)]) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, text) in pages {
        let lines: Vec<&str> = text.lines().collect();
        let Some((first, last)) = edges(text) else { continue };
        let mut shapes = vec![first];
        shapes.extend((last != first).then_some(last));
        for line in shapes.into_iter().filter_map(|index| lines.get(index)) {
            *counts.entry(shape(line.trim())).or_default() += 1;
        }
    }
    let enough = REPEATS.max(pages.len() / 2 + 1);
    counts.into_iter().filter(|(_, count)| *count >= enough).map(|(shape, _)| shape).collect()
}

/// Indices of a page's first and last line that are not blank.
fn edges(text: &str) -> Option<(usize, usize)> {
    let mut filled = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(index, _)| index);
    let first = filled.next()?;
    Some((first, filled.last().unwrap_or(first)))
}

/// A line with every number written as one mark: `Page 3 of 10` and `Page 4 of 10` are alike.
fn shape(line: &str) -> String {
    let mut shape = String::with_capacity(line.len());
    for letter in line.chars() {
        if !letter.is_ascii_digit() {
            shape.push(letter);
        } else if !shape.ends_with('#') {
            shape.push('#');
        }
    }
    shape
}
