//! `groundstate train`.

mod card;
mod environment;
mod predictor;
mod states;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use groundstate_planner::perception::heads::data::{self, Evaluation, Row, Sorted, sort};
use groundstate_planner::perception::heads::loss::{Loss, Margins};
use groundstate_planner::perception::heads::synthetic::{self, Templates};
use groundstate_planner::perception::heads::train::{Draft, Example, TrainConfig, fit};
use groundstate_planner::perception::heads::{
    Any, HeadError, LearnedHead, Manifest, Shape, SourceCount, Training, Trial,
};
use indicatif::{ProgressBar, ProgressStyle};

use super::output::{Failure, line};
use crate::config::Config;
use crate::eval::guardrails::lines;
use crate::perception::reading::{self, Asked};
use states::Encoded;

/// Train models that this build uses.
#[derive(Debug, Subcommand)]
pub(super) enum Train {
    /// A learned head of the guardrails.
    Heads(Heads),
    /// The predictor of text answers.
    Predictor(predictor::Predictor),
    /// The world model of an environment, on a server.
    Env(environment::Environment),
}

/// Train a learned head.
///
/// Data files hold one JSON object a line, gzipped or not: text, src, lic, and `y` (categories) or `label` (0 or 1). Rows whose
/// licence does not clearly allow shipped weights are left out, as are duplicates and rows that share eight words in a row with a
/// text of an --exclude file. Writes HEAD.json, HEAD.safetensors and HEAD.md.
#[derive(Debug, Args)]
pub(super) struct Heads {
    /// Head: moderation or injection.
    #[arg(long)]
    head: String,
    /// Labelled rows (JSONL or JSONL.gz).
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    data: Vec<PathBuf>,
    /// Evaluation files, no text of which may be trained on.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    exclude: Vec<PathBuf>,
    /// Sources that are validation only.
    #[arg(long, value_name = "SOURCE", num_args = 1..)]
    hold_out: Vec<String>,
    /// Labels that a source means otherwise, as SOURCE=LABEL: where nothing else applies to a row, it is taken for neither true nor false.
    #[arg(long, value_name = "SOURCE=LABEL", num_args = 1..)]
    doubt: Vec<String>,
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Loss of the poolers.
    #[arg(long, value_enum, default_value_t = LossName::CrossEntropy)]
    loss: LossName,
    /// Seed of everything that is drawn. Several: one training each, of which the one is kept that tells validation rows apart best.
    #[arg(long = "seed", value_name = "SEED", default_value = "1", num_args = 1..)]
    seeds: Vec<u64>,
    /// Passes over the rows.
    #[arg(long, default_value_t = 3)]
    epochs: usize,
    /// Poolers whose logits are averaged: more are larger and slower.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=16))]
    members: u64,
    /// Weight of the poolers against the lexicon, 0 to 1.
    #[arg(long, default_value_t = Shape::default().share)]
    share: f32,
    /// Train on the data files alone, without this project's templates.
    #[arg(long)]
    no_templates: bool,
    /// Keep token states in this file, and use those that are there: a run that was interrupted goes on.
    #[arg(long, value_name = "FILE")]
    cache: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LossName {
    CrossEntropy,
    Energy,
}

/// What the files hold: rows to learn from, and texts that may not be learned from.
struct Given {
    rows: Vec<Row>,
    evaluation: Evaluation,
}

/// Sources whose sentences carry what the templates hide in documents.
const CARRIERS: [&str; 6] = ["squad", "squad_s", "squad_q", "bipia_ctx", "clinc", "self_instruct"];
/// Temperature of the label that is reckoned from others.
const TEMPERATURE: f32 = 2.0;

impl Train {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        match self {
            Self::Heads(heads) => heads.run(config).map(|()| ExitCode::SUCCESS),
            Self::Predictor(command) => command.run(config),
            Self::Env(command) => command.run().await,
        }
    }
}

impl From<HeadError> for Failure {
    fn from(error: HeadError) -> Self {
        Self::new(error.to_string())
    }
}

impl Heads {
    fn run(self, config: &Config) -> Result<(), Failure> {
        let labels = data::labels(&self.head)
            .ok_or_else(|| Failure::new(format!("`{}` is no head", self.head)).hint("moderation or injection"))?;
        let reader = reading::reader(&config.encoder_dir())
            .map_err(|error| Failure::new(error.to_string()).hint("`make weights` fetches the encoder"))?;
        let given = self.given()?;
        let mut encoded = Encoded::open(&reader, self.cache.as_deref())?;
        let mut trials = Vec::with_capacity(self.seeds.len());
        let mut kept: Option<(Manifest, Vec<u8>)> = None;
        for seed in &self.seeds {
            let trained = self.train(&given, &mut encoded, labels, *seed)?;
            let validation_auprc = trained.0.validation_auprc();
            line(format!("seed {seed}: validation AUPRC {validation_auprc:.4}"))?;
            trials.push(Trial { seed: *seed, validation_auprc });
            if kept.as_ref().is_none_or(|(best, _)| validation_auprc > best.validation_auprc()) {
                kept = Some(trained);
            }
        }
        let (mut manifest, weights) = kept.ok_or_else(|| Failure::new("no seed was given"))?;
        if trials.len() > 1 {
            manifest.training.trials = trials;
        }
        self.write(&manifest, &weights)
    }

    /// One training: the manifest and the weights file.
    fn train(
        &self,
        given: &Given,
        encoded: &mut Encoded<'_>,
        labels: &[&str],
        seed: u64,
    ) -> Result<(Manifest, Vec<u8>), Failure> {
        let reader = encoded.reader;
        let sorted = self.sorted(given, seed)?;
        line(format!(
            "{} rows to train on, {} for validation; left out: {} for their licence, {} that an evaluation file holds, {} duplicates",
            sorted.train.len(),
            sorted.validation.len(),
            sorted.refused_licence,
            sorted.refused_overlap,
            sorted.duplicates
        ))?;
        let texts: Vec<&str> = sorted.train.iter().chain(&sorted.validation).map(|row| row.text.as_str()).collect();
        encoded.add(&texts)?;
        let draft = Draft {
            name: self.head.clone(),
            encoder: reader.fingerprint().to_owned(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            any: (self.head == "moderation")
                .then(|| Any { of: data::CONTENT.map(str::to_owned).to_vec(), temperature: TEMPERATURE }),
            training: self.provenance(&sorted),
        };
        let settings = TrainConfig {
            seed,
            epochs: self.epochs.max(1),
            loss: match self.loss {
                LossName::CrossEntropy => Loss::CrossEntropy,
                LossName::Energy => Loss::Energy(Margins::default()),
            },
            shape: Shape {
                dimension: reader.dimension(),
                members: self.members as usize,
                share: self.share.clamp(0.0, 1.0),
                ..Shape::default()
            },
            ..TrainConfig::default()
        };
        let (train, validation) =
            (self.examples(&sorted.train, labels, encoded), self.examples(&sorted.validation, labels, encoded));
        let bar = bar("steps");
        // As the server asks, so that thresholds keep their promise there.
        let judge = |head: &LearnedHead, example: &Example<'_>| {
            let asked = Asked::read(reader, example.text).map_err(|error| HeadError::Data(error.to_string()))?;
            asked.of(head)
        };
        let trained = fit(&train, (&validation, &judge), draft, &settings, &mut |progress| {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
            bar.set_message(format!("loss {:.3}", progress.loss));
        })?;
        bar.finish_and_clear();
        Ok(trained)
    }

    /// What the files hold.
    fn given(&self) -> Result<Given, Failure> {
        let unreadable = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
        let mut rows: Vec<Row> = Vec::new();
        for path in &self.data {
            let text = lines(path).map_err(|error| unreadable(&error))?;
            for (number, row) in text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
                let place =
                    |error: HeadError| Failure::new(format!("line {} of `{}`: {error}", number + 1, path.display()));
                rows.push(Row::parse(row).map_err(place)?);
            }
        }
        let mut evaluation = Evaluation::default();
        for path in &self.exclude {
            let held = crate::eval::guardrails::read(path).map_err(|error| unreadable(&error))?;
            held.iter().for_each(|row| evaluation.add(&row.text));
        }
        Ok(Given { rows, evaluation })
    }

    /// All rows, sorted. Templates come last, so that a row by others stays where both say the same.
    fn sorted(&self, given: &Given, seed: u64) -> Result<Sorted, Failure> {
        let Given { rows, evaluation } = given;
        let mut rows = rows.clone();
        if let Some(toml) = synthetic::shipped(&self.head).filter(|_| !self.no_templates) {
            let carriers = rows.iter().filter(|row| {
                CARRIERS.contains(&row.source.as_str()) && data::licence_allows(&row.licence) && row.labels.is_empty()
            });
            let carriers: Vec<&str> = carriers.map(|row| row.text.as_str()).collect();
            let written = Templates::parse(toml)?.expand(&carriers, seed)?;
            rows.extend(written);
        }
        let known = data::labels(&self.head).unwrap_or_default();
        let doubted = self.doubt.iter().map(|pair| {
            let pair = pair.split_once('=').filter(|(_, label)| known.contains(label));
            pair.ok_or_else(|| Failure::new("--doubt takes SOURCE=LABEL, with a label of the head"))
        });
        let doubted = doubted.collect::<Result<Vec<_>, _>>()?;
        // A row that only carries labels of another head says nothing of this one: not even that it is benign.
        rows.retain(|row| row.labels.is_empty() || row.labels.iter().any(|label| known.contains(&label.as_str())));
        for row in &mut rows {
            row.labels.retain(|label| known.contains(&label.as_str()));
            for (source, label) in &doubted {
                if row.source == *source {
                    row.doubt(label);
                }
            }
        }
        let mut sorted = sort(rows, evaluation, &self.hold_out);
        let segments = benign_segments(&sorted.train, evaluation);
        sorted.train.extend(segments);
        Ok(sorted)
    }

    fn provenance(&self, sorted: &Sorted) -> Training {
        let mut counts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
        for row in &sorted.train {
            let (rows, positives) = counts.entry((&row.source, &row.licence)).or_default();
            *rows += 1;
            *positives += usize::from(!row.labels.is_empty());
        }
        let source = |((source, licence), (rows, positives)): ((&str, &str), (usize, usize))| SourceCount {
            source: source.to_owned(),
            licence: licence.to_owned(),
            rows,
            positives,
        };
        Training {
            held_out: self.hold_out.clone(),
            doubted: self.doubt.clone(),
            sources: counts.into_iter().map(source).collect(),
            refused_licence: sorted.refused_licence,
            refused_overlap: sorted.refused_overlap,
            duplicates: sorted.duplicates,
            ..Training::default()
        }
    }

    fn examples<'a>(&self, rows: &'a [Row], labels: &[&str], encoded: &'a Encoded<'_>) -> Vec<Example<'a>> {
        let example = |row: &'a Row| {
            Some(Example {
                text: &row.text,
                source: &row.source,
                states: encoded.get(&row.text)?,
                targets: row.targets(labels),
                known: row.known(labels),
                synthetic: row.is_ours(),
                apart: self.hold_out.contains(&row.source),
            })
        };
        rows.iter().filter_map(example).collect()
    }

    fn write(&self, manifest: &Manifest, weights: &[u8]) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.out)?;
        let file = |ending: &str| self.out.join(format!("{}.{ending}", self.head));
        std::fs::write(file("safetensors"), weights)?;
        std::fs::write(file("json"), format!("{}\n", serde_json::to_string_pretty(manifest)?))?;
        std::fs::write(file("md"), card::write(manifest, weights.len()))?;
        line(format!("{} ({} bytes, SHA-256 {})", file("safetensors").display(), weights.len(), manifest.weights))?;
        for label in &manifest.labels {
            line(format!(
                "  {:<17} {:>6} rows, validation AUPRC {:.3} over {} positives",
                label.name, label.rows, label.validation_auprc, label.validation_positives
            ))?;
        }
        Ok(())
    }
}

/// The segments of benign texts, each a row of its own: a head is asked about them by themselves too, and where nothing applies to a
/// text nothing applies to its parts. Those that an evaluation file holds are left out.
fn benign_segments(rows: &[Row], evaluation: &Evaluation) -> Vec<Row> {
    let mut known: HashSet<String> = rows.iter().map(|row| data::normal(&row.text)).collect();
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.labels.is_empty() && row.open.is_empty()) {
        for segment in reading::segments(&row.text) {
            let said = data::normal(segment);
            if !said.is_empty() && !evaluation.holds(segment) && known.insert(said) {
                found.push(Row { text: segment.to_owned(), ..row.clone() });
            }
        }
    }
    found
}

fn bar(what: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what}, {{eta}} left {{msg}}"))
    {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_benign_texts_are_cut_and_no_segment_comes_twice() {
        let row = |text: &str, y: &str| Row::parse(&format!(r#"{{"text":"{text}","lic":"MIT","y":[{y}]}}"#)).unwrap();
        let rows = [
            row("The harbour is closed today. The ferry leaves at nine. Ask at the old gate.", ""),
            row("The ferry leaves at nine.", ""),
            row("The garden is open. You are a fool, a liar and a thief.", r#""harassment""#),
        ];
        let mut evaluation = Evaluation::default();
        evaluation.add("Ask at the old gate");
        let segments = benign_segments(&rows, &evaluation);
        let texts: Vec<&str> = segments.iter().map(|row| row.text.trim()).collect();
        assert_eq!(texts, ["The harbour is closed today."]);
        assert!(segments.iter().all(|row| row.labels.is_empty()));
    }
}
