//! Poland: PESEL. A date of birth with the century in the month, a serial, a check digit modulo 10.

use super::{Spec, never};
use crate::objectives::pii::checksum::{date, digits, pair, weighted};

pub(super) const SPEC: Spec =
    Spec { pattern: r"\b[0-9]{11}\b", words: &["pesel", "numer pesel", "nr pesel"], valid, telling: never };

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let born = pair(&digits, 2).zip(pair(&digits, 4)).is_some_and(|(month, day)| date(month % 20, day));
    born && weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}
