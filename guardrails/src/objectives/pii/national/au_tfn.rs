//! Australia: tax file number. Nine digits, weighted sum modulo 11 (ATO).

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, uniform, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}\b",
    words: &["tfn", "tax file", "tax file number"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    !uniform(&digits) && weighted(&digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}
