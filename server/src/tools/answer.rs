//! What a tool answers: data, looked at before it goes anywhere.

use groundstate_guardrails::objectives::shape;
use groundstate_planner::environment::Tool;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Admitted;
use super::send::ToolError;
use crate::problem::{Answer, Problem};

/// What came back.
#[derive(Clone, Debug)]
pub struct Received {
    /// Status code.
    pub status: u16,
    /// SHA-256 of the body.
    pub digest: String,
    body: Vec<u8>,
}

impl Received {
    pub(super) fn new(status: u16, body: Vec<u8>) -> Self {
        Self { status, digest: hex::encode(Sha256::digest(&body)), body }
    }

    /// Bytes of the body.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.body.len()
    }

    /// The answer as JSON, null where it is empty: of a call that succeeded, fits the tool's schema and repeats no
    /// secret.
    ///
    /// # Errors
    /// `internal` where the tool's schema is none any more; inside, what is wrong with the answer.
    pub fn result(&self, tool: &Tool, admitted: &Admitted) -> Answer<Result<Value, ToolError>> {
        let schema = tool.response.as_ref().map(shape::schema).transpose().map_err(Problem::internal)?;
        if repeats(&self.body, &admitted.secrets) {
            return Ok(Err(ToolError::Secret));
        }
        if !(200..300).contains(&self.status) {
            return Ok(Err(ToolError::Status { status: self.status }));
        }
        let value = if self.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&self.body) };
        let Ok(value) = value else { return Ok(Err(ToolError::NotJson)) };
        if texts(&value).iter().any(|text| repeats(text.as_bytes(), &admitted.secrets)) {
            return Ok(Err(ToolError::Secret));
        }
        let fault = schema.as_ref().and_then(|schema| schema.validate(&value).err());
        Ok(match fault {
            Some(fault) => Err(ToolError::Unexpected { at: fault.schema_path().to_string() }),
            None => Ok(value),
        })
    }
}

fn repeats(bytes: &[u8], secrets: &[SecretString]) -> bool {
    secrets.iter().any(|secret| {
        let secret = secret.expose_secret().as_bytes();
        bytes.windows(secret.len()).any(|window| window == secret)
    })
}

/// Every key and text of a JSON value, in order.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::String(text) => found.push(text.as_str()),
            Value::Array(items) => left.extend(items.iter().rev()),
            Value::Object(fields) => {
                found.extend(fields.keys().map(String::as_str));
                left.extend(fields.values().rev());
            }
            _ => {}
        }
    }
    found
}
