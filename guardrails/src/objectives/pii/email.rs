//! E-mail addresses (RFC 5321 §4.1.2, without quoted local parts and address literals).

use regex::Regex;

use super::detector::{Detector, Finding, Pace, expression, scan};
use crate::objective::Unevaluable;

#[derive(Debug)]
pub(super) struct Email {
    candidate: Regex,
}

impl Email {
    pub(super) fn new() -> Result<Self, regex::Error> {
        let local = r"[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]+";
        let at = r"(?:@|\s?[\[(]\s?at\s?[\])]\s?)";
        let dot = r"(?:\.|\s?[\[(]\s?dot\s?[\])]\s?)";
        let label = r"[\p{L}\p{N}][\p{L}\p{N}-]*";
        Ok(Self { candidate: expression(&format!(r"(?i){local}{at}(?:{label}{dot})+{label}"))? })
    }
}

impl Detector for Email {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        scan(&self.candidate, text, pace, "email", |_, candidate| is_address(candidate))
    }
}

/// A local part of at most 64 bytes, and a top-level domain of at least two letters (or in its ASCII form).
/// Obfuscated forms (`at`, `dot` in brackets) count as what they stand for.
fn is_address(candidate: &str) -> bool {
    let local = candidate.find(['@', '[', '(']).unwrap_or(candidate.len());
    let last = candidate.rsplit(['.', ']', ')']).next().unwrap_or_default().trim();
    let top = last.to_lowercase();
    let letters = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    (1..=64).contains(&local) && (letters || top.starts_with("xn--"))
}
