//! A corpus of articles and questions, and a server in this process that has read the articles.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use super::output::Failure;
use crate::app::App;
use crate::auth::{Principal, Scope};
use crate::bootstrap::bootstrap;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::eval::Corpus;
use crate::jobs;
use crate::memory::ingest::{IngestRequest, KIND};
use crate::problem::Problem;
use crate::store::NewItem;

/// Which articles and questions.
#[derive(Debug, Args)]
pub(super) struct CorpusArgs {
    /// Folder of articles (*.txt).
    #[arg(long, value_name = "DIR")]
    articles: PathBuf,
    /// File of questions (JSONL): id, question, answers, document, gold_spans, kind.
    #[arg(long, value_name = "FILE")]
    questions: PathBuf,
    /// Share of the questions to ask, evenly spread.
    #[arg(long, default_value_t = 1.0, value_name = "SHARE")]
    share: f64,
    /// Keep the database here and use it again; a temporary folder when absent.
    #[arg(long, value_name = "DIR")]
    work_dir: Option<PathBuf>,
}

/// A server whose memory holds the articles.
pub(super) struct Library {
    pub(super) app: App,
    pub(super) principal: Principal,
    pub(super) corpus: Corpus,
    /// Goes when the library goes.
    _temporary: tempfile::TempDir,
}

impl CorpusArgs {
    /// Starts a server on a database of its own and lets it read the articles.
    pub(super) async fn open(&self, config: Config) -> Result<Library, Failure> {
        let corpus = Corpus::read(&self.articles, &self.questions).map_err(|error| Failure::new(error.to_string()))?;
        let corpus = corpus.thinned(self.share.clamp(0.0, 1.0));
        let temporary = tempfile::tempdir()?;
        let folder = self.work_dir.as_deref().unwrap_or(temporary.path());
        let config = Config {
            encoder_dir: Some(config.encoder_dir()),
            data_dir: folder.to_owned(),
            database_url: None,
            redis_url: None,
            ..config
        };
        let app = App::start(config, Arc::new(SystemClock)).await?;
        let tenant = bootstrap(&app).await?.tenant;
        let principal = Principal {
            id: "evaluation".to_owned(),
            name: "evaluation".to_owned(),
            tenant,
            scopes: vec![Scope::Admin],
            labels: Vec::new(),
            application: None,
        };
        ingest(&app, &principal, &corpus).await?;
        Ok(Library { app, principal, corpus, _temporary: temporary })
    }
}

/// A bar on standard error with the time left.
pub(super) fn progress(length: usize, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what}, {{eta}} left")) {
        bar.set_style(style);
    }
    bar
}

/// Ingests the articles, each under its file stem, and waits for the end.
async fn ingest(app: &App, principal: &Principal, corpus: &Corpus) -> Result<(), Failure> {
    let mut items = Vec::new();
    for path in &corpus.articles {
        let request =
            IngestRequest { media_type: Some("text/plain".to_owned()), trust: 1.0, ..IngestRequest::default() };
        items.push(NewItem {
            source: path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
            request: serde_json::to_string(&request)?,
            content: std::fs::read(path)?,
        });
    }
    let job = app.jobs.submit(KIND, (&principal.tenant, &principal.id), &items).await?;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::work(app.clone(), stop.clone()));
    let bar = progress(items.len(), "articles");
    loop {
        let row = app.store.job(&principal.tenant, &job.id).await.map_err(Problem::from)?;
        let row = row.ok_or_else(|| Failure::new("the ingest job is gone"))?;
        bar.set_position(row.done.cast_unsigned());
        match row.status.as_str() {
            "succeeded" if row.failed == 0 => break,
            "succeeded" | "failed" | "cancelled" => {
                return Err(Failure::new(format!(
                    "{} of {} articles could not be ingested: {}",
                    row.failed, row.total, row.message
                )));
            }
            _ => tokio::time::sleep(std::time::Duration::from_millis(200)).await,
        }
    }
    bar.finish_and_clear();
    stop.cancel();
    worker.await.map_err(|error| Failure::new(error.to_string()))
}
