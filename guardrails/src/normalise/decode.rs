//! Text inside text: runs that are written in an encoding, replaced by what they say.
//!
//! One pass undoes one level of each encoding; [`super::views`] goes on until nothing changes, at most
//! three times. What a run decodes to counts only where it is readable text, so that ordinary words,
//! identifiers and digests stay as they are. No encoding here writes less than it says, so that a reading
//! never grows.

mod bytes;
mod entities;

use std::ops::Range;

use super::view::{Builder, Layer, View};

/// A run and what it says.
struct Decoded {
    range: Range<usize>,
    text: String,
}

/// Starts that are tried inside one run of letters, digits and marks: bounds the work on runs that turn out
/// to say nothing.
const TRIES: u32 = 8;

/// The view with every encoded run replaced; `None` where it has none.
pub(super) fn decode(from: &View<'_>) -> Option<View<'static>> {
    let text = from.text();
    let mut builder = Builder::new(from, Layer::Decoded);
    let mut scanner = Scanner { text, reached: 0, tries: 0 };
    let (mut copied, mut at, mut found) = (0, 0, false);
    while let Some(byte) = text.as_bytes().get(at) {
        let Some(decoded) = scanner.run(at, *byte) else {
            at = next(text, at, *byte);
            continue;
        };
        copy(&mut builder, text, copied..decoded.range.start);
        builder.push(&decoded.text, decoded.range.clone());
        (copied, at, found) = (decoded.range.end, decoded.range.end, true);
    }
    if !found {
        return None;
    }
    copy(&mut builder, text, copied..text.len());
    Some(builder.finish())
}

/// Looks for runs, and remembers how far it has looked in vain.
struct Scanner<'t> {
    text: &'t str,
    reached: usize,
    tries: u32,
}

impl Scanner<'_> {
    /// The encoded run that starts at this byte.
    fn run(&mut self, at: usize, byte: u8) -> Option<Decoded> {
        match byte {
            b'&' => entities::entity(self.text, at),
            b'%' => bytes::percent(self.text, at),
            b'\\' => bytes::escapes(self.text, at),
            byte if bytes::starts_token(byte) && !inside_token(self.text, at) => self.token(at),
            _ => None,
        }
    }

    fn token(&mut self, at: usize) -> Option<Decoded> {
        if at >= self.reached {
            self.tries = TRIES;
        }
        self.tries = self.tries.checked_sub(1)?;
        for attempt in [bytes::hexadecimal, bytes::base64] {
            let (reached, decoded) = attempt(self.text, at);
            if decoded.is_some() {
                return decoded;
            }
            self.reached = self.reached.max(reached);
        }
        None
    }
}

/// Whether the byte before belongs to the same run of letters and digits.
fn inside_token(text: &str, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| text.as_bytes().get(before)).is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// Where to look next: after the token that starts here, or after this character.
fn next(text: &str, at: usize, byte: u8) -> usize {
    if !bytes::starts_token(byte) {
        return at + 1;
    }
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count().max(1)
}

fn copy(builder: &mut Builder<'_>, text: &str, range: Range<usize>) {
    let Some(slice) = text.get(range.clone()) else { return };
    let mut buffer = [0; 4];
    for (offset, character) in slice.char_indices() {
        let start = range.start + offset;
        builder.push(character.encode_utf8(&mut buffer), start..start + character.len_utf8());
    }
}

/// Whether decoded text is meant to be read: no control characters, and mostly letters, digits and spaces.
fn readable(text: &str) -> bool {
    let (mut count, mut plain) = (0_usize, 0_usize);
    for character in text.chars() {
        if character.is_control() && !matches!(character, '\n' | '\r' | '\t') || character == '\u{FFFD}' {
            return false;
        }
        count += 1;
        plain += usize::from(character.is_alphanumeric() || character.is_whitespace());
    }
    count > 0 && plain * 10 >= count * 6
}
