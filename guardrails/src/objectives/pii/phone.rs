//! Phone numbers, checked against the numbering plans of libphonenumber.
//!
//! A number with `+` or `00` and a country code counts anywhere; a national notation counts for the
//! regions of the policy, and only where it is written like a phone number (separators) or a word near it
//! says what it is. Dates, years and amounts stay out.

use phonenumber::country::Id;
use regex::Regex;

use super::detector::{Detector, Finding, Pace, expression, isolated, near, scan};
use crate::objective::Unevaluable;

const WORDS: [&str; 22] = [
    "phone",
    "tel",
    "telephone",
    "mobile",
    "cell",
    "call",
    "fax",
    "whatsapp",
    "sms",
    "text",
    "telefon",
    "handy",
    "mobil",
    "téléphone",
    "portable",
    "teléfono",
    "telefono",
    "móvil",
    "cellulare",
    "telefoon",
    "telefone",
    "celular",
];

#[derive(Debug)]
pub(super) struct Phone {
    candidate: Regex,
    regions: Vec<Id>,
}

impl Phone {
    pub(super) fn new(regions: &[String]) -> Result<Self, String> {
        let candidate =
            expression(r"(?:\+|\b00|\(|\b)[0-9](?:[ \-./()\u{a0}]{0,2}[0-9]){6,16}\b").map_err(|e| e.to_string())?;
        let regions = regions
            .iter()
            .map(|region| region.parse().map_err(|_| format!("phone_regions: `{region}` is not a region")))
            .collect::<Result<_, String>>()?;
        Ok(Self { candidate, regions })
    }

    fn is_phone(&self, text: &str, range: &std::ops::Range<usize>, candidate: &str) -> bool {
        let international = candidate.starts_with('+') || candidate.starts_with("00");
        if international {
            let number = candidate.strip_prefix("00").map_or_else(|| candidate.to_owned(), |rest| format!("+{rest}"));
            return valid(None, &number.replace("(0)", ""));
        }
        let groups = candidate.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).count();
        let written_so = groups >= 3 || candidate.starts_with('(');
        (written_so || near(text, range, &WORDS))
            && !looks_like_date(candidate)
            && self.regions.iter().any(|region| valid(Some(*region), candidate))
    }
}

impl Detector for Phone {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        scan(&self.candidate, text, pace, "phone", |range, candidate| {
            isolated(text, range) && self.is_phone(text, range, candidate)
        })
    }
}

fn valid(region: Option<Id>, number: &str) -> bool {
    phonenumber::parse(region, number).is_ok_and(|number| phonenumber::is_valid(&number))
}

/// `2024-05-17`, `17.05.2024 12.30`, `1811-1891`, `(936-1013`: dates, and spans of years.
fn looks_like_date(candidate: &str) -> bool {
    let groups: Vec<&str> = candidate.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let year = |group: &str| group.len() == 4 && matches!(group.parse(), Ok(1000..=2100_u32));
    let short = groups.iter().filter(|group| group.len() <= 2).count();
    let date = groups.iter().take(3).any(|group| year(group)) && short >= 2;
    let span = groups.len() <= 3
        && groups.windows(2).any(|pair| matches!(pair, [a, b] if year(a) && (year(b) || b.len() == 2)));
    let open = candidate.contains('(') != candidate.contains(')');
    date || span || open
}
