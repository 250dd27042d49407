//! Tokens that look random: long, of mixed characters, with a high Shannon entropy.
//!
//! Hexadecimal digests, UUIDs, words, paths and numbers stay out: a token must mix letters and digits, and
//! one in hexadecimal alone counts only beside a word that says it is a secret (its entropy is at most
//! 4 bits, so its bound is 3).

use regex::Regex;

use super::detector::{Detector, Finding, Pace, expression, near, scan};
use crate::objective::Unevaluable;
use crate::policy::kind::Entropy;

const WORDS: [&str; 12] = [
    "key",
    "secret",
    "token",
    "password",
    "passwd",
    "credential",
    "auth",
    "bearer",
    "api_key",
    "apikey",
    "private",
    "access",
];

#[derive(Debug)]
pub(super) struct EntropyDetector {
    token: Regex,
    parameters: Entropy,
}

impl EntropyDetector {
    pub(super) fn new(parameters: Entropy) -> Result<Self, regex::Error> {
        Ok(Self { token: expression(r"[A-Za-z0-9+/_=-]{16,}")?, parameters })
    }

    fn counts(&self, text: &str, range: &std::ops::Range<usize>, token: &str) -> bool {
        let length = token.chars().count();
        if length < self.parameters.min_length as usize || length > 4_096 {
            return false;
        }
        let has = |test: fn(&char) -> bool| token.chars().any(|c| test(&c));
        if !has(char::is_ascii_digit) || !has(char::is_ascii_alphabetic) {
            return false;
        }
        if token.chars().all(|c| c.is_ascii_hexdigit() || c == '-') {
            return entropy(token) >= 3.0 && !uuid(token) && near(text, range, &WORDS);
        }
        let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
        mixed && token.matches('/').count() <= token.len() / 8 && entropy(token) >= self.parameters.min_bits
    }
}

impl Detector for EntropyDetector {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        scan(&self.token, text, pace, "high_entropy_token", |range, token| self.counts(text, range, token))
    }
}

/// Shannon entropy of the characters, in bits a character.
fn entropy(token: &str) -> f64 {
    let mut counts = [0_u32; 128];
    for byte in token.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = token.len() as f64;
    counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / total).map(|p| -p * p.log2()).sum()
}

/// Whether the token is a UUID: eight, four, four, four and twelve hexadecimal digits.
fn uuid(token: &str) -> bool {
    token.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}
