//! Keys and tokens of known form, and values assigned to a name that says they are secret.

mod formats;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use regex::Regex;

use super::detector::{Detector, Finding, Pace, expression};
use crate::objective::Unevaluable;
use formats::{FORMATS, Format};

/// Known forms, each with its own expression.
#[derive(Debug)]
pub(super) struct SecretFormats {
    formats: Vec<(&'static Format, Regex)>,
}

impl SecretFormats {
    pub(super) fn new() -> Result<Self, regex::Error> {
        let formats = FORMATS
            .iter()
            .map(|format| Ok((format, expression(format.pattern)?)))
            .collect::<Result<_, regex::Error>>()?;
        Ok(Self { formats })
    }
}

impl Detector for SecretFormats {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        let mut found = Vec::new();
        for (format, candidate) in &self.formats {
            if !format.hints.is_empty() && !format.hints.iter().any(|hint| text.contains(hint)) {
                continue;
            }
            for captures in candidate.captures_iter(text) {
                pace.tick()?;
                let Some(secret) = captures.name("secret").or_else(|| captures.get(0)) else { continue };
                if format.label != "jwt" || is_jwt(secret.as_str()) {
                    found.push(Finding { range: secret.range(), label: format.label });
                }
            }
        }
        Ok(found)
    }
}

/// Whether the first part of a token decodes to a JOSE header (RFC 7515 §4).
fn is_jwt(token: &str) -> bool {
    let header = token.split('.').next().unwrap_or_default();
    let decoded = URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
    serde_json::from_slice::<serde_json::Value>(&decoded).is_ok_and(|header| header.get("alg").is_some())
}

/// `password = …`, `"api_key": "…"`, `Authorization: Bearer …`, `scheme://user:password@host`.
#[derive(Debug)]
pub(super) struct Assignments {
    assignment: Regex,
    bearer: Regex,
    address: Regex,
}

impl Assignments {
    pub(super) fn new() -> Result<Self, regex::Error> {
        let name = r"(?:pass(?:word|wd|phrase|code)|pwd|secret(?:[_ -]?key)?|(?:api|access|auth|private|encryption)[_ -]?(?:key|token)|client[_ -]?secret|token)";
        let assignment = expression(&format!(
            r#"(?i)\b{name}["']?\s*(?::|=|=>|:=|\bis\b)\s*["'`]?(?P<secret>[^\s"'`,;<>{{}}()\[\]]{{8,}})"#
        ))?;
        let bearer =
            expression(r"(?i)\bauthorization\s*[:=]\s*(?:bearer|basic|token)\s+(?P<secret>[A-Za-z0-9+/._~=-]{12,})")?;
        let address = expression(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s:@/]+:(?P<secret>[^\s:@/]{3,})@")?;
        Ok(Self { assignment, bearer, address })
    }
}

impl Detector for Assignments {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        let mut found = Vec::new();
        for (candidate, strict) in [(&self.assignment, true), (&self.bearer, false), (&self.address, false)] {
            for captures in candidate.captures_iter(text) {
                pace.tick()?;
                let Some(secret) = captures.name("secret") else { continue };
                if !placeholder(secret.as_str()) && (!strict || like_a_secret(secret.as_str())) {
                    found.push(Finding { range: secret.range(), label: "assigned_secret" });
                }
            }
        }
        Ok(found)
    }
}

/// Something other than a word of prose: at least two sorts of characters among lower case, upper case
/// inside, digits and marks.
fn like_a_secret(value: &str) -> bool {
    let value = value.trim_end_matches(['.', '!', '?', ':']);
    let digit = value.chars().any(|c| c.is_ascii_digit());
    let mark = value.chars().any(|c| c.is_ascii_punctuation() && !matches!(c, '-' | '\'' | '.' | '/'));
    let inner_capital = value.chars().skip(1).any(char::is_uppercase) && value.chars().any(char::is_lowercase);
    value.chars().count() >= 8 && value.chars().any(char::is_alphanumeric) && (digit || mark || inner_capital)
}

/// `<your-key>`, `${TOKEN}`, `xxxxxxxx`, `********`, `%s`, `changeme`.
fn placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let first = lower.chars().next();
    let one_character = lower.chars().all(|c| Some(c) == first);
    let marks = lower.starts_with(['$', '%', '<', '{', '*']);
    let words =
        ["your", "example", "changeme", "placeholder", "redacted", "xxxx", "****", "env.", "process.env", "os.environ"];
    one_character || marks || words.iter().any(|word| lower.contains(word))
}
