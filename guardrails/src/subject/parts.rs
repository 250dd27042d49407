//! A subject taken apart into texts, each with its place.

use serde_json::Value;

use super::{Role, Subject};
use crate::policy::limits;

/// One text of a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<'a> {
    /// Where it stands: `/text`, `/messages/2/content`, `/tool_call/name`, `/tool_call/arguments/to/0`, `/state/…`.
    /// The text of an object's key is `…/#2` (the third key), and a key that is not made of letters,
    /// `_` and `-` alone appears as its number, `[2]`: a path must not repeat a secret.
    pub at: String,
    /// The text itself; numbers of a tool call stand as their digits.
    pub text: std::borrow::Cow<'a, str>,
    /// Who speaks, where that is known.
    pub role: Option<Role>,
}

/// A subject that is too large to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// Its texts have too many bytes.
    #[error("the subject has more than {limit} bytes of text")]
    Bytes {
        /// The limit.
        limit: usize,
    },
    /// It has too many texts.
    #[error("the subject has more than {limit} texts")]
    Parts {
        /// The limit.
        limit: usize,
    },
    /// Its arguments are nested too deeply.
    #[error("the arguments are nested more than {limit} levels deep")]
    Depth {
        /// The limit.
        limit: usize,
    },
}

/// Every text of the subject that is not empty.
pub(crate) fn parts<'a>(subject: &Subject<'a>) -> Result<Vec<Part<'a>>, SubjectError> {
    let evidence = subject.evidence.iter().map(|evidence| evidence.text.len()).sum();
    let mut collector = Collector { parts: Vec::new(), bytes: evidence };
    collector.bounded()?;
    collector.push("/text".to_owned(), subject.text.into(), subject.role)?;
    for (index, message) in subject.messages.iter().enumerate() {
        let content = message.content.as_str();
        collector.push(format!("/messages/{index}/content"), content.into(), Some(message.role))?;
    }
    if let Some(tool) = subject.tool {
        collector.push("/tool_call/name".to_owned(), tool.name.as_str().into(), None)?;
        collector.walk("/tool_call/arguments", &tool.arguments, 0)?;
    }
    if let Some(state) = subject.state {
        collector.walk("/state", state, 0)?;
    }
    Ok(collector.parts)
}

struct Collector<'a> {
    parts: Vec<Part<'a>>,
    bytes: usize,
}

impl<'a> Collector<'a> {
    fn push(&mut self, at: String, text: std::borrow::Cow<'a, str>, role: Option<Role>) -> Result<(), SubjectError> {
        if text.is_empty() {
            return Ok(());
        }
        self.bytes = self.bytes.saturating_add(text.len());
        self.bounded()?;
        if self.parts.len() >= limits::SUBJECT_PARTS {
            return Err(SubjectError::Parts { limit: limits::SUBJECT_PARTS });
        }
        self.parts.push(Part { at, text, role });
        Ok(())
    }

    const fn bounded(&self) -> Result<(), SubjectError> {
        if self.bytes > limits::SUBJECT_BYTES {
            return Err(SubjectError::Bytes { limit: limits::SUBJECT_BYTES });
        }
        Ok(())
    }

    fn walk(&mut self, at: &str, value: &'a Value, depth: usize) -> Result<(), SubjectError> {
        if depth > limits::ARGUMENT_DEPTH {
            return Err(SubjectError::Depth { limit: limits::ARGUMENT_DEPTH });
        }
        match value {
            Value::Null | Value::Bool(_) => Ok(()),
            Value::Number(number) => self.push(at.to_owned(), number.to_string().into(), None),
            Value::String(text) => self.push(at.to_owned(), text.as_str().into(), None),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| self.walk(&format!("{at}/{index}"), item, depth + 1)),
            Value::Object(members) => members.iter().enumerate().try_for_each(|(index, (key, item))| {
                self.push(format!("{at}/#{index}"), key.as_str().into(), None)?;
                self.walk(&format!("{at}/{}", step(key, index)), item, depth + 1)
            }),
        }
    }
}

/// A key as a step of a path, or its number where it could be more than a name.
fn step(key: &str, index: usize) -> String {
    let plain = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '-';
    if !key.is_empty() && key.len() <= 32 && key.chars().all(plain) { key.to_owned() } else { format!("[{index}]") }
}
