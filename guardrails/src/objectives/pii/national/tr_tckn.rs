//! Turkey: T.C. identity number. Eleven digits with two check digits.

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[1-9][0-9]{10}\b",
    words: &["tckn", "tc kimlik", "t.c. kimlik", "kimlik no", "kimlik numarası", "tc no"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let odd = weighted(&digits, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(&digits, &[0, 1, 0, 1, 0, 1, 0, 1]);
    // 7·odd − even modulo 10, kept above zero.
    let tenth = (odd * 7 + 100 - even) % 10;
    let eleventh = digits.iter().take(10).sum::<u32>() % 10;
    digits.ends_with(&[tenth, eleventh])
}
