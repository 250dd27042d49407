//! `groundstate ingest`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::client::Server;
use super::output::{self, Failure, line};

/// Files of one request.
const BATCH: usize = 50;
/// Bytes of one request.
const BATCH_BYTES: u64 = 32 << 20;

/// Ingest files and folders into a server's memory.
///
/// Idempotent: files that have not changed stay as they are. A file that cannot be read fails alone.
#[derive(Debug, Args)]
pub(super) struct Ingest {
    /// Files and folders; folders are read with everything below them, hidden files excepted.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Access labels that a caller must hold to see the documents.
    #[arg(long, value_delimiter = ',')]
    labels: Vec<String>,
    /// Trust in the source, 0 to 1.
    #[arg(long, default_value_t = 1.0)]
    trust: f64,
    /// Return once the files are queued.
    #[arg(long)]
    detach: bool,
    /// Print what happened as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Ingest {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let mut files = Vec::new();
        for path in &self.paths {
            collect(path, &mut files)?;
        }
        files.sort();
        if files.is_empty() {
            return Err(Failure::new("there is no file in the paths given"));
        }
        let mut jobs = Vec::new();
        for batch in batches(files) {
            jobs.push(self.submit(&batch).await?);
        }
        if self.detach {
            return output::json(&serde_json::json!({"jobs": jobs})).map(|()| ExitCode::SUCCESS);
        }
        let mut items = Vec::new();
        for job in &jobs {
            self.follow(job).await?;
            items.extend(self.items(job).await?);
        }
        self.report(&items)
    }

    async fn submit(&self, batch: &[PathBuf]) -> Result<String, Failure> {
        let mut form = Form::new().text("labels", self.labels.join(",")).text("trust", self.trust.to_string());
        for path in batch {
            let bytes =
                tokio::fs::read(path).await.map_err(|error| Failure::new(format!("`{}`: {error}", path.display())))?;
            form = form.part("file", Part::bytes(bytes).file_name(path.display().to_string()));
        }
        let job = self.server.json(self.server.request(Method::POST, "/v1/documents")?.multipart(form)).await?;
        let id = job.get("job_id").and_then(Value::as_str);
        Ok(id.ok_or_else(|| Failure::new("the server named no job"))?.to_owned())
    }

    async fn follow(&self, job: &str) -> Result<(), Failure> {
        let bar = if self.json { ProgressBar::hidden() } else { ProgressBar::new(1) };
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {wide_msg}") {
            bar.set_style(style);
        }
        loop {
            let job = self.server.json(self.server.request(Method::GET, &format!("/v1/jobs/{job}"))?).await?;
            let count = |name: &str| job.get(name).and_then(Value::as_u64).unwrap_or_default();
            let text = |name: &str| job.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            bar.set_length(count("total"));
            bar.set_position(count("done"));
            bar.set_message(text("message"));
            match text("status").as_str() {
                "succeeded" | "failed" | "cancelled" => {
                    bar.finish_and_clear();
                    return Ok(());
                }
                _ => tokio::time::sleep(Duration::from_millis(300)).await,
            }
        }
    }

    async fn items(&self, job: &str) -> Result<Vec<Value>, Failure> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/jobs/{job}/items?limit=200{cursor}");
            let page = self.server.json(self.server.request(Method::GET, &path)?).await?;
            items.extend(page.get("data").and_then(Value::as_array).cloned().unwrap_or_default());
            match page.get("next_cursor").and_then(Value::as_str) {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(items),
            }
        }
    }

    fn report(&self, items: &[Value]) -> Result<ExitCode, Failure> {
        let status = |item: &Value| item.get("status").and_then(Value::as_str).unwrap_or_default().to_owned();
        let count = |wanted: &str| items.iter().filter(|item| status(item) == wanted).count();
        let failed = count("failed") + count("cancelled");
        if self.json {
            output::json(&serde_json::json!({
                "succeeded": count("succeeded"), "unchanged": count("unchanged"), "failed": failed, "items": items,
            }))?;
        } else {
            for item in items.iter().filter(|item| status(item) == "failed") {
                let detail = item.pointer("/error/detail").and_then(Value::as_str).unwrap_or_default();
                line(format!("failed: {}: {detail}", item.get("source").and_then(Value::as_str).unwrap_or_default()))?;
            }
            line(format!("{} ingested, {} unchanged, {failed} failed", count("succeeded"), count("unchanged")))?;
        }
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("`{}`: {error}", path.display()));
    if !std::fs::metadata(path).map_err(failed)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link may lead in a circle.
        if !hidden && !entry.file_type().map_err(failed)?.is_symlink() {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

fn batches(files: Vec<PathBuf>) -> Vec<Vec<PathBuf>> {
    let (mut batches, mut size) = (Vec::<Vec<PathBuf>>::new(), 0);
    for file in files {
        let bytes = std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH && size + bytes <= BATCH_BYTES => {
                size += bytes;
                batch.push(file);
            }
            _ => {
                size = bytes;
                batches.push(vec![file]);
            }
        }
    }
    batches
}
