//! `groundstate train`.

mod predictor;

use std::process::ExitCode;

use clap::Subcommand;

use super::output::Failure;
use crate::config::Config;

/// Train models that this build uses.
#[derive(Debug, Subcommand)]
pub(super) enum Train {
    /// The predictor of text answers.
    Predictor(predictor::Predictor),
}

impl Train {
    pub(super) fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        match self {
            Self::Predictor(command) => command.run(config),
        }
    }
}
