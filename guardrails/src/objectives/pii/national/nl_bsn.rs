//! Netherlands: citizen service number. Nine digits, the "eleven test" with −1 for the last.

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, uniform, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{9}\b|\b[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}\b|\b[0-9]{3}[. ][0-9]{3}[. ][0-9]{3}\b",
    words: &["bsn", "burgerservicenummer", "sofinummer", "citizen service number"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    // −1 ≡ 10 (mod 11)
    digits.len() == 9 && !uniform(&digits) && weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2, 10]).is_multiple_of(11)
}
