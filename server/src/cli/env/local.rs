//! `groundstate env infer`, `validate` and `demo`: what needs no server.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use groundstate_planner::environment::{Inference, InferenceLimits, Schema, demo};
use serde_json::json;

use super::super::output::{self, Failure, line};
use super::read;
use crate::environments::lines::Line;
use crate::environments::{check, row};

/// Refused rows that are shown.
const SHOWN: u64 = 20;

/// Infer a schema from a file of transitions and print it. Correct it before it is registered: what the data does not
/// say (units, bounds, containment, preconditions, goals, guardrails) is for people to add.
#[derive(Debug, Args)]
pub(in crate::cli) struct Infer {
    /// NDJSON; `-` reads standard input.
    file: PathBuf,
    /// Name of the environment.
    #[arg(long, default_value = "")]
    name: String,
}

impl Infer {
    pub(in crate::cli) fn run(self) -> Result<ExitCode, Failure> {
        let mut inference = Inference::new(InferenceLimits::default());
        let mut rows = 0_u64;
        each(&self.file, |line| {
            // A row that is none says nothing; `validate` tells which they are.
            if let Ok(row) = row::check(line, None) {
                inference.observe(&row.transition);
                rows += 1;
            }
            Ok(())
        })?;
        if rows == 0 {
            let failure = Failure::new("there is no transition to infer from");
            return Err(
                failure.hint("a line is {\"state\": {\"objects\": […]}, \"action\": {\"verb\": …}, \"next_state\": …}")
            );
        }
        output::json(&Schema { name: self.name, ..inference.finish() })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Hold a file of transitions against a schema. Ends with 0 when every row fits.
#[derive(Debug, Args)]
pub(in crate::cli) struct Validate {
    /// NDJSON; `-` reads standard input. Without one, the schema alone is checked.
    file: Option<PathBuf>,
    /// The schema as JSON.
    #[arg(long, value_name = "FILE")]
    schema: PathBuf,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
}

impl Validate {
    pub(in crate::cli) fn run(self) -> Result<ExitCode, Failure> {
        let schema: Schema = serde_json::from_value(read(&self.schema)?)?;
        check(&schema)?;
        let (mut rows, mut refused) = (0_u64, 0_u64);
        let mut shown = Vec::new();
        if let Some(file) = &self.file {
            each(file, |line| {
                rows += 1;
                if let Err(found) = row::check(line, Some(&schema)) {
                    refused += 1;
                    if refused <= SHOWN {
                        shown.push(json!({"line": line.number, "code": found.code, "detail": found.detail}));
                    }
                }
                Ok(())
            })?;
        }
        if self.json {
            output::json(&json!({"rows": rows, "refused": refused, "first": shown}))?;
        } else {
            for one in &shown {
                let said =
                    |name: &str| one.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
                let number = one.get("line").and_then(serde_json::Value::as_u64).unwrap_or_default();
                line(format!("line {number}: {}: {}", said("code"), said("detail")))?;
            }
            line(format!("the schema is sound; {} of {rows} rows fit it", rows - refused))?;
        }
        Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Write the demonstration environment, a small data centre: its transitions as NDJSON, or its schema.
#[derive(Debug, Args)]
pub(in crate::cli) struct Demo {
    /// Print the schema instead.
    #[arg(long)]
    schema: bool,
    /// The same seed gives the same transitions.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many transitions.
    #[arg(long, default_value_t = 4_000)]
    rows: usize,
}

impl Demo {
    pub(in crate::cli) fn run(self) -> Result<ExitCode, Failure> {
        if self.schema {
            output::json(&demo::schema()?)?;
            return Ok(ExitCode::SUCCESS);
        }
        for row in demo::transitions(self.seed).take(self.rows) {
            line(serde_json::to_string(&row)?)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Goes through the lines of a file that are not blank.
fn each(path: &Path, mut visit: impl FnMut(&Line) -> Result<(), Failure>) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::new(format!("`{}`: {error}", path.display()));
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(path).map_err(failed)?))
    };
    for (number, bytes) in (1..).zip(input.split(b'\n')) {
        let bytes = bytes.map_err(failed)?;
        if !bytes.iter().all(u8::is_ascii_whitespace) {
            visit(&Line { number, bytes, too_long: false })?;
        }
    }
    Ok(())
}
