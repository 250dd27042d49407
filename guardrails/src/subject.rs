//! What is checked: a text, a conversation, a tool call, an answer with its evidence.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod parts;

pub(crate) use parts::parts;
pub use parts::{Part, SubjectError};

/// The subject of one evaluation. Every text in it is looked at, except in `evidence`, which grounding
/// reads, and in `principal`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// The text: question, document, recalled statement or answer.
    pub text: &'a str,
    /// Who speaks in `text`, where that is known.
    pub role: Option<Role>,
    /// The conversation, oldest first.
    pub messages: &'a [Message],
    /// The tool call: its name and every key, text and number of its arguments are looked at.
    pub tool: Option<&'a ToolCall>,
    /// The statements of memory that the answer cites.
    pub evidence: &'a [Evidence],
    /// The answer's parts and what each cites; where empty, every sentence of `text` cites all evidence.
    pub statements: &'a [Claim],
    /// Language of the text (BCP 47), where that is known.
    pub language: Option<&'a str>,
    /// A predicted or observed state, any JSON: its keys, texts and numbers are looked at.
    pub state: Option<&'a Value>,
    /// On whose behalf it is said or done, where that is known.
    pub principal: Option<&'a Principal>,
    /// What the critic in use holds against the statements of the answer, their mean, 0..=1; absent where none judged.
    pub critic: Option<f64>,
}

impl<'a> Subject<'a> {
    /// A subject that is one text.
    pub fn text(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }

    /// A subject that is a conversation.
    pub fn conversation(messages: &'a [Message]) -> Self {
        Self { messages, ..Self::default() }
    }

    /// A subject that is a tool call.
    pub fn tool_call(tool: &'a ToolCall) -> Self {
        Self { tool: Some(tool), ..Self::default() }
    }

    /// A subject that is an answer with the statements it cites.
    pub fn answer(text: &'a str, statements: &'a [Claim], evidence: &'a [Evidence]) -> Self {
        Self { text, statements, evidence, ..Self::default() }
    }
}

/// On whose behalf something is said or done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Principal {
    /// Identifier: of a key, an account, a person.
    pub id: String,
    /// What it may do, in the words of whoever admits it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Access labels that it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The application's instructions.
    System,
    /// The person.
    User,
    /// The assistant.
    Assistant,
    /// The result of a tool.
    Tool,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: String,
}

/// A statement of memory, by which an answer is supported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Identifier, unique in the subject.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// A part of the answer and what it cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// First byte of the part in the text.
    pub start: usize,
    /// Byte after its last.
    pub end: usize,
    /// Identifiers of the evidence that supports it.
    #[serde(default)]
    pub cites: Vec<String>,
}

impl Claim {
    /// The part's range of bytes in the text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A tool call that an assistant wants to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// Its arguments, any JSON.
    #[serde(default)]
    pub arguments: Value,
}
