//! Which policy a command means: a file, or a version on the server.

use std::path::PathBuf;
use std::str::FromStr;

use groundstate_guardrails::policy;
use serde_json::{Value, json};

use crate::cli::output::Failure;

/// A file, `NAME` or `NAME@VERSION`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file, TOML or JSON by its ending.
    File(PathBuf),
    /// A policy on the server; its active version where none is named.
    Stored(String, Option<i64>),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let written = path.extension().is_some_and(|ending| ending == "toml" || ending == "json");
        if written || text.contains(std::path::MAIN_SEPARATOR) {
            return Ok(Self::File(path));
        }
        match text.split_once('@') {
            None => Ok(Self::Stored(text.to_owned(), None)),
            Some((name, version)) => {
                let version = version.parse().map_err(|_| format!("`{version}` is not a version"))?;
                Ok(Self::Stored(name.to_owned(), Some(version)))
            }
        }
    }
}

impl Target {
    /// As the API takes it.
    pub(super) fn input(&self) -> Result<Value, Failure> {
        match self {
            Self::File(_) => Ok(json!({"document": self.read()?})),
            Self::Stored(name, None) => Ok(json!({"name": name})),
            Self::Stored(name, Some(version)) => Ok(json!({"name": name, "version": version})),
        }
    }

    /// The document in the file.
    pub(super) fn read(&self) -> Result<policy::Policy, Failure> {
        let Self::File(path) = self else {
            return Err(Failure::new("a file is needed here"));
        };
        let failed = |error: &dyn std::fmt::Display| Failure::new(format!("`{}`: {error}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
        let json = path.extension().is_some_and(|ending| ending == "json");
        let parsed = if json { policy::Policy::from_json(&text) } else { policy::Policy::from_toml(&text) };
        parsed.map_err(|error| failed(&error))
    }

    /// Name and version on the server.
    pub(super) fn version(&self) -> Result<(&str, i64), Failure> {
        match self {
            Self::Stored(name, Some(version)) => Ok((name, *version)),
            _ => Err(Failure::new("name a version on the server: NAME@VERSION")),
        }
    }

    /// The path of the version in the API.
    pub(super) fn path(&self) -> Result<String, Failure> {
        let (name, version) = self.version()?;
        Ok(format!("/v1/policies/{name}/versions/{version}"))
    }
}
