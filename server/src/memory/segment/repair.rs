//! What the Unicode sentence rules cannot know.
//!
//! Breaks are moved past citation marks and before opening brackets, and dropped after abbreviations,
//! initials, ellipses inside a sentence, and inside brackets that close soon.

use std::ops::Range;

use super::Language;

/// How far a bracket may close after a break for the break to be inside it; bytes.
const BRACKET_REACH: usize = 200;
/// The longest content of a citation mark: `[citation needed]`, `[12, 13]`; bytes.
const MARK: usize = 24;
/// The longest abbreviation; bytes. Bounds the work at each break.
const ABBREVIATION: usize = 24;

/// The break moved to where the sentence really ends. Never before 0 or inside a character.
pub(super) fn moved(text: &str, end: usize) -> usize {
    if end >= text.len() {
        return text.len();
    }
    let before = text.get(..end).unwrap_or_default();
    let trimmed = before.trim_end();
    // `shock."[` | `1] The`: the mark belongs to what it marks.
    if let Some(opened) = trimmed.strip_suffix('[').filter(|opened| ends_sentence(opened))
        && let Some(length) = marks(text.get(opened.len()..).unwrap_or_default())
    {
        return opened.len() + length;
    }
    if trimmed.len() == before.len()
        && let Some(opened) = trimmed.strip_suffix(['(', '[', '“', '‘', '«', '„'])
    {
        return opened.len();
    }
    let marked = ends_sentence(trimmed).then(|| marks(text.get(end..).unwrap_or_default())).flatten();
    end + marked.unwrap_or_default()
}

/// Ends of sentences that citation marks hide from the Unicode rules (`ended.[12][note 3] Then`).
pub(super) fn marked_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.match_indices('[').filter_map(|(at, _)| {
        let (before, from) = text.split_at_checked(at)?;
        // The cheap condition first: a run of marks is then read once.
        ends_sentence(before).then(|| marks(from)).flatten().map(|length| at + length)
    })
}

/// Ends of sentences before a number (`of GDP. 22 % of`), which the Unicode rules pass over when a
/// lower-case word follows it.
pub(super) fn numbered_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.match_indices('.').filter_map(|(at, stop)| {
        let before = text.get(..at)?.chars().next_back()?;
        let after = text.get(at + stop.len()..)?.trim_start_matches(is_closing);
        let next = after.trim_start();
        let opens = (before.is_alphabetic() || is_closing(before)) && next.len() < after.len();
        (opens && next.starts_with(|letter: char| letter.is_ascii_digit())).then_some(text.len() - next.len())
    })
}

/// The byte length of the citation marks that a text begins with, with the white space after them.
fn marks(text: &str) -> Option<usize> {
    let mut rest = text;
    while let Some(open) = rest.strip_prefix('[') {
        let close = open.bytes().take(MARK + 1).position(|byte| byte == b']');
        let Some((content, after)) = close.and_then(|close| open.split_at_checked(close)) else { break };
        let plain = content.chars().all(|letter| letter.is_alphanumeric() || " ,-–".contains(letter));
        // A bracketed word that begins a sentence (`[He] said`) is no mark; numbers and notes are.
        let lower = content.chars().next().is_some_and(|letter| letter.is_numeric() || letter.is_lowercase());
        if !plain || !lower {
            break;
        }
        rest = after.get(1..).unwrap_or_default();
    }
    let length = text.len() - rest.trim_start().len();
    (rest.len() < text.len()).then_some(length)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(is_closing).ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

fn is_closing(letter: char) -> bool {
    matches!(letter, '"' | '\'' | ')' | ']' | '}' | '”' | '’' | '»' | '“')
}

/// Whether there is no sentence end at `sentence.end`.
pub(super) fn joins(text: &str, sentence: Range<usize>, language: &Language) -> bool {
    let head = text.get(sentence.clone()).unwrap_or_default().trim_end();
    let tail = text.get(sentence.end..).unwrap_or_default();
    let opening = tail.trim_start_matches(|letter: char| is_closing(letter) || "([“‘«„".contains(letter));
    let Some(next) = opening.chars().next() else { return false };
    let core = head.trim_end_matches(is_closing);
    // A sentence opens with a capital letter, or with a number; a sign goes on with a formula.
    if (next.is_lowercase() && language.tag != "und") || "+=−*/%≤≥×".contains(next) {
        return true;
    }
    if is_enumerator(head) || inside_brackets(head, tail) || is_inner_ellipsis(core) {
        return true;
    }
    core.strip_suffix('.').is_some_and(|stem| core.len() == head.len() && is_abbreviated(stem, opening, next, language))
}

/// `1.`, `a.`, `IV.` before what they count.
fn is_enumerator(head: &str) -> bool {
    head.strip_suffix('.').is_some_and(|number| {
        !number.is_empty()
            && number.len() <= 4
            && number.bytes().all(|byte| byte.is_ascii_digit() || b"IVXivx".contains(&byte))
    })
}

/// A bracket is open at the break and closes soon after it.
fn inside_brackets(head: &str, tail: &str) -> bool {
    let mut depth = 0_i32;
    for letter in head.chars().rev().take(BRACKET_REACH) {
        match letter {
            ')' => depth -= 1,
            '(' => depth += 1,
            _ => {}
        }
        if depth > 0 {
            let mut reach = tail.char_indices().take_while(|(at, _)| *at < BRACKET_REACH);
            return reach.find(|(_, letter)| matches!(letter, '(' | ')')).is_some_and(|(_, letter)| letter == ')');
        }
    }
    false
}

/// ` ...` with a space before leaves words out of one sentence; `word...` ends one.
fn is_inner_ellipsis(core: &str) -> bool {
    let stem = core.trim_end_matches(['.', '…']);
    let dots = core.get(stem.len()..).unwrap_or_default();
    stem.ends_with(' ') && (dots.starts_with("..") || dots.starts_with('…'))
}

fn is_abbreviated(stem: &str, opening: &str, next: char, language: &Language) -> bool {
    let letters = stem.chars().rev().take_while(|letter| !letter.is_whitespace() && !"([“‘\"'—–/-".contains(*letter));
    let length: usize = letters.take(ABBREVIATION + 1).map(char::len_utf8).sum();
    if length > ABBREVIATION {
        return false;
    }
    let word = stem.get(stem.len() - length..).unwrap_or_default();
    let lower = word.to_lowercase();
    if language.is_abbreviation(&lower) {
        return true;
    }
    if next.is_numeric() && language.is_before_number(&lower) {
        return true;
    }
    let first: String =
        opening.chars().take_while(|letter| letter.is_alphanumeric() || matches!(letter, '\'' | '’')).collect();
    let opens = language.is_starter(&first.to_lowercase());
    // `J` and `a.k.a` are initials; a lone `n` is a quantity that may well end its sentence.
    let initials = word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
        && (word.len() > 1 || word.chars().all(char::is_uppercase));
    (initials || language.is_ambiguous(&lower)) && !opens
}
