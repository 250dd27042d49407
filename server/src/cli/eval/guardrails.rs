//! `groundstate eval guardrails`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use groundstate_planner::perception::heads::{self, HeadError, LearnedHead};

use serde_json::json;

use super::progress;
use crate::cli::output::{self, Failure, line};
use crate::config::Config;
use crate::eval::guardrails::{GuardrailsReport, Labelled, Target, evaluate, read};
use crate::perception::reading;

/// Ask a learned head about texts that others have labelled.
///
/// The file holds one JSON object a line, gzipped or not: text, and `any` with OpenAI's columns, or `unsafe`, or `label`; `set`
/// names parts of it. Thresholds are the shipped ones; nothing is fitted to the file.
#[derive(Debug, Args)]
pub(in crate::cli) struct Guardrails {
    /// Head: moderation or injection.
    #[arg(long)]
    head: String,
    /// File of labelled texts (JSONL or JSONL.gz).
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Folders with HEAD.json and HEAD.safetensors, to compare them; the shipped head when absent.
    #[arg(long, value_name = "DIR", num_args = 1..)]
    from: Vec<PathBuf>,
    /// Write what each text got to this file, one JSON object a line: the head's digest, set, whether a label applies, probabilities
    /// by label, and the text.
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
    /// What a figure should at least be, such as `auprc=0.80`, `f1=0.72` or `accuracy:SET=0.85`, where SET begins the names of sets:
    /// says whether it is, or by how much it falls short.
    #[arg(long = "target", value_name = "FIGURE=LEAST", num_args = 1..)]
    targets: Vec<Target>,
    /// Print one JSON object for each head.
    #[arg(long)]
    json: bool,
}

/// Published figures, with where they stand. Other sets, other prompts, other thresholds: to stand beside, not to rank.
const PUBLISHED: [(&str, &[&str]); 2] = [
    (
        "moderation",
        &[
            "OpenAI moderation set, AUPRC   OpenAI API 0.856, Llama Guard 1 7B 0.847, Perspective 0.787 (Llama Guard 1 model card)",
            "                               ShieldGemma 2B 0.887, 9B 0.907, 27B 0.886 (its model card)",
            "OpenAI moderation set, F1      Llama Guard 2 0.807 (its model card), WildGuard 0.721, GPT-4 0.842 (WildGuard paper)",
            "XSTest, F1 and refused safe    Llama Guard 3 8B 0.884 and 4.4 % (its model card)",
        ],
    ),
    (
        "injection",
        &[
            "private set, recall at 1 % FPR Prompt Guard 2 86M 0.975, 22M 0.887, Prompt Guard 1 0.212 (Prompt Guard 2 model card)",
            "NotInject, benign accuracy     Prompt Guard 1 0.0029, ProtectAI v2 0.572, PIGuard 0.873, Lakera 0.876 (PIGuard paper)",
        ],
    ),
];

impl Guardrails {
    pub(super) fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
        let heads = self.load()?;
        let reader = reading::reader(&config.encoder_dir());
        let reader = reader.map_err(|error| failed(&error).hint("`make weights` fetches the encoder"))?;
        let rows = read(&self.data).map_err(|error| failed(&error))?;
        let bar = progress(rows.len(), "texts");
        let reports = evaluate(&reader, &heads, &rows, &|done| bar.set_position(done as u64));
        bar.finish_and_clear();
        let reports = reports.map_err(|error| failed(&error))?;
        if let Some(path) = &self.scores {
            write_scores(path, &rows, &reports)
                .map_err(|error| failed(&error).hint(format!("`{}` cannot be written", path.display())))?;
        }
        for report in reports.into_iter().map(|report| report.against(&self.targets)) {
            if self.json { output::json(&report)? } else { table(&report)? }
        }
        if !self.json {
            published(&self.head)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn load(&self) -> Result<Vec<LearnedHead>, Failure> {
        let failed = |error: HeadError| Failure::new(error.to_string());
        if self.from.is_empty() {
            let mut all = heads::shipped().map_err(failed)?;
            all.retain(|head| head.manifest().name == self.head);
            if all.is_empty() {
                return Err(Failure::new(format!("there is no head `{}`", self.head)).hint("moderation or injection"));
            }
            return Ok(all);
        }
        let load = |folder: &PathBuf| {
            let bytes = |ending: &str| std::fs::read(folder.join(format!("{}.{ending}", self.head)));
            LearnedHead::load(&bytes("json")?, &bytes("safetensors")?).map_err(failed)
        };
        self.from.iter().map(load).collect()
    }
}

fn write_scores(path: &Path, rows: &[Labelled], reports: &[GuardrailsReport]) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for report in reports {
        for (row, scores) in rows.iter().zip(&report.scores) {
            let line = json!({"digest": report.digest, "set": row.set, "applies": row.applies, "labels": row.labels,
                "scores": scores, "text": row.text});
            writeln!(file, "{line}")?;
        }
    }
    file.flush()
}

fn table(report: &GuardrailsReport) -> Result<(), Failure> {
    line(format!(
        "{} {} ({}): {} texts, {} with a label",
        report.head,
        report.digest.get(..12).unwrap_or_default(),
        report.loss,
        report.rows,
        report.positives
    ))?;
    line(format!("AUPRC {:.3}   F1 {:.3} (balanced thresholds)", report.auprc, report.f1))?;
    line(format!(
        "recall at 1 % false positives {:.3}, at 5 % {:.3} (thresholds on this file's own curve)",
        report.recall_at_1pct_fpr, report.recall_at_5pct_fpr
    ))?;
    line(format!("benign accuracy {:.3} (balanced thresholds)", report.benign_accuracy))?;
    line(format!("encode and classify one text: median {:.1} ms, p99 {:.1} ms", report.p50_ms, report.p99_ms))?;
    line("\nshipped point     precision  recall  false positives  F1")?;
    for (name, point) in &report.points {
        line(format!(
            "{name:<16} {:>10.3} {:>7.3} {:>14.1} % {:>5.3}",
            point.precision,
            point.recall,
            100.0 * point.false_positive_rate,
            point.f1
        ))?;
    }
    if !report.labels.is_empty() {
        line("\nlabel              rows  positives  AUPRC")?;
    }
    for (name, label) in &report.labels {
        line(format!("{name:<17} {:>5} {:>10} {:>6.3}", label.rows, label.positives, label.auprc))?;
    }
    if !report.sets.is_empty() {
        line("\nset                rows  positives  decided rightly: balanced  strict  sensitive")?;
    }
    for (name, set) in &report.sets {
        line(format!(
            "{name:<17} {:>5} {:>10} {:>26.3} {:>7.3} {:>10.3}",
            set.rows, set.positives, set.accuracy, set.accuracy_strict, set.accuracy_sensitive
        ))?;
    }
    if !report.targets.is_empty() {
        line("\ntargets:")?;
    }
    for outcome in &report.targets {
        line(format!("  {outcome}"))?;
    }
    line("")
}

fn published(head: &str) -> Result<(), Failure> {
    line("published figures of the field, on sets and at thresholds of their own:")?;
    let published = PUBLISHED.iter().find(|(name, _)| *name == head);
    for text in published.into_iter().flat_map(|(_, lines)| lines.iter()) {
        line(format!("  {text}"))?;
    }
    Ok(())
}
