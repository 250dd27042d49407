//! India: Aadhaar number. Twelve digits, the first 2–9, Verhoeff's check (UIDAI).

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, verhoeff};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}\b",
    words: &["aadhaar", "aadhar", "adhaar", "uid", "uidai", "आधार"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let palindrome = digits.iter().eq(digits.iter().rev());
    verhoeff(&digits) && !palindrome
}
