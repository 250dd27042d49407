//! Finland: personal identity code. Date, century sign, serial, check character modulo 31.

use super::{Spec, always};
use crate::objectives::pii::checksum::{date, digits, number, pair};

pub(super) const SPEC: Spec =
    Spec { pattern: r"\b[0-9]{6}[-+YXWVUA-F][0-9]{3}[0-9A-Y]\b", words: &[], valid, telling: always };

const CHECK: &str = "0123456789ABCDEFHJKLMNPRSTUVWXY";

fn valid(candidate: &str) -> bool {
    let (Some(birth), Some(serial), Some(check)) = (candidate.get(..6), candidate.get(7..10), candidate.get(10..))
    else {
        return false;
    };
    let birth = digits(birth);
    let whole: Vec<u32> = birth.iter().copied().chain(digits(serial)).collect();
    let rest = number(&whole).and_then(|n| usize::try_from(n % 31).ok());
    let born = pair(&birth, 0).zip(pair(&birth, 2)).is_some_and(|(day, month)| date(month, day));
    born && rest.and_then(|rest| CHECK.get(rest..=rest)) == Some(check)
}
