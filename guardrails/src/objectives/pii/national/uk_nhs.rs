//! United Kingdom: NHS number. Ten digits, modulus 11 (NHS data dictionary).

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, uniform, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}\b",
    words: &["nhs", "nhs number", "health number", "patient"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    weighted(&digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) && !uniform(&digits)
}
