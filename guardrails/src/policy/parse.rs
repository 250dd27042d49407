//! Reading a policy from TOML or JSON, with errors that name the place.

use serde::de::DeserializeOwned;

use super::{Policy, limits, locate, validate};

/// Why a document is no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The document has too many bytes.
    #[error("the policy has {bytes} bytes, at most {limit} are admitted")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The document is not TOML or JSON, or lacks, repeats or misspells something.
    #[error("{0}")]
    Syntax(Problem),
    /// The document is a policy in form, but not a sound one: every problem found.
    #[error("the policy has {} problem(s): {}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Problem>),
}

impl PolicyError {
    /// The problems one by one; at least one.
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Self::TooLarge { .. } => vec![Problem::new("", self.to_string())],
            Self::Syntax(problem) => vec![problem.clone()],
            Self::Invalid(problems) => problems.clone(),
        }
    }
}

/// One mistake of a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// Where in the document, as `objectives[3].kind.pattern.patterns[0]`; empty for the whole.
    pub path: String,
    /// What is wrong.
    pub reason: String,
    /// Line in the source, from 1, where it is known.
    pub line: Option<usize>,
    /// Column in characters, from 1, where it is known.
    pub column: Option<usize>,
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into(), line: None, column: None }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`", self.path)?;
        }
        if let Some(line) = self.line {
            let gap = if self.path.is_empty() { "" } else { " " };
            write!(f, "{gap}(line {line}")?;
            if let Some(column) = self.column {
                write!(f, ", column {column}")?;
            }
            f.write_str(")")?;
        }
        if !self.path.is_empty() || self.line.is_some() {
            f.write_str(": ")?;
        }
        f.write_str(&self.reason)
    }
}

pub(super) fn from_toml(source: &str) -> Result<Policy, PolicyError> {
    bounded(source)?;
    let policy = toml_document(source)?;
    let problems = validate::problems(&policy);
    finish(policy, locate::in_toml(source, problems))
}

pub(super) fn from_json(source: &str) -> Result<Policy, PolicyError> {
    bounded(source)?;
    let policy = json_document(source)?;
    let problems = validate::problems(&policy);
    finish(policy, problems)
}

fn bounded(source: &str) -> Result<(), PolicyError> {
    if source.len() > limits::POLICY_BYTES {
        return Err(PolicyError::TooLarge { bytes: source.len(), limit: limits::POLICY_BYTES });
    }
    Ok(())
}

fn finish(policy: Policy, problems: Vec<Problem>) -> Result<Policy, PolicyError> {
    if problems.is_empty() { Ok(policy) } else { Err(PolicyError::Invalid(problems)) }
}

fn toml_document<T: DeserializeOwned>(source: &str) -> Result<T, PolicyError> {
    let located = |error: &toml::de::Error, path: String| {
        let place = error.span().map(|span| locate::line_and_column(source, span.start));
        PolicyError::Syntax(Problem {
            path,
            reason: error.message().to_owned(),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
        })
    };
    let deserializer = toml::Deserializer::parse(source).map_err(|error| located(&error, String::new()))?;
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| located(error.inner(), tidy(&error.path().to_string())))
}

fn json_document<T: DeserializeOwned>(source: &str) -> Result<T, PolicyError> {
    let mut deserializer = serde_json::Deserializer::from_str(source);
    let document = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| json_problem(error.inner(), tidy(&error.path().to_string())))?;
    deserializer.end().map_err(|error| json_problem(&error, String::new()))?;
    Ok(document)
}

fn json_problem(error: &serde_json::Error, path: String) -> PolicyError {
    let text = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let reason = text.strip_suffix(&suffix).unwrap_or(&text).to_owned();
    let known = |n: usize| (n > 0).then_some(n);
    PolicyError::Syntax(Problem { path, reason, line: known(error.line()), column: known(error.column()) })
}

/// `serde_path_to_error` writes `.` for the whole document.
fn tidy(path: &str) -> String {
    if path == "." { String::new() } else { path.to_owned() }
}
