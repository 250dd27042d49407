//! Whether bytes are canonical JSON, without building a value.
//!
//! Equal to "parse, write canonically, compare", but exact where a parser rounds, and in memory bounded by
//! the depth.

use std::ops::Range;

use super::{number, write};

/// Deepest nesting.
const DEPTH: usize = 128;

/// Bytes that are not canonical JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not canonical JSON at byte {offset}: {reason}")]
pub struct NotCanonical {
    /// Where.
    pub offset: usize,
    /// Why.
    pub reason: &'static str,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its key.
    pub key: String,
    /// The bytes of its value.
    pub value: Range<usize>,
}

/// Whether the bytes are exactly one canonical JSON value.
///
/// # Errors
/// [`NotCanonical`] with the first place that is not.
pub fn check(bytes: &[u8]) -> Result<(), NotCanonical> {
    let mut cursor = Cursor::new(bytes)?;
    cursor.value(0)?;
    cursor.end()
}

/// The members of a canonical object, with the bytes of each value.
///
/// # Errors
/// [`NotCanonical`] where the bytes are not exactly one canonical object.
pub fn members(bytes: &[u8]) -> Result<Vec<Member>, NotCanonical> {
    let mut cursor = Cursor::new(bytes)?;
    let mut found = Vec::new();
    if cursor.peek() != Some(b'{') {
        return Err(cursor.fail("expected an object"));
    }
    cursor.object(0, Some(&mut found))?;
    cursor.end()?;
    Ok(found)
}

struct Cursor<'b> {
    bytes: &'b [u8],
    text: &'b str,
    at: usize,
}

impl<'b> Cursor<'b> {
    fn new(bytes: &'b [u8]) -> Result<Self, NotCanonical> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| NotCanonical { offset: error.valid_up_to(), reason: "not UTF-8" })?;
        Ok(Self { bytes, text, at: 0 })
    }

    const fn fail(&self, reason: &'static str) -> NotCanonical {
        NotCanonical { offset: self.at, reason }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8, reason: &'static str) -> Result<(), NotCanonical> {
        if self.peek() != Some(byte) {
            return Err(self.fail(reason));
        }
        self.at += 1;
        Ok(())
    }

    fn end(&self) -> Result<(), NotCanonical> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.fail("something follows the value")) }
    }

    fn value(&mut self, depth: usize) -> Result<(), NotCanonical> {
        if depth > DEPTH {
            return Err(self.fail("nested too deeply"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth, None),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(|_| ()),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => ["null", "true", "false"]
                .iter()
                .find(|word| self.text.get(self.at..).is_some_and(|rest| rest.starts_with(**word)))
                .map(|word| self.at += word.len())
                .ok_or_else(|| self.fail("expected a value")),
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), NotCanonical> {
        self.eat(b'[', "expected an array")?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            if self.peek() != Some(b',') {
                return self.eat(b']', "expected `,` or `]`");
            }
            self.at += 1;
        }
    }

    fn object(&mut self, depth: usize, mut found: Option<&mut Vec<Member>>) -> Result<(), NotCanonical> {
        self.eat(b'{', "expected an object")?;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        let mut before: Option<String> = None;
        loop {
            let place = self.at;
            let key = self.string()?;
            if before.as_ref().is_some_and(|before| !before.encode_utf16().lt(key.encode_utf16())) {
                return Err(NotCanonical { offset: place, reason: "keys are not sorted, or one stands twice" });
            }
            self.eat(b':', "expected `:`")?;
            let start = self.at;
            self.value(depth + 1)?;
            if let Some(found) = found.as_deref_mut() {
                found.push(Member { key: key.clone(), value: start..self.at });
            }
            before = Some(key);
            if self.peek() != Some(b',') {
                return self.eat(b'}', "expected `,` or `}`");
            }
            self.at += 1;
        }
    }

    /// Reads a string and compares it with how it would be written.
    fn string(&mut self) -> Result<String, NotCanonical> {
        let start = self.at;
        self.eat(b'"', "expected a string")?;
        loop {
            match self.peek() {
                Some(b'\\') => self.at += 2,
                Some(b'"') => break,
                Some(_) => self.at += 1,
                None => return Err(self.fail("the string has no end")),
            }
        }
        self.at += 1;
        let written = self.bytes.get(start..self.at).unwrap_or_default();
        let not = NotCanonical { offset: start, reason: "the string is not written canonically" };
        let text: String = serde_json::from_slice(written).map_err(|_| not)?;
        let mut again = Vec::with_capacity(written.len());
        write::string(&mut again, &text);
        if again == written { Ok(text) } else { Err(not) }
    }

    /// Reads a number and compares it with how it would be written. `str::parse` reads doubles exactly.
    fn number(&mut self) -> Result<(), NotCanonical> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        let not = NotCanonical { offset: start, reason: "the number is not written canonically" };
        let value: f64 = written.parse().map_err(|_| not)?;
        if number::double(value).is_ok_and(|again| again == written) { Ok(()) } else { Err(not) }
    }
}
