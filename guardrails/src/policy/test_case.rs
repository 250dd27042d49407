//! A policy's own test cases.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Stage;
use crate::subject::{Claim, Evidence, Message, Principal, Subject, ToolCall};

/// A subject at a stage, and what the policy must say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestCase {
    /// What the case shows; unique in the policy.
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    /// Where the subject is checked.
    pub stage: Stage,
    /// The text. One of `text`, `messages`, `tool_call` and `state` must be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A conversation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// A tool call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call: Option<ToolCall>,
    /// The statements of memory that the text may cite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The parts of the text with what each cites; where absent, every sentence cites all evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Claim>,
    /// A predicted or observed state, any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Value>,
    /// On whose behalf the subject is said or done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Principal>,
    /// What a critic would hold against the text as an answer, 0..=1: no case asks the critic that is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub critic: Option<f64>,
    /// What must come out.
    pub expect: Expectation,
}

/// What a test case expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expectation {
    /// No hard objective is violated or unevaluable. Soft and shadow ones are left open.
    Permitted,
    /// Each of these objectives, hard, soft or shadow, is violated, and no other hard one is.
    Violates(#[schemars(length(min = 1))] BTreeSet<String>),
}

impl TestCase {
    /// The subject that the case describes.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            text: self.text.as_deref().unwrap_or_default(),
            role: None,
            messages: &self.messages,
            tool: self.tool_call.as_ref(),
            evidence: &self.evidence,
            statements: &self.statements,
            language: None,
            state: self.state.as_ref(),
            principal: self.principal.as_ref(),
            critic: self.critic,
        }
    }
}
