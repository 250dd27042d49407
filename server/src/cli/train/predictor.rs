//! `groundstate train predictor`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use groundstate_planner::cost::calibration::Calibration;
use groundstate_planner::device::Compute;
use groundstate_planner::perception::{Encoder, Passage, TokenStates};
use groundstate_planner::world_model::predictor::train::{Pair, TrainConfig, train};
use serde::Deserialize;

use super::super::corpus::progress;
use super::super::output::{Failure, line};
use crate::config::Config;

/// Texts encoded at a time.
const BATCH: usize = 64;

/// Train the predictor of text answers.
///
/// The file holds one JSON object a line: `q`, a question, and `s`, the sentence that settles it; questions about one document
/// stand together. Writes predictor.json and predictor.safetensors. About a quarter of an hour on one core for 12,000 pairs.
#[derive(Debug, Args)]
pub(in crate::cli) struct Predictor {
    /// Pairs of a question and a sentence (JSONL).
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// What the pairs are and under which licence; stands in the manifest.
    #[arg(long)]
    data: String,
    /// Folder to write to.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
    /// Name of the predictor; decisions record it.
    #[arg(long)]
    name: String,
    /// Passes over the pairs.
    #[arg(long, default_value_t = TrainConfig::default().epochs)]
    epochs: usize,
    /// Pull of the weights towards zero.
    #[arg(long, default_value_t = TrainConfig::default().decay)]
    decay: f32,
    /// Seed of everything that is drawn.
    #[arg(long, default_value_t = TrainConfig::default().seed)]
    seed: u64,
}

#[derive(Deserialize)]
struct Row {
    q: String,
    s: String,
}

impl Predictor {
    pub(super) fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let rows = rows(&self.pairs)?;
        let encoder = Encoder::load(&config.encoder_dir(), &Compute::cpu()).map_err(failure)?;
        let questions = encode(&encoder, rows.iter().map(|row| row.q.as_str()), "questions encoded")?;
        let statements = encode(&encoder, rows.iter().map(|row| row.s.as_str()), "sentences encoded")?;
        let pairs: Vec<Pair> =
            questions.into_iter().zip(statements).map(|(question, statement)| Pair { question, statement }).collect();
        let facets = Calibration::shipped().map_err(failure)?.relevance;
        let how = TrainConfig { epochs: self.epochs, decay: self.decay, seed: self.seed };
        let bar = progress(1, "steps");
        let trained = train(&pairs, &facets, (&self.name, encoder.fingerprint(), &self.data), how, &|progress| {
            bar.set_length(progress.steps as u64);
            bar.set_position(progress.step as u64);
            bar.set_message(format!("loss {:.3}", progress.loss));
        });
        let trained = trained.map_err(failure)?;
        bar.finish_and_clear();
        std::fs::create_dir_all(&self.out)?;
        let manifest = trained.predictor.manifest();
        std::fs::write(self.out.join("predictor.safetensors"), &trained.weights)?;
        std::fs::write(self.out.join("predictor.json"), serde_json::to_string_pretty(manifest)? + "\n")?;
        let training = &manifest.training;
        line(format!(
            "{}: held-out hit@1 among rivals {:.4}, {:.4} before; {} pairs",
            manifest.version, training.hit_at_1, training.hit_at_1_before, training.pairs
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn failure(error: impl std::fmt::Display) -> Failure {
    Failure::new(error.to_string())
}

fn rows(path: &Path) -> Result<Vec<Row>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::new(format!("`{}`: {error}", path.display())))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let row = |(index, line)| {
        serde_json::from_str(line)
            .map_err(|error| Failure::new(format!("`{}`, line {}: {error}", path.display(), index + 1)))
    };
    lines.map(row).collect()
}

fn encode<'a>(
    encoder: &Encoder,
    texts: impl Iterator<Item = &'a str>,
    what: &str,
) -> Result<Vec<TokenStates>, Failure> {
    let passages: Vec<Passage> = texts.map(Passage::whole).collect();
    let bar = progress(passages.len(), what);
    let mut states = Vec::with_capacity(passages.len());
    for batch in passages.chunks(BATCH) {
        let encoded = encoder.encode(batch).map_err(failure)?;
        states.extend(encoded.into_iter().flatten().map(|encoding| encoding.tokens));
        bar.set_position(states.len() as u64);
    }
    bar.finish_and_clear();
    Ok(states)
}
