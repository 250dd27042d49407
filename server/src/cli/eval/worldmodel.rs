//! `groundstate eval worldmodel`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use groundstate_planner::device::{Compute, Preference};
use groundstate_planner::perception::Encoder;
use groundstate_planner::world_model::typed::{
    Checkpoint, Spelling, TextFeatures, Trainer, TypedConfig, TypedWorldModel,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::output::{self, Failure, line};
use crate::config::Config;
use crate::eval::worldmodel::{Budget, EncodedTexts, Figures, Mistake, Options, Report, Step, run};

/// Train the world model of typed environments on transition logs and ask it about others.
///
/// Files hold one transition a line, gzipped or not, in the format of the ByteSized32 state-prediction data. The metric is the
/// published one, and a strict one beside it; the test file is not trained on.
#[derive(Debug, Args)]
pub(in crate::cli) struct Worldmodel {
    /// Files to train on.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    train: Vec<PathBuf>,
    /// File to ask about.
    #[arg(long, value_name = "FILE")]
    test: PathBuf,
    /// Steps of training: the same weights each time.
    #[arg(long, value_name = "N", conflicts_with = "minutes")]
    steps: Option<u64>,
    /// Minutes of training, where no steps are given.
    #[arg(long, value_name = "MINUTES", default_value_t = 45.0)]
    minutes: f64,
    /// Seed of weights and order.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Members of the ensemble.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=8))]
    members: u64,
    /// Weight of the induction beside the network, 0 to 1; 0 trains the network alone.
    #[arg(long, value_name = "SHARE")]
    rules_share: Option<f64>,
    /// Configuration of the model as JSON; what it does not say keeps its default.
    #[arg(long, value_name = "JSON")]
    config: Option<String>,
    /// Represent texts by the encoder instead of by their spelling.
    #[arg(long)]
    encoder: bool,
    /// Write the model there (and the training, every 500 steps): PREFIX.json and PREFIX.safetensors.
    #[arg(long, value_name = "PREFIX")]
    save: Option<PathBuf>,
    /// Take up a training that `--save` wrote.
    #[arg(long, value_name = "PREFIX", conflicts_with = "model")]
    resume: Option<PathBuf>,
    /// Ask a model that `--save` wrote, without training.
    #[arg(long, value_name = "PREFIX")]
    model: Option<PathBuf>,
    /// Games that are not trained on; only they are asked about.
    #[arg(long, value_name = "GAME", num_args = 1..)]
    leave_out: Vec<String>,
    /// Transitions of each left-out game that are trained on all the same.
    #[arg(long, default_value_t = 0, value_name = "N")]
    adapt: usize,
    /// Longest rollout whose exactness is reported.
    #[arg(long, default_value_t = 10, value_name = "K")]
    horizon: usize,
    /// Write every wrong prediction there, one JSON object a line: what was before, what happened, what was predicted.
    #[arg(long, value_name = "FILE")]
    mistakes: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Published figures, with where they stand: other training data, or none; to stand beside, not to rank.
const PUBLISHED: [&str; 4] = [
    "GPT-4, human rules (arXiv:2406.06485, macro)        full 59.9 / 63.5, act dynamic 77.1, env dynamic 38.6, progress 92.1",
    "RLVR-World 7B, fine-tuned (arXiv:2505.13934, micro)  full 40.3 / 83.1",
    "people, five games (arXiv:2406.06485)               about 80",
    "copy the state                                      full 0 / 100",
];

impl Worldmodel {
    pub(super) fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
        let preference: Preference = serde_json::from_value(config.device.clone().into())?;
        let compute = Compute::select(preference).compute;
        let features = self.features(config, &compute)?;
        let options = self.options(compute)?;
        let began = Instant::now();
        let bar = ProgressBar::new(1_000).with_style(style());
        let mut unsaved = Ok(());
        let mut told = |step: &Step, trainer: &Trainer| {
            let share = step.seconds / (step.seconds + step.left).max(1e-9);
            bar.set_position((1_000.0 * share) as u64);
            bar.set_message(format!("step {}, loss {:.3}", step.report.step, step.report.losses.heads));
            if let (Some(held), Some(spread)) = (&step.held_out, &step.spread) {
                let (all, act, env) = (100.0 * held.all, 100.0 * held.act, 100.0 * held.environment);
                tracing::info!(
                    step = step.report.step,
                    all,
                    act,
                    env,
                    rank = spread.effective_rank,
                    "held-out exactness"
                );
                if let Some(prefix) = &self.save {
                    unsaved =
                        trainer.checkpoint().map_err(|error| failed(&error)).and_then(|saved| write(prefix, &saved));
                }
            }
        };
        let outcome = run(&options, &features, &|| began.elapsed().as_secs_f64(), &mut told);
        bar.finish_and_clear();
        unsaved?;
        let (report, model) = outcome.map_err(|error| failed(&error))?;
        self.keep(&model)?;
        if let Some(file) = &self.mistakes {
            list(file, &report.mistakes)?;
        }
        if self.json {
            output::json(&report)?
        } else {
            table(&report)?
        }
        Ok(ExitCode::SUCCESS)
    }

    fn keep(&self, model: &TypedWorldModel) -> Result<(), Failure> {
        let Some(prefix) = self.save.as_ref().filter(|_| self.model.is_none()) else { return Ok(()) };
        write(prefix, &model.save().map_err(|error| Failure::new(error.to_string()))?)
    }

    fn options(&self, compute: Compute) -> Result<Options, Failure> {
        let given = self.config.as_deref().map(serde_json::from_str).transpose();
        let given: Option<TypedConfig> = given.map_err(|error| Failure::new(format!("--config: {error}")))?;
        let mut config = TypedConfig { seed: self.seed, members: self.members as usize, ..given.unwrap_or_default() };
        if let Some(share) = self.rules_share {
            config.rules_share = share.clamp(0.0, 1.0);
            config.trees = if share > 0.0 { config.trees } else { 0 };
        }
        if self.train.is_empty() && self.model.is_none() {
            return Err(Failure::new("nothing to train on".to_owned()).hint("give --train FILE… or --model PREFIX"));
        }
        Ok(Options {
            train: self.train.clone(),
            test: self.test.clone(),
            budget: self.steps.map_or(Budget::Seconds(60.0 * self.minutes), Budget::Steps),
            config,
            leave_out: self.leave_out.iter().cloned().collect(),
            adapt: self.adapt,
            horizon: self.horizon,
            resume: self.resume.as_deref().map(stored).transpose()?,
            model: self.model.as_deref().map(stored).transpose()?,
            compute,
        })
    }

    fn features(&self, config: &Config, compute: &Compute) -> Result<Arc<dyn TextFeatures>, Failure> {
        if !self.encoder {
            return Ok(Arc::new(Spelling::default()));
        }
        let encoder = Encoder::load(&config.encoder_dir(), compute);
        let encoder =
            encoder.map_err(|error| Failure::new(error.to_string()).hint("`make weights` fetches the encoder"))?;
        Ok(Arc::new(EncodedTexts::new(encoder)))
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{wide_bar} {percent} % {msg}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn ending(prefix: &Path, ending: &str) -> PathBuf {
    let mut name = prefix.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn write(prefix: &Path, checkpoint: &Checkpoint) -> Result<(), Failure> {
    std::fs::write(ending(prefix, ".json"), &checkpoint.manifest)?;
    Ok(std::fs::write(ending(prefix, ".safetensors"), &checkpoint.tensors)?)
}

fn list(file: &Path, mistakes: &[Mistake]) -> Result<(), Failure> {
    let mut lines = BufWriter::new(File::create(file)?);
    for mistake in mistakes {
        serde_json::to_writer(&mut lines, mistake)?;
        lines.write_all(b"\n")?;
    }
    Ok(lines.flush()?)
}

fn stored(prefix: &Path) -> Result<Checkpoint, Failure> {
    let manifest = std::fs::read_to_string(ending(prefix, ".json"))?;
    Ok(Checkpoint { manifest, tensors: std::fs::read(ending(prefix, ".safetensors"))? })
}

fn table(report: &Report) -> Result<(), Failure> {
    line(format!(
        "{} transitions, {} steps in {:.0} s; {:.1} ms for one prediction",
        report.trained_on, report.steps, report.train_seconds, report.predict_ms
    ))?;
    line("\n          dynamic: micro   macro  strict (macro)  of     static: micro   macro  strict (macro)  of")?;
    let rows = [("act", &report.act), ("env", &report.env), ("full", &report.full), ("progress", &report.progress)];
    for (name, Figures { dynamic, still }) in rows {
        line(format!(
            "{name:<10} {:>13.1} {:>7.1} {:>15.1} {:>5} {:>14.1} {:>7.1} {:>15.1} {:>5}",
            dynamic.micro,
            dynamic.r#macro,
            dynamic.strict_macro,
            dynamic.count,
            still.micro,
            still.r#macro,
            still.strict_macro,
            still.count
        ))?;
    }
    line("\nsteps on end   right %  chains")?;
    for (length, (share, count)) in &report.rollout {
        line(format!("{length:<14} {share:>7.1} {count:>7}"))?;
    }
    line("\ngame (full, dynamic)          right   of")?;
    for (game, (right, count)) in &report.games {
        line(format!("{game:<28} {right:>6} {count:>4}"))?;
    }
    line("\npublished, dynamic / static:")?;
    for text in PUBLISHED {
        line(format!("  {text}"))?;
    }
    Ok(())
}
