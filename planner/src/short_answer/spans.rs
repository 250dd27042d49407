//! Spans that may be short answers: dates, quantities, names.

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
const UNITS: &str = " years year months weeks days day hours minutes seconds miles mile kilometres kilometers km metres meters m \
feet foot ft inches acres hectares tonnes tons kg pounds degrees dollars euros times volts watts ";

/// Every span of the kinds that answer what was asked.
pub(super) fn of(text: &str, words: &[Word], asked: Asked) -> Vec<Span> {
    let mut spans = Vec::new();
    match asked {
        Asked::Date => dates(text, words, &mut spans),
        Asked::Number => quantities(text, words, &mut spans),
        Asked::Person | Asked::Place | Asked::Name => names(words, &mut spans),
        Asked::Other => {}
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

/// Numbers in digits or words: ranges as one span, with currency sign, scale, and unit of measure.
fn quantities(text: &str, words: &[Word], spans: &mut Vec<Span>) {
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if !is_number(word) {
            index += 1;
            continue;
        }
        let mut last = number_end(words, index);
        if let Some(end) = range_end(text, words, last) {
            last = end;
        }
        let percent = |end: usize| text.get(end..).is_some_and(|rest| rest.starts_with('%'));
        let bare = words.get(last - 1).is_some_and(|word| percent(word.end));
        let unit = words.get(last).is_some_and(|word| word.joined && contains(UNITS, &word.folded));
        if let Some(mut span) = span(words, index, last + usize::from(unit && !bare), Kind::Number) {
            span.end += usize::from(bare);
            let sign = text.get(..span.start).and_then(|before| before.chars().next_back());
            span.start -= sign.filter(|sign| matches!(sign, '$' | '£' | '€' | '¥')).map_or(0, char::len_utf8);
            spans.push(span);
        }
        index = last;
    }
}

fn is_number(word: &Word) -> bool {
    word.digit || contains(NUMBERS, &word.folded)
}

/// Word after a number that begins at `index`, its scale included.
fn number_end(words: &[Word], index: usize) -> usize {
    let more = words.iter().skip(index + 1);
    index + 1 + more.take_while(|word| word.joined && (contains(SCALES, &word.folded) || is_number(word))).count()
}

/// Word after the second number, where "to" or a dash joins two.
fn range_end(text: &str, words: &[Word], last: usize) -> Option<usize> {
    let (before, after) = (words.get(last.checked_sub(1)?)?, words.get(last)?);
    let gap = text.get(before.end..after.start).unwrap_or_default();
    if is_number(after) && matches!(gap, "–" | "—" | "-" | " – ") {
        return Some(number_end(words, last));
    }
    let joined = after.joined && after.folded == "to";
    (joined && words.get(last + 1).is_some_and(is_number)).then(|| number_end(words, last + 1))
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
