//! `groundstate fit`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use groundstate_planner::cost::fit::FitConfig;

use super::corpus::{CorpusArgs, Library, progress};
use super::output::{self, Failure, line};
use crate::config::Config;
use crate::eval::{FitOptions, FitReport, Ranking, fit};

/// Fit the calibration of answers to questions whose answers are known.
///
/// Runs in this process on a database of its own. Prints how well the first statement is ranked before and after, and
/// in cross-validation by article; writes a calibration that the setting `calibration` loads. Never fit on the questions
/// with which you evaluate.
#[derive(Debug, Args)]
pub(super) struct FitArgs {
    #[command(flatten)]
    corpus: CorpusArgs,
    /// Write the calibration here (JSON).
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    /// Name of the calibration; decisions record it.
    #[arg(long)]
    name: String,
    /// Folds of articles for the cross-validation.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=50))]
    folds: u8,
    /// Statements that an answer should have on average, at most.
    #[arg(long, default_value_t = FitConfig::default().mean_length)]
    mean_length: f64,
    /// Share of wrong answers among those given, at most: the abstention threshold keeps to it.
    #[arg(long, default_value_t = FitConfig::default().risk)]
    risk: f64,
    /// Questions on which weights and threshold are fitted, at most.
    #[arg(long, default_value_t = 3_000)]
    recorded: usize,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl FitArgs {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let Library { app, principal, corpus, .. } = &self.corpus.open(config).await?;
        let options = FitOptions {
            version: self.name,
            folds: usize::from(self.folds),
            recorded: self.recorded,
            config: FitConfig { mean_length: self.mean_length, risk: self.risk, ..FitConfig::default() },
        };
        let bar = progress(corpus.questions.len(), "questions read");
        let report = fit(app, principal, corpus, &options, &|done| bar.set_position(done as u64)).await?;
        bar.finish_and_clear();
        let mut text = serde_json::to_string_pretty(&report.calibration)?;
        text.push('\n');
        std::fs::write(&self.out, text)?;
        if self.json {
            output::json(&report)?
        } else {
            table(&report)?
        }
        app.store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn table(report: &FitReport) -> Result<(), Failure> {
    line(format!("{:<36} {:>7} {:>7} {:>7}", "relevance", "hit@1", "hit@3", "MRR"))?;
    let row = |name: &str, ranking: &Ranking| {
        line(format!("{name:<36} {:>7.4} {:>7.4} {:>7.4}", ranking.hit_at_1, ranking.hit_at_3, ranking.mrr))
    };
    row("before", &report.before)?;
    row("fitted", &report.fitted)?;
    row("in cross-validation by article", &report.cross_validated)?;
    let weights = &report.weights;
    line(format!(
        "\nweights: {:.2} % of {} pairs in the right order, {:.2} % before\nanswers: {:.3} of gold in {:.2} statements\n\
         threshold {:.4}: {:.1} % answered, {:.3} of them wrong",
        100.0 * weights.ranked_after,
        weights.pairs,
        100.0 * weights.ranked_before,
        weights.gold_recall,
        weights.mean_length,
        report.calibration.abstention.threshold,
        100.0 * weights.answered,
        weights.risk
    ))
}
