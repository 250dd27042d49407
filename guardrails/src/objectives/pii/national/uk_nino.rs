//! United Kingdom: national insurance number (HMRC manual NIM39110). Letters, no check digit.

use super::{Spec, always};

pub(super) const SPEC: Spec = Spec {
    pattern: r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b",
    words: &[],
    valid,
    telling: always,
};

/// Prefixes that are never allocated.
const UNUSED: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];

fn valid(candidate: &str) -> bool {
    candidate.get(..2).is_some_and(|prefix| !UNUSED.contains(&prefix.to_ascii_uppercase().as_str()))
}
