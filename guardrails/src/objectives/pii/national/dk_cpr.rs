//! Denmark: CPR number. Date and four digits; the check modulo 11 was given up in 2007, so that only the
//! date speaks.

use super::Spec;
use crate::objectives::pii::checksum::{date, digits, pair};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{6}[- ]?[0-9]{4}\b",
    words: &["cpr", "cpr-nummer", "cpr-nr", "personnummer", "cpr number"],
    valid,
    telling: |_| false,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    pair(&digits, 0).zip(pair(&digits, 2)).is_some_and(|(day, month)| date(month, day))
}
