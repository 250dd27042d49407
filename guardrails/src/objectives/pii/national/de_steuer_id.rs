//! Germany: tax identification number (§ 139b AO). Eleven digits, ISO/IEC 7064 MOD 11,10; among the
//! first ten exactly one digit stands twice or three times.

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, mod11_10};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b",
    words: &[
        "steuer-id",
        "steuerid",
        "steuer-identifikationsnummer",
        "steueridentifikationsnummer",
        "steuernummer",
        "idnr",
        "identifikationsnummer",
        "tax id",
        "tin",
    ],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let Some(body) = digits.get(..10) else { return false };
    let counts: Vec<usize> = (0..10).map(|digit| body.iter().filter(|other| **other == digit).count()).collect();
    let repeated = counts.iter().filter(|count| **count > 1).count();
    repeated == 1 && counts.iter().all(|count| *count <= 3) && mod11_10(&digits)
}
