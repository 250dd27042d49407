//! `groundstate env push`.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use futures::stream;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::{Body, Method};
use serde_json::Value;

use super::super::client::{Server, list, text};
use super::super::output::{self, Failure, line};

/// Bytes of one piece.
const PIECE: usize = 1 << 16;

/// Stream transitions into a server. Ends with 0 when no row was refused.
///
/// Idempotent: rows that are there already are dropped, so whatever broke off is pushed again.
#[derive(Debug, Args)]
pub(in crate::cli) struct Push {
    /// Name or identifier of the environment.
    name: String,
    /// NDJSON, packed where its name ends in `.gz`; `-` reads standard input.
    file: PathBuf,
    /// Print what happened as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Push {
    pub(in crate::cli) async fn run(self) -> Result<ExitCode, Failure> {
        let (input, size) = self.open()?;
        let bar = if self.json {
            ProgressBar::hidden()
        } else {
            size.map_or_else(ProgressBar::new_spinner, ProgressBar::new)
        };
        let template = "{bar:30} {bytes}/{total_bytes} {bytes_per_sec}  {eta} left";
        if let Ok(style) =
            ProgressStyle::with_template(if size.is_some() { template } else { "{bytes} {bytes_per_sec}" })
        {
            bar.set_style(style);
        }
        let path = format!("/v1/environments/{}/transitions", self.name);
        let mut request = self.server.request(Method::POST, &path)?.header("content-type", "application/x-ndjson");
        if self.file.extension().is_some_and(|extension| extension == "gz") {
            request = request.header("content-encoding", "gzip");
        }
        let done = self.server.json(request.body(pieces(input, bar.clone()))).await;
        bar.finish_and_clear();
        self.report(&done?)
    }

    fn open(&self) -> Result<(Box<dyn Read + Send>, Option<u64>), Failure> {
        if self.file.as_os_str() == "-" {
            return Ok((Box::new(io::stdin()), None));
        }
        let failed = |error: io::Error| Failure::new(format!("`{}`: {error}", self.file.display()));
        let file = File::open(&self.file).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        Ok((Box::new(file), Some(size)))
    }

    fn report(&self, done: &Value) -> Result<ExitCode, Failure> {
        let rejected = text(done, "rejected");
        if self.json {
            output::json(done)?;
        } else {
            for row in list(done, "refused") {
                let (number, code) = (text(row, "line"), text(row, "code"));
                line(format!("refused: line {number}: {code}: {}", text(row, "detail")))?;
            }
            let (accepted, duplicates) = (text(done, "accepted"), text(done, "duplicates"));
            line(format!("{accepted} accepted, {duplicates} there already, {rejected} refused"))?;
        }
        Ok(if rejected == "0" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The input as a body that is read as it is sent.
fn pieces(input: Box<dyn Read + Send>, bar: ProgressBar) -> Body {
    Body::wrap_stream(stream::unfold(Some(input), move |input| {
        let bar = bar.clone();
        async move {
            let mut input = input?;
            let read = tokio::task::spawn_blocking(move || {
                let mut piece = vec![0; PIECE];
                let read = input.read(&mut piece);
                (
                    read.map(|length| {
                        piece.truncate(length);
                        piece
                    }),
                    input,
                )
            });
            match read.await {
                Ok((Ok(piece), _)) if piece.is_empty() => None,
                Ok((Ok(piece), input)) => {
                    bar.inc(piece.len() as u64);
                    Some((Ok(piece), Some(input)))
                }
                Ok((Err(error), _)) => Some((Err(error), None)),
                Err(error) => Some((Err(io::Error::other(error)), None)),
            }
        }
    }))
}
