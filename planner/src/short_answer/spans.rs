//! Spans that may be short answers: dates, quantities, names, phrases.

use super::Kind;
use super::kind::Asked;
use super::words::{Word, contains};

/// A run of words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    /// First word.
    pub(super) first: usize,
    /// Word after the last.
    pub(super) last: usize,
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// What it looks like.
    pub(super) kind: Kind,
}

const MONTHS: &str = " january february march april may june july august september october november december ";
const NUMBERS: &str = " two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion half third \
quarter dozen hundreds thousands millions billions twice double ";
const SCALES: &str = " hundred thousand million billion trillion dozen percent ";
const LINKS: &str = " of the de la le von van der den du di da al and for ";
/// Words of a phrase at most.
const PHRASE: usize = 4;

/// Every span of the kinds that answer what was asked.
pub(super) fn of(text: &str, words: &[Word], asked: Asked) -> Vec<Span> {
    let mut spans = Vec::new();
    match asked {
        Asked::Date => dates(text, words, &mut spans),
        Asked::Number => quantities(text, words, &mut spans),
        Asked::Person | Asked::Place => names(words, &mut spans),
        Asked::Thing => {
            names(words, &mut spans);
            phrases(words, &mut spans);
        }
        Asked::Explanation => {}
    }
    spans
}

fn span(words: &[Word], first: usize, last: usize, kind: Kind) -> Option<Span> {
    let (start, end) = (words.get(first)?.start, words.get(last.checked_sub(1)?)?.end);
    Some(Span { first, last, start, end, kind })
}

fn is_year(word: &Word) -> bool {
    let digits = word.folded.strip_suffix('s').unwrap_or(&word.folded);
    (3..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
}

fn is_month(word: &Word) -> bool {
    word.capital && contains(MONTHS, &word.folded)
}

/// Runs of month names, days and years; a year alone; a century.
fn dates(text: &str, words: &[Word], spans: &mut Vec<Span>) {
    let day = |word: &Word| word.digit && word.end - word.start <= 2;
    let near =
        |index: usize| {
            index.checked_sub(1).and_then(|previous| words.get(previous)).zip(words.get(index)).is_some_and(
                |(left, right)| text.get(left.end..right.start).is_some_and(|gap| matches!(gap, " " | ", ")),
            )
        };
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let mut last = index;
        if is_year(word) || is_month(word) || (day(word) && words.get(index + 1).is_some_and(is_month)) {
            last += 1;
            while words.get(last).is_some_and(|word| (is_year(word) || is_month(word) || day(word)) && near(last)) {
                last += 1;
            }
            let era = |word: &Word| matches!(word.folded.as_str(), "bc" | "bce" | "ad" | "ce");
            last += usize::from(words.get(last).is_some_and(era));
        } else if words
            .get(index + 1)
            .is_some_and(|word| matches!(word.folded.as_str(), "century" | "centuries" | "decade"))
        {
            last += 2;
        }
        if last > index {
            spans.extend(span(words, index, last, Kind::Date));
        }
        index = last.max(index + 1);
    }
}

/// Numbers in digits or words, with currency sign before and scale or unit after.
fn quantities(text: &str, words: &[Word], spans: &mut Vec<Span>) {
    let number = |word: &Word| word.digit || contains(NUMBERS, &word.folded);
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if !number(word) {
            index += 1;
            continue;
        }
        let mut last = index + 1;
        while words.get(last).is_some_and(|word| word.joined && (contains(SCALES, &word.folded) || number(word))) {
            last += 1;
        }
        let percent = |end: usize| text.get(end..).is_some_and(|rest| rest.starts_with('%'));
        let bare = words.get(last - 1).is_some_and(|word| percent(word.end));
        let unit = words.get(last).is_some_and(|word| word.joined && !word.is_function() && !word.capital);
        let ends = last + usize::from(unit && !bare);
        if let Some(mut span) = span(words, index, ends, Kind::Number) {
            span.end += usize::from(bare);
            let sign = text.get(..span.start).and_then(|before| before.chars().next_back());
            span.start -= sign.filter(|sign| matches!(sign, '$' | '£' | '€' | '¥')).map_or(0, char::len_utf8);
            spans.push(span);
        }
        index = last;
    }
}

/// Runs of capitalised words, with small links inside.
fn names(words: &[Word], spans: &mut Vec<Span>) {
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let opening = index == 0 && word.is_function();
        if !word.capital || opening || (is_month(word) && words.get(index + 1).is_some_and(|word| word.digit)) {
            index += 1;
            continue;
        }
        let mut last = index + 1;
        while let Some(next) = words.get(last).filter(|next| next.joined) {
            let link = contains(LINKS, &next.folded)
                && next.folded != "and"
                && words.get(last + 1).is_some_and(|after| after.capital && after.joined);
            if !next.capital && !link {
                break;
            }
            last += if link { 2 } else { 1 };
        }
        spans.extend(span(words, index, last, Kind::Entity));
        index = last;
    }
}

/// Runs of words that are neither function words nor names.
fn phrases(words: &[Word], spans: &mut Vec<Span>) {
    let mut index = 0;
    while index < words.len() {
        let content = |place: usize| words.get(place).is_some_and(|word| !word.is_function() && !word.capital);
        let mut last = index;
        while last < index + PHRASE
            && content(last)
            && (last == index || words.get(last).is_some_and(|word| word.joined))
        {
            last += 1;
        }
        if last > index {
            spans.extend(span(words, index, last, Kind::Phrase));
        }
        index = last.max(index + 1);
    }
}
