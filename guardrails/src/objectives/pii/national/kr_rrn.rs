//! South Korea: resident registration number. Date, sex and century, serial; since October 2020 the last
//! digit is no check, so that only date and notation speak.

use super::Spec;
use crate::objectives::pii::checksum::{date, digits, pair};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{6}-?[1-8][0-9]{6}\b",
    words: &["rrn", "resident registration", "주민등록번호", "주민번호", "외국인등록번호"],
    valid,
    telling: |candidate| candidate.contains('-'),
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    pair(&digits, 2).zip(pair(&digits, 4)).is_some_and(|(month, day)| date(month, day))
}
