//! South Africa: identity number. Date, serial, citizenship, Luhn over thirteen digits.

use super::{Spec, never};
use crate::objectives::pii::checksum::{date, digits, luhn, pair};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{6} ?[0-9]{4} ?[0-2][0-9]{2}\b",
    words: &["id number", "identity number", "south african id", "sa id", "id no", "rsa id"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let born = pair(&digits, 2).zip(pair(&digits, 4)).is_some_and(|(month, day)| date(month, day));
    born && luhn(&digits)
}
