//! Singapore: NRIC and FIN. A letter for the series, seven digits, a check letter modulo 11.

use super::{Spec, always};
use crate::objectives::pii::checksum::{digits, weighted};

pub(super) const SPEC: Spec = Spec { pattern: r"(?i)\b[STFGM][0-9]{7}[A-Z]\b", words: &[], valid, telling: always };

fn valid(candidate: &str) -> bool {
    let code = candidate.to_ascii_uppercase();
    let sum = weighted(&digits(&code), &[2, 7, 6, 5, 4, 3, 2]);
    let (offset, letters) = match code.chars().next() {
        Some('S') => (0, "JZIHGFEDCBA"),
        Some('T') => (4, "JZIHGFEDCBA"),
        Some('F') => (0, "XWUTRQPNMLK"),
        Some('G') => (4, "XWUTRQPNMLK"),
        Some('M') => (3, "XWUTRQPNJLK"),
        _ => return false,
    };
    let rest = usize::try_from((sum + offset) % 11).unwrap_or_default();
    let rest = if code.starts_with('M') { 10 - rest } else { rest };
    letters.get(rest..=rest).is_some_and(|letter| code.ends_with(letter))
}
