//! Ireland: PPS number. Seven digits, a check letter modulo 23, and since 2013 a second letter.

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"(?i)\b[0-9]{7}[A-W][A-ITW]?\b",
    words: &["pps", "ppsn", "pps number", "personal public service", "tax number"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let code = candidate.to_ascii_uppercase();
    let mut letters = code.chars().skip(7);
    let check = letters.next();
    // T and W are older marks and add nothing, as no second letter does.
    let second = letters.next().filter(|c| !matches!(c, 'T' | 'W')).map_or(0, |c| u32::from(c) - u32::from('A') + 1);
    let rest = (weighted(&digits(&code), &[8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23;
    let letter = if rest == 0 { Some('W') } else { char::from_u32(u32::from('A') + rest - 1) };
    check == letter
}
