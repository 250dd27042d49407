//! Portugal: NIF. Nine digits, check digit modulo 11.

use super::{Spec, never};
use crate::objectives::pii::checksum::{digits, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[1-9][0-9]{2} ?[0-9]{3} ?[0-9]{3}\b",
    words: &["nif", "contribuinte", "número de identificação fiscal", "numero de contribuinte"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let check = match weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits.last() == Some(&check)
}
