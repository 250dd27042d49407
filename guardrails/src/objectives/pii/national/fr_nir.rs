//! France: NIR. Thirteen digits (2A and 2B for Corsica) and a key of two, 97 − n mod 97 (INSEE).

use super::{Spec, always};
use crate::objectives::pii::checksum::{digits, number};

pub(super) const SPEC: Spec = Spec {
    pattern: r"(?i)\b[1-478] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\b",
    words: &[],
    valid,
    telling: always,
};

fn valid(candidate: &str) -> bool {
    let plain: String = candidate.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_uppercase();
    let plain = plain.replace("2A", "19").replace("2B", "18");
    let digits = digits(&plain);
    let Some((body, key)) = digits.split_at_checked(13) else { return false };
    let month = body.get(3..5).and_then(number);
    let sound = matches!(month, Some(1..=12 | 20..=42 | 50..=99));
    sound && number(body).zip(number(key)).is_some_and(|(body, key)| 97 - body % 97 == key)
}
