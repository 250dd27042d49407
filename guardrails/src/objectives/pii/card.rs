//! Payment card numbers: an issuer's range, its length, and Luhn's check (ISO/IEC 7812).

use regex::Regex;

use super::checksum::{luhn, uniform};
use super::detector::{Detector, Finding, Pace, expression};
use crate::objective::Unevaluable;

/// Ranges of leading digits (padded to six) and the lengths issued in them.
const ISSUERS: [(u32, u32, &[usize]); 24] = [
    (400_000, 499_999, &[13, 16, 19]),                     // Visa
    (510_000, 559_999, &[16]),                             // Mastercard
    (222_100, 272_099, &[16]),                             // Mastercard
    (340_000, 349_999, &[15]),                             // American Express
    (370_000, 379_999, &[15]),                             // American Express
    (300_000, 305_999, &[14, 16, 17, 18, 19]),             // Diners Club
    (309_500, 309_599, &[14, 16, 17, 18, 19]),             // Diners Club
    (360_000, 369_999, &[14, 16, 17, 18, 19]),             // Diners Club
    (380_000, 399_999, &[14, 16, 17, 18, 19]),             // Diners Club
    (601_100, 601_199, &[16, 17, 18, 19]),                 // Discover
    (644_000, 659_999, &[16, 17, 18, 19]),                 // Discover, RuPay
    (352_800, 358_999, &[16, 17, 18, 19]),                 // JCB
    (620_000, 629_999, &[16, 17, 18, 19]),                 // UnionPay
    (810_000, 817_199, &[16, 17, 18, 19]),                 // UnionPay, RuPay
    (820_000, 829_999, &[16]),                             // RuPay
    (508_500, 508_999, &[16]),                             // RuPay
    (606_985, 608_500, &[16]),                             // RuPay
    (220_000, 220_499, &[16, 17, 18, 19]),                 // Mir
    (979_200, 979_289, &[16]),                             // Troy
    (500_000, 508_499, &[12, 13, 14, 15, 16, 17, 18, 19]), // Maestro
    (560_000, 589_999, &[12, 13, 14, 15, 16, 17, 18, 19]), // Maestro
    (630_000, 639_999, &[12, 13, 14, 15, 16, 17, 18, 19]), // Maestro
    (670_000, 679_999, &[12, 13, 14, 15, 16, 17, 18, 19]), // Maestro
    (506_000, 506_999, &[16, 17, 18, 19]),                 // Verve
];

#[derive(Debug)]
pub(super) struct PaymentCard {
    run: Regex,
}

impl PaymentCard {
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self { run: expression(r"[0-9]+(?:[ -][0-9]+)*")? })
    }
}

impl Detector for PaymentCard {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        let mut found = Vec::new();
        for run in self.run.find_iter(text) {
            pace.tick()?;
            if run.len() >= 12 && !in_decimal(text, run.start()) && !in_word(text, run.start(), run.end()) {
                cards(run.as_str(), run.start(), pace, &mut found)?;
            }
        }
        Ok(found)
    }
}

/// Cards among the groups of a run of digits, each made of whole groups.
fn cards(run: &str, offset: usize, pace: &Pace<'_>, found: &mut Vec<Finding>) -> Result<(), Unevaluable> {
    let groups: Vec<(usize, &str)> = groups(run);
    let mut first = 0;
    while let Some(rest) = groups.get(first..).filter(|rest| !rest.is_empty()) {
        pace.tick()?;
        match card(rest) {
            Some(count) => {
                let end = rest.get(count - 1).map_or(0, |(start, group)| start + group.len());
                let start = rest.first().map_or(0, |(start, _)| *start);
                found.push(Finding { range: offset + start..offset + end, label: "payment_card" });
                first += count;
            }
            None => first += 1,
        }
    }
    Ok(())
}

fn groups(run: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    let mut found = Vec::new();
    for group in run.split([' ', '-']) {
        found.push((start, group));
        start += group.len() + 1;
    }
    found
}

/// How many groups from the first on make a card; the longest such number.
fn card(groups: &[(usize, &str)]) -> Option<usize> {
    let mut digits = Vec::with_capacity(19);
    let mut found = None;
    for (index, (_, group)) in groups.iter().enumerate() {
        digits.extend(group.chars().filter_map(|c| c.to_digit(10)));
        if digits.len() > 19 {
            break;
        }
        let sizes: Vec<usize> = groups.iter().take(index + 1).map(|(_, group)| group.len()).collect();
        if digits.len() >= 12 && usual(&sizes) && issued(&digits) && luhn(&digits) && !uniform(&digits) {
            found = Some(index + 1);
        }
    }
    found
}

/// Groupings in which cards are written: one piece, pieces of one size (the last may be shorter), 4-6-5, 4-6-4.
fn usual(sizes: &[usize]) -> bool {
    match sizes {
        [_] | [4, 6, 5] | [4, 6, 4] => true,
        [first, middle @ .., last] => *first <= 8 && middle.iter().all(|size| size == first) && last <= first,
        [] => false,
    }
}

fn issued(digits: &[u32]) -> bool {
    let prefix = digits.iter().take(6).fold(0, |prefix, digit| prefix * 10 + digit);
    ISSUERS.iter().any(|(low, high, lengths)| (*low..=*high).contains(&prefix) && lengths.contains(&digits.len()))
}

/// Whether the run continues a decimal: `0.4111…`.
fn in_decimal(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    matches!(before.next(), Some('.' | ',')) && before.next().is_some_and(|c| c.is_ascii_digit())
}

fn in_word(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|t| t.chars().next_back());
    let after = text.get(end..).and_then(|t| t.chars().next());
    before.is_some_and(char::is_alphabetic) || after.is_some_and(char::is_alphabetic)
}
