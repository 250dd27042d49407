//! United States: individual taxpayer identification number. Area 9xx, group 50–65, 70–88, 90–92, 94–99
//! (IRS Publication 1915). No check digit.

use super::{Spec, separated};
use crate::objectives::pii::checksum::{digits, pair};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b9[0-9]{2}-[0-9]{2}-[0-9]{4}\b|\b9[0-9]{2} [0-9]{2} [0-9]{4}\b|\b9[0-9]{8}\b",
    words: &["itin", "taxpayer", "tax id", "taxpayer identification"],
    valid,
    telling: separated,
};

fn valid(candidate: &str) -> bool {
    matches!(pair(&digits(candidate), 3), Some(50..=65 | 70..=88 | 90..=92 | 94..=99))
}
