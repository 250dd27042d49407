//! What a head is, how it was made, and where its operating points lie: the file beside its weights.

use serde::{Deserialize, Serialize};

use super::HeadError;

/// Changes when the same weights would give other probabilities.
const FORMAT: u32 = 2;

/// The manifest of one head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this form, 2.
    pub format: u32,
    /// Name that policies write.
    pub name: String,
    /// SHA-256 over the weights file, hexadecimal.
    pub weights: String,
    /// Fingerprint of the encoder whose states it reads.
    pub encoder: String,
    /// Sizes.
    pub shape: Shape,
    /// What it tells apart, in the order of its outputs. Where `any` is there, the last one is reckoned from others.
    pub labels: Vec<LabelEntry>,
    /// How the last label, [`ANY`], is reckoned; absent where every label is trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any: Option<Any>,
    /// How it was made.
    pub training: Training,
}

/// Sizes of a head, and how long texts are cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Values in a token's state.
    pub dimension: usize,
    /// Learned queries of a pooler.
    pub queries: usize,
    /// Values that a query reads of a token.
    pub values: usize,
    /// Units of the hidden layer.
    pub hidden: usize,
    /// Poolers whose logits are averaged. Several say little more than one, but differ less from one training to the next.
    pub members: usize,
    /// Rows of the lexicon's table; a power of two.
    pub buckets: usize,
    /// Tokens that a pooler reads at once.
    pub window: usize,
    /// Tokens from the start of a window to that of the next.
    pub stride: usize,
    /// Weight of the poolers against the lexicon, 0..=1.
    pub share: f32,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            dimension: 384,
            queries: 8,
            values: 64,
            hidden: 256,
            members: 1,
            buckets: 1 << 17,
            window: 64,
            stride: 48,
            share: 0.6,
        }
    }
}

/// Name of the label that is reckoned from others.
pub const ANY: &str = "any";

/// How much speaks for one label or another: the negative free energy of several labels,
///
/// ```text
/// T log ( mean over l of exp( (logit_l − log-odds of l's share) / T ) )
/// ```
///
/// (Liu et al., arXiv:2010.03759). A label that many training rows carry has to say more than a rare one, and two labels that each
/// nearly count say more than one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Any {
    /// Names of the labels.
    pub of: Vec<String>,
    /// T, > 0: near zero the greatest logit decides, far above it their mean.
    pub temperature: f32,
}

/// One label of a head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelEntry {
    /// Name that policies write.
    pub name: String,
    /// Probabilities from which the label counts.
    pub thresholds: OperatingPoints,
    /// Share of the training rows that carry it, of those of which it is known; within 0..1, and a half for the label reckoned.
    pub share: f64,
    /// Rows with the label that were trained on, those written by this project among them.
    pub rows: usize,
    /// Of those, rows written by this project.
    pub synthetic: usize,
    /// Validation rows that carry the label.
    pub validation_positives: usize,
    /// Area under precision and recall on the validation rows, 0..=1.
    pub validation_auprc: f64,
    /// What other thresholds buy and cost on the validation rows, from the greatest threshold down; empty where nobody measured it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CurvePoint>,
}

/// What a threshold buys and costs on validation rows. Written as `[threshold, precision, recall, false positives]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 4]", into = "[f64; 4]")]
pub struct CurvePoint {
    /// Probability from which the label counts, 0..=1.
    pub threshold: f64,
    /// Share of the rows that count which carry the label, 0..=1; 1 where none counts.
    pub precision: f64,
    /// Share of the rows with the label that count, 0..=1.
    pub recall: f64,
    /// Share of the rows without the label that count, 0..=1.
    pub false_positives: f64,
}

impl From<[f64; 4]> for CurvePoint {
    fn from([threshold, precision, recall, false_positives]: [f64; 4]) -> Self {
        Self { threshold, precision, recall, false_positives }
    }
}

impl From<CurvePoint> for [f64; 4] {
    fn from(point: CurvePoint) -> Self {
        [point.threshold, point.precision, point.recall, point.false_positives]
    }
}

/// Thresholds of one label, each a probability, 0..=1, fixed on validation rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatingPoints {
    /// Greatest F1 with at most 5 % false positives, of all rows and of each source.
    pub balanced: f64,
    /// At most 1 % false positives, likewise.
    pub strict: f64,
    /// At most 10 % false positives, likewise.
    pub sensitive: f64,
}

/// How a head was made: enough to make it again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Trainings out of which this one was kept, in their order; empty where it was the only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trials: Vec<Trial>,
    /// Passes over the rows.
    pub epochs: usize,
    /// Loss, as the command line writes it.
    pub loss: String,
    /// Rows trained on.
    pub rows: usize,
    /// Rows that thresholds were fixed on.
    pub validation_rows: usize,
    /// Sources none of whose rows were trained on: they are validation only.
    pub held_out: Vec<String>,
    /// Labels of sources that were taken for neither true nor false where nothing else applies, as `source=label`.
    pub doubted: Vec<String>,
    /// Rows by source and licence, sorted by source.
    pub sources: Vec<SourceCount>,
    /// Rows left out because their licence does not allow shipped weights.
    pub refused_licence: usize,
    /// Rows left out because an evaluation file holds their words.
    pub refused_overlap: usize,
    /// Rows left out because another one says the same.
    pub duplicates: usize,
}

/// A training that differs from others in its seed alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// What it says on validation rows ([`Manifest::validation_auprc`]), 0..=1.
    pub validation_auprc: f64,
}

/// Rows of one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceCount {
    /// Name in the data files.
    pub source: String,
    /// Its licence.
    pub licence: String,
    /// Rows used.
    pub rows: usize,
    /// Of those, rows that carry a label.
    pub positives: usize,
}

impl Manifest {
    /// Version written today.
    pub(super) fn format() -> u32 {
        FORMAT
    }

    /// Labels that are trained: all but the one that is reckoned.
    #[must_use]
    pub fn trained(&self) -> usize {
        self.labels.len().saturating_sub(usize::from(self.any.is_some()))
    }

    /// How well it tells validation rows apart, by which trainings are compared: the area under precision and recall of the label that
    /// is reckoned from others, or else the mean of all labels, 0..=1.
    #[must_use]
    pub fn validation_auprc(&self) -> f64 {
        let judged = match self.any {
            Some(_) => self.labels.get(self.trained()..).unwrap_or_default(),
            None => &self.labels,
        };
        judged.iter().map(|label| label.validation_auprc).sum::<f64>() / judged.len().max(1) as f64
    }

    /// Why the last label cannot be reckoned.
    fn unreckonable(&self, any: &Any) -> Option<String> {
        let known = |name: &String| self.labels.iter().take(self.trained()).any(|label| label.name == *name);
        if self.labels.last().is_none_or(|label| label.name != ANY) {
            return Some(format!("the last label is not `{ANY}`"));
        }
        if let Some(name) = any.of.iter().find(|name| !known(name)) {
            return Some(format!("`{name}` is not a trained label"));
        }
        let sound = !any.of.is_empty() && any.temperature > 0.0 && any.temperature.is_finite();
        (!sound).then(|| format!("`{ANY}` cannot be reckoned"))
    }

    pub(super) fn check(&self) -> Result<(), HeadError> {
        let shape = &self.shape;
        let sizes = [shape.dimension, shape.queries, shape.values, shape.hidden, shape.window, shape.stride];
        let whole = |value: f64| (0.0..=1.0).contains(&value);
        let wrong = if self.format != FORMAT {
            Some(format!("format {} is not known", self.format))
        } else if self.labels.is_empty() {
            Some("there are no labels".to_owned())
        } else if sizes.contains(&0) || shape.stride > shape.window || !shape.buckets.is_power_of_two() {
            Some("the sizes are impossible".to_owned())
        } else if self.labels.iter().any(|label| !(label.share > 0.0 && label.share < 1.0)) {
            Some("a share is not within 0..1".to_owned())
        } else if let Some(wrong) = self.any.as_ref().and_then(|any| self.unreckonable(any)) {
            Some(wrong)
        } else if !whole(f64::from(shape.share)) {
            Some("the share is not within 0..=1".to_owned())
        } else {
            let outside = |label: &&LabelEntry| {
                let OperatingPoints { balanced, strict, sensitive } = label.thresholds;
                !(whole(balanced) && whole(strict) && whole(sensitive))
            };
            self.labels.iter().find(outside).map(|label| format!("a threshold of `{}` is not within 0..=1", label.name))
        };
        wrong.map_or(Ok(()), |wrong| Err(HeadError::Manifest(wrong)))
    }
}
