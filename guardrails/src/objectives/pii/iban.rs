//! International bank account numbers (ISO 13616): the country's length and the check by MOD 97-10.

use regex::Regex;

use super::checksum::mod97;
use super::detector::{Detector, Finding, Pace, expression};
use crate::objective::Unevaluable;

/// Length of an IBAN, from the SWIFT registry.
const LENGTHS: [(&str, usize); 89] = [
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HN", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

#[derive(Debug)]
pub(super) struct Iban {
    start: Regex,
}

impl Iban {
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self { start: expression(r"\b[A-Za-z]{2} ?[0-9]{2}")? })
    }
}

impl Detector for Iban {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        let mut found = Vec::new();
        for start in self.start.find_iter(text).map(|found| found.start()) {
            pace.tick()?;
            if let Some(length) = text.get(start..).and_then(length) {
                found.push(Finding { range: start..start + length, label: "iban" });
            }
        }
        Ok(found)
    }
}

/// Bytes of the IBAN at the start of the text; groups may be separated by one space or hyphen.
fn length(text: &str) -> Option<usize> {
    let country = text.get(..2)?.to_ascii_uppercase();
    let (_, wanted) = LENGTHS.iter().find(|(code, _)| *code == country)?;
    let mut compact = String::with_capacity(*wanted);
    let mut separated = false;
    let mut end = 0;
    for (offset, character) in text.char_indices() {
        match character {
            ' ' | '-' if !separated => separated = true,
            c if c.is_ascii_alphanumeric() => {
                separated = false;
                compact.push(c.to_ascii_uppercase());
            }
            _ => return None,
        }
        if compact.len() == *wanted {
            end = offset + 1;
            break;
        }
    }
    let free = text.get(end..)?.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let (head, body) = compact.split_at_checked(4)?;
    let sound = end > 0 && free && mod97(body.chars().chain(head.chars())) == Some(1);
    sound.then_some(end)
}
