//! Italy: codice fiscale (D.M. 23 December 1976). Sixteen characters, the last a check letter; digits may
//! be written as letters where two people would have the same code (omocodia).

use super::{Spec, always};
use crate::objectives::pii::checksum::date;

pub(super) const SPEC: Spec = Spec {
    pattern: r"(?i)\b[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]\b",
    words: &[],
    valid,
    telling: always,
};

/// Values at odd places (the first, third …) for 0–9 and A–Z.
const ODD: [u32; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
    22, 25, 24, 23,
];
/// Letters that stand for the digits 0–9.
const OMOCODIA: &str = "LMNPQRSTUV";

fn valid(candidate: &str) -> bool {
    let code: Vec<char> = candidate.to_ascii_uppercase().chars().collect();
    let Some((check, body)) = code.split_last() else { return false };
    let sum: Option<u32> = body.iter().enumerate().map(|(place, c)| value(place, *c)).sum();
    let letter = sum.and_then(|sum| char::from_u32(u32::from('A') + sum % 26));
    letter == Some(*check) && born(&code)
}

fn value(place: usize, c: char) -> Option<u32> {
    let code = c.to_digit(36)?;
    if place.is_multiple_of(2) {
        ODD.get(usize::try_from(code).ok()?).copied()
    } else {
        Some(if code < 10 { code } else { code - 10 })
    }
}

/// Day and month of birth; women have 40 added to the day.
fn born(code: &[char]) -> bool {
    let digit = |c: &char| c.to_digit(10).or_else(|| OMOCODIA.find(*c).and_then(|at| u32::try_from(at).ok()));
    let day = code.get(9).and_then(digit).zip(code.get(10).and_then(digit)).map(|(tens, ones)| tens * 10 + ones);
    let month = code.get(8).and_then(|c| "ABCDEHLMPRST".find(*c)).and_then(|at| u32::try_from(at + 1).ok());
    day.zip(month).is_some_and(|(day, month)| date(month, if day > 40 { day - 40 } else { day }))
}
