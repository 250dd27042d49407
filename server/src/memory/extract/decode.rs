//! Bytes to text: UTF-8 unless a byte-order mark or a declaration says otherwise.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, UTF_8};

use super::ExtractError;

const PROLOGUE: usize = 1024;

/// Decodes text. The byte-order mark is dropped; every other character is kept as it is.
///
/// # Errors
/// [`ExtractError::Binary`] (U+0000, or too many control characters),
/// [`ExtractError::InvalidEncoding`], [`ExtractError::UnsupportedMediaType`] (unknown charset).
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>, ExtractError> {
    let (encoding, bytes, skipped) = match (Encoding::for_bom(bytes), charset) {
        (Some((encoding, length)), _) => (encoding, bytes.get(length..).unwrap_or_default(), length),
        (None, Some(label)) => {
            let unknown = || ExtractError::UnsupportedMediaType { media_type: format!("charset={label}") };
            (Encoding::for_label(label.as_bytes()).ok_or_else(unknown)?, bytes, 0)
        }
        (None, None) => (UTF_8, bytes, 0),
    };
    let text = if encoding == UTF_8 { utf_8(bytes, skipped)? } else { Cow::Owned(other(bytes, skipped, encoding)?) };
    if is_binary(&text) { Err(ExtractError::Binary) } else { Ok(text) }
}

/// As [`decode`], with the charset that the page's own `<meta>` declares when nothing else does.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_html<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>, ExtractError> {
    let declared = charset.map(str::to_owned).or_else(|| meta_charset(bytes));
    decode(bytes, declared.as_deref())
}

fn utf_8(bytes: &[u8], skipped: usize) -> Result<Cow<'_, str>, ExtractError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if bytes.contains(&0) => Err(ExtractError::Binary),
        Err(error) => Err(invalid(UTF_8, skipped + error.valid_up_to())),
    }
}

fn other(bytes: &[u8], skipped: usize, encoding: &'static Encoding) -> Result<String, ExtractError> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(capacity);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(length, after) => {
            Err(invalid(encoding, skipped + read.saturating_sub(usize::from(length) + usize::from(after))))
        }
        DecoderResult::OutputFull => Err(ExtractError::malformed("the text could not be decoded")),
    }
}

fn invalid(encoding: &'static Encoding, offset: usize) -> ExtractError {
    ExtractError::InvalidEncoding { charset: encoding.name().to_owned(), offset: offset as u64 }
}

/// Text holds no U+0000 and hardly any other control characters (one in a hundred, at least ten).
fn is_binary(text: &str) -> bool {
    let harmless = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B);
    let controls = text.bytes().filter(|byte| !harmless(byte)).count();
    text.contains('\0') || (controls >= 10 && controls * 100 > text.len())
}

fn meta_charset(bytes: &[u8]) -> Option<String> {
    let prologue = bytes.get(..bytes.len().min(PROLOGUE))?.to_ascii_lowercase();
    let prologue = String::from_utf8_lossy(&prologue).into_owned();
    let (_, after) = prologue.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'']);
    let end = label.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_:".contains(letter))?;
    // A page that is read as bytes cannot be UTF-16 without its mark: the standard says UTF-8 then.
    let known = |label: &&str| Encoding::for_label(label.as_bytes()).is_some() && !label.starts_with("utf-16");
    label.get(..end).filter(known).map(str::to_owned)
}
