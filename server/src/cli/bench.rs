//! `groundstate bench`.

mod backtest;
mod check;
mod plan;
mod scene;
mod transitions;
mod worldmodel;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, Subcommand};
use groundstate_planner::actor::optimality::measure;
use groundstate_planner::actor::{SolverConfig, solve};
use groundstate_planner::configurator::Problem;
use groundstate_planner::cost::guard::Guards;
use groundstate_planner::perception::Passage;
use serde_json::json;

use super::output::{self, Failure, line};
use crate::config::Config;
use crate::eval::metrics::percentile;
use crate::perception::Perception;

/// Measure the parts of this build on this machine.
#[derive(Debug, Subcommand)]
pub(super) enum Bench {
    /// The encoder: time of one question, sentences a second.
    Encoder(Encoder),
    /// The solver on recorded problems: time, and the gap to the exact minimum.
    Solver(Solver),
    /// Back-testing: recorded decisions replayed under a draft, in a database of its own.
    Backtest(backtest::Backtest),
    /// Checks with every kind of objective: time of one, and how many a second with decisions durable.
    Check(check::Check),
    /// Planning: solvers on environments whose dynamics are known exactly.
    Plan(plan::Plan),
    /// The world model of typed environments: steps of training, candidates scored, time of a search.
    Worldmodel(worldmodel::Worldmodel),
    /// Transitions by the hundred thousand: streamed in and learned from, and the most memory that takes.
    Transitions(transitions::Transitions),
}

/// The encoder.
#[derive(Debug, Args)]
pub(super) struct Encoder {
    /// Rounds; the median is printed.
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// The solver.
#[derive(Debug, Args)]
pub(super) struct Solver {
    /// Problems, as `groundstate eval answers --record FILE` writes them.
    #[arg(long, value_name = "FILE")]
    problems: PathBuf,
    /// Sets of statements that enumeration may try for one problem.
    #[arg(long, default_value_t = 20_000)]
    most_sets: usize,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

const SENTENCE: &str = "The committee that met in the spring of that year decided to move the archive to the new building near the old harbour.";
const QUESTION: &str = "Where did the committee decide to move the archive that year?";

impl Bench {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        match self {
            Self::Encoder(encoder) => encoder.run(&config),
            Self::Solver(solver) => solver.run(),
            Self::Backtest(backtest) => backtest.run(config).await,
            Self::Check(check) => check.run(config).await,
            Self::Plan(plan) => plan.run(),
            Self::Worldmodel(worldmodel) => worldmodel.run(&config),
            Self::Transitions(transitions) => transitions.run(config).await,
        }
    }
}

impl Encoder {
    fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let perception = Perception::start(config).map_err(crate::app::AppError::from)?;
        let time = |passages: &[Passage]| {
            let started = Instant::now();
            let encoded = perception.encoder().encode(passages).map_err(|error| Failure::new(error.to_string()));
            encoded.map(|_| started.elapsed().as_secs_f64() * 1e3)
        };
        let (one, batch) = (vec![Passage::whole(QUESTION)], vec![Passage::whole(SENTENCE); 32]);
        time(&batch)?;
        let rounds = self.rounds.max(1);
        let questions = (0..rounds).map(|_| time(&one)).collect::<Result<Vec<_>, _>>()?;
        let batches = (0..rounds).map(|_| time(&batch)).collect::<Result<Vec<_>, _>>()?;
        let (question_ms, batch_ms) = (percentile(&questions, 0.5), percentile(&batches, 0.5));
        let rate = 32.0 / batch_ms * 1e3;
        if self.json {
            output::json(&json!({"device": perception.device(), "encoder": perception.fingerprint(),
                "question_ms": question_ms, "batch_of_32_ms": batch_ms, "sentences_per_second": rate}))?;
        } else {
            line(format!(
                "{} on {}: question {question_ms:.2} ms, {rate:.0} sentences/s",
                perception.name(),
                perception.device()
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Solver {
    fn run(self) -> Result<ExitCode, Failure> {
        let bytes = std::fs::read(&self.problems)
            .map_err(|error| Failure::new(format!("`{}`: {error}", self.problems.display())))?;
        let problems: Vec<Problem> = serde_json::from_slice(&bytes)?;
        let config = SolverConfig::default();
        let time = |problem: &Problem| {
            let started = Instant::now();
            std::hint::black_box(solve(problem, &Guards::none(), &config));
            started.elapsed().as_secs_f64() * 1e3
        };
        let times: Vec<f64> = problems.iter().map(time).collect();
        let report = measure(&problems, &config, self.most_sets);
        let (p50, p99) = (percentile(&times, 0.5), percentile(&times, 0.99));
        if self.json {
            output::json(&json!({"p50_ms": p50, "p99_ms": p99, "optimality": report}))?;
        } else {
            line(format!("{} problems: median {p50:.3} ms, p99 {p99:.3} ms", report.problems))?;
            line(format!(
                "exact minimum in {:.2} % of {} enumerated, mean gap {:.4} %, worst {:.3} %; certified {:.1} %",
                100.0 * report.exact,
                report.enumerated,
                100.0 * report.mean_gap,
                100.0 * report.worst_gap,
                100.0 * report.certified
            ))?;
            line(format!(
                "without the certifying search: exact in {:.2} %, mean gap {:.4} %",
                100.0 * report.exact_without_certification,
                100.0 * report.mean_gap_without_certification
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
