//! Letters written as digits and marks: `p4ssw0rd`, `1gn0r3`, `$ecret`.
//!
//! Only words that mix letters with such characters are rewritten, so that numbers, dates and addresses
//! stay as they are. A `1` and a `|` may stand for `i` or for `l`: each choice is a reading of its own.

use std::ops::Range;

use super::view::{Builder, Layer, View};

/// The readings with letters for digits: none where no word mixes them, two where one has a `1`.
pub(super) fn leet(from: &View<'_>) -> Vec<View<'static>> {
    let mut words = words(from.text());
    if !words.iter().any(|word| mixed(from.text(), word, 2)) {
        return Vec::new();
    }
    // Where one word is written so, shorter ones may be as well.
    words.retain(|word| mixed(from.text(), word, 1));
    let doubtful = words.iter().any(|word| from.text().get(word.clone()).is_some_and(|word| word.contains(['1', '|'])));
    let choices: &[char] = if doubtful { &['i', 'l'] } else { &['i'] };
    choices.iter().map(|one| rewritten(from, &words, *one)).collect()
}

fn rewritten(from: &View<'_>, words: &[Range<usize>], one: char) -> View<'static> {
    let mut builder = Builder::new(from, Layer::Leet);
    let mut words = words.iter().peekable();
    let mut buffer = [0; 4];
    for (offset, character) in from.text().char_indices() {
        while words.peek().is_some_and(|word| word.end <= offset) {
            words.next();
        }
        let inside = words.peek().is_some_and(|word| word.contains(&offset));
        let letter = if inside { letter(character, one).unwrap_or(character) } else { character };
        builder.push(letter.encode_utf8(&mut buffer), offset..offset + character.len_utf8());
    }
    builder.finish()
}

/// Runs of letters, digits and the marks that stand for letters, without marks at their end: `p4ss!` ends in one.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (offset, character) in text.char_indices().filter(|(_, c)| c.is_alphanumeric() || letter(*c, 'i').is_some()) {
        let end = offset + character.len_utf8();
        match found.last_mut().filter(|last| last.end == offset) {
            Some(last) => last.end = end,
            None => found.push(offset..end),
        }
    }
    for word in &mut found {
        let slice = text.get(word.clone()).unwrap_or_default();
        word.end = word.start + slice.trim_end_matches(['!', '|']).len();
    }
    found
}

/// At least so many letters, at least one character that stands for one, and no more than twice as many of
/// those; long tokens (identifiers, keys) are not words.
fn mixed(text: &str, word: &Range<usize>, least: usize) -> bool {
    let Some(word) = text.get(word.clone()).filter(|word| word.len() <= 32) else { return false };
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let stand_ins = word.chars().filter(|c| letter(*c, 'i').is_some()).count();
    letters >= least && stand_ins >= 1 && stand_ins <= letters * 2
}

const fn letter(character: char, one: char) -> Option<char> {
    let letter = match character {
        '0' => 'o',
        '1' | '|' => one,
        '!' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => return None,
    };
    Some(letter)
}
