//! India: permanent account number. Five letters (the fourth says who holds it), four digits, a letter.

use super::{Spec, never};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]\b",
    words: &["pan", "permanent account", "income tax", "pan card"],
    valid,
    telling: never,
};

fn valid(candidate: &str) -> bool {
    candidate.get(5..9).is_some_and(|number| number != "0000")
}
