//! Mexico: CURP. Eighteen characters; date of birth, sex, state, check digit modulo 10 (RENAPO).

use super::{Spec, always};
use crate::objectives::pii::checksum::{date, pair};

pub(super) const SPEC: Spec = Spec {
    pattern: r"(?i)\b[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]\b",
    words: &[],
    valid,
    telling: always,
};

/// The alphabet of the check: digits, letters, Ñ after N.
const ALPHABET: &str = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ";

fn valid(candidate: &str) -> bool {
    let code = candidate.to_ascii_uppercase();
    let values: Option<Vec<u32>> =
        code.chars().map(|c| ALPHABET.find(c).and_then(|at| u32::try_from(at).ok())).collect();
    let Some(values) = values else { return false };
    let Some((check, body)) = values.split_last() else { return false };
    let sum: u32 = body.iter().zip((2..=18).rev()).map(|(value, weight)| value * weight).sum();
    let born = pair(&values, 6).zip(pair(&values, 8)).is_some_and(|(month, day)| date(month, day));
    born && (10 - sum % 10) % 10 == *check
}
