//! Belgium: national register number. Date, serial, check 97 − n mod 97; from 2000 on a 2 stands before n.

use super::{Spec, separated};
use crate::objectives::pii::checksum::{date, digits, number, pair};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}[- ]?[0-9]{3}[. ]?[0-9]{2}\b",
    words: &["rijksregisternummer", "insz", "niss", "registre national", "numéro national", "national register"],
    valid,
    telling: separated,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let Some((body, check)) = digits.split_at_checked(9) else { return false };
    let Some((body, check)) = number(body).zip(number(check)) else { return false };
    // Month or day may be unknown (00); "bis" numbers add 20 or 40 to the month.
    let born = pair(&digits, 2).zip(pair(&digits, 4)).is_some_and(|(month, day)| {
        let month = month % 20;
        month == 0 || day == 0 && month <= 12 || date(month, day)
    });
    born && (97 - body % 97 == check || 97 - (2_000_000_000 + body) % 97 == check)
}
