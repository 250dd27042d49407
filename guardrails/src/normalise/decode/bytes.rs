//! Bytes written as text: percent-encoding, escapes, hexadecimal, base64.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Decoded, readable};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Shortest run of base64, characters: nine bytes.
const SHORTEST_BASE64: usize = 12;
/// Shortest run of hexadecimal, bytes.
const SHORTEST_HEX: usize = 6;
/// Length from which a line of base64 may go on in the next, as in MIME (RFC 2045 §6.8).
const WRAPPED: usize = 60;

/// Whether a run of hexadecimal or base64 may start with this byte.
pub(super) const fn starts_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// `%69%67` (RFC 3986 §2.1): a run of them, as one text.
pub(super) fn percent(text: &str, at: usize) -> Option<Decoded> {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut found = Vec::new();
    while bytes.get(end) == Some(&b'%') {
        let Some(byte) = pair(bytes, end + 1) else { break };
        found.push(byte);
        end += 3;
    }
    if found.is_empty() {
        return None;
    }
    Some(Decoded { range: at..end, text: shown(&String::from_utf8_lossy(&found)) })
}

/// `\x69`, `\u0069`: a run of them, as one text.
pub(super) fn escapes(text: &str, at: usize) -> Option<Decoded> {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut units: Vec<u16> = Vec::new();
    while bytes.get(end) == Some(&b'\\') {
        match bytes.get(end + 1) {
            Some(b'x') => {
                let Some(byte) = pair(bytes, end + 2) else { break };
                units.push(u16::from(byte));
                end += 4;
            }
            Some(b'u') => {
                let (Some(high), Some(low)) = (pair(bytes, end + 2), pair(bytes, end + 4)) else { break };
                units.push(u16::from_be_bytes([high, low]));
                end += 6;
            }
            _ => break,
        }
    }
    if units.is_empty() {
        return None;
    }
    // Escapes of bytes are UTF-8 where they can be read as that, and code units (UTF-16) else.
    let narrow: Option<Vec<u8>> = units.iter().map(|unit| u8::try_from(*unit).ok()).collect();
    let text = narrow.and_then(|bytes| String::from_utf8(bytes).ok());
    Some(Decoded { range: at..end, text: shown(&text.unwrap_or_else(|| String::from_utf16_lossy(&units))) })
}

/// `0x6967…`, `69 67 …`, `69:67:…`: at least six bytes, all written the same way; and how far was looked.
pub(super) fn hexadecimal(text: &str, at: usize) -> (usize, Option<Decoded>) {
    let bytes = text.as_bytes();
    let prefixed = bytes.get(at..at + 2).is_some_and(|two| matches!(two, b"0x" | b"0X"));
    let mut end = if prefixed { at + 2 } else { at };
    let Some(first) = pair(bytes, end) else { return (end, None) };
    let mut found = vec![first];
    end += 2;
    let separator = bytes.get(end).copied().filter(|byte| matches!(byte, b' ' | b':' | b'-' | b','));
    let step = usize::from(separator.is_some());
    while separator.is_none() || bytes.get(end) == separator.as_ref() {
        let Some(byte) = pair(bytes, end + step) else { break };
        found.push(byte);
        end += step + 2;
    }
    if found.len() < SHORTEST_HEX || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return (end, None);
    }
    (end, told(found, at, end))
}

/// Base64 in either alphabet (RFC 4648 §4 and §5), with or without padding, over several lines where they
/// are long; and how far was looked.
pub(super) fn base64(text: &str, at: usize) -> (usize, Option<Decoded>) {
    let bytes = text.as_bytes();
    let mut digits = Vec::new();
    let (mut end, mut line, mut url) = (at, 0, false);
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => line += 1,
            b'-' | b'_' => (line, url) = (line + 1, true),
            b'\n' if line >= WRAPPED && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => {
                (end, line) = (end + 1, 0);
                continue;
            }
            _ => break,
        }
        digits.push(*byte);
        end += 1;
    }
    if digits.len() + 1 < SHORTEST_BASE64 || digits.len() % 4 == 1 {
        return (end, None);
    }
    let engine = if url { &URL_SAFE } else { &STANDARD };
    let Ok(decoded) = engine.decode(&digits) else { return (end, None) };
    let padding = (4 - digits.len() % 4) % 4;
    let padded = end + bytes.iter().skip(end).take(padding).take_while(|byte| **byte == b'=').count();
    let decoded = wide(&decoded).map_or(decoded, String::into_bytes);
    (end, told(decoded, at, padded))
}

/// Bytes as UTF-16 in little-endian order, as some shells encode commands; only where every other byte is 0.
fn wide(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let narrow = !units.is_empty() && rest.is_empty() && units.iter().all(|[_, high]| *high == 0);
    narrow.then(|| units.iter().map(|[low, _]| char::from(*low)).collect())
}

/// A byte written as two hexadecimal digits.
fn pair(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(at)? * 16 + digit(at + 1)?).ok()
}

/// Bytes as text, where they are text that is meant to be read.
fn told(bytes: Vec<u8>, start: usize, end: usize) -> Option<Decoded> {
    let text = String::from_utf8(bytes).ok()?;
    let words = readable(&text) && text.chars().any(char::is_alphabetic);
    words.then_some(Decoded { range: start..end, text })
}

/// A text with spaces for control characters.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect()
}
