//! United States: social security number. No check digit; areas 000, 666 and 900–999, group 00 and serial
//! 0000 are never issued (SSA, "The SSN numbering scheme").

use super::{Spec, separated};
use crate::objectives::pii::checksum::{digits, number, uniform};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b|\b[0-9]{3} [0-9]{2} [0-9]{4}\b|\b[0-9]{9}\b",
    words: &["ssn", "social security", "social security number", "soc sec", "ss#"],
    valid,
    telling: separated,
};

/// Numbers that were printed in advertisements, and so belong to nobody.
const ADVERTISED: [u64; 3] = [78_051_120, 219_099_999, 123_456_789];

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(number).unwrap_or_default();
    let (area, group, serial) = (part(0..3), part(3..5), part(5..9));
    let issued = !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0;
    issued && !uniform(&digits) && !number(&digits).is_some_and(|all| ADVERTISED.contains(&all))
}
