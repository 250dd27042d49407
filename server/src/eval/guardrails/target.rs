//! What a head should reach on a file, and by how much it does not.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::{GuardrailsReport, SetFigures};

/// A figure and the least that it should be, written `auprc=0.80` or `accuracy:notinject=0.85`.
#[derive(Clone, Debug)]
pub struct Target {
    /// The figure, as it was written.
    name: String,
    figure: Figure,
    least: f64,
}

/// Where a figure is found.
#[derive(Clone, Debug)]
enum Figure {
    /// In the report.
    Of(Read),
    /// Share of the texts decided rightly at the balanced thresholds, in all sets whose name begins so.
    Accuracy(String),
}

type Read = fn(&GuardrailsReport) -> f64;

/// The figures of a report, as targets name them.
const FIGURES: [(&str, Read); 5] = [
    ("auprc", |report| report.auprc),
    ("f1", |report| report.f1),
    ("recall_at_1pct_fpr", |report| report.recall_at_1pct_fpr),
    ("recall_at_5pct_fpr", |report| report.recall_at_5pct_fpr),
    ("benign_accuracy", |report| report.benign_accuracy),
];

/// What became of a target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The figure, as the target names it.
    pub figure: String,
    /// The least that it should be, 0..=1.
    pub least: f64,
    /// What it is; nothing where the file has no such set.
    pub found: Option<f64>,
    /// By how much it falls short, > 0; nothing where the target is met, or nothing was found.
    pub short_by: Option<f64>,
}

/// Why something is no target.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TargetError {
    /// There is no such figure.
    #[error(
        "`{0}` is no figure: auprc, f1, recall_at_1pct_fpr, recall_at_5pct_fpr, benign_accuracy, or accuracy:SET with the start of a set's name"
    )]
    Figure(String),
    /// The value is not within 0..=1.
    #[error("`{0}` is not FIGURE=LEAST with a number from 0 to 1")]
    Least(String),
}

impl Target {
    /// Whether a report reaches it.
    #[must_use]
    pub fn judge(&self, report: &GuardrailsReport) -> Outcome {
        let found = match &self.figure {
            Figure::Of(figure) => Some(figure(report)),
            Figure::Accuracy(prefix) => {
                let own = report.sets.iter().filter(|(name, _)| name.starts_with(prefix.as_str()));
                accuracy(own.map(|(_, figures)| figures))
            }
        };
        let short_by = found.map(|found| self.least - found).filter(|short| *short > 0.0);
        Outcome { figure: self.name.clone(), least: self.least, found, short_by }
    }
}

/// Share decided rightly over several sets; nothing where there is none.
fn accuracy<'s>(sets: impl Iterator<Item = &'s SetFigures>) -> Option<f64> {
    let (rows, right) =
        sets.fold((0, 0.0), |(rows, right), set| (rows + set.rows, right + set.accuracy * set.rows as f64));
    (rows > 0).then(|| right / rows as f64)
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let (name, least) = text.split_once('=').ok_or_else(|| TargetError::Least(text.to_owned()))?;
        let least = least.parse().ok().filter(|least| (0.0..=1.0).contains(least));
        let least = least.ok_or_else(|| TargetError::Least(text.to_owned()))?;
        let of = FIGURES.iter().find(|(figure, _)| *figure == name).map(|(_, of)| Figure::Of(*of));
        let prefix = || name.strip_prefix("accuracy:").filter(|prefix| !prefix.is_empty());
        let figure = of.or_else(|| prefix().map(|prefix| Figure::Accuracy(prefix.to_owned())));
        let figure = figure.ok_or_else(|| TargetError::Figure(name.to_owned()))?;
        Ok(Self { name: name.to_owned(), figure, least })
    }
}

/// `auprc ≥ 0.800: 0.830, met`, or by how much it is not.
impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ≥ {:.3}: ", self.figure, self.least)?;
        match (self.found, self.short_by) {
            (None, _) => formatter.write_str("the file has no such set"),
            (Some(found), None) => write!(formatter, "{found:.3}, met"),
            (Some(found), Some(short)) => write!(formatter, "{found:.3}, FALLS SHORT by {short:.3}"),
        }
    }
}
