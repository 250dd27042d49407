//! `groundstate eval`.

mod guardrails;
mod worldmodel;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::corpus::{CorpusArgs, Library, progress};
use super::output::{self, Failure, line};
use crate::answer::{AnswerRequest, gather};
use crate::app::App;
use crate::auth::Principal;
use crate::config::Config;
use crate::eval::metrics::Figures;
use crate::eval::{AnswersReport, Corpus, evaluate};

/// Evaluate this build on data of yours.
#[derive(Debug, Subcommand)]
pub(super) enum Eval {
    /// Ask questions whose answers are known; compare with BM25, pooled cosine and their fusion.
    Answers(Answers),
    /// Ask a learned head about texts that others have labelled.
    Guardrails(guardrails::Guardrails),
    /// Train the world model of typed environments on transition logs and ask it about others.
    Worldmodel(worldmodel::Worldmodel),
}

/// Ask questions whose answers are known.
///
/// Runs in this process on a database of its own. The questions file holds one JSON object a line: id,
/// question, answers, document (an article's file stem), gold_spans (character ranges), kind (answerable,
/// unanswerable or absent).
#[derive(Debug, Args)]
pub(super) struct Answers {
    #[command(flatten)]
    corpus: CorpusArgs,
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
            Self::Worldmodel(worldmodel) => worldmodel.run(&config),
        }
    }
}

impl Answers {
    async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let Library { app, principal, corpus, .. } = self.corpus.open(config).await?;
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
            problems.push(gather(app, principal, request).await?.cut(40).problem(&app.model())?);
        }
        serde_json::to_writer(std::io::BufWriter::new(std::fs::File::create(file)?), &problems)?;
        Ok(())
    }
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
