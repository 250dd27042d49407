//! `groundstate bench worldmodel`: the world model of typed environments on this device.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use groundstate_planner::actor::plan::learned::LearnedWorld;
use groundstate_planner::actor::plan::problem::{Condition, Control, PlanningProblem};
use groundstate_planner::actor::plan::{Aids, PlanConfig, plan};
use groundstate_planner::device::{Compute, Preference};
use groundstate_planner::environment::{Action, Progress, State, demo};
use groundstate_planner::world_model::typed::{Corpus, Situation, Spelling, Trainer, TypedConfig, TypedWorldModel};
use serde::Serialize;
use serde_json::json;

use crate::cli::output::{self, Failure, line};
use crate::config::Config;
use crate::eval::metrics::percentile;

/// The world model of typed environments: steps of training, candidates scored, time of a search.
///
/// On transitions of the demonstration environment. `GROUNDSTATE_DEVICE` says where the network computes. With `--portrait`
/// weights, batches, losses and gradients are written, so that the same network can be computed and timed elsewhere
/// (docs/benchmarks/gpu/worldmodel.py does so in PyTorch).
#[derive(Debug, Args)]
pub(in crate::cli) struct Worldmodel {
    /// Transitions of the demonstration environment.
    #[arg(long, default_value_t = 2_000)]
    transitions: usize,
    /// Transitions of a batch.
    #[arg(long, value_delimiter = ',', default_values_t = [64, 256, 1024])]
    batches: Vec<usize>,
    /// Candidates scored at once.
    #[arg(long, value_delimiter = ',', default_values_t = [64, 1024])]
    candidates: Vec<usize>,
    /// Pairs of state and action that one search simulates.
    #[arg(long, default_value_t = 2_000)]
    expansions: usize,
    /// Networks of the ensemble that searches and scores.
    #[arg(long, default_value_t = 1)]
    members: usize,
    /// Rounds; medians are printed, and of steps with the making of their batches a mean.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// Width of a token.
    #[arg(long, default_value_t = 96)]
    width: usize,
    /// Seed of transitions and weights.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write what the network reads and gives to DIR/batch-N.safetensors.
    #[arg(long, value_name = "DIR")]
    portrait: Option<PathBuf>,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Figures of one size of batch.
#[derive(Debug, Serialize)]
struct Training {
    batch: usize,
    scenes: usize,
    tokens: usize,
    questions: usize,
    /// Forward, backward and optimiser on a batch that is there.
    network_ms: f64,
    /// The same with drawing rows and making tensors of them, several batches at a time: a mean.
    step_ms: f64,
    transitions_per_second: f64,
    /// Forward alone, probabilities read back.
    answer_ms: f64,
    questions_per_second: f64,
}

/// Figures of candidates predicted at once: exact next states, decoded.
#[derive(Debug, Serialize)]
struct Scoring {
    candidates: usize,
    network_ms: f64,
    network_per_second: f64,
    rules_ms: f64,
    rules_per_second: f64,
}

/// Figures of a search that spends its budget.
#[derive(Debug, Serialize)]
struct Search {
    model: &'static str,
    expansions: usize,
    ms: f64,
    expansions_per_second: f64,
}

impl Worldmodel {
    pub(super) fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let preference: Preference = serde_json::from_value(config.device.clone().into())?;
        let selection = Compute::select(preference);
        if let Some(reason) = &selection.fallback {
            tracing::warn!("computing on the CPU: {reason}");
        }
        let compute = selection.compute;
        let mut corpus = Corpus::new();
        demo::transitions(self.seed).take(self.transitions).for_each(|row| corpus.push(&row));
        let corpus = Arc::new(corpus);
        let device = compute.backend().name();
        // Rows are printed as they are measured: large batches take their time.
        let told = |text: String| if self.json { Ok(()) } else { line(text) };
        told(format!("{device}, width {}, seed {}", self.width, self.seed))?;
        told(Training::HEADING.to_owned())?;
        let mut training = Vec::new();
        for batch in &self.batches {
            let row = self.training(&corpus, *batch, &compute)?;
            told(row.to_string())?;
            training.push(row);
        }
        let network = self.trainer(&corpus, (64, 0, self.members), &compute)?.into_model();
        let rules = self.trainer(&corpus, (64, TypedConfig::default().trees, self.members), &compute)?.into_model();
        told(Scoring::HEADING.to_owned())?;
        let mut scoring = Vec::new();
        for count in &self.candidates {
            let row = self.scoring(*count, &network, &rules)?;
            told(row.to_string())?;
            scoring.push(row);
        }
        told(Search::HEADING.to_owned())?;
        let mut searches = Vec::new();
        for (name, model) in [("network", &network), ("rules and network", &rules)] {
            let row = self.search(name, model)?;
            told(row.to_string())?;
            searches.push(row);
        }
        if self.json {
            let (parameters, seed, width) = (network.parameters(), self.seed, self.width);
            output::json(
                &json!({"device": device, "seed": seed, "width": width, "parameters": parameters, "members": self.members,
                "transitions": self.transitions, "training": training, "scoring": scoring, "search": searches}),
            )?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn trainer(
        &self,
        corpus: &Arc<Corpus>,
        (batch, trees, members): (usize, usize, usize),
        on: &Compute,
    ) -> Result<Trainer, Failure> {
        let mut config = TypedConfig { batch, trees, members, seed: self.seed, ..TypedConfig::default() };
        config.network.width = self.width;
        let features = Arc::new(Spelling::default());
        Trainer::new(Arc::clone(corpus), config, features, on.device()).map_err(failed)
    }

    fn training(&self, corpus: &Arc<Corpus>, batch: usize, compute: &Compute) -> Result<Training, Failure> {
        let mut trainer = self.trainer(corpus, (batch, 0, 1), compute)?;
        let mut drill = trainer.drill(batch).map_err(failed)?;
        if let Some(folder) = &self.portrait {
            write(folder, batch, &trainer.portrait(&drill).map_err(failed)?)?;
        }
        let answer_ms = self.median(|| trainer.model().answer(&drill).map(|_| ()).map_err(failed))?;
        let network_ms = self.median(|| trainer.repeat(&mut drill).map(|_| ()).map_err(failed))?;
        let step_ms = self.steps(&mut trainer)?;
        let ((scenes, tokens), questions) = (drill.shape(), drill.questions());
        Ok(Training {
            batch,
            scenes,
            tokens,
            questions,
            network_ms,
            step_ms,
            transitions_per_second: batch as f64 / step_ms * 1e3,
            answer_ms,
            questions_per_second: questions as f64 / answer_ms * 1e3,
        })
    }

    fn scoring(&self, count: usize, network: &TypedWorldModel, rules: &TypedWorldModel) -> Result<Scoring, Failure> {
        let mut pairs: Vec<(State, Action)> = Vec::new();
        let mut seed = self.seed;
        while pairs.len() < count {
            let state = demo::beginning(seed);
            pairs.extend(demo::possible(&state).into_iter().map(|action| (state.clone(), action)));
            seed += 1;
        }
        pairs.truncate(count);
        let progress = Progress::default();
        let situations: Vec<Situation<'_>> =
            pairs.iter().map(|(state, action)| Situation { state, action, progress, task: "", fresh: &[] }).collect();
        let time = |model: &TypedWorldModel| self.median(|| model.predict(&situations).map(|_| ()).map_err(failed));
        let (network_ms, rules_ms) = (time(network)?, time(rules)?);
        let rate = |ms: f64| count as f64 / ms * 1e3;
        let (network_per_second, rules_per_second) = (rate(network_ms), rate(rules_ms));
        Ok(Scoring { candidates: count, network_ms, network_per_second, rules_ms, rules_per_second })
    }

    /// A search for what no state satisfies: it spends the whole budget.
    fn search(&self, name: &'static str, model: &TypedWorldModel) -> Result<Search, Failure> {
        let schema = demo::schema()?;
        let world = LearnedWorld::new(model, &schema, "", Progress::default());
        let never = Condition::new("never", |_: &State| false);
        let problem = PlanningProblem::new(&world, demo::beginning(self.seed), vec![&never]);
        let mut spent = 0;
        let ms = self.median(|| {
            let control = Control::expansions(self.expansions);
            spent = plan(&problem, &PlanConfig::default(), &Aids::default(), control).statistics.expansions;
            Ok(())
        })?;
        Ok(Search { model: name, expansions: spent, ms, expansions_per_second: spent as f64 / ms * 1e3 })
    }

    /// Milliseconds of a step. Batches are made several at a time, so this is the mean of as many steps as they are made for, or a
    /// multiple.
    fn steps(&self, trainer: &mut Trainer) -> Result<f64, Failure> {
        let stride = trainer.stride();
        let count = self.rounds.max(1).next_multiple_of(stride);
        (0..stride).try_for_each(|_| trainer.step(0.5).map(|_| ()).map_err(failed))?;
        let started = Instant::now();
        (0..count).try_for_each(|_| trainer.step(0.5).map(|_| ()).map_err(failed))?;
        Ok(started.elapsed().as_secs_f64() * 1e3 / count as f64)
    }

    /// Milliseconds, the median of the rounds after one that warms up.
    fn median(&self, mut once: impl FnMut() -> Result<(), Failure>) -> Result<f64, Failure> {
        once()?;
        let mut times = Vec::with_capacity(self.rounds);
        for _ in 0..self.rounds.max(1) {
            let started = Instant::now();
            once()?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        Ok(percentile(&times, 0.5))
    }
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(error.to_string())
}

fn write(folder: &Path, batch: usize, tensors: &[u8]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    Ok(std::fs::write(folder.join(format!("batch-{batch}.safetensors")), tensors)?)
}

impl Training {
    const HEADING: &str =
        "\nbatch  scenes  tokens  questions  network ms  step ms  transitions/s  answer ms  questions/s";
}

impl fmt::Display for Training {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { batch, scenes, tokens, questions, network_ms, step_ms, answer_ms, .. } = self;
        let (learned, asked) = (self.transitions_per_second, self.questions_per_second);
        write!(
            formatter,
            "{batch:>5} {scenes:>7} {tokens:>7} {questions:>10} {network_ms:>11.2} {step_ms:>8.2} {learned:>14.0} \
             {answer_ms:>10.2} {asked:>12.0}"
        )
    }
}

impl Scoring {
    const HEADING: &str = "\ncandidates  by the network: ms  a second    with rules: ms  a second";
}

impl fmt::Display for Scoring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { candidates, network_ms, network_per_second, rules_ms, rules_per_second } = self;
        write!(
            formatter,
            "{candidates:>10} {network_ms:>19.1} {network_per_second:>9.0} {rules_ms:>17.1} {rules_per_second:>9.0}"
        )
    }
}

impl Search {
    const HEADING: &str = "\nsearch by          expansions        ms  expansions/s";
}

impl fmt::Display for Search {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, expansions, ms, expansions_per_second } = self;
        write!(formatter, "{model:<18} {expansions:>10} {ms:>9.0} {expansions_per_second:>13.0}")
    }
}
