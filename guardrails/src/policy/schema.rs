//! The published JSON Schema of policy documents.

use serde_json::{Value, json};

use super::Policy;

/// Identifier of the schema; a change that older documents would not pass gets a new number.
pub const SCHEMA_ID: &str = "urn:groundstate:policy:1";

/// The JSON Schema (draft 2020-12) of a policy, as checked in at `guardrails/policy.schema.json`.
///
/// What passes the schema may still be refused for what a schema cannot say: that an expression
/// compiles, that identifiers are unique, that a test names an objective of the policy.
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(Policy).to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("$id".to_owned(), json!(SCHEMA_ID));
        root.insert("title".to_owned(), json!("Groundstate guardrail policy"));
    }
    schema
}
