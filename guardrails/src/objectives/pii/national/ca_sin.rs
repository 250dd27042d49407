//! Canada: social insurance number. Nine digits, Luhn; the first is not 0 or 8.

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, luhn};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[1-79][0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}\b",
    words: &["sin", "social insurance", "social insurance number", "assurance sociale", "nas"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    luhn(&digits(candidate))
}
