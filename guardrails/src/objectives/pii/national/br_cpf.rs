//! Brazil: CPF. Nine digits and two check digits modulo 11 (Receita Federal).

use super::{Spec, separated};
use crate::objectives::pii::checksum::{digits, uniform, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}\b|\b[0-9]{11}\b",
    words: &["cpf", "cadastro de pessoas", "contribuinte"],
    valid,
    telling: separated,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let check = |weights: &[u32]| match weighted(&digits, weights) % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    let first = check(&[10, 9, 8, 7, 6, 5, 4, 3, 2]);
    let second = check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    !uniform(&digits) && digits.ends_with(&[first, second])
}
