//! Coming from other guardrails: their configuration in, a policy out, and a list of what did not map.
//!
//! Nothing is dropped in silence: every setting of the source ends in [`Imported::mapped`] or in
//! [`Imported::unmapped`], with the reason. What is converted keeps its meaning or becomes stricter; where
//! that cannot be had it is left out and said. A judgement by a model becomes one by a head of this project: that
//! it finds the same cannot be promised, and the note says what decides instead. A policy that comes out is a draft: run its tests, add
//! some, back-test it.
//!
//! To add a source: one file that reads it and hands each of its settings to `draft::Draft`.

mod draft;
mod entities;
mod guardrails_ai;
mod learned;
mod llm_guard;
mod nemo;
mod openai;
mod rail;
mod validators;
mod value;

use schemars::JsonSchema;
use serde::Serialize;

use crate::policy::{Policy, PolicyError};

/// Bytes of a configuration.
pub const SOURCE_BYTES: usize = 1 << 20;

/// Where a configuration comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// NeMo Guardrails: `config.yml`.
    Nemo,
    /// LLM Guard: `scanners.yml` of its API.
    LlmGuard,
    /// OpenAI Guardrails: the pipeline configuration, JSON.
    Openai,
    /// Guardrails AI: a guard as JSON (`Guard.to_dict`), or a RAIL document.
    GuardrailsAi,
}

/// What came out of a configuration.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Imported {
    /// The policy: sound, and without objectives where nothing mapped.
    pub policy: Policy,
    /// What became of each setting that was converted.
    pub mapped: Vec<Mapped>,
    /// What was not converted.
    pub unmapped: Vec<Unmapped>,
}

/// A setting that was converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mapped {
    /// Where it stands in the source.
    pub setting: String,
    /// The objectives that it became.
    pub objectives: Vec<String>,
    /// How they differ from what was there, where they do.
    pub note: Option<String>,
}

/// A setting that was not converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unmapped {
    /// Where it stands in the source.
    pub setting: String,
    /// Why.
    pub reason: String,
}

/// Why a configuration cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Too many bytes.
    #[error("the configuration has {bytes} bytes, at most {SOURCE_BYTES} are admitted")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not YAML, JSON or XML.
    #[error("the configuration is not {language}: {reason}")]
    Syntax {
        /// What it should be written in.
        language: &'static str,
        /// Why it is not.
        reason: String,
    },
    /// Well written, but no configuration of this source.
    #[error("this is no configuration of {of}: {reason}")]
    Form {
        /// Of what.
        of: &'static str,
        /// Why.
        reason: String,
    },
    /// The policy that came out is not sound: the name is no name, or there are too many objectives.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// Converts a configuration to a policy of this name.
///
/// # Errors
/// [`ImportError`] where it cannot be read; a setting that does not map is no error.
pub fn import(source: Source, name: &str, text: &str) -> Result<Imported, ImportError> {
    if text.len() > SOURCE_BYTES {
        return Err(ImportError::TooLarge { bytes: text.len() });
    }
    let draft = match source {
        Source::Nemo => nemo::read(text)?,
        Source::LlmGuard => llm_guard::read(text)?,
        Source::Openai => openai::read(text)?,
        Source::GuardrailsAi => guardrails_ai::read(text)?,
    };
    draft.finish(name)
}
