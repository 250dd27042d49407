//! `groundstate import`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use groundstate_guardrails::import::{SOURCE_BYTES, Source, import};

use super::output::{self, Failure, line};

/// Convert the configuration of other guardrails to a policy. Offline.
///
/// The policy is written to the output; what maps and what does not is listed. It is a draft: add test
/// cases, validate it, back-test it.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Where the configuration comes from.
    #[arg(value_enum)]
    source: SourceName,
    /// The configuration.
    file: PathBuf,
    /// Name of the policy.
    #[arg(long, default_value = "imported")]
    name: String,
    /// File to write the policy to, JSON; it is not written when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print policy and lists as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SourceName {
    /// NeMo Guardrails: `config.yml`.
    Nemo,
    /// LLM Guard: `scanners.yml`.
    LlmGuard,
    /// OpenAI Guardrails: the pipeline configuration.
    Openai,
    /// Guardrails AI: a guard as JSON, or RAIL.
    GuardrailsAi,
}

impl From<SourceName> for Source {
    fn from(name: SourceName) -> Self {
        match name {
            SourceName::Nemo => Self::Nemo,
            SourceName::LlmGuard => Self::LlmGuard,
            SourceName::Openai => Self::Openai,
            SourceName::GuardrailsAi => Self::GuardrailsAi,
        }
    }
}

impl Import {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::new(format!("`{}`: {error}", self.file.display()));
        let size = std::fs::metadata(&self.file).map_err(|error| failed(&error))?.len();
        if size > SOURCE_BYTES as u64 {
            return Err(failed(&format!("more than {SOURCE_BYTES} bytes")));
        }
        let text = std::fs::read_to_string(&self.file).map_err(|error| failed(&error))?;
        let imported = import(self.source.into(), &self.name, &text).map_err(|error| failed(&error))?;
        if let Some(path) = &self.output {
            std::fs::write(path, serde_json::to_string_pretty(&imported.policy)?)?;
        }
        if self.json {
            output::json(&imported)?;
            return Ok(ExitCode::SUCCESS);
        }
        for mapped in &imported.mapped {
            let note = mapped.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
            line(format!("mapped      {} -> {}{note}", mapped.setting, mapped.objectives.join(", ")))?;
        }
        for unmapped in &imported.unmapped {
            line(format!("not mapped  {}: {}", unmapped.setting, unmapped.reason))?;
        }
        line(format!(
            "{} objectives, {} settings not mapped",
            imported.policy.objectives.len(),
            imported.unmapped.len()
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}
