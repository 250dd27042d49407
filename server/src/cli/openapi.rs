//! `groundstate openapi`.

use std::process::ExitCode;

use clap::Args;

use super::output::{self, Failure};
use crate::api;

/// Print the OpenAPI document.
#[derive(Debug, Args)]
pub(super) struct OpenApi {
    /// Print JSON (the only form).
    #[arg(long)]
    json: bool,
}

impl OpenApi {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        output::json(&api::openapi())?;
        Ok(ExitCode::SUCCESS)
    }
}
