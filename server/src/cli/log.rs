//! `groundstate log`.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use groundstate_guardrails::log::export::{Sought, VerifyOptions, VerifyReport, verify_export};
use groundstate_guardrails::log::head::{PublicKey, SignedHead};
use reqwest::Method;
use serde_json::Value;

use super::client::Server;
use super::output::{self, Failure, line};

/// The transparency log: export and verify.
#[derive(Debug, Subcommand)]
pub(super) enum Log {
    /// Download the log as one file that proves itself.
    Export(Export),
    /// Save the newest signed head: it proves later that nothing below it was removed.
    Head(Head),
    /// Verify an export, offline: nothing was removed or altered.
    Verify(Verify),
}

/// Download the log as one file that proves itself.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// File to write; standard output when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print what was written as JSON.
    #[arg(long, requires = "output")]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Save the newest signed head.
#[derive(Debug, Args)]
pub(super) struct Head {
    /// Print it as JSON (it always is).
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Verify an export, offline. Ends with 0 when the log is whole and 3 when it is not.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The export.
    file: PathBuf,
    /// Public key that must have signed it, hexadecimal. Without it the file vouches for itself only.
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
    /// A signed head kept from earlier (as `log head` prints it); the log must extend it. May be repeated.
    #[arg(long = "head", value_name = "FILE")]
    heads: Vec<PathBuf>,
    /// A decision that must be in the log. May be repeated.
    #[arg(long = "decision", value_name = "ID")]
    decisions: Vec<String>,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
}

impl Log {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Export(export) => export.run().await,
            Self::Head(head) => head.run().await,
            Self::Verify(verify) => verify.run(),
        }
    }
}

impl Export {
    async fn run(self) -> Result<ExitCode, Failure> {
        let mut response = self.server.send(self.server.request(Method::GET, "/v1/log/export")?).await?;
        let mut out: Box<dyn Write> = match &self.output {
            Some(path) => Box::new(File::create(path)?),
            None => Box::new(std::io::stdout().lock()),
        };
        let mut bytes = 0;
        while let Some(chunk) = response.chunk().await.map_err(|error| Failure::new(format!("cut off: {error}")))? {
            out.write_all(&chunk)?;
            bytes += chunk.len();
        }
        out.flush()?;
        if self.json {
            output::json(&serde_json::json!({"bytes": bytes, "output": self.output}))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Head {
    async fn run(self) -> Result<ExitCode, Failure> {
        let head = self.server.json(self.server.request(Method::GET, "/v1/log/head")?).await?;
        output::json(&head)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Verify {
    fn run(self) -> Result<ExitCode, Failure> {
        let trusted_key = match &self.key {
            Some(key) => Some(PublicKey::from_hex(key).map_err(|error| Failure::new(format!("--key: {error}")))?),
            None => None,
        };
        let options = VerifyOptions {
            trusted_key,
            earlier_heads: self.heads.iter().map(read_head).collect::<Result<_, _>>()?,
            expect_inclusion_of: self.decisions.iter().cloned().map(Sought::Id).collect(),
            ..VerifyOptions::default()
        };
        let file =
            File::open(&self.file).map_err(|error| Failure::new(format!("`{}`: {error}", self.file.display())))?;
        let report = verify_export(BufReader::new(file), &options);
        if self.json {
            output::json(&serde_json::json!({"verified": report.verified(), "report": report}))?;
        } else {
            show(&report)?;
        }
        Ok(if report.verified() { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }
}

/// A head as the API gives it; its public key is not part of what is signed.
fn read_head(path: &PathBuf) -> Result<SignedHead, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("`{}`: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    let mut head: Value = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    if let Some(fields) = head.as_object_mut() {
        fields.remove("public_key");
    }
    serde_json::from_value(head).map_err(|error| failed(&error))
}

fn show(report: &VerifyReport) -> Result<(), Failure> {
    line(format!(
        "tenant {}, key {}, {} decisions, {} heads",
        report.tenant, report.key_id, report.leaves, report.heads
    ))?;
    line(format!("root {}", report.root))?;
    line(format!("{} details fit, {} decisions without detail", report.details, report.without_detail))?;
    if !report.key_trusted {
        line("the key was not pinned: use --key with the public key that you were given")?;
    }
    for failure in &report.failures {
        line(format!("FAILED {failure}"))?;
    }
    line(if report.verified() { "verified" } else { "NOT verified" })
}
