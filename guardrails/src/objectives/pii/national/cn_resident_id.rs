//! China: resident identity number (GB 11643-1999). Region, date, serial, check by ISO/IEC 7064 MOD 11-2.

use super::{Spec, always};
use crate::objectives::pii::checksum::{date, digits, pair};

pub(super) const SPEC: Spec =
    Spec { pattern: r"\b[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9Xx]\b", words: &[], valid, telling: always };

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let born = pair(&digits, 10).zip(pair(&digits, 12)).is_some_and(|(month, day)| date(month, day));
    let rest = candidate.chars().fold(0, |rest, c| (rest * 2 + c.to_digit(10).unwrap_or(10)) % 11);
    born && rest == 1
}
