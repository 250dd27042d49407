//! Norway: national identity number. Date, serial, two check digits modulo 11; D-numbers add 40 to the day.

use super::{Spec, always};
use crate::objectives::pii::checksum::{date, digits, pair, weighted};

pub(super) const SPEC: Spec = Spec { pattern: r"\b[0-9]{6} ?[0-9]{5}\b", words: &[], valid, telling: always };

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let born = pair(&digits, 0).zip(pair(&digits, 2));
    let date = born.is_some_and(|(day, month)| date(month, if day > 40 { day - 40 } else { day }));
    date && weighted(&digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}
