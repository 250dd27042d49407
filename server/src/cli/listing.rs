//! What commands share that print a list of the server's.

use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use super::client::Server;
use super::output::{self, Failure, line};

/// How a list is printed.
#[derive(Debug, Args)]
pub(super) struct Listing {
    /// Print the whole list as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Listing {
    /// Prints every entry at a path that a filter (`&name=value`…) leaves: in words by `told`, or `none` where there are none.
    pub(super) async fn print(
        self,
        (path, filter): (&str, &str),
        none: &str,
        told: impl Fn(&Value) -> Result<(), Failure>,
    ) -> Result<ExitCode, Failure> {
        let all = self.server.all(path, filter).await?;
        if self.json {
            output::json(&all)?;
        } else if all.is_empty() {
            line(none)?;
        } else {
            all.iter().try_for_each(told)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
