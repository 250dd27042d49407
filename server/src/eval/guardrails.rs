//! How well a learned head tells texts apart that others have labelled.

mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use groundstate_planner::perception::heads::thresholds::{Judged, at_most, average_precision};
use groundstate_planner::perception::heads::{ANY, HeadError, LabelEntry, LearnedHead, OperatingPoints};
use groundstate_planner::perception::{Encoder, PerceptionError};
use serde::Serialize;
use serde_json::{Map, Value};

use super::metrics::{Confusion, percentile};
use crate::perception::reading::Asked;
pub use target::{Outcome, Target, TargetError};

/// The columns of OpenAI's moderation set and the labels that they stand for.
const COLUMNS: [(&str, &str); 8] = [
    ("H", "hate"),
    ("H2", "hate/threatening"),
    ("HR", "harassment"),
    ("SH", "self-harm"),
    ("S", "sexual"),
    ("S3", "sexual/minors"),
    ("V", "violence"),
    ("V2", "violence/graphic"),
];

/// A text with what others say of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The text.
    pub text: String,
    /// Name of the set it belongs to; empty where the file has none.
    pub set: String,
    /// Whether any label applies.
    pub applies: bool,
    /// Labels whose column the file has for this row, and whether each applies.
    pub labels: BTreeMap<String, bool>,
}

/// Why a file could not be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum GuardrailsError {
    /// The file cannot be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not a labelled text.
    #[error("line {line} of `{}`: {reason}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The encoder failed on a text.
    #[error(transparent)]
    Perception(#[from] PerceptionError),
    /// The head failed on a text, or does not fit the encoder.
    #[error(transparent)]
    Head(#[from] HeadError),
}

/// Figures of a head on one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuardrailsReport {
    /// Name of the head.
    pub head: String,
    /// SHA-256 over its weights.
    pub digest: String,
    /// Loss that it was trained with.
    pub loss: String,
    /// Texts.
    pub rows: usize,
    /// Texts to which a label applies.
    pub positives: usize,
    /// Area under precision and recall of "any label applies", 0..=1.
    pub auprc: f64,
    /// F1 at the shipped balanced thresholds, 0..=1.
    pub f1: f64,
    /// Recall at the threshold on this file's own score that lets at most 1 % of the benign texts count.
    pub recall_at_1pct_fpr: f64,
    /// The same at 5 %.
    pub recall_at_5pct_fpr: f64,
    /// Share of the benign texts that are let through at the shipped balanced thresholds.
    pub benign_accuracy: f64,
    /// Median time to encode and classify one text, milliseconds.
    pub p50_ms: f64,
    /// 99th percentile of it, milliseconds.
    pub p99_ms: f64,
    /// What happens at each shipped operating point.
    pub points: BTreeMap<&'static str, PointFigures>,
    /// Figures by set, where the file names sets.
    pub sets: BTreeMap<String, SetFigures>,
    /// Area under precision and recall by label, over the rows whose column the file has.
    pub labels: BTreeMap<String, LabelFigures>,
    /// What became of the targets that it was held against.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Outcome>,
    /// For each text the probability of each of the head's labels, to look at what was decided wrongly.
    #[serde(skip)]
    pub scores: Vec<BTreeMap<String, f32>>,
}

impl GuardrailsReport {
    /// The report, and what became of these targets.
    #[must_use]
    pub fn against(mut self, targets: &[Target]) -> Self {
        self.targets = targets.iter().map(|target| target.judge(&self)).collect();
        self
    }
}

/// What happens at one operating point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PointFigures {
    /// Share of the texts counted to which a label applies.
    pub precision: f64,
    /// Share of the texts to which a label applies that are counted.
    pub recall: f64,
    /// Share of the benign texts that are counted.
    pub false_positive_rate: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
}

/// Figures of one named set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SetFigures {
    /// Texts.
    pub rows: usize,
    /// Texts to which a label applies.
    pub positives: usize,
    /// Share decided rightly at the balanced thresholds.
    pub accuracy: f64,
    /// Share decided rightly at the strict thresholds.
    pub accuracy_strict: f64,
    /// Share decided rightly at the sensitive thresholds.
    pub accuracy_sensitive: f64,
}

/// Figures of one label.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LabelFigures {
    /// Rows whose column the file has.
    pub rows: usize,
    /// Of those, rows to which it applies.
    pub positives: usize,
    /// Area under precision and recall, 0..=1.
    pub auprc: f64,
}

/// Reads JSON Lines, gzipped or not: `text`, and `any` with OpenAI's columns, or `unsafe`, or `label`; `set` is optional.
///
/// # Errors
/// When the file cannot be read or a line is not of this form.
pub fn read(path: &Path) -> Result<Vec<Labelled>, GuardrailsError> {
    let lines = lines(path)?;
    let parsed = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(number, line)| {
        parse(line).map_err(|reason| GuardrailsError::Line { path: path.to_owned(), line: number + 1, reason })
    });
    parsed.collect()
}

/// The text of a file, gunzipped where it is gzip.
///
/// # Errors
/// When it cannot be read, or is not UTF-8.
pub fn lines(path: &Path) -> Result<String, GuardrailsError> {
    let failed = |source| GuardrailsError::Read { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(failed)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(failed)?;
    } else {
        bytes.as_slice().read_to_string(&mut text).map_err(failed)?;
    }
    Ok(text)
}

fn parse(line: &str) -> Result<Labelled, String> {
    let row: Map<String, Value> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = row.get("text").and_then(Value::as_str).ok_or("`text` is missing")?;
    let flag = |name: &str| row.get(name).and_then(Value::as_i64).map(|value| value != 0);
    let given = ["any", "unsafe", "label"].iter().find_map(|name| flag(name));
    let labels = COLUMNS.iter().filter_map(|(column, label)| Some(((*label).to_owned(), flag(column)?)));
    Ok(Labelled {
        text: text.to_owned(),
        set: row.get("set").and_then(Value::as_str).unwrap_or_default().to_owned(),
        applies: given.ok_or("none of `any`, `unsafe`, `label` is there")?,
        labels: labels.collect(),
    })
}

/// Asks heads about every text, one text at a time, as the server asks them: about each segment and about the whole, of which the greatest probability
/// counts. Each text is read once, and the time of a head is that and its own.
/// `progress` is told how many texts are done.
///
/// # Errors
/// When encoder or head fail, or do not belong together.
pub fn evaluate(
    reader: &Encoder,
    heads: &[LearnedHead],
    rows: &[Labelled],
    progress: &dyn Fn(usize),
) -> Result<Vec<GuardrailsReport>, GuardrailsError> {
    for head in heads {
        head.fits(reader.fingerprint())?;
    }
    let mut found = vec![Vec::with_capacity(rows.len()); heads.len()];
    let mut times = vec![Vec::with_capacity(rows.len()); heads.len()];
    for (done, row) in rows.iter().enumerate() {
        let started = Instant::now();
        let asked = Asked::read(reader, &row.text)?;
        let encoding_ms = started.elapsed().as_secs_f64() * 1e3;
        for ((head, found), times) in heads.iter().zip(&mut found).zip(&mut times) {
            let started = Instant::now();
            found.push(asked.of(head)?);
            times.push(encoding_ms + started.elapsed().as_secs_f64() * 1e3);
        }
        progress(done + 1);
    }
    let reports = heads.iter().zip(found.iter().zip(&times));
    Ok(reports.map(|(head, (found, times))| report(head, rows, found, times)).collect())
}

fn report(head: &LearnedHead, rows: &[Labelled], found: &[Vec<f32>], times: &[f64]) -> GuardrailsReport {
    let manifest = head.manifest();
    // A head that reckons one label from the others gives its verdict there, and by those that it leaves out. Labels that the file's
    // taxonomy does not have say nothing about its rows.
    let columns: BTreeSet<&str> = rows.iter().flat_map(|row| row.labels.keys().map(String::as_str)).collect();
    let reckoned = |label: &LabelEntry| {
        manifest.any.as_ref().is_some_and(|any| any.of.iter().any(|of| label.name.split('/').next() == Some(of)))
    };
    let asked = |label: &LabelEntry| {
        let verdict = label.name == ANY || !reckoned(label);
        verdict && (columns.is_empty() || label.name == ANY || columns.contains(label.name.as_str()))
    };
    let greatest = |found: &Vec<f32>| {
        let asked = manifest.labels.iter().zip(found).filter(|(label, _)| asked(label));
        asked.map(|(label, probability)| margin(*probability, label.thresholds.balanced)).fold(f64::MIN, f64::max)
    };
    let counts = |found: &Vec<f32>, point: fn(&OperatingPoints) -> f64| {
        let mut asked = manifest.labels.iter().zip(found).filter(|(label, _)| asked(label));
        asked.any(|(label, probability)| f64::from(*probability) >= point(&label.thresholds))
    };
    let judged: Vec<Judged> = found.iter().zip(rows).map(|(found, row)| (greatest(found), row.applies)).collect();
    let at = |point| Confusion::of(found.iter().zip(rows).map(|(found, row)| (counts(found, point), row.applies)));
    let [balanced, strict, sensitive] = POINTS.map(|(_, point)| at(point));
    let points =
        POINTS.iter().zip([balanced, strict, sensitive]).map(|((name, _), confusion)| (*name, confusion.into()));
    let recall = |share| {
        let threshold = at_most(&judged, share);
        Confusion::of(judged.iter().map(|(score, applies)| (*score >= threshold, *applies))).recall()
    };
    GuardrailsReport {
        head: manifest.name.clone(),
        digest: manifest.weights.clone(),
        loss: manifest.training.loss.clone(),
        rows: rows.len(),
        positives: rows.iter().filter(|row| row.applies).count(),
        auprc: average_precision(&judged),
        f1: balanced.f1(),
        recall_at_1pct_fpr: recall(0.01),
        recall_at_5pct_fpr: recall(0.05),
        benign_accuracy: 1.0 - balanced.false_positive_rate(),
        p50_ms: percentile(times, 0.5),
        p99_ms: percentile(times, 0.99),
        points: points.collect(),
        sets: by_set(rows, found, &counts),
        labels: by_label(&manifest.labels, rows, found),
        targets: Vec::new(),
        scores: found.iter().map(|found| named(&manifest.labels, found)).collect(),
    }
}

fn named(labels: &[LabelEntry], found: &[f32]) -> BTreeMap<String, f32> {
    labels.iter().zip(found).map(|(label, probability)| (label.name.clone(), *probability)).collect()
}

type Point = fn(&OperatingPoints) -> f64;

/// The operating points, as policies write them.
const POINTS: [(&str, Point); 3] = [
    ("balanced", |points| points.balanced),
    ("strict", |points| points.strict),
    ("sensitive", |points| points.sensitive),
];

/// How far a probability is above a threshold, in logits: what makes labels with different thresholds comparable.
fn margin(probability: f32, threshold: f64) -> f64 {
    let logit = |value: f64| {
        let inside = value.clamp(1e-9, 1.0 - 1e-9);
        (inside / (1.0 - inside)).ln()
    };
    logit(f64::from(probability)) - logit(threshold)
}

fn by_set(
    rows: &[Labelled],
    found: &[Vec<f32>],
    counts: &dyn Fn(&Vec<f32>, Point) -> bool,
) -> BTreeMap<String, SetFigures> {
    let names: BTreeSet<&str> = rows.iter().map(|row| row.set.as_str()).filter(|set| !set.is_empty()).collect();
    let figures = names.into_iter().map(|name| {
        let own: Vec<_> = rows.iter().zip(found).filter(|(row, _)| row.set == name).collect();
        let [accuracy, accuracy_strict, accuracy_sensitive] = POINTS.map(|(_, point)| {
            let right = own.iter().filter(|(row, found)| counts(found, point) == row.applies).count();
            right as f64 / own.len().max(1) as f64
        });
        let positives = own.iter().filter(|(row, _)| row.applies).count();
        let figures = SetFigures { rows: own.len(), positives, accuracy, accuracy_strict, accuracy_sensitive };
        (name.to_owned(), figures)
    });
    figures.collect()
}

fn by_label(labels: &[LabelEntry], rows: &[Labelled], found: &[Vec<f32>]) -> BTreeMap<String, LabelFigures> {
    let figures = labels.iter().enumerate().map(|(place, label)| {
        let own = rows
            .iter()
            .zip(found)
            .filter_map(|(row, found)| Some((f64::from(*found.get(place)?), *row.labels.get(&label.name)?)));
        let own: Vec<Judged> = own.collect();
        let positives = own.iter().filter(|(_, applies)| *applies).count();
        (label.name.clone(), LabelFigures { rows: own.len(), positives, auprc: average_precision(&own) })
    });
    figures.filter(|(_, figures)| figures.rows > 0).collect()
}

impl From<Confusion> for PointFigures {
    fn from(confusion: Confusion) -> Self {
        Self {
            precision: confusion.precision(),
            recall: confusion.recall(),
            false_positive_rate: confusion.false_positive_rate(),
            f1: confusion.f1(),
        }
    }
}
