//! Spain: DNI (eight digits and a letter) and NIE (X, Y or Z, seven digits and a letter); the letter is
//! the number modulo 23 (Real Decreto 1553/2005).

use super::{Spec, always};

pub(super) const SPEC: Spec =
    Spec { pattern: r"(?i)\b(?:[XYZ][ -]?[0-9]{7}|[0-9]{8})[ -]?[A-Z]\b", words: &[], valid, telling: always };

const LETTERS: &str = "TRWAGMYFPDXBNJZSQVHLCKE";

fn valid(candidate: &str) -> bool {
    let plain: String = candidate.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let Some((body, letter)) = plain.split_at_checked(8) else { return false };
    let number = body.replace('X', "0").replace('Y', "1").replace('Z', "2");
    let rest = number.parse::<usize>().map(|number| number % LETTERS.len());
    rest.ok().and_then(|rest| LETTERS.get(rest..=rest)) == Some(letter) && body != "00000000"
}
