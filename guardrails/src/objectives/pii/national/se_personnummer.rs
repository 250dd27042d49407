//! Sweden: personal identity number. Date, serial, Luhn over ten digits; coordination numbers add 60 to
//! the day.

use super::Spec;
use crate::objectives::pii::checksum::{date, digits, luhn, pair};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b(?:19|20)?[0-9]{6}[-+]?[0-9]{4}\b",
    words: &["personnummer", "personnr", "samordningsnummer", "personal identity number"],
    valid,
    telling: |candidate| candidate.contains(['-', '+']),
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let short = digits.get(digits.len().saturating_sub(10)..).unwrap_or_default();
    let born = pair(short, 2).zip(pair(short, 4));
    born.is_some_and(|(month, day)| date(month, if day > 60 { day - 60 } else { day })) && luhn(short)
}
