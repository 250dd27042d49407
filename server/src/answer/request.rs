//! What can be asked, and within which bounds.

use groundstate_guardrails::evaluate::Redaction;
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::{Message, Principal, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::guard::OwnedSubject;
use crate::problem::Problem;

/// The stage that a request is checked at.
pub(super) const INPUT: Stage = Stage::Input;
/// Longest question, characters.
const LONGEST_QUESTION: usize = 4_000;
/// Longest conversation, turns.
const MOST_TURNS: usize = 100;
/// Longest turn, characters.
const LONGEST_TURN: usize = 32_000;

/// Largest integer that every JSON reader keeps exactly (RFC 8259, section 6).
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// A question.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"question": "What is a statement?", "max_statements": 3}))]
pub struct AnswerRequest {
    /// The question, 1 to 4,000 characters.
    pub question: String,
    /// The turns before it, oldest first; at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversation: Vec<Turn>,
    /// Most statements of the answer, 1 to 6.
    #[serde(default = "three")]
    #[schema(default = 3, minimum = 1, maximum = 6)]
    pub max_statements: usize,
    /// Seed of the solver's restarts, at most 2^53 − 1; same request, memory, policy and seed give the same answer.
    #[serde(default)]
    #[schema(maximum = 9007199254740991_u64)]
    pub seed: u64,
    /// Name of the policy to answer under; `default` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

fn three() -> usize {
    3
}

/// One turn of a conversation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Who spoke.
    pub role: TurnRole,
    /// What was said.
    pub content: String,
}

/// Who spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnRole {
    /// The application.
    System,
    /// The person.
    User,
    /// The assistant.
    Assistant,
    /// The result of a tool.
    Tool,
}

impl From<TurnRole> for Role {
    fn from(role: TurnRole) -> Self {
        match role {
            TurnRole::System => Self::System,
            TurnRole::User => Self::User,
            TurnRole::Assistant => Self::Assistant,
            TurnRole::Tool => Self::Tool,
        }
    }
}

impl From<Turn> for Message {
    fn from(turn: Turn) -> Self {
        Self { role: turn.role.into(), content: turn.content }
    }
}

impl AnswerRequest {
    /// A question without a conversation.
    #[must_use]
    pub fn question(question: impl Into<String>) -> Self {
        Self { question: question.into(), conversation: Vec::new(), max_statements: three(), seed: 0, policy: None }
    }

    /// Whether every value is within its range.
    pub(super) fn check(&self) -> Result<(), Problem> {
        let length = self.question.chars().count();
        if self.question.trim().is_empty() {
            return Err(Problem::parameter("question", "the question is empty"));
        }
        if length > LONGEST_QUESTION {
            return Err(Problem::parameter(
                "question",
                format!("{length} characters are more than {LONGEST_QUESTION}"),
            ));
        }
        if !(1..=6).contains(&self.max_statements) {
            return Err(Problem::parameter("max_statements", format!("`{}` is not within 1..=6", self.max_statements)));
        }
        if self.seed > LARGEST_SEED {
            return Err(Problem::parameter("seed", format!("more than {LARGEST_SEED}")));
        }
        if self.conversation.len() > MOST_TURNS {
            return Err(Problem::parameter("conversation", format!("more than {MOST_TURNS} turns")));
        }
        match self.conversation.iter().position(|turn| turn.content.chars().count() > LONGEST_TURN) {
            Some(turn) => Err(Problem::parameter(
                format!("conversation[{turn}].content"),
                format!("more than {LONGEST_TURN} characters"),
            )),
            None => Ok(()),
        }
    }

    /// The request as guardrails see it, on behalf of `principal`.
    pub(super) fn subject(&self, principal: Option<Principal>) -> OwnedSubject {
        let messages = self.conversation.iter().cloned().map(Message::from).collect();
        OwnedSubject { text: self.question.clone(), messages, principal, ..OwnedSubject::default() }
    }

    /// The request that is left after redaction. It is the one that is answered and recorded.
    pub(super) fn left(self, redaction: &Redaction) -> Self {
        let conversation = self.conversation.into_iter().zip(&redaction.messages);
        Self {
            question: redaction.text.clone(),
            conversation: conversation.map(|(turn, left)| Turn { content: left.content.clone(), ..turn }).collect(),
            ..self
        }
    }

    /// The person's turns that a follow-up may refer to, oldest first; at most the last two.
    pub(super) fn context(&self) -> Vec<&str> {
        let mut turns: Vec<&str> = self
            .conversation
            .iter()
            .rev()
            .filter(|turn| turn.role == TurnRole::User && !turn.content.trim().is_empty())
            .map(|turn| turn.content.as_str())
            .take(2)
            .collect();
        turns.reverse();
        turns
    }
}
