//! Switzerland: AHV number. 756 and ten digits, the last the check of EAN-13.

use super::{Spec, separated};
use crate::objectives::pii::checksum::{digits, weighted};

pub(super) const SPEC: Spec = Spec {
    pattern: r"\b756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}\b",
    words: &["ahv", "avs", "ahv-nummer", "ahvn13", "oasi", "sozialversicherungsnummer", "numéro avs"],
    valid,
    telling: separated,
};

fn valid(candidate: &str) -> bool {
    let digits = digits(candidate);
    digits.len() == 13 && weighted(&digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}
