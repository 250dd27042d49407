//! `groundstate eval`.

mod guardrails;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use super::output::{self, Failure, line};
use crate::answer::{AnswerRequest, pose_problem};
use crate::app::App;
use crate::auth::{Principal, Scope};
use crate::bootstrap::bootstrap;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::eval::metrics::Figures;
use crate::eval::{AnswersReport, Corpus, evaluate};
use crate::jobs;
use crate::memory::ingest::{IngestRequest, KIND};
use crate::problem::Problem;
use crate::store::NewItem;

/// Evaluate this build on data of yours.
#[derive(Debug, Subcommand)]
pub(super) enum Eval {
    /// Ask questions whose answers are known; compare with BM25, pooled cosine and their fusion.
    Answers(Answers),
    /// Ask a learned head about texts that others have labelled.
    Guardrails(guardrails::Guardrails),
}

/// Ask questions whose answers are known.
///
/// Runs in this process on a database of its own. The questions file holds one JSON object a line: id,
/// question, answers, document (an article's file stem), gold_spans (character ranges), kind (answerable,
/// unanswerable or absent).
#[derive(Debug, Args)]
pub(super) struct Answers {
    /// Folder of articles (*.txt).
    #[arg(long, value_name = "DIR")]
    articles: PathBuf,
    /// File of questions (JSONL).
    #[arg(long, value_name = "FILE")]
    questions: PathBuf,
    /// Share of the questions to ask, evenly spread.
    #[arg(long, default_value_t = 1.0, value_name = "SHARE")]
    share: f64,
    /// Keep the database here and use it again; a temporary folder when absent.
    #[arg(long, value_name = "DIR")]
    work_dir: Option<PathBuf>,
    /// Write the first problems, cut to 40 candidates and 3 statements, for `groundstate bench solver`.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// How many problems to write.
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    record_count: usize,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl Eval {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        match self {
            Self::Answers(answers) => answers.run(config).await,
            Self::Guardrails(guardrails) => guardrails.run(&config),
        }
    }
}

impl Answers {
    async fn run(self, config: Config) -> Result<ExitCode, Failure> {
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
        };
        ingest(&app, &principal, &corpus).await?;
        if let Some(file) = &self.record {
            self.record(&app, &principal, &corpus, file).await?;
        }
        let bar = progress(corpus.questions.len(), "questions");
        let report = evaluate(&app, &principal, &corpus, &|done| bar.set_position(done as u64)).await?;
        bar.finish_and_clear();
        if self.json {
            output::json(&report)?
        } else {
            table(&report)?
        }
        app.store.close().await;
        Ok(ExitCode::SUCCESS)
    }

    async fn record(&self, app: &App, principal: &Principal, corpus: &Corpus, file: &Path) -> Result<(), Failure> {
        let mut problems = Vec::new();
        let answerable = corpus.questions.iter().filter(|question| !question.gold_spans.is_empty());
        for question in answerable.take(self.record_count) {
            let request = AnswerRequest::question(question.question.clone());
            problems.push(pose_problem(app, principal, request, 40).await?);
        }
        serde_json::to_writer(std::io::BufWriter::new(std::fs::File::create(file)?), &problems)?;
        Ok(())
    }
}

fn progress(length: usize, what: &str) -> ProgressBar {
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

fn table(report: &AnswersReport) -> Result<(), Failure> {
    line(format!(
        "{:<24} {:>7} {:>7} {:>7} {:>8} {:>7} {:>9} {:>9} {:>8} {:>8}",
        "", "hit@1", "hit@3", "MRR", "recall", "length", "absent", "unansw.", "p50 ms", "p99 ms"
    ))?;
    row("groundstate", &report.figures)?;
    for (name, figures) in &report.baselines {
        row(name, figures)?;
    }
    let given = &report.given;
    line(format!(
        "\nas given: {:.1} % of answerable questions answered (recall {:.3}), {:.1} % of absent, {:.1} % of unanswerable",
        100.0 * given.answerable_answered,
        given.gold_recall,
        100.0 * given.absent_answered,
        100.0 * given.unanswerable_answered
    ))?;
    let short = &report.short_answer;
    line(format!("short answers: {:.1} % given, exact match {:.3}", 100.0 * short.given, short.exact_match))?;
    line("\ncoverage  risk    confidence of at least")?;
    for point in &report.risk_coverage {
        line(format!("{:>7.0} %  {:.3}   {:.3}", 100.0 * point.coverage, point.risk, point.threshold))?;
    }
    Ok(())
}

fn row(name: &str, figures: &Figures) -> Result<(), Failure> {
    let rate = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
    line(format!(
        "{name:<24} {:>7.4} {:>7.4} {:>7.4} {:>8.4} {:>7.2} {:>9} {:>9} {:>8.2} {:>8.2}",
        figures.hit_at_1,
        figures.hit_at_3,
        figures.mrr,
        figures.gold_recall,
        figures.mean_statements,
        rate(figures.abstain_auroc_absent),
        rate(figures.abstain_auroc_unanswerable),
        figures.p50_ms,
        figures.p99_ms
    ))
}
